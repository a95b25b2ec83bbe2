"""The read-only root that the zygote and every job live in: built once, before anything is imported.

It is a small tmpfs that holds nothing but bind mounts of what Python needs. Afterwards the old root is gone from the
mount namespace: there is no path by which a job could name the user's home, the state folder or another job.
"""

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from executor.jail import linux
from executor.jail.linux import NO_DEVICES, NO_EXEC, NO_SUID

OUTPUT, TEMPORARY, SHARED_MEMORY = "/out", "/tmp", "/dev/shm"
SCRATCH_MOUNTS = (OUTPUT, TEMPORARY, SHARED_MEMORY)
# Without zero: to map it is to have memory that nobody counts.
DEVICES = ("null", "full", "random", "urandom")
SYSTEM_FOLDERS = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
SYSTEM_FILES = (
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/matplotlibrc",
    # lightgbm and others count processors here, and warn loudly when they cannot.
    "/sys/devices/system/cpu",
)
STASH = "/.below-scratch"


@dataclass(frozen=True)
class Rebind:
    """A read-only path that a scratch mount would hide; it is bound again after each such mount."""

    stash: str
    path: str


def environment_paths(packages: Iterable[str]) -> list[str]:
    """Return the folders of this interpreter, as named and as they really are, and of the given packages."""
    named = [sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, *packages]
    paths = {path for name in named for path in (os.path.abspath(name), os.path.realpath(name))}
    return without_nested(paths, inside=("/usr",))


def without_nested(paths: Iterable[str], inside: tuple[str, ...] = ()) -> list[str]:
    """Return the paths that lie in no other of them, nor in `inside`."""
    kept: list[str] = []
    for path in sorted(paths):
        if not any(path == outer or path.startswith(outer + "/") for outer in (*inside, *kept)):
            kept.append(path)
    return kept


def build_root(mountpoint: str, environment: Iterable[str]) -> list[Rebind]:
    """Make a minimal root at `mountpoint` and move into it; return what each scratch mount must bind again."""
    linux.mount("none", "/", None, linux.RECURSIVE | linux.PRIVATE)
    linux.mount("kaiseki", mountpoint, "tmpfs", NO_SUID | NO_DEVICES, "size=1m,nr_inodes=2000,mode=0755")
    for folder in (*SCRATCH_MOUNTS, "/proc", "/old", STASH):
        os.makedirs(mountpoint + folder)
    for path in SYSTEM_FOLDERS:
        bind_or_link(path, mountpoint + path)
    for path in SYSTEM_FILES:
        bind_read_only(path, mountpoint + path)
    rebinds = [bind for path in environment if (bind := bind_environment(path, mountpoint)) is not None]
    make_devices(mountpoint)
    # Before the pivot: a user namespace may mount proc only while it still sees a whole one.
    linux.mount("proc", mountpoint + "/proc", "proc", NO_SUID | NO_DEVICES | NO_EXEC)
    enter_root(mountpoint)
    mount_zygote_scratch(rebinds)
    return rebinds


def bind_or_link(source: str, target: str) -> None:
    """Bind a system folder; where it is a link into /usr (merged /usr), make the same link."""
    if os.path.islink(source):
        os.symlink(os.readlink(source), target)
    else:
        bind_read_only(source, target)


def bind_read_only(source: str, target: str) -> None:
    """Bind a file or folder read-only at a path that is made for it; nothing when the source does not exist."""
    if not os.path.exists(source):
        return
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        Path(target).touch()
    linux.mount(source, target, None, linux.BIND | linux.RECURSIVE)
    linux.make_read_only(target)


def bind_environment(path: str, root: str) -> Rebind | None:
    """Bind one folder of the Python environment; below a scratch mount, at a stash from which it is bound again."""
    if not any(path.startswith(scratch + "/") for scratch in SCRATCH_MOUNTS):
        bind_read_only(path, root + path)
        return None
    stash = f"{STASH}/{len(os.listdir(root + STASH))}"
    bind_read_only(path, root + stash)
    return Rebind(stash, path)


def bind_again(scratch: str, rebinds: Iterable[Rebind]) -> None:
    """Bind what a fresh scratch mount has just hidden."""
    for rebind in rebinds:
        if rebind.path.startswith(scratch + "/"):
            bind_read_only(rebind.stash, rebind.path)


def make_devices(root: str) -> None:
    for name in DEVICES:
        Path(f"{root}/dev/{name}").touch()
        linux.mount(f"/dev/{name}", f"{root}/dev/{name}", None, linux.BIND)
    os.symlink("/proc/self/fd", f"{root}/dev/fd")
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        os.symlink(f"/proc/self/fd/{number}", f"{root}/dev/{name}")


def enter_root(root: str) -> None:
    """Make `root` the only root there is, read-only."""
    os.chdir(root)
    linux.pivot_root(".", "old")
    os.chdir("/")
    linux.unmount_lazily("/old")
    os.rmdir("/old")


def mount_zygote_scratch(rebinds: list[Rebind]) -> None:
    """Give the zygote the writable places that imports look for; jobs get their own over them.

    joblib decides at import whether shared memory works, and stays serial for ever when it does not.
    """
    linux.mount("shm", SHARED_MEMORY, "tmpfs", NO_SUID | NO_DEVICES | NO_EXEC, "size=1m,mode=1777")
    linux.mount("tmp", TEMPORARY, "tmpfs", NO_SUID | NO_DEVICES | NO_EXEC, "size=64m,nr_inodes=2000,mode=0700")
    bind_again(TEMPORARY, rebinds)
    root_flags = linux.REMOUNT | linux.BIND | linux.READ_ONLY | NO_SUID | NO_DEVICES
    linux.mount(None, "/", None, root_flags)
