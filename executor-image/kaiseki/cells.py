"""Values as JSON has them: NaN is null, integers above 2^53 and decimals are text, times are ISO 8601."""

import math
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

LARGEST_EXACT = 1 << 53
LONGEST_TEXT = 2_000


def cell(value: Any) -> str | int | float | bool | None:
    """Return one value of a table."""
    if hasattr(value, "item") and not isinstance(value, str | bytes):
        value = value.item()
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) <= LARGEST_EXACT else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str):
        return value[:LONGEST_TEXT]
    return _rarer(value)


def _rarer(value: Any) -> str | None:
    if _is_missing(value):
        return None
    if isinstance(value, datetime):
        # Times without a zone are UTC, as everywhere in a run.
        aware = value if value.tzinfo is not None else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)[:LONGEST_TEXT] if not isinstance(value, Decimal) else str(value)


def _is_missing(value: Any) -> bool:
    """NaT and pandas.NA are not equal to themselves, or cannot say."""
    try:
        return bool(value != value)
    except (TypeError, ValueError):
        return type(value).__name__ == "NAType"


def number(value: Any) -> float | int | None:
    """Return a metric's value. Raises TypeError for what is no number."""
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, Decimal):
        plain = float(plain)
    if isinstance(plain, bool) or not isinstance(plain, int | float | None):
        raise TypeError(f"a metric's value must be a number, not {type(value).__name__}")
    if isinstance(plain, int) and abs(plain) > LARGEST_EXACT:
        plain = float(plain)
    return plain if plain is None or isinstance(plain, int) or math.isfinite(plain) else None
