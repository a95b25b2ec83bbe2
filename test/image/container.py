"""How Fargate runs the image, as a command of this machine: for every test and benchmark that starts a container.

Production gives no more than this: the seccomp profile allows what Docker's default allows without CAP_SYS_ADMIN, the
capabilities are the task definition's, the root is read-only.
"""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
ENGINE = os.environ.get("KAISEKI_CONTAINER_ENGINE", "podman")
IMAGE = os.environ.get("KAISEKI_IMAGE", "kaiseki-executor:local")
CAPABILITIES = ("CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "SETGID", "SETUID")
SECCOMP = CHECKOUT / "executor-image" / "seccomp.json"
# Loopback servers of a test are reached at the addresses that they have outside.
NETWORK = "host"


def run_command(
    arguments: Sequence[str] = ("slot",),
    *,
    entrypoint: str | None = None,
    environment: Mapping[str, str] | None = None,
    checkout_code: bool = False,
    options: Sequence[str] = (),
    network: str = NETWORK,
) -> list[str]:
    """Return the command that starts a container, which is removed when it ends.

    `arguments` follow the image's entry point (`python -B -m executor`), or `entrypoint`, a file of the image.
    `checkout_code` lays this checkout's packages over the image's. `options` are the engine's own, before the image.
    Signals sent to the command reach the container; killed, it leaves it running, to be ended by `--name` and
    `podman rm --force`. `/out` and `/tmp` are fresh volumes on disk, as on Fargate; `options=["--tmpfs=/out:size=64m"]` makes one smaller.
    """
    return [
        *(ENGINE, "run", "--rm", *engine_options()),
        *("--read-only", f"--network={network}", "--shm-size=64m"),
        *("--cap-drop=all", *(f"--cap-add={name}" for name in CAPABILITIES), f"--security-opt=seccomp={SECCOMP}"),
        *("--ulimit=nofile=20000:20000", "--ulimit=nproc=4096:4096"),
        *(f"--env={name}={value}" for name, value in (environment or {}).items()),
        *(code_mounts() if checkout_code else ()),
        *([] if entrypoint is None else [f"--entrypoint={entrypoint}"]),
        *(*options, IMAGE, *arguments),
    ]


def engine_options() -> list[str]:
    """Podman's own: with --read-only it would leave writable folders in memory on /run and /var/tmp, unlike Docker."""
    return ["--read-only-tmpfs=false", "--pull=never"] if ENGINE == "podman" else ["--pull=never"]


def code_mounts() -> list[str]:
    folders = ((CHECKOUT / "executor-image" / name, f"/app/{name}") for name in ("executor", "kaiseki"))
    return [f"--volume={source}:{target}:ro" for source, target in folders]


def output_of(arguments: Sequence[str], *, entrypoint: str, options: Sequence[str] = ()) -> str:
    """Run a file of the image to its end and return what it printed; AssertionError with both streams if it failed."""
    command = run_command(arguments, entrypoint=entrypoint, options=options)
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def json_of(program: str, *arguments: str, options: Sequence[str] = ()) -> Any:
    """Run a Python program in the image, as root, and return the JSON that its last line holds."""
    printed = output_of(["-B", "-c", program, *arguments], entrypoint="/opt/kaiseki/bin/python", options=options)
    return json.loads(printed.splitlines()[-1])
