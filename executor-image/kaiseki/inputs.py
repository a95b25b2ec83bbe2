"""What a program is given."""

import contextlib
import copy
import mmap
import os
import tempfile
from typing import TYPE_CHECKING, Any

from kaiseki.context import current, path_of

if TYPE_CHECKING:
    import pandas as pd

CHUNK = 1 << 20


def load(name: str = "data") -> "pd.DataFrame":
    """Return the dataset of the plan's query `name` as a DataFrame; decimals come as float64.

    Raises KeyError, naming the datasets there are.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with _mapped(_find(current().datasets, name, "dataset")) as file:
        table = pq.read_table(file)
    for index, column in enumerate(table.schema):
        if pa.types.is_decimal(column.type):
            table = table.set_column(index, column.name, table.column(index).cast(pa.float64()))
    frame: pd.DataFrame = table.to_pandas(date_as_object=False)
    return frame


def artifact(name: str) -> str:
    """Return the path of a file that the parent run published, for example its model.

    Raises KeyError, naming the files there are; OSError when a large one does not fit on the disk.
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
    """Return the plan's parameters, a JSON object."""
    return copy.deepcopy(dict(current().parameters))


def _mapped(source: int | str) -> Any:
    """Return an Arrow file over a mapped input. A descriptor is mapped as it is: its path may be closed to a job."""
    import pyarrow as pa

    if isinstance(source, str):
        return pa.memory_map(source)
    return pa.BufferReader(pa.py_buffer(mmap.mmap(source, 0, prot=mmap.PROT_READ)))


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
    if name not in named:
        known = ", ".join(sorted(named)) or "none"
        raise KeyError(f"there is no {what} {name!r}; there are: {known}")
    return named[name]
