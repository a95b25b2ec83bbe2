"""What a program is given."""

import copy
import os
import tempfile
from typing import TYPE_CHECKING, Any

from kaiseki.context import current, path_of

if TYPE_CHECKING:
    import pandas as pd


def load(name: str = "data") -> "pd.DataFrame":
    """Return the dataset of the plan's query `name` as a DataFrame; decimals come as float64.

    Raises KeyError, naming the datasets there are.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pa.memory_map(path_of(_find(current().datasets, name, "dataset"))) as file:
        table = pq.read_table(file)
    for index, column in enumerate(table.schema):
        if pa.types.is_decimal(column.type):
            table = table.set_column(index, column.name, table.column(index).cast(pa.float64()))
    frame: pd.DataFrame = table.to_pandas()
    return frame


def artifact(name: str) -> str:
    """Return the path of a file that the parent run published, for example its model.

    Raises KeyError, naming the files there are.
    """
    source = path_of(_find(current().artifacts, name, "artifact"))
    # A name that says what it is: some readers go by its ending.
    folder = os.path.join(tempfile.gettempdir(), "artifacts")
    link = os.path.join(folder, name)
    os.makedirs(os.path.dirname(link), exist_ok=True)
    if os.path.lexists(link):
        os.unlink(link)
    os.symlink(source, link)
    return link


def parameters() -> dict[str, Any]:
    """Return the plan's parameters, a JSON object."""
    return copy.deepcopy(dict(current().parameters))


def _find(named: Any, name: str, what: str) -> Any:
    if name not in named:
        known = ", ".join(sorted(named)) or "none"
        raise KeyError(f"there is no {what} {name!r}; there are: {known}")
    return named[name]
