"""Tables that a program publishes: whatever it holds as a table becomes Parquet, CSV and a preview."""

import contextlib
import json
import os
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kaiseki.arrow import to_arrow, type_name, write_csv
from kaiseki.cells import cell
from kaiseki.context import record
from kaiseki.names import base_of, checked, path_of_output

if TYPE_CHECKING:
    import pandas as pd

PREVIEW_ROWS, PREVIEW_COLUMNS, PREVIEW_BYTES = 100, 500, 2 << 20
# A spreadsheet opens no more.
MOST_CSV_ROWS = 1_000_000


def table(name: str, frame: "pd.DataFrame") -> None:
    """Publish a DataFrame as `name.parquet` and, up to 1,000,000 rows, `name.csv`; its first 100 rows are shown.

    A Series, a dict, a list of dicts, an array or an Arrow table will do. A named or textual index becomes columns;
    an unnamed one of whole numbers only counts rows and is left out. A Series is a column: of a frame's row `i`
    publish `frame.loc[[i]]`, not `frame.loc[i]`. Levels of column names are joined by "_". Lists, records, mixed
    types, periods, intervals, timedeltas and bytes are written as text; NaN, NaT, None and NA are missing values. A
    second table of one name replaces the first. Raises TypeError for what is no table, ValueError for one without
    columns or with two columns of one name.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    checked(name, "table(name, frame)")
    columns: dict[str, Any] = {}
    for column, values in _columns_of(_frame_of(frame)):
        if column in columns:
            raise ValueError(
                f"a table's columns need names of their own, and {column!r} is there twice (an index counts as a column"
                " unless it only numbers the rows): rename or drop one"
            )
        columns[column] = to_arrow(values)
    if not columns:
        raise ValueError(f"table {name!r} has no columns")
    whole = pa.table(columns)
    base = base_of("table", name)
    parquet, csv = f"{base}.parquet", f"{base}.csv"
    pq.write_table(whole, path_of_output(parquet))
    has_csv = whole.num_rows <= MOST_CSV_ROWS
    if has_csv:
        write_csv(whole, path_of_output(csv))
    else:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path_of_output(csv))
    shown = whole.select(whole.column_names[:PREVIEW_COLUMNS])
    if shown.num_columns < whole.num_columns:
        warnings.warn(
            f"of table {name!r} the first {PREVIEW_COLUMNS} columns are shown; its files have all", stacklevel=2
        )
    record(
        "table",
        name=name,
        columns=[{"name": column, "type": type_name(shown.column(column))} for column in shown.column_names],
        rows=_preview(shown),
        rowCount=whole.num_rows,
        file=parquet,
        csv=csv if has_csv else None,
    )


def _frame_of(thing: Any) -> "pd.DataFrame":
    """Return a frame of what a program calls a table."""
    import pandas as pd

    if isinstance(thing, pd.DataFrame):
        return thing
    if isinstance(thing, pd.Series):
        return _frame_of_series(thing)
    if hasattr(thing, "to_pandas"):
        return pd.DataFrame(thing.to_pandas())
    if isinstance(thing, dict) and thing and not any(_has_length(value) for value in thing.values()):
        return pd.DataFrame([thing])
    is_array = type(thing).__module__ == "numpy" and getattr(thing, "ndim", 0) in (1, 2)
    if not is_array and not isinstance(thing, dict | list | tuple):
        raise TypeError(f"table(name, frame) takes a DataFrame, not {type(thing).__name__}")
    return pd.DataFrame(thing)


def _frame_of_series(series: "pd.Series") -> "pd.DataFrame":
    import pandas as pd

    frame = series.to_frame("value" if series.name is None else series.name)
    # The index of a series is what its values are of, numbered or not.
    named = not isinstance(frame.index, pd.RangeIndex) and frame.index.nlevels == 1 and frame.index.name is None
    return frame.rename_axis("index") if named else frame


def _has_length(value: Any) -> bool:
    return hasattr(value, "__len__") and not isinstance(value, str | bytes)


def _columns_of(frame: "pd.DataFrame") -> "Iterator[tuple[str, pd.Series]]":
    """Yield each column with its name, what the index says before the others."""
    import pandas as pd

    index = frame.index
    for level in range(index.nlevels):
        values, name = index.get_level_values(level), index.names[level]
        if name is not None or not pd.api.types.is_integer_dtype(values.dtype):
            fallback = f"level_{level}" if index.nlevels > 1 else "index"
            yield fallback if name is None else _column_name(name), values.to_series(index=pd.RangeIndex(len(frame)))
    for place, name in enumerate(frame.columns):
        yield _column_name(name) or f"column_{place + 1}", frame.iloc[:, place]


def _column_name(name: Any) -> str:
    if isinstance(name, tuple):
        return "_".join(_column_name(part) for part in name if part != "")
    # Months and days as columns, of a pivot say.
    return str(name).removesuffix(" 00:00:00").encode("utf-8", "replace").decode()


def _preview(shown: Any) -> list[list[Any]]:
    """Return the first rows as JSON has them; fewer where they are long."""
    first = shown.slice(0, PREVIEW_ROWS)
    rows = [
        [cell(value) for value in row] for row in zip(*(column.to_pylist() for column in first.columns), strict=True)
    ]
    while len(rows) > 1 and len(json.dumps(rows, ensure_ascii=False).encode("utf-8", "replace")) > PREVIEW_BYTES:
        rows = rows[: len(rows) // 2]
    return rows
