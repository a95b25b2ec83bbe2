"""What dspy.ChatAdapter.parse makes of a completion."""

from typing import Any

import dspy

from parity.samples import SAMPLES
from signatures import SIGNATURES

adapter = dspy.ChatAdapter()
SIGNATURES_BY_NAME = {**SIGNATURES, **SAMPLES}


def verdict(signature: str, completion: str) -> dict[str, Any] | None:
    """Return the outputs, or None where DSPy rejects the completion."""
    try:
        outputs: dict[str, Any] = adapter.parse(SIGNATURES_BY_NAME[signature], completion)
        return outputs
    except (dspy.AdapterParseError, ValueError):
        return None
