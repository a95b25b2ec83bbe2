"""A run of its own for each test: an output folder, and what was recorded in it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest

from kaiseki import context, fonts

mpl.use("Agg")
fonts.install()


class Run:
    """A run below a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = folder / "out"
        self.output.mkdir()

    def begin(self, datasets: dict[str, pd.DataFrame] | None = None, artifacts=None, parameters=None) -> None:
        paths = {}
        for name, frame in (datasets or {}).items():
            paths[name] = str(self.folder / f"{name}.parquet")
            frame.to_parquet(paths[name])
        context.begin(context.Context(paths, artifacts or {}, parameters or {}, str(self.output), None))

    def records(self, kind: str) -> list[dict[str, Any]]:
        lines = (self.output / ".kaiseki" / "records.jsonl").read_text().splitlines()
        return [record for record in map(json.loads, lines) if record["record"] == kind]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    started = Run(tmp_path)
    monkeypatch.chdir(started.output)
    return started
