"""The Linux system calls the jail is made of, by ctypes: the standard library of Python 3.11 has none of them.

Every function raises OSError with the call's name. Importing this module on another system is harmless; calling is not.
"""

import contextlib
import ctypes
import os
import platform
from collections.abc import Iterable, Iterator

NEW_TIME, NEW_MOUNT, NEW_CGROUP, NEW_UTS = 0x80, 0x20000, 0x2000000, 0x4000000
NEW_IPC, NEW_USER, NEW_PID, NEW_NETWORK = 0x8000000, 0x10000000, 0x20000000, 0x40000000

READ_ONLY, NO_SUID, NO_DEVICES, NO_EXEC = 1, 2, 4, 8
REMOUNT, BIND, RECURSIVE, PRIVATE = 32, 4096, 16384, 1 << 18
NO_ACCESS_TIME, NO_DIRECTORY_ACCESS_TIME, RELATIVE_ACCESS_TIME = 1024, 2048, 1 << 21
STATVFS_RELATIVE_ACCESS_TIME = 4096
DETACH = 2

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 24, 38
PR_SET_CHILD_SUBREAPER, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 36, 47, 4
HIGHEST_CAPABILITY = 63
CAPABILITY_VERSION_3 = 0x20080522

CALL_NUMBERS = {
    "x86_64": {"pivot_root": 155, "mount_setattr": 442, "close_range": 436, "capset": 126},
    "aarch64": {"pivot_root": 41, "mount_setattr": 442, "close_range": 436, "capset": 91},
}
MACHINE = {"arm64": "aarch64", "AMD64": "x86_64"}.get(platform.machine(), platform.machine())

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def check(result: int, what: str) -> int:
    """Return the result of a C call, or raise OSError naming the call."""
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")
    return result


def system_call(name: str, *arguments: object) -> int:
    """Make a system call that libc has no function for on every distribution."""
    return check(libc.syscall(ctypes.c_long(CALL_NUMBERS[MACHINE][name]), *arguments), name)


def unshare(flags: int) -> None:
    check(libc.unshare(flags), f"unshare(0x{flags:x})")


def set_namespace(descriptor: int, kind: int) -> None:
    check(libc.setns(descriptor, kind), "setns")


def prctl(option: int, second: int = 0, third: int = 0) -> int:
    ulong = ctypes.c_ulong
    return check(libc.prctl(option, ulong(second), ulong(third), ulong(0), ulong(0)), f"prctl({option})")


def mount(source: str | None, target: str, kind: str | None = None, flags: int = 0, options: str = "") -> None:
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    result = libc.mount(*encoded, ctypes.c_ulong(flags), options.encode() or None)
    check(result, f"mount {kind or source} on {target}")


def unmount_lazily(target: str) -> None:
    check(libc.umount2(os.fsencode(target), DETACH), f"umount {target}")


def pivot_root(new: str, old: str) -> None:
    system_call("pivot_root", os.fsencode(new), os.fsencode(old))


class MountAttributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "user_namespace")]


def make_read_only(target: str) -> None:
    """Make a bind mount, and what is mounted below it, read-only, without set-user-id and devices.

    Kernels before 5.12 lack mount_setattr: there only the mount itself is changed, keeping the flags it came with
    (an ordinary user may not drop them, and dropping them fails with EPERM).
    """
    attributes = MountAttributes(READ_ONLY | NO_SUID | NO_DEVICES, 0, 0, 0)
    at_current_directory, recursive = -100, 0x8000
    try:
        system_call(
            "mount_setattr",
            at_current_directory,
            os.fsencode(target),
            ctypes.c_uint(recursive),
            ctypes.byref(attributes),
            ctypes.c_size_t(ctypes.sizeof(attributes)),
        )
    except OSError:
        kept = os.statvfs(target).f_flag
        flags = kept & (NO_EXEC | NO_ACCESS_TIME | NO_DIRECTORY_ACCESS_TIME)
        flags |= RELATIVE_ACCESS_TIME if kept & STATVFS_RELATIVE_ACCESS_TIME else 0
        mount(None, target, None, flags | BIND | REMOUNT | READ_ONLY | NO_SUID | NO_DEVICES)


def close_descriptors_from(first: int, keep: Iterable[int] = ()) -> None:
    """Close every descriptor from `first` on, except those in `keep`."""
    highest = 0xFFFFFFFF
    for kept in sorted(set(keep)):
        if kept >= first:
            if kept > first:
                system_call("close_range", ctypes.c_uint(first), ctypes.c_uint(kept - 1), 0)
            first = kept + 1
    system_call("close_range", ctypes.c_uint(first), ctypes.c_uint(highest), 0)


class CapabilityHeader(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class CapabilitySet(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable")]


def drop_bounding_capabilities() -> None:
    """Empty the bounding set, so that no set-user-id file could bring a capability back. Needs CAP_SETPCAP."""
    for capability in range(HIGHEST_CAPABILITY + 1):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            return


def drop_capabilities() -> None:
    """Empty the effective, permitted, inheritable and ambient sets. Cannot be undone."""
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = CapabilityHeader(CAPABILITY_VERSION_3, 0)
    empty = (CapabilitySet * 2)()
    system_call("capset", ctypes.byref(header), ctypes.byref(empty))


def effective_capabilities() -> frozenset[int]:
    """Return the numbers of the capabilities that this process can use."""
    with open("/proc/self/status") as file:
        [bits] = [int(line.split()[1], 16) for line in file if line.startswith("CapEff:")]
    return frozenset(number for number in range(HIGHEST_CAPABILITY + 1) if bits >> number & 1)


def die_with_parent() -> None:
    """Have the kernel SIGKILL this process when its parent dies. setresuid() forgets it: call again afterwards."""
    prctl(PR_SET_PDEATHSIG, 9)


@contextlib.contextmanager
def seeing_as(uid: int) -> Iterator[None]:
    """Let this thread read what /proc shows to a user's own processes only. They cannot signal it: its uid stays."""
    libc.setfsgid(uid)
    libc.setfsuid(uid)
    try:
        yield
    finally:
        libc.setfsuid(os.geteuid())
        libc.setfsgid(os.getegid())


def set_dumpable(dumpable: bool) -> None:
    """Not dumpable: /proc/<pid>/mem, environ and fd are closed to other processes of the same user."""
    prctl(PR_SET_DUMPABLE, int(dumpable))
