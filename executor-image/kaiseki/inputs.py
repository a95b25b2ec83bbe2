"""What a program is given."""

import contextlib
import copy
import os
import tempfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kaiseki.context import current, path_of
from kaiseki.datasets import Scan, UnknownName

if TYPE_CHECKING:
    import pandas as pd

CHUNK = 1 << 20


def load(name: str = "data", columns: Sequence[str] | None = None) -> "pd.DataFrame":
    """Return the rows of the plan's query `name` as a DataFrame; `columns` reads only those, which costs less.

    Types: integers and floats as they are; decimals as float64; integers with missing values as float64 with NaN (as
    Int64 where a float would lose digits); booleans, with missing values as objects with None; text as str; times as
    datetime64, dates as datetime64 at midnight; times of day as datetime.time; intervals as timedelta64; UUIDs as text;
    lists as arrays; records as dicts; the index counts the rows.
    Raises KeyError, naming what there is, for a dataset or a column that is not there.
    """
    return scan(name).frame(columns)


def scan(name: str = "data") -> Scan:
    """Return the dataset of the plan's query `name` unread, for one that is too large for memory.

    It has `rows` (their number), `columns` (a dict, name: Arrow type) and `batches()`. Raises KeyError, naming the
    datasets that are there.
    """
    return Scan(name, _find(current().datasets, name, "dataset"))


def artifact(name: str) -> str:
    """Return the path of a file that the parent run published; the plan must name it among its parent artifacts.

    The file can be read, not written. Raises KeyError, naming the files there are; OSError when a large one does not
    fit on the disk.
    """
    source = _find(current().artifacts, name, "artifact")
    # A name that says what it is: some readers go by its ending.
    folder = os.path.join(tempfile.gettempdir(), "artifacts")
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.lexists(path):
        os.unlink(path)
    if isinstance(source, int) and not _opens(path_of(source)):
        _copy(source, path)
    else:
        os.symlink(path_of(source), path)
    return path


def parameters() -> dict[str, Any]:
    """Return the plan's parameters, a JSON object: the values that its program needs; {} when it has none."""
    return copy.deepcopy(dict(current().parameters))


def _opens(path: str) -> bool:
    """Return whether a path can be opened. A large input is the host's file: a job has but a descriptor."""
    try:
        os.close(os.open(path, os.O_RDONLY))
    except OSError:
        return False
    return True


def _copy(source: int, path: str) -> None:
    """Copy an input to a path; a copy that does not fit is no copy."""
    position = 0
    try:
        with open(path, "wb") as file:
            while chunk := os.pread(source, CHUNK, position):
                file.write(chunk)
                position += len(chunk)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(path)
        raise


def _find(named: Any, name: str, what: str) -> Any:
    if not isinstance(name, str):
        raise TypeError(f"the {what}'s name is text, not {type(name).__name__}")
    if name not in named:
        known = ", ".join(sorted(named)) or "none"
        raise UnknownName(f"there is no {what} {name!r}; there are: {known}")
    return named[name]
