"""A table's columns as Arrow has them: whatever a program put into a column can be published.

What Parquet, CSV and JSON all have stays what it is; everything else becomes text, rather than an error that only the
writer of Parquet understands.
"""

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

TYPE_NAMES = {
    "int8": "TINYINT",
    "int16": "SMALLINT",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "uint8": "UTINYINT",
    "uint16": "USMALLINT",
    "uint32": "UINTEGER",
    "uint64": "UBIGINT",
    "float": "FLOAT",
    "double": "DOUBLE",
    "bool": "BOOLEAN",
    "date32[day]": "DATE",
    "string": "VARCHAR",
}
MOST_DIGITS = 38
# As a spreadsheet sees it; numbers written as text are no formulas.
FORMULA, NUMBER = r"^\s*[=+\-@＝＋－＠]|^[\t\r\n]", r"(?i)^-?\d+(\.\d+)?(e[+-]?\d+)?%?$"


def to_arrow(values: "pd.Series") -> Any:
    """Return a column as an Arrow array of a type that has a name above, a decimal, a time or a timestamp."""
    import pandas as pd
    import pyarrow as pa

    kind: Any = values.dtype
    if isinstance(kind, pd.CategoricalDtype):
        values = values.astype(kind.categories.dtype)
    elif isinstance(kind, pd.SparseDtype):
        values = values.astype(kind.subtype)
    try:
        array = pa.array(values, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        # Mixed types, sets, objects, complex numbers, texts that are no Unicode …
        return _texts(values)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if pa.types.is_float16(array.type):
        return array.cast(pa.float32())
    if pa.types.is_large_string(array.type) or pa.types.is_string_view(array.type) or pa.types.is_null(array.type):
        return array.cast(pa.string())
    return array if type_name(array) is not None else _texts(values)


def type_name(array: Any) -> str | None:
    """Return the type as DuckDB calls it, None for one that is published as text."""
    import pyarrow as pa

    kind = array.type
    if pa.types.is_decimal(kind) and kind.precision <= MOST_DIGITS:
        return f"DECIMAL({kind.precision},{kind.scale})"
    if pa.types.is_timestamp(kind):
        return "TIMESTAMP" if kind.tz is None else "TIMESTAMP WITH TIME ZONE"
    return "TIME" if pa.types.is_time(kind) else TYPE_NAMES.get(str(kind))


def _texts(values: "pd.Series") -> Any:
    import pyarrow as pa

    missing = values.isna().to_numpy()
    texts = [None if lacks else _text(value) for value, lacks in zip(values, missing, strict=True)]
    return pa.array(texts, pa.string())


def _text(value: Any) -> str:
    if isinstance(value, bytes | bytearray | memoryview):
        raw = bytes(value)
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return raw.hex()
    if hasattr(value, "tolist") and not hasattr(value, "isoformat"):
        value = value.tolist()
    if isinstance(value, list | tuple | dict):
        value = json.dumps(value, ensure_ascii=False, default=str)
    return str(value).encode("utf-8", "replace").decode()


def write_csv(table: Any, path: str) -> None:
    """Write a table as CSV, with the mark by which spreadsheets know UTF-8, and no text that they would run."""
    import pyarrow.csv

    columns = [_for_spreadsheet(table.column(name)) for name in table.column_names]
    names = _for_spreadsheet(_strings(table.column_names)).to_pylist()
    shown = type(table).from_arrays(columns, names)
    with open(path, "wb") as file:
        file.write(b"\xef\xbb\xbf")
        pyarrow.csv.write_csv(shown, file, pyarrow.csv.WriteOptions(quoting_style="needed"))


def _strings(texts: list[str]) -> Any:
    import pyarrow as pa

    return pa.chunked_array([pa.array(texts, pa.string())])


def _for_spreadsheet(values: Any) -> Any:
    """Return text that begins like a formula with an apostrophe before it, and times without idle digits."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = values.type
    if pa.types.is_string(kind):
        runs = pc.and_(pc.match_substring_regex(values, FORMULA), pc.invert(pc.match_substring_regex(values, NUMBER)))
        return pc.if_else(runs, pc.binary_join_element_wise("'", values, ""), values)
    if not pa.types.is_timestamp(kind):
        return values
    if kind.tz is not None:
        # Any other zone would need a database of zones.
        return _whole_seconds(values.cast(pa.timestamp(kind.unit, "UTC")))
    days = values.cast(pa.date32())
    return days if days.cast(kind).equals(values) else _whole_seconds(values)


def _whole_seconds(times: Any) -> Any:
    import pyarrow as pa

    try:
        return times.cast(pa.timestamp("s", times.type.tz))
    except pa.ArrowInvalid:
        return times
