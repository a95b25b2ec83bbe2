"""The jail of a container that may make no namespaces, as on Fargate: walls by user, one job at a time.

Jobs share the container's file systems, process table and network stack with the supervisor. What separates them is a
uid that no other process ever had, capabilities it does not get, and the system call filter. So the container must be
one that nothing else lives in: its root read-only, its three scratch folders nobody else's. `executor.probe` checks it.

    empty ──take_scratch()──► a job's ──end_user(), empty_scratch()──► empty
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

from executor.jail.root import DEVICES, SCRATCH_MOUNTS, SHARED_MEMORY, SYSTEM_FILES, SYSTEM_FOLDERS

# What Docker and Fargate give, and the least that works: to hand folders over, become a job's user, end its processes.
CAPABILITY_NAMES = ("CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "SETGID", "SETUID")
CAPABILITIES = frozenset((0, 1, 3, 5, 6, 7))
# Where large inputs are fetched to; jobs cannot enter it.
INPUTS = "/inputs"
# Python counts processors by its control group, and joblib fails where it cannot.
KERNEL_FOLDERS = ("/proc", "/sys/fs/cgroup")
OWN_DEVICES = ("null", "full", "random", "urandom", "shm", "fd", "stdin", "stdout", "stderr", "core")


class ScratchNotEmpty(Exception):
    """Something of an earlier job is left: no other job may begin here."""


def readable_paths(environment: list[str]) -> tuple[str, ...]:
    """Return what Landlock lets a job read: Python and its libraries, and what these look for."""
    return (*SYSTEM_FOLDERS, *SYSTEM_FILES, "/etc/localtime", *KERNEL_FOLDERS, *environment)


def prepare() -> None:
    """Close devices that jobs do not need: to map /dev/zero is to have memory that nobody counts."""
    for device in Path("/dev").iterdir():
        if device.name not in OWN_DEVICES and not device.is_symlink():
            close_to_others(device)
    close_to_others(Path("/dev/pts/ptmx"))
    os.chmod(INPUTS, 0o700)


def close_to_others(path: Path) -> None:
    """Take everybody's rights away, where the container's runtime lets us; Landlock holds where it does not."""
    try:
        path.chmod(0o700 if path.is_dir() else 0o600)
    except OSError:
        return


def take_scratch(uid: int) -> None:
    """Hand the empty scratch folders to a job's user. Raises ScratchNotEmpty."""
    for folder in SCRATCH_MOUNTS:
        if os.listdir(folder):
            raise ScratchNotEmpty(f"{folder} holds something of an earlier job")
        if folder != SHARED_MEMORY:
            os.chown(folder, uid, uid)
            os.chmod(folder, 0o700)


def empty_scratch() -> None:
    """Remove all that a job, whose processes are gone, has left in any of its folders, however deep."""
    # A tree too deep for recursion is no problem for find, nor are names of any kind.
    subprocess.run(["find", *SCRATCH_MOUNTS, "-xdev", "-mindepth", "1", "-delete"], check=True, stdout=sys.stderr)
    for folder in SCRATCH_MOUNTS:
        if folder != SHARED_MEMORY:
            os.chown(folder, 0, 0)


def processes_of(uid: int) -> list[int]:
    """Return the processes of a job's user."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and user_of(name) == uid]


def user_of(pid: str) -> int | None:
    """Return a process's real uid, None when it is gone. A job has no way to change its own."""
    try:
        # A process names itself, and not always in text; a line of its own its name cannot be.
        status = Path("/proc", pid, "status").read_text(errors="replace")
    except OSError:
        return None
    return int(status.partition("\nUid:")[2].split(maxsplit=1)[0])


def end_user(uid: int) -> None:
    """SIGKILL everything of a job's user in one system call, which no fork can outrun. For the zygote: it forks.

    The killer's real and saved uid are a neighbour that no job ever has, so that the job cannot stop the killer.
    """
    killer = os.fork()
    if killer == 0:
        try:
            os.setgroups([])
            os.setresuid(uid + 1, uid, uid + 1)
            os.kill(-1, signal.SIGKILL)
        except ProcessLookupError:
            pass
        finally:
            os._exit(0)
    os.waitpid(killer, 0)


def devices_in_reach() -> list[str]:
    """Return devices that a job could open without Landlock and should not."""
    known = {f"/dev/{name}" for name in (*DEVICES, *OWN_DEVICES)}
    return sorted(
        str(path)
        for path in Path("/dev").iterdir()
        if str(path) not in known and not path.is_symlink() and path.stat().st_mode & 0o007
    )
