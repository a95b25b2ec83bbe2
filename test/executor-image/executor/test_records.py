"""What a program says of itself: bounded, and no single record costs more than itself."""

import json
import os
from pathlib import Path

import pytest

from executor.artifacts import Artifact
from executor.manifest import describe
from executor.record_kinds import Records, Said
from executor.records import FIRST_LINES, LARGEST_FILE, LAST_LINES, read_records

TABLE = {"record": "table", "name": "t", "columns": [{"name": "a", "type": "DOUBLE"}], "rows": [[1]], "rowCount": 1}


def read(folder: Path, *records: object) -> Records:
    lines = (record if isinstance(record, str) else json.dumps(record) for record in records)
    (folder / ".kaiseki").mkdir()
    (folder / ".kaiseki" / "records.jsonl").write_text("".join(f"{line}\n" for line in lines))
    output = os.open(folder, os.O_RDONLY)
    try:
        return read_records(output)
    finally:
        os.close(output)


def metric(name: str, value: object) -> dict:
    return {"record": "metric", "name": name, "value": value}


@pytest.mark.parametrize(
    "bad",
    [
        metric("n", int("9" * 400)),
        '{"record": "metric", "name": "n", "value": ' + "9" * 5_000 + "}",
        metric("n", "many"),
        {**TABLE, "rowCount": None},
        {**TABLE, "rowCount": -1},
        {**TABLE, "rows": [[[1]]]},
        {**TABLE, "rows": [[{"a": 1}]]},
        {**TABLE, "rows": [[1, 2]]},
        {**TABLE, "columns": TABLE["columns"] * 501, "rows": []},
        {"record": "warning"},
        {"record": ["metric"]},
        "[]",
        "no json",
        "[" * 100_000,
    ],
)
def test_a_bad_record_is_dropped_and_said_and_the_next_is_read(tmp_path: Path, bad: object):
    records = read(tmp_path, bad, metric("next", 1))
    assert [one["name"] for one in records.metrics] == ["next"]
    assert records.tables == []
    assert len(records.cut) == 1
    assert records.cut[0].startswith("record 1: it was dropped: ")


def test_a_text_that_is_too_long_is_cut_as_javascript_counts_and_said(tmp_path: Path):
    records = read(tmp_path, metric("x" * 301, 1), metric("\N{GRINNING FACE}" * 151, 1), metric("あ" * 300, 1))
    assert [one["name"] for one in records.metrics] == ["x" * 300, "\N{GRINNING FACE}" * 150, "あ" * 300]
    assert records.cut == [f"record {number}: its name was cut at 300 characters" for number in (1, 2)]


def test_of_too_many_records_the_first_and_the_last_are_read(tmp_path: Path):
    many = [metric(f"n{number % 10}", number) for number in range(FIRST_LINES + LAST_LINES + 1_000)]
    records = read(tmp_path, *many, {"record": "answer", "markdown": "the end"})
    assert records.answer == "the end"
    assert records.cut == [f"records between the first {FIRST_LINES} and the last {LAST_LINES} were dropped"]


def test_just_as_many_records_as_are_read_lose_nothing(tmp_path: Path):
    records = read(tmp_path, *[metric("n", number) for number in range(FIRST_LINES + LAST_LINES)])
    assert (records.metrics[0]["value"], records.cut) == (FIRST_LINES + LAST_LINES - 1, [])


def test_of_too_long_a_file_both_ends_are_read(tmp_path: Path):
    filler = [{"record": "warning", "text": "x" * 100_000}] * (LARGEST_FILE // 100_000 + 20)
    records = read(tmp_path, metric("first", 1), *filler, metric("last", 1))
    assert [one["name"] for one in records.metrics] == ["first", "last"]
    assert records.cut[0].startswith("records in the middle were dropped")


def test_the_rows_of_all_tables_together_are_bounded(tmp_path: Path):
    rows = [["x" * 2_000]] * 100
    records = read(tmp_path, *[{**TABLE, "name": f"t{number}", "rows": rows} for number in range(70)])
    assert len(records.tables) == 70
    assert [bool(one["rows"]) for one in records.tables] == [True] * 62 + [False] * 8
    assert "its rows are not shown" in records.cut[0]


def test_a_figure_names_its_vectors_and_the_table_it_was_drawn_from(tmp_path: Path):
    figure = {"record": "figure", "name": "t", "file": "t.png", "vector": "t.svg", "data": "t", "title": "T"}
    records = read(tmp_path, TABLE, figure, {"record": "figure", "file": "other.png", "vector": 3})
    assert records.files == {"t.png": Said("figure", "T", "t.svg", "t"), "t.svg": Said("figure", "T")}
    assert records.cut == ["record 3: it was dropped: its vector is no text"]


@pytest.mark.parametrize(("published", "vector"), [({"t.png", "t.svg"}, "t.svg"), ({"t.png"}, None)])
def test_a_manifest_names_only_vectors_and_data_that_are_there(tmp_path: Path, published: set[str], vector: str | None):
    figure = {"record": "figure", "name": "t", "file": "t.png", "vector": "t.svg", "data": "t"}
    for table, data in ((TABLE, "t"), (metric("t", 1), None)):
        folder = tmp_path / str(data)
        folder.mkdir()
        described = describe(Artifact("t.png", -1, 1, "", "image/png"), read(folder, table, figure), published)
        assert (described["kind"], described["vector"], described["data"]) == ("figure", vector, data)
