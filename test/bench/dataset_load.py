"""From a dataset's signed URL to a DataFrame in the jail, beside bare pandas that reads the same file: time and memory.

5 M rows of eight columns, as a warehouse has them, written once in row groups of DuckDB's size. Both have imported
everything before; both read with as many threads as pyarrow likes. The jail's time begins just before its assignment is
sent to the supervisor, so it holds the transfer, the check of the hash and the start of the program. Memory is the peak
of the process that reads, above what it held before.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from bench_host import BenchHost
from samples import parse_options, print_measures, say, summarize

ROWS, QUICK_ROWS, RUNS = 5_000_000, 500_000, 7
DUCKDB_ROW_GROUP = 122_880
SETTLE_SECONDS = 0.3
MEBIBYTE = 1 << 20

MEMORY = """
def memory(field):
    for line in open("/proc/self/status"):
        if line.startswith(field): return int(line.split()[1]) * 1024
"""
MEASURED = """
import time, json
before, began = memory("VmRSS:"), time.monotonic()
frame = {read}
ended = time.monotonic()
print(json.dumps([began, ended, memory("VmHWM:") - before, *frame.shape]))
"""
IN_JAIL = MEMORY + "import kaiseki" + MEASURED.format(read="kaiseki.load('data')")
# Its first read imports yet more: that is done before.
WARM_UP = "import pandas, sys; pandas.read_parquet(sys.argv[2])"
BARE = MEMORY + WARM_UP + MEASURED.format(read="pandas.read_parquet(sys.argv[1])")


def make_dataset(rows: int) -> pd.DataFrame:
    """Return keys, categories, measures with gaps, times, flags and words."""
    random = np.random.default_rng(7)
    amount = random.lognormal(3, 1, rows).round(2)
    amount[random.random(rows) < 0.05] = np.nan
    seconds = np.sort(random.integers(0, 3 * 365 * 86_400, rows))
    return pd.DataFrame(
        {
            "order_id": np.arange(rows, dtype=np.int64),
            "customer_id": random.integers(0, rows // 20, rows),
            "ordered_at": pd.Timestamp("2023-01-01") + pd.to_timedelta(seconds, unit="s"),
            "amount": amount,
            "quantity": random.integers(1, 20, rows).astype(np.int32),
            "is_returned": random.random(rows) < 0.03,
            "region": pd.Series(np.array(["north", "east", "south", "west"])[random.integers(0, 4, rows)]),
            "product": pd.Series(np.array([f"product {i:04d}" for i in range(2_000)])[random.integers(0, 2_000, rows)]),
        }
    )


def measure_jail(host: BenchHost, data: bytes) -> tuple[float, float, float]:
    """Return (seconds from the assignment, seconds of them in load(), peak bytes)."""
    slot = host.open_slot()
    time.sleep(SETTLE_SECONDS)
    prefix = host.assign(slot, IN_JAIL, datasets={"data": data}, memoryBytes=4 << 30)
    manifest = host.manifest(prefix, 120)
    host.tell(close=slot)
    assert manifest["outcome"] == "succeeded", manifest["failure"]
    began, ended, peak, *_ = json.loads(manifest["stdout"]["head"])
    return ended - host.store.answered(f"/slots/{slot}/1"), ended - began, peak


def measure_bare(path: Path, small: Path) -> tuple[float, float]:
    """Return (seconds, peak bytes) of a plain interpreter with the jobs' environment."""
    from executor.zygote_client import JOB_ENVIRONMENT

    done = subprocess.run(
        [sys.executable, "-c", BARE, str(path), str(small)],
        capture_output=True,
        text=True,
        check=True,
        env=JOB_ENVIRONMENT,
    )
    began, ended, peak, *_ = json.loads(done.stdout)
    return ended - began, peak


def main() -> None:
    quick, _ = parse_options()
    rows, runs = (QUICK_ROWS, 3) if quick else (ROWS, RUNS)
    with tempfile.TemporaryDirectory() as folder, BenchHost() as host:
        path, small = Path(folder, "data.parquet"), Path(folder, "small.parquet")
        make_dataset(100).to_parquet(small)
        make_dataset(rows).to_parquet(path, row_group_size=DUCKDB_ROW_GROUP)
        data = path.read_bytes()
        say(f"{rows:,} rows, {len(data) / 1e6:.0f} MB of Parquet")
        jail, bare = [], []
        for _ in range(runs):
            bare.append(measure_bare(path, small))
            jail.append(measure_jail(host, data))
    seconds, loading, peaks = zip(*jail, strict=True)
    bare_seconds, bare_peaks = zip(*bare, strict=True)
    print_measures(
        {
            "datasetLoadSeconds": summarize(seconds),
            "datasetLoadInJailSeconds": summarize(loading),
            "datasetBareSeconds": summarize(bare_seconds),
            "datasetLoadRatio": round(statistics.median(seconds) / statistics.median(bare_seconds), 2),
            "datasetLoadPeakMiB": summarize([peak / MEBIBYTE for peak in peaks]),
            "datasetBarePeakMiB": summarize([peak / MEBIBYTE for peak in bare_peaks]),
            "datasetPeakRatio": round(statistics.median(peaks) / statistics.median(bare_peaks), 2),
        }
    )


main()
