"""How long until a program's first line runs: in the jail, in a Jupyter kernel, in a plain interpreter.

All three have the same libraries loaded by then; they take turns, so that whatever else the machine does meets them
alike. In the jail the clock runs from the moment the mailbox hands the assignment to the supervisor.
"""

import json
import math
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "executor-image" / "executor"))
from kit import Host

LIBRARIES = "import numpy, pandas, sklearn.ensemble, sklearn.linear_model, matplotlib.pyplot"
FIRST_LINE = "import time; print(time.monotonic(), flush=True)"
JAIL_RUNS, OTHER_RUNS = 60, 12
MILLISECONDS = 1000


def measure_jail(host: Host) -> float:
    """Return the milliseconds from assignment to first line."""
    slot = host.open_slot()
    # The child of a slot waits, forked and jailed, before its assignment exists.
    time.sleep(0.15)
    manifest = host.manifest(host.assign(slot, f"{FIRST_LINE}\n{LIBRARIES}\n"))
    host.tell(close=slot)
    assert manifest["outcome"] == "succeeded", manifest["failure"]
    return (float(manifest["stdout"]["head"]) - host.store.read_at[f"/slots/{slot}/1"]) * MILLISECONDS


def measure_python() -> float:
    """Return the milliseconds from start to first line of a plain interpreter that imports the libraries."""
    started = time.monotonic()
    command = [sys.executable, "-c", f"{LIBRARIES}\n{FIRST_LINE}"]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return (float(output) - started) * MILLISECONDS


def measure_jupyter() -> float:
    """Return the milliseconds from starting a kernel to the first line after the imports."""
    from jupyter_client.manager import start_new_kernel

    started = time.monotonic()
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        lines: list[str] = []
        client.execute_interactive(
            f"{LIBRARIES}\n{FIRST_LINE}",
            output_hook=lambda message: lines.append(message["content"].get("text", "")),
            timeout=120,
        )
        return (float("".join(lines)) - started) * MILLISECONDS
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def summarize(samples: list[float]) -> dict[str, float]:
    ordered = sorted(samples)
    p95 = ordered[math.ceil(0.95 * len(ordered)) - 1]
    return {"median": round(statistics.median(ordered), 3), "p95": round(p95, 3), "n": len(ordered)}


def main() -> None:
    quick = "--quick" in sys.argv
    others = 3 if quick else OTHER_RUNS
    jail, python, jupyter = [], [], []
    with Host() as host:
        for _ in range(3):
            measure_jail(host)
        for _ in range(others):
            jail += [measure_jail(host) for _ in range(JAIL_RUNS // OTHER_RUNS)]
            python.append(measure_python())
            jupyter.append(measure_jupyter())
    print(
        json.dumps(
            {
                "jailFirstLineMs": summarize(jail),
                "python3FirstLineMs": summarize(python),
                "jupyterFirstLineMs": summarize(jupyter),
            }
        )
    )


main()
