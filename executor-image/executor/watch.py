"""Decide when a running job has used up a limit. One `Watch` per job, asked every `INTERVAL_SECONDS`."""

import time
from dataclasses import dataclass
from typing import Literal

from executor import processes
from executor.assignment import Limits
from executor.cgroups import Group
from executor.cpu import CpuMeter
from executor.gauge import Gauge, mebibytes

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
    """Watches one job by its control group, or by a gauge where there is none."""

    def __init__(self, first_process: int, limits: Limits, group: Group | None, gauge: Gauge) -> None:
        self.limits = limits
        self.group = group
        self.gauge = gauge
        self.peak_bytes = 0
        self.cpu_seconds = 0.0
        self.turn = 0
        self.meter = CpuMeter()
        self.measured_at = time.monotonic()
        # Entering the jail took some, which is not the job's.
        self.cpu_before = self.measure_cpu([first_process])

    def check(self) -> Verdict | None:
        """Return why the job must be killed now, if it must."""
        self.turn += 1
        if self.group is not None and self.group.killed_for_memory():
            return self.out_of_memory()
        if self.group is None or self.turn % CPU_EVERY == 0:
            pids = self.gauge.pids()
            uncounted = (self.check_disk() or self.check_memory(pids)) if self.group is None else None
            return uncounted or self.check_cpu(pids)
        return None

    def check_memory(self, pids: list[int]) -> Verdict | None:
        """Count what a control group would: processes, files in memory, messages in sockets."""
        elsewhere = self.gauge.outside_of_processes()
        used = elsewhere + self.gauge.in_processes(pids, max(1, self.limits.memory_bytes - elsewhere))
        self.peak_bytes = max(self.peak_bytes, used)
        return self.out_of_memory() if used > self.limits.memory_bytes else None

    def check_disk(self) -> Verdict | None:
        size, inodes = self.gauge.disk()
        if size > self.limits.disk_bytes:
            return Verdict("disk", f"disk full at {mebibytes(size)} of {mebibytes(self.limits.disk_bytes)}")
        if inodes > self.limits.inodes:
            return Verdict("disk", f"disk full at {inodes} of {self.limits.inodes} files")
        return None

    def measure_cpu(self, pids: list[int]) -> float:
        counted = self.group.cpu_seconds() if self.group is not None else None
        if counted is not None:
            return counted
        now = time.monotonic()
        elapsed, self.measured_at = now - self.measured_at, now
        return self.meter.add(processes.cpu_times(pids), elapsed)

    def check_cpu(self, pids: list[int]) -> Verdict | None:
        self.cpu_seconds = max(self.cpu_seconds, self.measure_cpu(pids) - self.cpu_before)
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
