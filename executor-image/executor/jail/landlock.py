"""Landlock: a second lock on the file system, from inside, where the kernel has it (5.13 and later).

The mount namespace already hides what a job may not see; Landlock still holds if a mount slips through, and on
newer kernels also closes TCP, abstract sockets and signals to processes outside.
"""

import ctypes
import os
import stat
from collections.abc import Iterable

from executor.jail.linux import check, libc

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
EXECUTE, WRITE_FILE, READ_FILE, READ_DIRECTORY = 1, 2, 4, 8
REFER, TRUNCATE, DEVICE_IOCTL = 1 << 13, 1 << 14, 1 << 15
FIRST_ABI_RIGHTS = (1 << 13) - 1
TCP_BIND_AND_CONNECT, ABSTRACT_SOCKETS_AND_SIGNALS = 3, 3
VERSION_QUERY = 1
RULE_PATH_BENEATH = 1


class RulesetAttributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("file_system", "network", "scoped")]


class PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("descriptor", ctypes.c_int32)]


def abi_version() -> int:
    """Return the kernel's Landlock version, 0 when it has none."""
    query = ctypes.c_uint(VERSION_QUERY)
    return max(0, int(libc.syscall(ctypes.c_long(CREATE_RULESET), None, ctypes.c_size_t(0), query)))


def handled_rights(abi: int) -> int:
    """Return every file right this version knows; a right that is not handled would stay open everywhere."""
    later = (REFER if abi >= 2 else 0) | (TRUNCATE if abi >= 3 else 0) | (DEVICE_IOCTL if abi >= 5 else 0)
    return FIRST_ABI_RIGHTS | later


def restrict(readable: Iterable[str], writable: Iterable[str]) -> bool:
    """Allow reading and executing below `readable`, everything below `writable`, nothing else.

    Needs no_new_privs. Returns False when the kernel has no Landlock.
    """
    abi = abi_version()
    if abi < 1:
        return False
    rights = handled_rights(abi)
    attributes = RulesetAttributes(
        rights, TCP_BIND_AND_CONNECT if abi >= 4 else 0, ABSTRACT_SOCKETS_AND_SIGNALS if abi >= 6 else 0
    )
    size = 8 if abi < 4 else 16 if abi < 6 else 24
    ruleset = check(
        libc.syscall(ctypes.c_long(CREATE_RULESET), ctypes.byref(attributes), ctypes.c_size_t(size), ctypes.c_uint(0)),
        "landlock_create_ruleset",
    )
    for path in readable:
        allow(ruleset, path, EXECUTE | READ_FILE | READ_DIRECTORY)
    for path in writable:
        allow(ruleset, path, rights)
    restrict_self = libc.syscall(ctypes.c_long(RESTRICT_SELF), ctypes.c_int(ruleset), ctypes.c_uint(0))
    check(restrict_self, "landlock_restrict_self")
    os.close(ruleset)
    return True


def allow(ruleset: int, path: str, rights: int) -> None:
    """Add one rule; a path that does not exist needs none."""
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
        rights &= EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | DEVICE_IOCTL
    rule = PathBeneath(rights, descriptor)
    result = libc.syscall(
        ctypes.c_long(ADD_RULE),
        ctypes.c_int(ruleset),
        ctypes.c_int(RULE_PATH_BENEATH),
        ctypes.byref(rule),
        ctypes.c_uint(0),
    )
    os.close(descriptor)
    check(result, f"landlock_add_rule {path}")
