"""Make any JSON that a job wrote strict: what other languages cannot read exactly becomes text or null."""

import json
import math
from typing import Any

LARGEST_EXACT = 1 << 53
DEEPEST = 12
LONGEST_TEXT = 10_000


def strict(value: Any, longest_text: int = LONGEST_TEXT, depth: int = 0) -> Any:
    """Return `value` with NaN and infinities as null, integers above 2^53 as text, texts bounded and valid UTF-8."""
    if depth > DEEPEST:
        return None
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value if -LARGEST_EXACT <= value <= LARGEST_EXACT else str(value)[:400]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str):
        return clean(value, longest_text)
    if isinstance(value, list):
        return [strict(item, longest_text, depth + 1) for item in value]
    if isinstance(value, dict):
        return {clean(str(key), 200): strict(item, longest_text, depth + 1) for key, item in value.items()}
    return None


def clean(text: str, longest: int = LONGEST_TEXT) -> str:
    """Return bounded text that encodes: lone surrogates become U+FFFD, NUL goes (databases refuse it)."""
    return text[:longest].encode("utf-8", "replace").decode().replace("\0", "")


def dump(document: dict[str, Any]) -> bytes:
    """Return a document as UTF-8 JSON that every reader takes: NaN raises ValueError."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8", "replace")
