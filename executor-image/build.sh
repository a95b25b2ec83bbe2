#!/bin/sh
# Builds the executor's image with docker or podman, whichever runs here: npm run image [-- options of its build command]
#   KAISEKI_CONTAINER_ENGINE  docker or podman            KAISEKI_IMAGE    the tag to give
#   KAISEKI_IMAGE_MACHINE     x86_64 or aarch64: Fargate's, where it is not this machine's
set -eu
cd "$(dirname "$0")"
image=${KAISEKI_IMAGE:-kaiseki-executor:local}
machine=${KAISEKI_IMAGE_MACHINE:-$(uname -m)}
case $machine in x86_64 | amd64) platform=linux/amd64 ;; *) platform=linux/arm64 ;; esac

engine=${KAISEKI_CONTAINER_ENGINE:-}
for candidate in docker podman; do
  [ -n "$engine" ] || { "$candidate" info >/dev/null 2>&1 && engine=$candidate; } || true
done
if [ -z "$engine" ]; then
  echo 'The image needs Docker or podman to be running. Install and start one of them (on macOS: Docker Desktop, or podman machine).' >&2
  exit 1
fi

# A Python of its own: Debian's has no pip, and what pip runs on does not matter.
[ -x build/python/bin/pip ] || python3 -m venv build/python
echo "Downloading wheels for $machine (about 190 MB, once) …" >&2
build/python/bin/python wheels.py "$machine"

# Files get one date, and nothing is attested about the moment: the same inputs give the same layers.
export BUILDX_NO_DEFAULT_ATTESTATIONS=1
date=$(sed -n 's/^ARG SOURCE_DATE_EPOCH=//p' Dockerfile | head -n 1)
case $engine in
  *podman) set -- --timestamp "$date" "$@" ;;
  *) set -- --build-arg "SOURCE_DATE_EPOCH=$date" "$@" ;;
esac
"$engine" build --platform "$platform" --tag "$image" "$@" .
echo "$image is built: $("$engine" image inspect --format '{{.Size}}' "$image" | awk '{ printf "%d MB", $1 / 1000000 }')." >&2
