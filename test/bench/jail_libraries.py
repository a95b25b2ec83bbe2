"""Seconds that libraries take in the jail, in each mode, and outside of it with the same interpreter and environment."""

import contextlib
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench_host import BenchHost, kit, open_hosts, test_module
from container_slot import ContainerHost
from samples import Measure, parse_options, print_measures, say, summarize

RUNS, QUICK_RUNS = 5, 1
LIMITS = {"memoryBytes": 4 << 30, "wallSeconds": 300, "cpuSeconds": 300}
# Where a container's volumes lie on a disk that others write to, what they write counts as the job's.
CONTAINER_LIMITS = {"diskBytes": 1 << 38, "inodes": 1 << 30}
programs = test_module("executor-image", "executor", "library_programs")


def seconds_of(printed: str, name: str) -> float:
    result, seconds = printed.splitlines()
    assert result == programs.expected(name), (name, result)
    return float(seconds)


def run_outside(name: str) -> float:
    from executor.zygote_client import JOB_ENVIRONMENT

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "program.py")
        path.write_text(programs.program(name))
        environment = {**JOB_ENVIRONMENT, "PYTHONPATH": str(kit.EXECUTOR_IMAGE)}
        command = [sys.executable, "-B", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=folder)
    return seconds_of(done.stdout, name)


def run_inside(host: BenchHost, name: str, number: int) -> float:
    """Run in a slot of its own, or in a container's only one as its assignment `number`."""
    slot = host.only_slot or host.open_slot()
    number = number if host.only_slot else 1
    limits = LIMITS | (CONTAINER_LIMITS if host.only_slot else {})
    manifest = host.manifest(host.assign(slot, programs.program(name), number, **limits), 300)
    if not host.only_slot:
        host.tell(close=slot)
    assert manifest["outcome"] == "succeeded", (name, manifest["failure"])
    return seconds_of(manifest["stdout"]["head"], name)


def main() -> None:
    quick, without = parse_options()
    runs = QUICK_RUNS if quick else RUNS
    folder = Path(tempfile.mkdtemp(prefix="kaiseki-bench-"))
    folder.chmod(0o755)
    measures: dict[str, Measure] = {}
    number = 0
    with contextlib.ExitStack() as ends:
        ends.callback(shutil.rmtree, folder)
        hosts: dict[str, BenchHost] = dict(ends.enter_context(open_hosts(without, folder)))
        if "container" not in without:
            hosts["container"] = ends.enter_context(ContainerHost("libraries"))
            ends.enter_context(hosts["container"].container("libraries"))
        for name in programs.PROGRAMS:
            samples: dict[str, list[float]] = {place: [] for place in ("outside", *hosts)}
            for _ in range(runs):
                number += 1
                samples["outside"].append(run_outside(name))
                for mode, host in hosts.items():
                    samples[mode].append(run_inside(host, name, number))
            outside = statistics.median(samples["outside"])
            ratios = {mode: statistics.median(samples[mode]) / outside for mode in hosts}
            say(f"  {name:22}{outside:6.2f} s outside" + "".join(f"{mode:>13} ×{ratios[mode]:.2f}" for mode in hosts))
            for place, taken in samples.items():
                measures[f"{name}{place.title()}Seconds"] = summarize(taken)
            for mode, ratio in ratios.items():
                measures[f"{name}{mode.title()}Ratio"] = round(ratio, 2)
    print_measures(measures)


main()
