"""How long until a program's first line runs: jailed in each mode, and in what else starts Python.

All have the same libraries loaded by then; they take turns, so that whatever else the machine does meets them alike. In
the jail the clock runs from just before the mailbox's answer, the assignment, is sent to the supervisor.
"""

import itertools
import json
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

import starts
from bench_host import HERE, BenchHost, open_hosts
from container_slot import measure_container
from samples import Measure, parse_options, print_measures, say, summarize
from starts import PROGRAM
from traced_executor import PARTS

TRACED_PROGRAM = f"{PROGRAM}\nimport json, sys; print(json.dumps(sys.job_moments))\n"
JAIL_RUNS_PER_ROUND, ROUNDS, QUICK_ROUNDS = 10, 12, 3
# The child of a slot waits, forked and jailed, before its assignment exists.
SETTLE_SECONDS = 0.15
NAMES = {"namespaces": "jailFirstLineMs", "userns": "usernsFirstLineMs"}


def run_in(host: BenchHost, program: str) -> tuple[float, str, str]:
    """Return (milliseconds to the first line, mailbox, what was printed) of one program in a slot of its own."""
    slot = host.open_slot()
    time.sleep(SETTLE_SECONDS)
    manifest = host.manifest(host.assign(slot, program))
    host.tell(close=slot)
    mailbox = f"/slots/{slot}/1"
    return host.first_line_ms(manifest, mailbox), mailbox, manifest["stdout"]["head"]


def measure_parts(host: BenchHost, log: IO[str], runs: int) -> dict[str, float]:
    """Return the milliseconds of each of `PARTS`, medians."""
    rows = []
    for _ in range(runs):
        total, mailbox, printed = run_in(host, TRACED_PROGRAM)
        answered = host.store.answered(mailbox)
        rows.append({"answered": answered, "first line": answered + total / 1000, **json.loads(printed.split("\n")[1])})
    log.seek(0)
    traces = [json.loads(line)["moments"] for line in log if line.startswith('{"moments"')]
    moments = [trace | row for trace, row in zip(traces, rows, strict=True)]
    ends = ["answered", *(name for name, _ in PARTS)]
    return {
        after: round(statistics.median((one[after] - one[before]) * 1000 for one in moments), 3)
        for before, after in itertools.pairwise(ends)
    }


def measure_together(hosts: dict[str, BenchHost], others: dict[str, starts.Start], rounds: int) -> dict[str, Measure]:
    samples: dict[str, list[float]] = {}
    for _ in range(rounds):
        for mode, host in hosts.items():
            runs = [run_in(host, PROGRAM)[0] for _ in range(JAIL_RUNS_PER_ROUND)]
            samples.setdefault(NAMES[mode], []).extend(runs)
        for name, start in others.items():
            samples.setdefault(f"{name}FirstLineMs", []).append(start())
    return {name: summarize(values) for name, values in samples.items()}


def measure_traced(runs: int) -> dict[str, Measure]:
    """Return the parts of the first mode's way; tracing costs a little of it."""
    with tempfile.TemporaryFile("w+") as log:
        command = [sys.executable, "-B", str(HERE / "traced_executor.py")]
        with BenchHost(command, stderr=log) as host:
            parts = measure_parts(host, log, runs)
    for name, text in PARTS:
        say(f"  {parts[name]:6.3f} ms  {text}")
    return {f"jailPart{name.title().replace(' ', '')}Ms": value for name, value in parts.items()}


def main() -> None:
    quick, without = parse_options()
    rounds = QUICK_ROUNDS if quick else ROUNDS
    folder = Path(tempfile.mkdtemp(prefix="kaiseki-bench-"))
    folder.chmod(0o755)
    (folder / "user").mkdir()
    try:
        others = starts.prepare(without, folder)
        with open_hosts(without, folder / "user") as hosts:
            measures = measure_together(hosts, others, rounds)
    finally:
        shutil.rmtree(folder)
    if "container" not in without:
        measures |= measure_container(rounds)
    fastest = measures[NAMES[next(iter(hosts))]]
    if "jupyter" in others:
        slowest = measures["jupyterFirstLineMs"]
        measures["jupyterToJailRatio"] = round(slowest["median"] / fastest["median"])  # type: ignore[index]
    print_measures(measures | measure_traced(rounds * JAIL_RUNS_PER_ROUND // 2))


main()
