"""Every kind of job that a slot can meet, and their mixture."""

import io
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Kind:
    """`share` of all jobs (per hundred); `changes` are made to the assignment."""

    share: int
    program: str
    outcome: str = "succeeded"
    changes: Mapping[str, Any] = field(default_factory=dict)
    lies: bool = False


def parquet() -> bytes:
    buffer = io.BytesIO()
    pd.DataFrame({"x": range(1000)}).to_parquet(buffer)
    return buffer.getvalue()


KINDS = {
    "succeeds": Kind(50, "print('hello')"),
    "leaves artifacts": Kind(
        15,
        "import kaiseki, pandas as pd\n"
        "kaiseki.metric('a', 1); kaiseki.answer('Hello.')\n"
        "kaiseki.table('t', pd.DataFrame({'x': range(100)}))\n"
        "open('file.bin', 'wb').write(bytes(100_000))",
    ),
    "raises": Kind(10, "1 / 0", "failed"),
    "reads a dataset": Kind(
        8, "import kaiseki; print(len(kaiseki.load('data')))", changes={"datasets": {"data": parquet()}}
    ),
    "crashes": Kind(5, "import os; os.abort()", "failed"),
    "leaves children and shared memory": Kind(
        5,
        "import os, time\n"
        "open('/dev/shm/x', 'wb').write(bytes(1_000_000))\n"
        "for _ in range(3):\n"
        "    if os.fork() == 0: time.sleep(600)\n",
    ),
    "tells progress": Kind(4, "import kaiseki\nfor i in range(50): kaiseki.progress(i / 50, 'on')"),
    "takes too long": Kind(1, "import time; time.sleep(600)", "failed", {"wallSeconds": 1}),
    "takes too much memory": Kind(1, "x = b'x' * 10**9", "failed", {"memoryBytes": 200 << 20}),
    "is not what was announced": Kind(1, "print('never')", "failed", lies=True),
}


def mixture(seed: int, count: int) -> list[str]:
    """Return the names of `count` kinds (a multiple of 100), each as often as its share, in the order of the seed."""
    jobs = [name for name, kind in KINDS.items() for _ in range(kind.share)] * (count // 100)
    random.Random(seed).shuffle(jobs)
    return jobs
