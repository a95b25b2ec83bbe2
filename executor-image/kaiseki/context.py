"""Where the running job's inputs and outputs are. Set once, just before the program begins."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OWN_FOLDER = ".kaiseki"


@dataclass(frozen=True)
class Context:
    """Inputs by name: an open descriptor, or a path. `progress` is a descriptor that takes JSON lines."""

    datasets: Mapping[str, int | str]
    artifacts: Mapping[str, int | str]
    parameters: Mapping[str, Any]
    output: str
    progress: int | None


class NoRun(RuntimeError):
    """The module is used outside of a run."""


_current: list[Context] = []


def begin(context: Context) -> None:
    """Begin a job: everything after this belongs to it."""
    _current[:] = [context]
    os.makedirs(os.path.join(context.output, OWN_FOLDER), exist_ok=True)


def current() -> Context:
    """Return the running job's context. Raises NoRun."""
    if not _current:
        raise NoRun("kaiseki's functions work inside of a run")
    return _current[0]


def record(kind: str, **fields: Any) -> None:
    """Note what the program did, at once: a program that dies later keeps what it had."""
    line = json.dumps({"record": kind, **fields}, ensure_ascii=False, default=str) + "\n"
    path = os.path.join(current().output, OWN_FOLDER, "records.jsonl")
    with open(path, "a", encoding="utf-8", errors="replace") as file:
        file.write(line)


def path_of(source: int | str) -> str:
    """Return a path by which an input can be opened."""
    return f"/proc/self/fd/{source}" if isinstance(source, int) else source
