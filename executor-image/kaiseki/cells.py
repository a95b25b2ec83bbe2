"""Values as JSON has them: NaN is null, integers above 2^53 and decimals are text, times are ISO 8601."""

import math
import numbers
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

LARGEST_EXACT = 1 << 53
LONGEST_TEXT = 2_000
NUMBERS: tuple[Any, ...] = (numbers.Real, Decimal)


def cell(value: Any) -> str | int | float | bool | None:
    """Return one value of a table, as Arrow hands it to Python."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) <= LARGEST_EXACT else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime):
        # Times without a zone are UTC, as everywhere in a run.
        aware = value if value.tzinfo is not None else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)[:LONGEST_TEXT]


def number(value: Any, what: str) -> float | int | None:
    """Return a number, None for one that is missing or not finite. Raises TypeError for what is none."""
    plain = _scalar(value)
    if plain is None or type(plain).__name__ == "NAType":
        return None
    if isinstance(plain, bool) or not isinstance(plain, NUMBERS):
        raise TypeError(f"{what} must be a number, not {_described(value)}")
    if isinstance(plain, int) and abs(plain) <= LARGEST_EXACT:
        return plain
    try:
        real = float(plain)
    except (OverflowError, ValueError):
        return None
    return real if math.isfinite(real) else None


def _scalar(value: Any) -> Any:
    """Return the one value that an array or a Series of one holds."""
    size = getattr(value, "size", 1)
    return value.item() if hasattr(value, "item") and size == 1 else value


def _described(value: Any) -> str:
    kind = type(value).__name__
    if isinstance(value, str):
        return f"text ({value[:40]!r})"
    if getattr(value, "size", 1) != 1:
        return f"{kind} of {value.size} values"
    return f"{kind}; take its total_seconds() or another number" if hasattr(value, "total_seconds") else kind
