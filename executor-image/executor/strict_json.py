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
    """Return bounded text that encodes: lone surrogates become question marks, NUL goes (databases refuse it)."""
    return cut_text(text, longest).encode("utf-8", "replace").decode().replace("\0", "")


def cut_text(text: str, longest: int) -> str:
    """Return the text's first `longest` UTF-16 units: that is how JavaScript, which checks the bounds, counts."""
    if 2 * len(text) <= longest:
        return text
    text = text[:longest]
    if text.isascii():
        return text
    # A pair that is cut in two leaves its first half, which `clean` replaces.
    return text.encode("utf-16-le", "surrogatepass")[: 2 * longest].decode("utf-16-le", "surrogatepass")


def dump(document: dict[str, Any]) -> bytes:
    """Return a document as UTF-8 JSON that every reader takes: NaN raises ValueError."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8", "replace")
