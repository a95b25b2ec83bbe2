"""Whatever a program holds as a table is published, or refused in words."""

import csv
import datetime
import decimal
import io
import uuid

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import kaiseki
from kaiseki import tables

SALES = pd.DataFrame({"shop": list("abab"), "kind": list("xyyx"), "n": [1, 2, 3, 4]})


@pytest.fixture
def publish(run):
    """Return a function that publishes a table and returns (column names and types, first row)."""
    run.begin()
    count = iter(range(1_000))

    def publish_one(frame: object) -> tuple[dict[str, str], list[object]]:
        name = f"t{next(count)}"
        kaiseki.table(name, frame)
        record = run.records("table")[-1]
        columns = {column["name"]: column["type"] for column in record["columns"]}
        written = pq.read_table(run.output / record["file"])
        assert written.column_names == list(columns)
        assert written.num_rows == record["rowCount"]
        with open(run.output / record["csv"], encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
        assert len(lines) == record["rowCount"] + 1
        return columns, (record["rows"] or [[]])[0]

    return publish_one


@pytest.mark.parametrize(
    ("values", "kind", "shown"),
    [
        ([1, 2], "BIGINT", 1),
        (np.array([1], "float16"), "FLOAT", 1.0),
        ([2**63, 1], "UBIGINT", str(2**63)),
        ([2**70, 1], "VARCHAR", str(2**70)),
        ([True, None], "BOOLEAN", True),
        ([1, "a"], "VARCHAR", "1"),
        ([float("inf"), 1], "DOUBLE", None),
        ([decimal.Decimal("1.50"), None], "DECIMAL(3,2)", "1.50"),
        ([decimal.Decimal("1e50"), decimal.Decimal("0.1")], "VARCHAR", "1E+50"),
        ([datetime.date(2024, 1, 1), None], "DATE", "2024-01-01"),
        ([datetime.time(1, 2), None], "TIME", "01:02:00"),
        (pd.to_datetime(["2024-01-01 03:00"]), "TIMESTAMP", "2024-01-01T03:00:00Z"),
        (pd.to_datetime(["2024-01-01"]).tz_localize("Asia/Tokyo"), "TIMESTAMP WITH TIME ZONE", "2023-12-31T15:00:00Z"),
        (pd.to_timedelta(["36h"]), "VARCHAR", "1 days 12:00:00"),
        (pd.period_range("2024-01", periods=1, freq="M"), "VARCHAR", "2024-01"),
        (pd.interval_range(0, 2), "VARCHAR", "(0, 1]"),
        (pd.cut([1, 3], [0, 2, 4]), "VARCHAR", "(0, 2]"),
        (pd.Categorical(["a", None]), "VARCHAR", "a"),
        (pd.Categorical([3, 4]), "BIGINT", 3),
        (pd.array([1, None], dtype="Int64"), "BIGINT", 1),
        (pd.arrays.SparseArray([0, 1]), "BIGINT", 0),
        (pd.Series([[1], [2]], dtype=pd.ArrowDtype(pa.list_(pa.int64()))), "VARCHAR", "[1]"),
        ([np.array([1, 2]), None], "VARCHAR", "[1, 2]"),
        ([{"a": "あ"}, {}], "VARCHAR", '{"a": "あ"}'),
        ([(1, None), None], "VARCHAR", "[1, null]"),
        ([{1}, None], "VARCHAR", "{1}"),
        ([b"a", b"\xff"], "VARCHAR", "a"),
        ([b"\xff"], "VARCHAR", "ff"),
        ([1j], "VARCHAR", "1j"),
        ([None, None], "VARCHAR", None),
        ([uuid.UUID(int=1)], "VARCHAR", str(uuid.UUID(int=1))),
        (pd.Series(["\ud800"], dtype=object), "VARCHAR", "?"),
        ([pd.NaT, pd.Timestamp("2024-01-01")], "TIMESTAMP", None),
    ],
)
def test_every_type_is_published(publish, values, kind, shown):
    columns, row = publish(pd.DataFrame({"c": values}))
    assert (columns["c"], row) == (kind, [shown])


@pytest.mark.parametrize(
    ("frame", "columns"),
    [
        (SALES[SALES["n"] > 1], ["shop", "kind", "n"]),
        (SALES.sort_values("n", ascending=False), ["shop", "kind", "n"]),
        (SALES.groupby(["shop", "kind"])["n"].sum(), ["shop", "kind", "n"]),
        (SALES.groupby("shop").agg({"n": ["mean", "max"]}), ["shop", "n_mean", "n_max"]),
        (SALES["shop"].value_counts(), ["shop", "count"]),
        (SALES.describe(), ["index", "n"]),
        (pd.crosstab(SALES["shop"], SALES["kind"].astype("category")), ["shop", "x", "y"]),
        (SALES.groupby(pd.cut(SALES["n"], 2).rename("bin"), observed=False)["n"].sum(), ["bin", "n"]),
        (SALES.set_index(pd.RangeIndex(4, name="row")), ["row", "shop", "kind", "n"]),
        (pd.Series([1, 2], index=[2020, 2021]), ["index", "value"]),
        (SALES.loc[1], ["index", "1"]),
        (SALES.loc[[1]], ["shop", "kind", "n"]),
        (pd.DataFrame([[1, 2]], columns=pd.to_datetime(["2024-01-01", "2024-02-01"])), ["2024-01-01", "2024-02-01"]),
        (pd.DataFrame([[1, 2]], columns=["", 0]), ["column_1", "0"]),
        ({"a": 1, "b": "x"}, ["a", "b"]),
        ({"a": [1, 2]}, ["a"]),
        ([{"a": 1}, {"b": 2}], ["a", "b"]),
        (np.eye(2), ["0", "1"]),
        (pa.table({"a": [1]}), ["a"]),
        (SALES.head(0), ["shop", "kind", "n"]),
    ],
)
def test_what_holds_a_table_is_taken_and_an_index_that_says_something_is_kept(publish, frame, columns):
    assert list(publish(frame)[0]) == columns


@pytest.mark.parametrize(
    ("name", "frame", "error", "words"),
    [
        ("t", "text", TypeError, "takes a DataFrame, not str"),
        ("t", SALES.groupby("shop"), TypeError, "not DataFrameGroupBy"),
        ("t", None, TypeError, "not NoneType"),
        ("t", pd.DataFrame(), ValueError, "'t' has no columns"),
        (SALES, "t", TypeError, "the name comes first and is text, not DataFrame"),
        (" ", SALES, ValueError, "the name is empty"),
        ("t", SALES.groupby("shop").agg(shop=("n", "sum")), ValueError, "'shop' is there twice"),
        ("t", pd.DataFrame([[1, 2]], columns=[1, "1"]), ValueError, "'1' is there twice"),
    ],
)
def test_what_is_no_table_is_refused_in_words(run, name, frame, error, words):
    run.begin()
    with pytest.raises(error, match=words):
        kaiseki.table(name, frame)
    assert not (run.output / "t.parquet").exists()


def test_names_that_would_share_a_file_get_one_each_and_a_repeated_name_is_said(run):
    run.begin()
    for name in ("a/b", "a:b", "A:B"):
        kaiseki.table(name, SALES)
    with pytest.warns(UserWarning, match=r"table 'a:b' was published before: the later one replaces it") as caught:
        kaiseki.table("a:b", SALES)
    assert [record["file"] for record in run.records("table")] == [
        "a_b.parquet",
        "a_b_2.parquet",
        "A_B_3.parquet",
        "a_b_2.parquet",
    ]
    assert caught[0].filename == __file__


def test_a_csv_runs_nothing_and_has_times_as_people_write_them(run):
    run.begin()
    frame = pd.DataFrame(
        {
            "=x": ["=1+1", "-5", "＋a"],
            "day": pd.to_datetime(["2024-01-01", "2024-01-02", None]),
            "at": pd.to_datetime(["2024-01-01 10:00:00"] * 3),
            "zoned": pd.to_datetime(["2024-01-01 10:00"] * 3).tz_localize("Asia/Tokyo"),
            "n": [0.5, None, 3],
        }
    )
    kaiseki.table("t", frame)
    text = (run.output / "t.csv").read_text(encoding="utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    assert head[0] == "'=x"
    assert [row[0] for row in rows] == ["'=1+1", "-5", "'＋a"]
    assert rows[0][1:] == ["2024-01-01", "2024-01-01 10:00:00", "2024-01-01 01:00:00Z", "0.5"]
    assert rows[2][1] == rows[1][4] == ""


def test_a_large_table_has_no_csv_not_even_an_earlier_one(run, monkeypatch):
    run.begin()
    kaiseki.table("t", SALES)
    monkeypatch.setattr(tables, "MOST_CSV_ROWS", 3)
    with pytest.warns(UserWarning, match="published before"):
        kaiseki.table("t", SALES)
    assert run.records("table")[-1]["csv"] is None
    assert sorted(path.name for path in run.output.glob("t.*")) == ["t.parquet"]


def test_a_wide_or_long_winded_table_is_shown_in_part_and_published_whole(run):
    run.begin()
    with pytest.warns(UserWarning, match="the first 500 columns are shown"):
        kaiseki.table("wide", pd.DataFrame(np.zeros((2, 600))))
    kaiseki.table("long", pd.DataFrame([["あ" * 3_000] * 100] * 100))
    wide, long = run.records("table")
    assert (len(wide["columns"]), len(wide["rows"][0])) == (500, 500)
    assert pq.read_table(run.output / "wide.parquet").num_columns == 600
    assert 0 < len(long["rows"]) < 100
    assert long["rowCount"] == 100
