"""A thousand jobs in a row, of every kind there is: what a supervisor holds afterwards that it did not hold before.

The first hundred warm everything up. Counts may not grow at all; of memory it is the slope of a line through all
readings that counts, as allocators take their time.
"""

import statistics
import time

from bench_host import BenchHost
from container_slot import ContainerHost
from holdings import BYTES, read_gauges
from kinds_of_jobs import KINDS, mixture
from samples import Measure, parse_options, print_measures, say

WARM_UP, JOBS, READINGS, SEED = 100, 1_000, 10, 7
MOST_JOBS_OF_A_SLOT = 5
SETTLE_SECONDS = 0.5
# Growth of memory that is flagged, per thousand jobs. A leaked kilobyte per job is one of these.
SUSPICIOUS_BYTES = 1 << 20


class Jobs:
    """Gives jobs to a host one after the other: in slots that are closed and opened anew, or in one that stays."""

    def __init__(self, host: BenchHost, only_slot: str | None) -> None:
        self.host = host
        self.only_slot = only_slot
        self.slot = only_slot
        self.number = 0

    def run_one(self, name: str) -> None:
        kind = KINDS[name]
        if self.slot is None:
            self.slot, self.number = self.host.open_slot(), 0
        self.number += 1
        self.host.lies = kind.lies
        manifest = self.host.manifest(self.host.assign(self.slot, kind.program, self.number, **kind.changes))
        assert manifest["outcome"] == kind.outcome, (name, manifest["failure"], manifest["stderr"])
        if self.number == MOST_JOBS_OF_A_SLOT:
            self.close_slot()

    def close_slot(self) -> None:
        if self.only_slot is None and self.slot is not None:
            self.host.tell(close=self.slot)
            self.slot = None

    def read_gauges(self, pid: int) -> dict[str, int]:
        self.close_slot()
        time.sleep(SETTLE_SECONDS)
        return read_gauges(pid)


def measure(jobs: Jobs, pid: int, count: int) -> dict[str, float]:
    """Return the growth of every gauge, of memory per thousand jobs."""
    for name in mixture(SEED, WARM_UP):
        jobs.run_one(name)
    readings = [jobs.read_gauges(pid)]
    each = count // READINGS
    names = mixture(SEED, count)
    for start in range(0, count, each):
        for name in names[start : start + each]:
            jobs.run_one(name)
        readings.append(jobs.read_gauges(pid))
    return {name: growth(name, [reading[name] for reading in readings], count) for name in readings[0]}


def growth(name: str, values: list[int], count: int) -> float:
    grown: float = values[-1] - values[0]
    if name in BYTES:
        grown = statistics.linear_regression(range(len(values)), values).slope * READINGS * 1000 / count
    flag = "  GROWS" if grown > (SUSPICIOUS_BYTES if name in BYTES else 0) else ""
    unit = 1 << 20 if name in BYTES else 1
    first, last = (f"{value / unit:.{1 if name in BYTES else 0}f}" for value in (values[0], values[-1]))
    say(f"  {name:32}{first:>9} → {last:>9}{' MiB' if name in BYTES else ''}{flag}")
    return round(grown / unit, 2)


def main() -> None:
    quick, without = parse_options()
    count = JOBS // 10 if quick else JOBS
    measures: dict[str, Measure] = {}
    with BenchHost() as host:
        say(f"{count} jobs in one supervisor ({host.ready['mode']}), after {WARM_UP}:")
        measures |= named("jailGrowth", measure(Jobs(host, None), host.ready["pid"], count))
    if "container" not in without:
        with ContainerHost() as host, host.container("growing") as pid:
            say(f"{count} jobs in one container, after {WARM_UP}:")
            measures |= named("containerGrowth", measure(Jobs(host, "growing"), pid, count))
    print_measures(measures)


def named(prefix: str, grown: dict[str, float]) -> dict[str, Measure]:
    """Return measures named like `jailGrowthSupervisorThreads`."""
    return {prefix + "".join(word.title() for word in name.split()): value for name, value in grown.items()}


main()
