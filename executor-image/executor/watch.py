"""Decide when a running job has used up a limit. One `Watch` per job, asked every `INTERVAL_SECONDS`."""

import os
from dataclasses import dataclass
from typing import Literal

from executor import processes
from executor.assignment import Limits
from executor.cgroups import Group

INTERVAL_SECONDS = 0.1
# CPU time needs a walk over the job's processes: less often where memory is the kernel's business.
CPU_EVERY = 5

FailureClass = Literal["program", "memory", "time", "disk", "processes", "output", "stopped", "input"]


@dataclass(frozen=True)
class Verdict:
    """Why a job is killed."""

    failure: FailureClass
    message: str


class Watch:
    """Watches one job by its control group, or by /proc where there is none."""

    def __init__(self, first_process: int, limits: Limits, group: Group | None, cpu_before: float) -> None:
        self.first_process = first_process
        self.limits = limits
        self.group = group
        self.cpu_before = cpu_before
        self.peak_bytes = 0
        self.cpu_seconds = 0.0
        self.turn = 0

    def check(self) -> Verdict | None:
        """Return why the job must be killed now, if it must."""
        self.turn += 1
        if self.group is not None and self.group.killed_for_memory():
            return self.out_of_memory()
        if self.group is None or self.turn % CPU_EVERY == 0:
            return self.check_processes()
        return None

    def check_processes(self) -> Verdict | None:
        suspicious = self.limits.memory_bytes if self.group is None else 1 << 62
        sample = processes.sample(self.first_process, suspicious)
        self.cpu_seconds = max(self.cpu_seconds, sample.cpu_seconds - self.cpu_before)
        if self.group is None:
            self.peak_bytes = max(self.peak_bytes, sample.memory_bytes)
            if sample.memory_bytes > self.limits.memory_bytes:
                return self.out_of_memory()
        return self.check_cpu()

    def check_cpu(self) -> Verdict | None:
        if self.cpu_seconds <= self.limits.cpu_seconds:
            return None
        used = f"{self.cpu_seconds:.0f} s of {self.limits.cpu_seconds} s"
        return Verdict("time", f"out of processor time at {used}")

    def out_of_memory(self) -> Verdict:
        limit = self.limits.memory_bytes
        used = min(self.peak(), limit) if self.group is not None else self.peak()
        return Verdict("memory", f"out of memory at {mebibytes(used)} of {mebibytes(limit)}")

    def peak(self) -> int:
        """Return the most memory the job is known to have used, bytes."""
        return max(self.peak_bytes, self.group.peak_bytes() if self.group is not None else 0)


def disk_is_full(output: int) -> str | None:
    """Return how full a job's output is when it is full: the disk of a job that failed for that."""
    usage = os.fstatvfs(output)
    if usage.f_bfree == 0:
        size = mebibytes(usage.f_blocks * usage.f_frsize)
        return f"disk full at {size} of {size}"
    if usage.f_ffree == 0:
        return f"disk full at {usage.f_files - 2} of {usage.f_files - 2} files"
    return None


def mebibytes(size: int) -> str:
    return f"{round(size / (1 << 20))} MiB"
