"""Find out how programs can be jailed here, or what to install so that they can."""

import os
import platform
import sys
from dataclasses import dataclass, replace
from typing import Any

from executor.jail import landlock, linux, seccomp
from executor.jail.enter import enter_user_namespace
from executor.jail.modes import Mode

NAMESPACES = linux.NEW_MOUNT | linux.NEW_PID | linux.NEW_NETWORK | linux.NEW_IPC | linux.NEW_UTS
# How much a job can use without being seen is known; that it is nothing would be a lie.
INSTEAD_OF_GROUPS = (
    "control groups (memory, files in memory and sockets are counted ten times a second instead: what a job takes "
    "between two counts, and what the kernel keeps for its pipes, file locks and file names, is not bounded)"
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
        return refused(
            f"Programs need a Linux kernel to be jailed, and this is {platform.system()}",
            "Run Kaiseki on Linux, or in a Linux virtual machine; questions that SQL answers work here",
        )
    try:
        seccomp.read_filter()
    except OSError:
        return refused(f"There is no system call filter for {platform.machine()}", "Run Kaiseki on x86_64 or aarch64")
    mode: Mode = "namespaces" if os.geteuid() == 0 else "userns"
    error = error_of_unshare(mode)
    if error is not None:
        return refused(*advice(mode, error))
    walls = {
        "namespaces": True,
        "seccomp": True,
        "a user of its own per job": mode == "namespaces",
        "Landlock": landlock.abi_version() > 0,
    }
    return Finding(
        mode, tuple(n for n, held in walls.items() if held), tuple(n for n, held in walls.items() if not held)
    )


def refused(reason: str, install: str) -> Finding:
    return Finding(None, (), ("namespaces",), reason, install)


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
            "Start the container with --privileged, or run Kaiseki outside of it",
        )
    return (
        f"This user may not make user namespaces ({error})",
        "Allow them with: sudo sysctl -w kernel.unprivileged_userns_clone=1 "
        "kernel.apparmor_restrict_unprivileged_userns=0 user.max_user_namespaces=10000; or run Kaiseki as root",
    )
