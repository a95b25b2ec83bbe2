"""Write `API.md`, what a program must know: python -m kaiseki.describe > kaiseki/API.md, in the folder above this one.

Derived from signatures, docstrings and the lock file; a test fails when the file says anything else.
"""

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import kaiseki
from kaiseki.datasets import Scan

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "load": kaiseki.load,
    "scan": kaiseki.scan,
    "scan(…).batches": Scan.batches,
    "parameters": kaiseki.parameters,
    "artifact": kaiseki.artifact,
    "load_model": kaiseki.load_model,
    "metric": kaiseki.metric,
    "table": kaiseki.table,
    "figure": kaiseki.figure,
    "model": kaiseki.model,
    "answer": kaiseki.answer,
    "warn": kaiseki.warn,
    "progress": kaiseki.progress,
    "file": kaiseki.file,
}
PLAIN_TYPES = {
    r"collections\.abc\.Sequence\[|collections\.abc\.Iterable\[": "list[",
    r"os\.PathLike\[str\]": "Path",
    r"kaiseki\.datasets\.|typing\.|collections\.abc\.": "",
    r"'((?:pd\.|Iterator)[^']*)'": r"\1",
}

INTRODUCTION = """\
# The module `kaiseki`

A program is one Python file. It reads the datasets of its plan's queries, computes, and publishes through this module;
what it prints is kept with the attempt and is no part of the answer. Names of tables, metrics and figures are short,
in English and snake_case; what people read (answer, titles, labels, warnings) is in the language of the prompt.

```python
import matplotlib.pyplot as plt

import kaiseki

orders = kaiseki.load("orders", columns=["month", "amount"])
missing = int(orders["amount"].isna().sum())
if missing:
    kaiseki.metric("orders_without_amount", missing)
    kaiseki.warn("Orders without an amount are not counted.", check="missing values")
by_month = orders.groupby("month", as_index=False)["amount"].sum()
best = by_month.nlargest(1, "amount")
kaiseki.metric("total", by_month["amount"].sum())
kaiseki.table("best_month", best)
figure, axes = plt.subplots(layout="constrained")
axes.bar(by_month["month"], by_month["amount"])
axes.set_ylabel("Amount")
kaiseki.figure("amount_by_month", figure, "Amount by month", data=by_month)
kaiseki.answer(
    "Orders came to **{{metric.total|,.2f}}** in all, and to most in {{table.best_month[0].month}}.\\n\\n"
    "{{table.amount_by_month}}"
)
```
"""

PLACE = """\
## Where a program runs

- Alone, in a fresh process: nothing is left of an earlier attempt. By default it has 10 minutes, 4 GB of memory, two
  processors, 64 processes and threads at once, and 500 MB in 200 files. What it published before it failed is kept.
- An error that it does not catch, or `sys.exit("why")`, fails the attempt. Let errors through: their type, message and
  line are what a repair works with.
- The current folder is published: files written there are artifacts, folders in it up to four deep. `/tmp` is for what
  is not. Everything else is read-only, and no data of the host is there.
- There is no network: no download, no database, no `pip install`, no web font. There is no standard input, no LaTeX
  (`text.usetex`), no display (`plt.show()` does nothing), no locale but C.UTF-8; the time zone is UTC.
- Libraries use one thread (BLAS, OpenMP), which is fastest here; `n_jobs` above 2 gains nothing. `multiprocessing`,
  `joblib`, threads and `os.fork` work; shared anonymous memory (`mmap.mmap(-1, …)`) and `/dev/zero` do not:
  `multiprocessing.shared_memory` does. Only the program's own process may call `kaiseki`: workers return values.
- Random numbers differ from run to run: pass a `random_state` or seed.
- Japanese text is drawn in every style and font family, in mathematical text too, without any setting. The fonts
  have no Korean, no Arabic, no emoji and few simplified Chinese characters.
"""


def describe() -> str:
    """Return the whole text."""
    functions = [
        f"### {signature(name, function)}\n\n{inspect.getdoc(function)}\n" for name, function in FUNCTIONS.items()
    ]
    libraries = ", ".join(f"{name} {version}" for name, version in installed().items())
    words = f"## What is installed\n\nPython 3.11 or newer, {libraries}, and what these need; nothing else.\n"
    return "\n".join((INTRODUCTION, "## Functions\n", *functions, PLACE, words))


def signature(name: str, function: Callable[..., Any]) -> str:
    """Return how a function is called, in types that say something to whoever calls it."""
    found = inspect.signature(function)
    parameters = [one for one in found.parameters.values() if one.name != "self"]
    text = str(found.replace(parameters=parameters))
    for pattern, plain in PLAIN_TYPES.items():
        text = re.sub(pattern, plain, text)
    return f"`{name}{text}`"


def installed() -> dict[str, str]:
    """Return the libraries that were asked for, each with the version it is locked at; some depend on Python's."""
    wished = [line for line in lines_of("requirements.in") if line and not line.startswith("#")]
    locked: dict[str, list[str]] = {name: [] for name in wished}
    for line in lines_of("requirements.lock"):
        name, is_pinned, version = line.split(" ")[0].partition("==")
        if is_pinned and name in locked:
            locked[name].append(version)
    return {name: " or ".join(versions) for name, versions in locked.items()}


def lines_of(name: str) -> list[str]:
    return (Path(__file__).parents[1] / name).read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    print(describe(), end="")
