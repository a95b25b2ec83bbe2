"""A dataset as the warehouse left it, a Parquet file, and its columns as pandas has them.

Columns are read one after the other: memory holds the frame and one column of it twice, not every column twice. What
type a column gets is decided by the whole file, so that every batch of it has the same.
"""

import mmap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

LARGEST_EXACT = 1 << 53
BATCH_ROWS = 100_000


class UnknownName(KeyError):
    """There is no such dataset, artifact or column; the text names those that there are."""

    def __str__(self) -> str:
        # A KeyError shows its text in quotes.
        return str(self.args[0])


class Scan:
    """A dataset that is read as it is needed: `columns` (name: type), `rows`, and `batches()` of rows."""

    def __init__(self, name: str, source: int | str) -> None:
        import pyarrow.parquet as pq

        self.name = name
        self._file = pq.ParquetFile(mapped(source))
        self._schema = self._file.schema_arrow
        self._intervals = {
            column.name
            for column in map(self._file.schema.column, range(len(self._file.schema)))
            if column.converted_type == "INTERVAL"
        }

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self._file.metadata.num_rows)

    @property
    def columns(self) -> dict[str, str]:
        """The columns in order, each with its type as Arrow calls it: int64, double, string, timestamp[us] …"""
        return {field.name: str(field.type) for field in self._schema}

    def batches(self, columns: Sequence[str] | None = None, rows: int = BATCH_ROWS) -> "Iterator[pd.DataFrame]":
        """Yield the rows in order as DataFrames of at most `rows`, with types as load() gives them.

        `columns` names the columns to read, all by default. Raises KeyError for a column that is not there.
        """
        import pyarrow as pa

        names = self._names(columns)
        if isinstance(rows, bool) or not isinstance(rows, int) or rows < 1:
            raise ValueError(f"batches() takes a number of rows above 0, not {rows!r}")
        if not names:
            raise ValueError("batches() needs a column to read")
        return (
            self._frame({name: table.column(name) for name in names}, table.num_rows)
            for table in map(
                lambda batch: pa.Table.from_batches([batch]), self._file.iter_batches(rows, columns=list(names))
            )
        )

    def frame(self, columns: Sequence[str] | None = None) -> "pd.DataFrame":
        """Return all rows as one DataFrame."""
        import pyarrow as pa

        values = {}
        for name in self._names(columns):
            values[name] = self._series(name, self._file.read(columns=[name]).column(name))
        frame = _frame_of(values, self.rows)
        # What decoding took is given back at once: a job's memory is counted.
        pa.default_memory_pool().release_unused()
        return frame

    def __repr__(self) -> str:
        return f"<dataset {self.name!r}: {self.rows} rows, columns {self.columns}>"

    def _names(self, columns: Sequence[str] | None) -> list[str]:
        known = self._schema.names
        if columns is None:
            return list(known)
        if isinstance(columns, str):
            raise TypeError(f"columns is a list of names: [{columns!r}]")
        names = list(columns)
        unknown = [name for name in names if name not in known]
        if unknown:
            raise UnknownName(f"dataset {self.name!r} has no column {_list(unknown)}; there are: {_list(known)}")
        if len(set(names)) < len(names):
            raise ValueError(f"columns names a column twice: {_list(names)}")
        return names

    def _frame(self, columns: dict[str, Any], rows: int) -> "pd.DataFrame":
        return _frame_of({name: self._series(name, values) for name, values in columns.items()}, rows)

    def _series(self, name: str, values: Any) -> Any:
        """Return a column as pandas has it."""
        import pyarrow as pa

        kind = values.type
        if pa.types.is_decimal(kind):
            values = values.cast(pa.float64())
        elif name in self._intervals:
            return _durations(name, values)
        elif isinstance(kind, pa.UuidType):
            values = pa.chunked_array([[None if one is None else str(one) for one in values.to_pylist()]], pa.string())
        elif pa.types.is_integer(kind) and self._lacks_values(name):
            if self._is_beyond_floats(name):
                return values.to_pandas(types_mapper=_nullable)
            values = values.cast(pa.float64(), safe=False)
        series = values.to_pandas(date_as_object=False)
        if values.num_chunks == 1:
            # A view of Arrow's memory, which nobody may write to.
            series = series.copy()
        return series.astype(object) if pa.types.is_boolean(kind) and self._lacks_values(name) else series

    def _lacks_values(self, name: str) -> bool:
        """Return whether a value is missing anywhere in the file."""
        counts = [one.null_count if one is not None and one.has_null_count else None for one in self._statistics(name)]
        if None in counts:
            return bool(self._file.read(columns=[name]).column(name).null_count)
        return any(counts)

    def _is_beyond_floats(self, name: str) -> bool:
        """Return whether an integer would lose digits as a float: two keys would become one."""
        ends = [
            end for one in self._statistics(name) if one is not None and one.has_min_max for end in (one.min, one.max)
        ]
        return any(abs(end) > LARGEST_EXACT for end in ends)

    def _statistics(self, name: str) -> list[Any]:
        metadata = self._file.metadata
        paths = [metadata.schema.column(index).path for index in range(metadata.num_columns)]
        index = paths.index(name)
        return [metadata.row_group(group).column(index).statistics for group in range(metadata.num_row_groups)]


def mapped(source: int | str) -> Any:
    """Return an Arrow file over a mapped input. A descriptor is mapped as it is: its path may be closed to a job."""
    import pyarrow as pa

    if isinstance(source, str):
        return pa.memory_map(source)
    return pa.BufferReader(pa.py_buffer(mmap.mmap(source, 0, prot=mmap.PROT_READ)))


def _frame_of(columns: dict[str, Any], rows: int) -> "pd.DataFrame":
    import pandas as pd

    # Without a copy, each column stays where it was made.
    return pd.DataFrame(columns, index=pd.RangeIndex(rows), copy=False)


def _nullable(kind: Any) -> Any:
    import pandas as pd

    return pd.UInt64Dtype() if str(kind).startswith("u") else pd.Int64Dtype()


def _durations(name: str, values: Any) -> Any:
    """Return Parquet intervals (months, days, milliseconds) as timedeltas."""
    import pandas as pd

    missing = values.is_null().to_numpy()
    raw = b"".join(one or bytes(12) for one in values.to_pylist())
    months, days, milliseconds = np.frombuffer(raw, dtype="<u4").reshape(-1, 3).astype(np.int64).T
    if months.any():
        raise ValueError(f"column {name!r} holds intervals of months, which have no fixed length: cast it in the query")
    lengths = (days * 86_400_000 + milliseconds).astype("timedelta64[ms]")
    lengths[missing] = np.timedelta64("NaT")
    return pd.Series(lengths)


def _list(names: Sequence[object]) -> str:
    return ", ".join(map(str, names)) or "none"
