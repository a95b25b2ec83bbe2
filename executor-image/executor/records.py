"""Read what the program recorded through the `kaiseki` module: `.kaiseki/records.jsonl` in its output folder.

The file is hostile like everything a job wrote. A line that is not what it should be is dropped and said.
"""

import json
import math
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from executor.artifacts import OPEN_FLAGS, OWN_FOLDER, why_not_kind
from executor.strict_json import LARGEST_EXACT, clean, strict

LARGEST_FILE = 16 << 20
LONGEST_ANSWER = 100_000
MOST_OF_A_KIND = 200
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 100, 500, 2_000
MOST_CUTS = 20
SEVERITIES = ("notice", "serious")


class BadRecord(Exception):
    """A record that is not what it should be."""


@dataclass
class Records:
    """What the program said, in the form the manifest publishes it."""

    answer: str | None = None
    metrics: list[dict[str, Any]] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    # By file name: (kind, title).
    files: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    cut: list[str] = field(default_factory=list)


def read_records(output: int) -> Records:
    """Return the records below the output folder that `output` is a descriptor of."""
    records = Records()
    data = read_file(output, records)
    for number, line in enumerate(data.splitlines(), 1):
        try:
            add_record(records, parse(line))
        except (BadRecord, KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            if len(records.cut) < MOST_CUTS:
                records.cut.append(f"record {number} was dropped: {clean(str(error), 200) or type(error).__name__}")
    return records


def read_file(output: int, records: Records) -> bytes:
    """Return the file's bytes, bounded; nothing when it is not there or no plain file."""
    try:
        folder = os.open(OWN_FOLDER, OPEN_FLAGS | os.O_DIRECTORY, dir_fd=output)
    except OSError:
        return b""
    try:
        descriptor = os.open("records.jsonl", OPEN_FLAGS, dir_fd=folder)
    except OSError:
        return b""
    finally:
        os.close(folder)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if why_not_kind(status) is not None:
            return b""
        if status.st_size > LARGEST_FILE:
            records.cut.append(f"records beyond {LARGEST_FILE} bytes were dropped")
        return file.read(LARGEST_FILE)


def parse(line: bytes) -> dict[str, Any]:
    document = json.loads(line)
    if not isinstance(document, dict):
        raise BadRecord("it is no object")
    return document


def add_record(records: Records, record: dict[str, Any]) -> None:
    kind = record.get("record")
    adder = ADDERS.get(kind) if isinstance(kind, str) else None
    if adder is None:
        raise BadRecord("its kind is unknown")
    adder(records, record)


def add_answer(records: Records, record: dict[str, Any]) -> None:
    records.answer = text(record["markdown"], LONGEST_ANSWER)


def add_metric(records: Records, record: dict[str, Any]) -> None:
    metric = {
        "name": text(record["name"]),
        "value": number(record["value"]),
        "baseline": number(record.get("baseline")),
    }
    append(records.metrics, metric, "metrics")


def add_table(records: Records, record: dict[str, Any]) -> None:
    columns = [{"name": text(column["name"]), "type": text(column["type"])} for column in record["columns"]]
    if len(columns) > MOST_COLUMNS:
        raise BadRecord(f"a table may show {MOST_COLUMNS} columns")
    rows = [strict(list(row), LONGEST_CELL) for row in record["rows"][:MOST_ROWS]]
    if any(len(row) != len(columns) for row in rows):
        raise BadRecord("a row has not as many cells as there are columns")
    file, csv = optional_text(record.get("file")), optional_text(record.get("csv"))
    row_count = number(record["rowCount"])
    table = {"name": text(record["name"]), "columns": columns, "rows": rows, "rowCount": row_count}
    append(records.tables, {**table, "file": file, "csv": csv}, "tables")
    for name in filter(None, (file, csv)):
        records.files[name] = ("table", None)


def add_figure(records: Records, record: dict[str, Any]) -> None:
    records.files[text(record["file"])] = ("figure", optional_text(record.get("title")))


def add_model(records: Records, record: dict[str, Any]) -> None:
    records.files[text(record["file"])] = ("model", optional_text(record.get("name")))


def add_file(records: Records, record: dict[str, Any]) -> None:
    records.files[text(record["file"])] = ("file", None)


def add_warning(records: Records, record: dict[str, Any]) -> None:
    severity = record.get("severity")
    warning = {
        "check": text(record.get("check") or "program", 100),
        "severity": severity if severity in SEVERITIES else "notice",
        "figure": optional_text(record.get("figure")),
        "text": text(record["text"], 2_000),
    }
    append(records.warnings, warning, "warnings")


ADDERS: dict[str, Callable[[Records, dict[str, Any]], None]] = {
    "answer": add_answer,
    "metric": add_metric,
    "table": add_table,
    "figure": add_figure,
    "model": add_model,
    "file": add_file,
    "warning": add_warning,
}


def append(known: list[dict[str, Any]], item: dict[str, Any], kind: str) -> None:
    """Add an item; one of the same name takes the earlier one's place, as the later file does."""
    name = item.get("name")
    for index, earlier in enumerate(known):
        if name is not None and earlier["name"] == name:
            known[index] = item
            return
    if len(known) >= MOST_OF_A_KIND:
        raise BadRecord(f"there may be {MOST_OF_A_KIND} {kind}")
    known.append(item)


def text(value: Any, longest: int = 300) -> str:
    if not isinstance(value, str):
        raise BadRecord("a text is no text")
    return clean(value, longest)


def optional_text(value: Any) -> str | None:
    return None if value is None else text(value)


def number(value: Any) -> float | int | None:
    """Return a finite number that every reader of JSON reads exactly enough, None for NaN and infinities."""
    if isinstance(value, bool) or (value is not None and not isinstance(value, int | float)):
        raise BadRecord("a number is no number")
    if isinstance(value, int):
        return value if abs(value) <= LARGEST_EXACT else float(value)
    return value if value is not None and math.isfinite(value) else None
