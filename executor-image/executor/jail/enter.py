"""Put this process, just forked, into the jail. The order of the steps is the point; see each comment.

Called in a single-threaded child of the zygote that is the first process of a new pid namespace. There is no way
back, and nothing of a job exists yet.
"""

import os
import signal
from dataclasses import dataclass

from executor.jail import landlock, linux, rlimits, seccomp
from executor.jail.linux import NO_DEVICES, NO_EXEC, NO_SUID
from executor.jail.modes import SHARED_MEMORY_BYTES, Mode, Walls
from executor.jail.root import DEVICES, OUTPUT, SCRATCH_MOUNTS, SHARED_MEMORY, TEMPORARY, Rebind, bind_again

SECRETIVE_FILES = ("kcore", "keys", "key-users", "kallsyms", "timer_list", "sched_debug", "sysrq-trigger")
HOST_FOLDERS = ("acpi", "scsi", "bus", "irq", "fs", "driver", "dynamic_debug", "tty")


@dataclass(frozen=True)
class Cell:
    """How one child is jailed: the mode, the uid it becomes (namespaces), its file systems, the filter's bytes."""

    mode: Mode
    uid: int
    walls: Walls
    rebinds: tuple[Rebind, ...]
    seccomp_filter: bytes


def enter_jail(cell: Cell) -> list[int]:
    """Jail this process and return descriptors of its `SCRATCH_MOUNTS`, which outlive the mount namespace."""
    reset_signals()
    linux.die_with_parent()
    os.setsid()
    linux.unshare(linux.NEW_MOUNT | linux.NEW_IPC | linux.NEW_UTS | linux.NEW_NETWORK)
    prefer_as_victim()
    mount_own_file_systems(cell)
    linux.check(linux.libc.sethostname(b"job", 3), "sethostname")
    os.chdir(OUTPUT)
    scratch = [os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC) for folder in SCRATCH_MOUNTS]
    give_up_privileges(cell)
    # setresuid() forgot the death signal. It is set before the filter, which would allow it anyway.
    linux.die_with_parent()
    rlimits.apply(rlimits.limits_at_start(cell.walls.disk_bytes))
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    # Until user code runs nobody of the same uid may look into this process.
    linux.set_dumpable(False)
    landlock.restrict(readable=("/",), writable=(*SCRATCH_MOUNTS, *(f"/dev/{name}" for name in DEVICES)))
    seccomp.load_filter(cell.seccomp_filter)
    return scratch


def reset_signals() -> None:
    """Undo the zygote's handlers: a job starts like any Python program."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def prefer_as_victim() -> None:
    """When the machine runs out of memory the kernel shall take jobs first."""
    try:
        with open("/proc/self/oom_score_adj", "w") as score:
            score.write("1000")
    except OSError:
        return


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


def give_up_privileges(cell: Cell) -> None:
    """Become the job's user and lose every capability."""
    if cell.mode == "namespaces":
        linux.drop_bounding_capabilities()
        os.setgroups([])
        os.setresgid(cell.uid, cell.uid, cell.uid)
        os.setresuid(cell.uid, cell.uid, cell.uid)
    else:
        # A second user namespace inside the zygote's: it owns none of the mounts, so it cannot undo them, and the
        # process count of its RLIMIT_NPROC is its own.
        enter_user_namespace(linux.NEW_USER)
        linux.drop_bounding_capabilities()
    linux.drop_capabilities()


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
