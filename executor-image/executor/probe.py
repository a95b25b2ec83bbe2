"""Find out how programs can be jailed here, or what to install so that they can."""

import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from executor.jail import container, landlock, linux, seccomp
from executor.jail.modes import Mode
from executor.jail.namespaces import enter_user_namespace
from executor.jail.root import OUTPUT, SCRATCH_MOUNTS

NAMESPACES = linux.NEW_MOUNT | linux.NEW_PID | linux.NEW_NETWORK | linux.NEW_IPC | linux.NEW_UTS
# How much a job can use without being seen is known; that it is nothing would be a lie.
INSTEAD_OF_GROUPS = (
    "control groups (memory, files in memory and sockets are counted ten times a second instead: what a job takes "
    "between two counts, and what the kernel keeps for its pipes, file locks and file names, is not bounded)"
)
INSTEAD_OF_NAMESPACES = (
    "namespaces (a job sees the names of the container's processes and files, and can reach none of them)"
)
# The image sets it: without namespaces, only a container that holds nothing else can be a jail.
CONTAINER_MARK = "KAISEKI_CONTAINER"
IN_A_CONTAINER = (
    "Programs can run in Kaiseki's own image instead: type npm run image, then npm start -- --programs container"
)


@dataclass(frozen=True)
class Finding:
    """How jobs are jailed (None: not at all), which walls hold, which are missing, and what to do about a refusal."""

    mode: Mode | None
    holds: tuple[str, ...]
    missing: tuple[str, ...]
    reason: str = ""
    install: str = ""

    def with_groups(self, held: bool) -> "Finding":
        """Return this with what is known of control groups."""
        if held:
            return replace(self, holds=(*self.holds, "control groups"))
        return replace(self, missing=(*self.missing, INSTEAD_OF_GROUPS))

    def document(self) -> dict[str, Any]:
        return {
            "mode": self.mode,
            "holds": list(self.holds),
            "missing": list(self.missing),
            "reason": self.reason,
            "install": self.install or None,
        }


def probe() -> Finding:
    """Try what a jail needs, in a process that ends."""
    if sys.platform != "linux":
        return refused(f"Programs need a Linux kernel to be jailed, and this is {platform.system()}", IN_A_CONTAINER)
    try:
        seccomp.read_filter()
    except OSError:
        return refused(f"There is no system call filter for {platform.machine()}", "Run Kaiseki on x86_64 or aarch64")
    if os.environ.get(CONTAINER_MARK):
        return probe_container()
    mode: Mode = "namespaces" if os.geteuid() == 0 else "userns"
    error = error_of_unshare(mode)
    if error is not None:
        return refused(*advice(mode, error))
    return found(mode, {"namespaces": True}, "a user of its own per job", mode == "namespaces")


def found(mode: Mode, walls: Mapping[str, bool], own_user: str, has_own_user: bool) -> Finding:
    every = {**walls, "seccomp": True, own_user: has_own_user, "Landlock": landlock.abi_version() > 0}
    return Finding(
        mode, tuple(n for n, held in every.items() if held), tuple(n for n, held in every.items() if not held)
    )


def refused(reason: str, install: str) -> Finding:
    return Finding(None, (), ("namespaces",), reason, install)


def probe_container() -> Finding:
    """Make the container a jail if it can be one: what is missing is a flag of whoever started it."""
    lacking = [flag for flag, present in container_needs().items() if not present]
    if lacking:
        return refused("This container cannot be a jail for programs", f"Start it with {', '.join(lacking)}")
    container.prepare()
    walls = {
        "a read-only root": True,
        "few capabilities": linux.effective_capabilities() == container.CAPABILITIES,
        "devices": not container.devices_in_reach() or landlock.abi_version() > 0,
        INSTEAD_OF_NAMESPACES: False,
    }
    return found("container", walls, "a user of its own per job", True)


def container_needs() -> dict[str, bool]:
    """Return whether each flag that the container must be started with was given."""
    capabilities = linux.effective_capabilities()
    return {
        "--user 0": os.geteuid() == 0,
        "--read-only": bool(os.statvfs("/").f_flag & os.ST_RDONLY),
        **{
            f"--cap-add {name}": number in capabilities
            for name, number in zip(container.CAPABILITY_NAMES, sorted(container.CAPABILITIES), strict=True)
        },
        **{
            f"a volume or tmpfs at {folder}": os.path.ismount(folder) and not os.statvfs(folder).f_flag & os.ST_RDONLY
            for folder in (*SCRATCH_MOUNTS, container.INPUTS)
        },
        # It is emptied for every job: nobody's results shall be in it.
        f"nothing in {OUTPUT}": not os.path.isdir(OUTPUT) or set(os.listdir(OUTPUT)) <= {"lost+found"},
    }


def error_of_unshare(mode: Mode) -> str | None:
    """Return what the kernel says to the jail's namespaces, None when it grants them."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            if mode == "namespaces":
                linux.unshare(NAMESPACES)
            else:
                enter_user_namespace(linux.NEW_USER | NAMESPACES)
        except OSError as error:
            os.write(writer, str(error.strerror or error).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        text = file.read().decode()
    os.waitpid(pid, 0)
    return text or None


def advice(mode: Mode, error: str) -> tuple[str, str]:
    if mode == "namespaces":
        return (
            f"Root may not make namespaces here ({error}), as in most containers",
            f"Start the container with --privileged, or run Kaiseki outside of it. {IN_A_CONTAINER}",
        )
    return (
        f"This user may not make user namespaces ({error})",
        "Allow them with: sudo sysctl -w kernel.unprivileged_userns_clone=1 "
        "kernel.apparmor_restrict_unprivileged_userns=0 user.max_user_namespaces=10000; or run Kaiseki as root. "
        f"{IN_A_CONTAINER}",
    )
