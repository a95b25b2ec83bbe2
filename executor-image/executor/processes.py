"""What /proc says about the processes of one job: memory and CPU time.

Used where there is no cgroup. With namespaces all of a job's processes descend from its first one, even orphans,
because that is the first of their pid namespace. A process that ends while it is read counts as nothing.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from executor.cpu import Process, Times

CLOCK_TICKS = os.sysconf("SC_CLK_TCK")
KIBIBYTE = 1024
# Fields of /proc/<pid>/stat after the closing parenthesis of the name.
STATE, USER, SYSTEM, WAITED_USER, WAITED_SYSTEM, STARTED = 0, 11, 12, 13, 14, 19
# Memory that is a process's alone. What it maps of files in memory is counted where the files are; other shared memory
# a job cannot make (`seccomp_policy`).
RESIDENT, PROPORTIONAL = ("RssAnon:", "VmSwap:"), ("Pss_Anon:", "SwapPss:")
PAGE_TABLES = ("VmPTE:",)
# A socket takes messages until more than the default is waiting, and the last may be as large as this.
LARGEST_SOCKET_MESSAGE = 64 * KIBIBYTE
USUAL_SOCKET_BUFFER = 212_992


def memory_bytes(pids: list[int], suspicious_from: int) -> int:
    """Return what processes use of memory.

    Memory shared with the zygote is counted in every process by the cheap figure; only when that reaches
    `suspicious_from` is the exact one (proportional shares) read, which costs milliseconds per large process.
    """
    cheap = sum(resident_bytes(pid) for pid in pids)
    return cheap if cheap < suspicious_from else sum(proportional_bytes(pid) for pid in pids)


def descendants(first: int) -> Iterator[int]:
    """Yield `first` and everything below it."""
    pending = [first]
    while pending:
        pid = pending.pop()
        yield pid
        pending.extend(children(pid))


def children(pid: int) -> Iterator[int]:
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return
    for thread in threads:
        for child in read(f"/proc/{pid}/task/{thread}/children").split():
            yield int(child)


def resident_bytes(pid: int) -> int:
    """Return memory in RAM or swapped out, with the tables that map it."""
    return sum_of_lines(read(f"/proc/{pid}/status"), (*RESIDENT, *PAGE_TABLES))


def proportional_bytes(pid: int) -> int:
    """Return the same, each page divided by its users; a process that hides counts in full."""
    shares = sum_of_lines(read(f"/proc/{pid}/smaps_rollup"), PROPORTIONAL)
    return shares + sum_of_lines(read(f"/proc/{pid}/status"), PAGE_TABLES) if shares else resident_bytes(pid)


def sum_of_lines(text: str, names: tuple[str, ...]) -> int:
    return sum(int(line.split()[1]) * KIBIBYTE for line in text.splitlines() if line.startswith(names))


def sockets(protocols: str) -> int:
    """Return the local sockets of a network namespace, given its file of protocols.

    Nothing says what waits in them; even one that is closed here and on its way to another process is in this count.
    """
    return count_sockets(read(protocols))


def count_sockets(protocols: str) -> int:
    """Return the local sockets in a file of protocols, given its text."""
    return sum(int(line.split()[2]) for line in protocols.splitlines() if line.startswith("UNIX"))


def largest_socket_bytes() -> int:
    """Return the most that can wait in one socket."""
    text = read("/proc/sys/net/core/wmem_default").strip()
    buffer = int(text) if text.isdigit() else USUAL_SOCKET_BUFFER
    return buffer + LARGEST_SOCKET_MESSAGE


def cpu_times(pids: list[int]) -> dict[Process, Times]:
    """Return CPU times of the processes that are there."""
    times: dict[Process, Times] = {}
    for pid in pids:
        _, _, rest = read(f"/proc/{pid}/stat").rpartition(")")
        fields = rest.split()
        if len(fields) > STARTED:
            own = (int(fields[USER]) + int(fields[SYSTEM])) / CLOCK_TICKS
            waited = (int(fields[WAITED_USER]) + int(fields[WAITED_SYSTEM])) / CLOCK_TICKS
            times[pid, int(fields[STARTED])] = Times(own, waited, fields[STATE] == "R")
    return times


def read(path: str) -> str:
    """Return a /proc file's text, "" when the process is gone or out of reach."""
    try:
        return Path(path).read_text(errors="replace")
    except OSError:
        return ""
