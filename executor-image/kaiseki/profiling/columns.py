"""What each column of a table holds. Kinds are "number", "text", "date", "time" and "truth": words, not dtypes."""

import re
from typing import Any

import pandas as pd

# Up to this many different values, a text may be a category although most of its values differ.
FEW_VALUES = 30
ID_NAME = re.compile(r"(?:^|[_\W])(?:id|no|nr|num|number|key|code|index|uuid)$|id$|番号$|コード$", re.IGNORECASE)
YEAR_NAME = re.compile(r"(?:^|_|\b)(?:year|yr)$|年$|年度$", re.IGNORECASE)


def tidy(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with dates as times and lists or records as text, so that all of it can be counted."""
    plain = {}
    for name in frame.columns:
        values = frame[name]
        if values.dtype == object:
            inferred = pd.api.types.infer_dtype(values, skipna=True)
            if inferred in ("date", "datetime"):
                values = pd.to_datetime(values, errors="coerce")
            elif inferred not in ("string", "boolean", "empty"):
                values = values.map(str).where(values.notna(), None)
        plain[name] = values
    return pd.DataFrame(plain, index=frame.index)


def kind_of(values: pd.Series) -> str:
    """Return what the column holds, in a word."""
    if pd.api.types.is_bool_dtype(values) or pd.api.types.infer_dtype(values, skipna=True) == "boolean":
        return "truth"
    if pd.api.types.is_numeric_dtype(values):
        return "number"
    if pd.api.types.is_datetime64_any_dtype(values):
        present = values.dropna()
        return "date" if bool((present == present.dt.normalize()).all()) else "time"
    return "text"


def is_identifier(name: str, values: pd.Series) -> bool:
    """Return whether the values name single rows: a picture of them shows bars of length one."""
    present = values.dropna()
    distinct = present.nunique()
    if kind_of(values) == "text":
        return bool(len(present) > 1 and (distinct == len(present) or distinct > max(FEW_VALUES, len(present) / 2)))
    if not pd.api.types.is_integer_dtype(present) or distinct < len(present) or distinct < 2:
        return False
    low, high = int(present.min()), int(present.max())
    return ID_NAME.search(str(name)) is not None or (low in (0, 1) and high - low == distinct - 1)


def describe(name: str, values: pd.Series) -> dict[str, object]:
    """Return one line of the table of columns. A text has no smallest value that says anything."""
    present = values.dropna()
    kind = kind_of(values)
    counts = present.value_counts()
    has_range = not present.empty and kind in ("number", "date", "time")
    # Two equal values among a hundred measurements are chance.
    repeats = not counts.empty and int(counts.iloc[0]) > max(1, 0.02 * len(present))
    return {
        "column": name,
        "type": kind,
        "missing_share": round(float(values.isna().mean()), 4) if len(values) else None,
        "distinct": len(counts),
        "min": write(name, present.min(), kind) if has_range else None,
        "mean": significant(float(present.mean())) if has_range and kind == "number" else None,
        "max": write(name, present.max(), kind) if has_range else None,
        "most_frequent": write(name, counts.index[0], kind) if repeats else None,
        "its_share": round(float(counts.iloc[0]) / len(values), 4) if repeats else None,
    }


def write(name: str, value: Any, kind: str) -> str:
    """Return a value as people write it: 3,000 and 0.25, days without hours. Years get no comma."""
    if kind == "number":
        number = significant(float(value))
        if number.is_integer() and abs(number) < 1e15:
            return f"{int(number):d}" if YEAR_NAME.search(str(name)) else f"{int(number):,d}"
        return f"{number:,.2f}" if abs(number) >= 100 else f"{number:.5g}"
    if kind == "date":
        return f"{value:%Y-%m-%d}"
    if kind == "time":
        return f"{value:%Y-%m-%d %H:%M}"
    return str(value)[:60]


def significant(value: float) -> float:
    """Return the value without digits that nobody reads; whole numbers stay exact."""
    return value if value.is_integer() else round(value, 2) if abs(value) >= 100 else float(f"{value:.5g}")
