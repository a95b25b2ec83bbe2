"""What the zygote does once, before it forks: everything that jobs wait for, and no thread."""

import json
import subprocess
import sys
from pathlib import Path

from executor.zygote_client import JOB_ENVIRONMENT

PROGRAM = """
import json, os, sys, tempfile
import kaiseki
from kaiseki import context

kaiseki.warm_up()
threads = len(os.listdir("/proc/self/task"))
known = set(sys.modules)
output = tempfile.mkdtemp()
os.chdir(output)
import matplotlib.pyplot as plt, pandas as pd
frame = pd.DataFrame({"n": [1, 2], "s": ["x", "y"], "t": pd.to_datetime(["2024", "2025"])})
frame.to_parquet("in.parquet")
known |= set(sys.modules)
context.begin(context.Context({"data": "in.parquet"}, {}, {}, output, None))
loaded = kaiseki.load()
kaiseki.table("t", loaded)
kaiseki.figure("f", plt.plot([1, 2]), "売上")
kaiseki.metric("m", 1)
kaiseki.answer("{{metric.m}}")
print(json.dumps({"threads": threads, "late": sorted(set(sys.modules) - known)}))
"""


def run(tmp_path: Path, program: str) -> dict[str, object]:
    folder = str(Path(__file__).parents[3] / "executor-image")
    environment = {**JOB_ENVIRONMENT, "PYTHONPATH": folder, "MPLCONFIGDIR": str(tmp_path), "TMPDIR": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-B", "-c", program], env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    found: dict[str, object] = json.loads(ended.stdout)
    return found


def test_no_thread_is_started_and_nothing_is_imported_later(tmp_path: Path):
    assert run(tmp_path, PROGRAM) == {"threads": 1, "late": []}


def test_a_thread_and_a_late_import_are_noticed(tmp_path: Path):
    started = "import threading, time; threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    careless = PROGRAM.replace("threads =", f"{started}threads =").replace(
        'kaiseki.metric("m"', 'import wave\nkaiseki.metric("m"'
    )
    found = run(tmp_path, careless)
    assert found["threads"] == 2
    assert "wave" in found["late"]
