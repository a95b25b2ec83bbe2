"""What a job sees when it has namespaces: its own file systems over the zygote's, a /proc that tells nothing."""

import os

from executor.jail import linux
from executor.jail.cell import Cell
from executor.jail.linux import NO_DEVICES, NO_EXEC, NO_SUID
from executor.jail.modes import SHARED_MEMORY_BYTES
from executor.jail.root import OUTPUT, SHARED_MEMORY, TEMPORARY, bind_again

SECRETIVE_FILES = ("kcore", "keys", "key-users", "kallsyms", "timer_list", "sched_debug", "sysrq-trigger")
HOST_FOLDERS = ("acpi", "scsi", "bus", "irq", "fs", "driver", "dynamic_debug", "tty")


def enter_namespaces(cell: Cell) -> None:
    """Leave the zygote's mounts, network and names for namespaces of this job's own."""
    linux.unshare(linux.NEW_MOUNT | linux.NEW_IPC | linux.NEW_UTS | linux.NEW_NETWORK)
    mount_own_file_systems(cell)
    linux.check(linux.libc.sethostname(b"job", 3), "sethostname")


def mount_own_file_systems(cell: Cell) -> None:
    """Cover the zygote's /proc, /tmp, /dev/shm and /out by the job's own."""
    linux.mount("proc", "/proc", "proc", NO_SUID | NO_DEVICES | NO_EXEC)
    mask_proc()
    owner = f"uid={cell.uid},gid={cell.uid}" if cell.mode == "namespaces" else ""
    for target, flags, limit in (
        (TEMPORARY, NO_SUID | NO_DEVICES, None),
        (SHARED_MEMORY, NO_SUID | NO_DEVICES | NO_EXEC, SHARED_MEMORY_BYTES),
        (OUTPUT, NO_SUID | NO_DEVICES, None),
    ):
        options = ",".join(filter(None, ("mode=0700", cell.walls.tmpfs_options(limit), owner)))
        linux.mount("job", target, "tmpfs", flags, options)
        bind_again(target, cell.rebinds)


def mask_proc() -> None:
    """Hide what /proc tells about the machine and make its knobs read-only."""
    linux.mount("/proc/sys", "/proc/sys", None, linux.BIND | linux.RECURSIVE)
    linux.make_read_only("/proc/sys")
    for name in SECRETIVE_FILES:
        if os.path.exists(f"/proc/{name}"):
            linux.mount("/dev/null", f"/proc/{name}", None, linux.BIND)
    for name in HOST_FOLDERS:
        if os.path.isdir(f"/proc/{name}"):
            flags = linux.READ_ONLY | NO_SUID | NO_DEVICES | NO_EXEC
            linux.mount("none", f"/proc/{name}", "tmpfs", flags, "size=4k,mode=0555")


def enter_user_namespace(flags: int) -> None:
    """Unshare a user namespace (and what else `flags` says) in which this user keeps its own id and nothing else."""
    user, group = os.geteuid(), os.getegid()
    linux.unshare(flags)
    write_once("/proc/self/setgroups", "deny")
    write_once("/proc/self/uid_map", f"{user} {user} 1")
    write_once("/proc/self/gid_map", f"{group} {group} 1")


def write_once(path: str, text: str) -> None:
    """Write a kernel file in one call; these accept no second one."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)
