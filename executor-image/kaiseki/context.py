"""Where the running job's inputs and outputs are. Set once, just before the program begins."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
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
    # What was published, by kind and file name without its ending, in small letters: its name.
    published: dict[tuple[str, str], str] = field(default_factory=dict)


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
        raise NoRun("kaiseki's functions work in the program's own process of a run: let a worker return what it found")
    return _current[0]


def record(kind: str, **fields: Any) -> None:
    """Note what the program did, at once: a program that dies later keeps what it had."""
    line = json.dumps({"record": kind, **fields}, ensure_ascii=False, default=str) + "\n"
    path = os.path.join(current().output, OWN_FOLDER, "records.jsonl")
    with open(path, "ab", buffering=0) as file:
        # At once: threads, and children that were forked, write whole lines too.
        file.write(line.encode("utf-8", "replace"))


def path_of(source: int | str) -> str:
    """Return a path by which an input can be opened."""
    return f"/proc/self/fd/{source}" if isinstance(source, int) else source
