"""What /proc says about the processes of one job: memory and CPU time.

Used where there is no cgroup. All of a job's processes descend from its first one, even orphans, because that is the
first of their pid namespace. A process that ends while it is read counts as nothing.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CLOCK_TICKS = os.sysconf("SC_CLK_TCK")
KIBIBYTE = 1024
# Fields of /proc/<pid>/stat after the closing parenthesis of the name: utime, stime, cutime, cstime.
TIME_FIELDS = slice(11, 15)


@dataclass(frozen=True)
class Sample:
    """Memory now (bytes), CPU time so far (seconds) and the number of processes of one job."""

    memory_bytes: int
    cpu_seconds: float
    processes: int


def sample(first: int, suspicious_from: int) -> Sample:
    """Measure the job whose first process is `first`.

    Memory shared with the zygote is counted in every process by the cheap figure; only when that reaches
    `suspicious_from` is the exact one (proportional shares) read, which costs milliseconds per large process.
    """
    pids = list(descendants(first))
    cheap = sum(resident_bytes(pid) for pid in pids)
    memory = cheap if cheap < suspicious_from else sum(proportional_bytes(pid) for pid in pids)
    return Sample(memory, sum(cpu_seconds(pid) for pid in pids), len(pids))


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
    """Return anonymous and shared memory in RAM; mapped files are the page cache's, not the job's."""
    total = 0
    for line in read(f"/proc/{pid}/status").splitlines():
        if line.startswith(("RssAnon:", "RssShmem:")):
            total += int(line.split()[1]) * KIBIBYTE
    return total


def proportional_bytes(pid: int) -> int:
    """Return anonymous and shared memory, each page divided by its users; a process that hides counts in full."""
    total = 0
    for line in read(f"/proc/{pid}/smaps_rollup").splitlines():
        if line.startswith(("Pss_Anon:", "Pss_Shmem:")):
            total += int(line.split()[1]) * KIBIBYTE
    return total or resident_bytes(pid)


def cpu_seconds(pid: int) -> float:
    """Return CPU time of a process and of the children it has waited for."""
    _, _, fields = read(f"/proc/{pid}/stat").rpartition(")")
    return sum(map(int, fields.split()[TIME_FIELDS])) / CLOCK_TICKS


def read(path: str) -> str:
    """Return a /proc file's text, "" when the process is gone or out of reach."""
    try:
        return Path(path).read_text(errors="replace")
    except OSError:
        return ""
