"""Signatures that no predictor has, for what the runtime must render besides texts and choices; and values with edges."""

from typing import Any, Literal

import dspy
from pydantic import BaseModel


class Column(BaseModel):
    name: str
    null_share: float | None = None


class Values(dspy.Signature):
    """Render values of every kind.

    Rules:
      - nested
      - 日本語
    """

    question: str = dspy.InputField()
    tables: list[str] = dspy.InputField(desc="table names")
    settings: dict[str, Any] = dspy.InputField(desc="limits")
    column: Column = dspy.InputField()
    count: int = dspy.InputField(desc="how many", ge=1, le=10)
    share: float = dspy.InputField()
    strict: bool = dspy.InputField()
    language: Literal["en", "ja"] = dspy.InputField()
    title: str = dspy.OutputField()
    choice: Literal["it's", 'say "hi"', "plain", """both ' and " """] = dspy.OutputField(desc="one of four")
    steps: list[Column] = dspy.OutputField(desc="in order")
    score: float = dspy.OutputField(desc="how sure", gt=0, le=1.5)
    number: int = dspy.OutputField()
    chart: bool = dspy.OutputField()


class Choice(dspy.Signature):
    """Choose."""

    question: str = dspy.InputField()
    choice: Literal["it's", 'say "hi"', "plain", "日本", "a]"] = dspy.OutputField()
    answer: str = dspy.OutputField()


SAMPLES: dict[str, type[dspy.Signature]] = {"values": Values, "choice": Choice}

INSTRUCTIONS = (
    "one line",
    "",
    "  indented\n    more\n",
    "a\n\nb\n\n",
    "tab\there\r\ncrlf\n\t\tdeep\n\tless",
    "日本語\n  - 箇条書き",
    "x\u2028y\x0bz",
    "\n\nlead",
    "   first\n   second",
    "first\n      second\n    third",
    "first\n   \n  second\n \t \n  third  ",
)

VALUES: dict[str, Any] = {
    "question": "How many?",
    "tables": ["trips", "zones"],
    "settings": {"rows": 10, "share": 0.5, "deep": {"a": [1, None, True]}},
    "column": {"name": "id", "null_share": 1.0},
    "count": 3,
    "share": 0.25,
    "strict": False,
    "language": "en",
}

VALUES_DEMO: dict[str, Any] = {
    **VALUES,
    "title": "Trips",
    "choice": "it's",
    "steps": [{"name": "c", "null_share": 0.25}, {"name": "列", "null_share": None}],
    "score": 1.0,
    "number": -3,
    "chart": True,
}

FLOATS: dict[str, Any] = {
    "whole": 1.0,
    "large": 1e16,
    "small": 1e-7,
    "digits": 123456789012345680.0,
    "tenth": 0.1,
    "zero": -0.0,
    "huge": 1.5e300,
    "integer": 12345678901234567890,
    "tiny": 5e-324,
    "border": 0.0001,
    "below": 0.00001,
    "third": 1 / 3,
}

UNICODE = '絵文字 😀 é \u2028 \u00a0 \t "quoted" \\ / «x» ]] ## [['
