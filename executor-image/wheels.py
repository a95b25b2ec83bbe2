"""Download the wheels that the image is built from: `python3 wheels.py [x86_64 | aarch64]`, default: this machine's.

Hashes are checked against the two locks. The image's Python decides what a requirement's marker means, not the one that
runs this; pip would ask the latter.
"""

import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pip._vendor.packaging.requirements import Requirement

HERE = Path(__file__).parent
# Debian bookworm's.
PYTHON = "3.11"
GLIBC_MINOR = 36
MACHINES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}


def main(arguments: list[str]) -> int:
    machine = MACHINES.get((arguments or [platform.machine()])[0].lower())
    if machine is None or len(arguments) > 1:
        print("usage: wheels.py [x86_64 | aarch64]", file=sys.stderr)
        return 2
    locked = [*wanted("installer.lock", machine), *wanted("requirements.lock", machine)]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as requirements:
        requirements.write("\n".join(locked))
        requirements.flush()
        return download(requirements.name, machine)


def wanted(lock: str, machine: str) -> Iterator[str]:
    """Yield the lock's entries (name, version, hashes) that the image needs, without their markers."""
    environment = {
        "implementation_name": "cpython",
        "os_name": "posix",
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "platform_system": "Linux",
        "python_full_version": f"{PYTHON}.0",
        "python_version": PYTHON,
        "sys_platform": "linux",
    }
    for entry in (HERE / lock).read_text().replace("\\\n", " ").splitlines():
        if not entry.strip() or entry.lstrip().startswith("#"):
            continue
        head, *hashes = entry.split(" --hash=")
        requirement = Requirement(head)
        if requirement.marker is None or requirement.marker.evaluate(environment):
            yield " ".join([f"{requirement.name}{requirement.specifier}", *(f"--hash={one.strip()}" for one in hashes)])


def download(requirements: str, machine: str) -> int:
    tags = [f"manylinux_2_{minor}_{machine}" for minor in range(GLIBC_MINOR, 4, -1)] + [f"manylinux2014_{machine}"]
    if machine == "x86_64":
        tags += ["manylinux2010_x86_64", "manylinux1_x86_64"]
    return subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
            *("--require-hashes", "--no-deps", "--only-binary", ":all:"),
            *("--implementation", "cp", "--python-version", PYTHON),
            *(word for tag in tags for word in ("--platform", tag)),
            *("--dest", str(HERE / "build" / "wheels"), "--requirement", requirements),
        ]
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
