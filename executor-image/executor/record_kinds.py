"""What each kind of record may say. Everything a program wrote is bounded here, so that its manifest fits the schema.

Texts that are too long are cut, and the cut is said; a record that is not what it should be raises BadRecord. Every
bound here is at most the one of `shared/plan/manifest.ts`; a test holds the two together.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from executor.strict_json import LARGEST_EXACT, clean, cut_text, dump, strict

LONGEST_NAME, LONGEST_CHECK, LONGEST_WARNING, LONGEST_ANSWER = 300, 100, 2_000, 100_000
MOST_OF_A_KIND = 200
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 100, 500, 2_000
# All tables' shown rows together, as JSON: the manifest stays below what its readers take.
MOST_SHOWN_BYTES = 12 << 20
SEVERITIES = ("notice", "serious")

Row = list[str | int | float | bool | None]


class BadRecord(Exception):
    """A record that is not what it should be."""


@dataclass(frozen=True)
class Said:
    """What a record says of a file. `vector` names the same picture as SVG, `data` the table that was drawn."""

    kind: str
    title: str | None = None
    vector: str | None = None
    data: str | None = None


@dataclass
class Records:
    """What the program said, in the form the manifest publishes it."""

    answer: str | None = None
    metrics: list[dict[str, Any]] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    # By file name.
    files: dict[str, Said] = field(default_factory=dict)
    cut: list[str] = field(default_factory=list)
    # By table name: the size of its rows.
    shown_bytes: dict[str, int] = field(default_factory=dict)


class Fields:
    """One record's fields; `cuts` says which of them were too long."""

    def __init__(self, record: dict[str, Any]) -> None:
        self.record = record
        self.cuts: list[str] = []

    def text(self, name: str, longest: int = LONGEST_NAME) -> str:
        return self.bounded(self.record[name], name, longest)

    def optional_text(self, name: str) -> str | None:
        return None if self.record.get(name) is None else self.text(name)

    def bounded(self, value: Any, name: str, longest: int = LONGEST_NAME) -> str:
        if not isinstance(value, str):
            raise BadRecord(f"its {name} is no text")
        if cut_text(value, longest) != value:
            self.cuts.append(f"its {name} was cut at {longest} characters")
        return clean(value, longest)

    def number(self, name: str) -> float | int | None:
        """Return a finite number that every reader of JSON reads exactly enough, None for NaN and infinities."""
        value = self.record.get(name)
        if isinstance(value, bool) or (value is not None and not isinstance(value, int | float)):
            raise BadRecord(f"its {name} is no number")
        if isinstance(value, int) and abs(value) > LARGEST_EXACT:
            value = float(value)
        return value if value is not None and math.isfinite(value) else None

    def count(self, name: str) -> int:
        value = self.record[name]
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_EXACT:
            raise BadRecord(f"its {name} is no count")
        return value


def add_record(records: Records, record: dict[str, Any]) -> list[str]:
    """Take over one record; return what of it was cut. Raises BadRecord, KeyError, OverflowError and the like."""
    kind = record.get("record")
    adder = ADDERS.get(kind) if isinstance(kind, str) else None
    if adder is None:
        raise BadRecord("its kind is unknown")
    fields = Fields(record)
    adder(records, fields)
    return list(dict.fromkeys(fields.cuts))


def add_answer(records: Records, fields: Fields) -> None:
    records.answer = fields.text("markdown", LONGEST_ANSWER)


def add_metric(records: Records, fields: Fields) -> None:
    metric = {"name": fields.text("name"), "value": fields.number("value"), "baseline": fields.number("baseline")}
    append(records.metrics, metric, "metrics")


def add_table(records: Records, fields: Fields) -> None:
    columns = columns_of(fields)
    table: dict[str, Any] = {
        "name": fields.text("name"),
        "columns": columns,
        "rows": rows_of(fields, len(columns)),
        "rowCount": fields.count("rowCount"),
        "file": fields.optional_text("file"),
        "csv": fields.optional_text("csv"),
    }
    shown_bytes = bound_shown_rows(records, table, fields)
    append(records.tables, table, "tables")
    records.shown_bytes[table["name"]] = shown_bytes
    for name in filter(None, (table["file"], table["csv"])):
        records.files[name] = Said("table")


def columns_of(fields: Fields) -> list[dict[str, str]]:
    columns = fields.record["columns"]
    if not isinstance(columns, list) or len(columns) > MOST_COLUMNS:
        raise BadRecord(f"a table may show {MOST_COLUMNS} columns")
    return [
        {"name": fields.bounded(one["name"], "column's name"), "type": fields.bounded(one["type"], "column's type")}
        for one in columns
    ]


def rows_of(fields: Fields, width: int) -> list[Row]:
    rows = fields.record["rows"]
    if not isinstance(rows, list) or any(not isinstance(row, list) or len(row) != width for row in rows[:MOST_ROWS]):
        raise BadRecord("a row has not as many cells as there are columns")
    shown: list[Row] = [strict(row, LONGEST_CELL) for row in rows[:MOST_ROWS]]
    if any(isinstance(cell, list | dict) for row in shown for cell in row):
        raise BadRecord("a cell is no single value")
    return shown


def bound_shown_rows(records: Records, table: dict[str, Any], fields: Fields) -> int:
    """Show a table without rows when those of all tables are too many; return its size. Its files are not touched."""
    size = len(dump(table))
    others = sum(records.shown_bytes.values()) - records.shown_bytes.get(table["name"], 0)
    if others + size > MOST_SHOWN_BYTES:
        table["rows"] = []
        fields.cuts.append(f"its rows are not shown: all tables may show {MOST_SHOWN_BYTES} bytes")
        size = len(dump(table))
        if others + size > MOST_SHOWN_BYTES:
            raise BadRecord("the tables' columns are too many")
    return size


def add_figure(records: Records, fields: Fields) -> None:
    title, vector = fields.optional_text("title"), fields.optional_text("vector")
    records.files[fields.text("file")] = Said("figure", title, vector, fields.optional_text("data"))
    if vector is not None:
        records.files[vector] = Said("figure", title)


def add_model(records: Records, fields: Fields) -> None:
    records.files[fields.text("file")] = Said("model", fields.optional_text("name"))


def add_file(records: Records, fields: Fields) -> None:
    records.files[fields.text("file")] = Said("file")


def add_warning(records: Records, fields: Fields) -> None:
    severity = fields.record.get("severity")
    warning = {
        "check": fields.bounded(fields.record.get("check") or "program", "check", LONGEST_CHECK),
        "severity": severity if severity in SEVERITIES else "notice",
        "figure": fields.optional_text("figure"),
        "text": fields.text("text", LONGEST_WARNING),
    }
    append(records.warnings, warning, "warnings")


ADDERS: dict[str, Callable[[Records, Fields], None]] = {
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
