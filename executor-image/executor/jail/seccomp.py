"""Load the shipped seccomp filter of this machine's architecture."""

import ctypes

from executor.jail.derive_filters import filter_path
from executor.jail.linux import MACHINE, PR_SET_SECCOMP, check, libc

MODE_FILTER = 2
BYTES_PER_INSTRUCTION = 8


class FilterProgram(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


def read_filter() -> bytes:
    """Return the filter's bytes; FileNotFoundError on an architecture none is shipped for."""
    return filter_path(MACHINE).read_bytes()


def load_filter(instructions: bytes) -> None:
    """Put this thread, and all it will start, under the filter for good. Needs no_new_privs."""
    buffer = ctypes.create_string_buffer(instructions, len(instructions))
    program = FilterProgram(len(instructions) // BYTES_PER_INSTRUCTION, ctypes.cast(buffer, ctypes.c_void_p))
    result = libc.prctl(
        PR_SET_SECCOMP, ctypes.c_ulong(MODE_FILTER), ctypes.byref(program), ctypes.c_ulong(0), ctypes.c_ulong(0)
    )
    check(result, "seccomp filter")
