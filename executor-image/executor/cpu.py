"""How much CPU time a job has used, from samples of its processes, where no control group counts it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

CPUS = os.cpu_count() or 1

# A pid is used again; with the time of its start it is not.
Process = tuple[int, int]


@dataclass(frozen=True)
class Times:
    """CPU seconds of a process and of the children it has waited for; whether it was on a processor's queue."""

    own: float
    waited: float
    running: bool

    @property
    def both(self) -> float:
        return self.own + self.waited


class CpuMeter:
    """Adds samples up so that the total never falls.

    What a process had used is not lost when it is gone: either its parent has waited for it and has the time now, or
    it is kept here. One that was running when last seen is taken to have run until it was missed, or a job of many
    short processes would use what is in no sample; a job never uses more than all processors, so the sum is right.
    """

    def __init__(self, cpus: int = CPUS) -> None:
        self.cpus = cpus
        self.seen: Mapping[Process, Times] = {}
        self.gone = 0.0
        self.total = 0.0

    def add(self, now: Mapping[Process, Times], elapsed_seconds: float) -> float:
        """Return the CPU seconds so far, given what is there now and the time since the last sample."""
        missed = [times for process, times in self.seen.items() if process not in now]
        lost = sum(times.both + (elapsed_seconds if times.running else 0.0) for times in missed)
        waited = sum(times.waited - self.waited_before(process) for process, times in now.items())
        kept = max(0.0, lost - waited)
        total = self.gone + kept + sum(times.both for times in now.values())
        excess = total - (self.total + elapsed_seconds * self.cpus)
        if excess > 0:
            surplus = min(excess, kept)
            kept -= surplus
            total -= surplus
        self.gone += kept
        self.seen = now
        self.total = max(self.total, total)
        return self.total

    def waited_before(self, process: Process) -> float:
        before = self.seen.get(process)
        return 0.0 if before is None else before.waited
