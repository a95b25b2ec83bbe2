"""A small assembler for classic BPF, as seccomp runs it.

An instruction is `struct sock_filter {u16 code; u8 jt; u8 jf; u32 k}`. The program it makes loads the
architecture, kills what it does not know, and finds the syscall number by a binary search over ranges that
share a verdict, so that a call costs about ten comparisons whatever its number.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

LOAD_WORD, RETURN, JUMP, AND = 0x20, 0x06, 0x05, 0x54
JUMP_EQUAL, JUMP_AT_LEAST = 0x15, 0x35

KILL_PROCESS, ALLOW = 0x80000000, 0x7FFF0000
ERRNO = 0x00050000

OFFSET_NUMBER, OFFSET_ARCHITECTURE, OFFSET_ARGUMENTS = 0, 4, 16
LONGEST_JUMP = 255

Code = list[tuple[int, int, int, int]]


@dataclass(frozen=True)
class Verdict:
    """What happens to a syscall: always, or by the low 32 bits of one of its arguments.

    With `argument` set, `value & mask` is compared with `values`: a match gives `action`, anything else `otherwise`.
    Only flags, small enumerations and pids are compared, all of which the kernel itself reads as 32-bit values.
    """

    action: int
    argument: int | None = None
    values: tuple[int, ...] = ()
    mask: int = 0xFFFFFFFF
    otherwise: int = ERRNO | 1


def statement(code: int, k: int) -> tuple[int, int, int, int]:
    return (code, 0, 0, k)


def leaf(verdict: Verdict) -> Code:
    """Return the instructions that decide one verdict."""
    if verdict.argument is None:
        return [statement(RETURN, verdict.action)]
    code = [statement(LOAD_WORD, OFFSET_ARGUMENTS + 8 * verdict.argument)]
    if verdict.mask != 0xFFFFFFFF:
        code.append(statement(AND, verdict.mask))
    for index, value in enumerate(verdict.values):
        remaining = len(verdict.values) - index - 1
        code.append((JUMP_EQUAL, remaining + 1, 0, value))
    return [*code, statement(RETURN, verdict.otherwise), statement(RETURN, verdict.action)]


def search(ranges: Sequence[tuple[int, Verdict]]) -> Code:
    """Return a binary search over (first number, verdict); each range ends where the next begins."""
    if len(ranges) == 1:
        return leaf(ranges[0][1])
    middle = len(ranges) // 2
    below, above = search(ranges[:middle]), search(ranges[middle:])
    if len(below) <= LONGEST_JUMP:
        return [(JUMP_AT_LEAST, len(below), 0, ranges[middle][0]), *below, *above]
    return [(JUMP_AT_LEAST, 0, 1, ranges[middle][0]), statement(JUMP, len(below)), *below, *above]


def ranges_of(verdicts: dict[int, Verdict], default: Verdict) -> list[tuple[int, Verdict]]:
    """Return the shortest list of (first number, verdict) that covers every number from 0 on."""
    ranges: list[tuple[int, Verdict]] = [(0, verdicts.get(0, default))]
    for number in range(1, max(verdicts) + 2):
        verdict = verdicts.get(number, default)
        if verdict != ranges[-1][1]:
            ranges.append((number, verdict))
    return ranges


def assemble(audit_architecture: int, verdicts: dict[int, Verdict], default: Verdict, highest: int) -> bytes:
    """Return the filter's bytes.

    A foreign architecture (int 0x80 on x86_64, say) and numbers from `highest` on (the x32 ABI) are killed: their
    numbers mean other calls, so that no verdict of this table would be about them.
    """
    checked: Code = [
        statement(LOAD_WORD, OFFSET_ARCHITECTURE),
        (JUMP_EQUAL, 1, 0, audit_architecture),
        statement(RETURN, KILL_PROCESS),
        statement(LOAD_WORD, OFFSET_NUMBER),
        (JUMP_AT_LEAST, 0, 1, highest),
        statement(RETURN, KILL_PROCESS),
    ]
    code = checked + search(ranges_of(verdicts, default))
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in code)
