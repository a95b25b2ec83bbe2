"""Datasets are read as pandas has them, by column or in batches, whatever the warehouse wrote."""

import base64
import datetime
import decimal
import os
import uuid
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import kaiseki
from kaiseki import context

# Written by DuckDB, since Arrow cannot: 36 hours and nothing; two months.
HOURS = base64.b64decode(
    "UEFSMRUAFWIVICwVBBUAFQYVBgAAMRghAAAAQQEAmgEACIq5BxUCGSw1ABgNZHVja2RiX3NjaGVtYRUCABUOFRgVAhgGbGFzdGVkJSoAFgQZHBkcJgAcFQ4ZBRkYBmxhc3RlZBUCFgQWhAEWQiYIAAAWhAEWBCYIFkIAKChEdWNrREIgdmVyc2lvbiB2MS41LjYgKGJ1aWxkIDA2OWNjOWY5YjUpGRwcAAAAhgAAAFBBUjE="
)
MONTHS = base64.b64decode(
    "UEFSMRUAFSQVKCwVAhUAFQYVBgAAEkQCAAAAAgECAAAAAAAAAAAAAAAVAhksNQAYDWR1Y2tkYl9zY2hlbWEVAgAVDhUYFQIYBmxhc3RlZCUqABYCGRwZHCYAHBUOGQUZGAZsYXN0ZWQVAhYCFkYWSiYIAAAWRhYCJggWSgAoKER1Y2tEQiB2ZXJzaW9uIHYxLjUuNiAoYnVpbGQgMDY5Y2M5ZjliNSkZHBwAAACEAAAAUEFSMQ=="
)


def begin_with(folder: Path, table: pa.Table | bytes, **options: object) -> None:
    """Begin a run whose dataset is a descriptor, as in the jail."""
    path = folder / "data.parquet"
    if isinstance(table, bytes):
        path.write_bytes(table)
    else:
        pq.write_table(table, path, **options)
    descriptor = os.open(path, os.O_RDONLY)
    path.unlink()
    context.begin(context.Context({"data": descriptor}, {}, {}, str(folder), None))


def test_only_the_wanted_columns_come_in_the_wanted_order(tmp_path):
    begin_with(tmp_path, pa.table({"a": [1, 2], "b.c": ["x", "y"], "b": [0.5, 1.5]}))
    assert list(kaiseki.load(columns=["b", "a"]).columns) == ["b", "a"]
    assert kaiseki.load(columns=["b"])["b"].tolist() == [0.5, 1.5]
    assert kaiseki.load(columns=["b.c"])["b.c"].tolist() == ["x", "y"]
    assert kaiseki.load(columns=[]).shape == (2, 0)


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path):
    begin_with(tmp_path, pa.table({"a": [1], "b": [2]}))
    for read in (kaiseki.load, lambda **wish: kaiseki.scan().batches(**wish)):
        with pytest.raises(KeyError) as caught:
            read(columns=["a", "c"])
        assert str(caught.value) == "dataset 'data' has no column c; there are: a, b"
        with pytest.raises(TypeError, match="columns is a list of names"):
            read(columns="a")
        with pytest.raises(ValueError, match="names a column twice: a, a"):
            read(columns=["a", "a"])


def test_a_loaded_frame_can_be_changed(tmp_path):
    begin_with(tmp_path, pa.table({"a": [1, 2], "t": pa.array([0, 1], pa.timestamp("us")), "s": ["x", "y"]}))
    frame = kaiseki.load()
    frame.loc[0, "a"] = 5
    frame.loc[0, "t"] = frame.loc[1, "t"]
    frame.loc[0, "s"] = "z"
    frame["a"] *= 2
    assert frame.iloc[0].tolist() == [10, frame.loc[1, "t"], "z"]


def test_every_type_of_a_warehouse_has_one_in_pandas(tmp_path):
    key = uuid.uuid4()
    columns = {
        "price": pa.array([decimal.Decimal("1.50"), None], pa.decimal128(12, 2)),
        "day": pa.array([datetime.date(2024, 2, 1), None]),
        "time": pa.array([datetime.time(10, 30), None]),
        "at": pa.array([datetime.datetime(2024, 2, 1, 3), None], pa.timestamp("us", "UTC")),
        "count": pa.array([3, None], pa.int32()),
        "key": pa.array([2**60 + 1, None], pa.int64()),
        "is_new": pa.array([True, None]),
        "id": pa.array([key.bytes, None], pa.uuid()),
        "tags": pa.array([["a"], None]),
        "nothing": pa.array([None, None], pa.int32()),
    }
    begin_with(tmp_path, pa.table(columns))
    frame = kaiseki.load()
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        "price": "float64",
        "day": "datetime64[ms]",
        "time": "object",
        "at": "datetime64[us, UTC]",
        "count": "float64",
        "key": "Int64",
        "is_new": "object",
        "id": "str",
        "tags": "object",
        "nothing": "float64",
    }
    first = frame.iloc[0]
    assert (first["price"], first["key"], first["id"], list(first["tags"])) == (1.5, 2**60 + 1, str(key), ["a"])
    assert frame.iloc[1][frame.columns.drop("is_new")].isna().all()


def test_intervals_are_durations_unless_they_are_months(tmp_path):
    begin_with(tmp_path, HOURS)
    assert kaiseki.load()["lasted"].tolist() == [pd.Timedelta(hours=36), pd.NaT]
    begin_with(tmp_path, MONTHS)
    with pytest.raises(ValueError, match="column 'lasted' holds intervals of months"):
        kaiseki.load()


def test_batches_have_all_rows_in_order_and_the_types_of_the_whole(tmp_path):
    numbers = [*range(9), None]
    truth = [True] * 9 + [None]
    begin_with(tmp_path, pa.table({"n": numbers, "is": truth, "s": list("abcdefghij")}), row_group_size=4)
    scanned = kaiseki.scan()
    assert scanned.rows == 10
    assert scanned.columns == {"n": "int64", "is": "bool", "s": "string"}
    batches = list(scanned.batches(rows=3))
    assert {len(batch) for batch in batches} <= {1, 2, 3}
    assert {tuple(batch.dtypes.astype(str)) for batch in batches} == {("float64", "object", "str")}
    pd.testing.assert_frame_equal(pd.concat(batches, ignore_index=True), kaiseki.load())
    assert list(next(scanned.batches(["s", "n"])).columns) == ["s", "n"]


@pytest.mark.parametrize("rows", [0, -1, 2.5, True, "10"])
def test_batches_have_rows(tmp_path, rows):
    begin_with(tmp_path, pa.table({"a": [1]}))
    with pytest.raises(ValueError, match="a number of rows above 0"):
        kaiseki.scan().batches(rows=rows)


def test_a_file_without_statistics_is_read_alike(tmp_path):
    begin_with(tmp_path, pa.table({"n": [1, None], "m": [1, 2]}), write_statistics=False)
    assert [str(kind) for kind in kaiseki.load().dtypes] == ["float64", "int64"]
    [batch] = kaiseki.scan().batches()
    assert [str(kind) for kind in batch.dtypes] == ["float64", "int64"]


def test_two_readers_do_not_disturb_each_other(tmp_path):
    begin_with(tmp_path, pa.table({"n": np.arange(1_000)}), row_group_size=100)
    batches = kaiseki.scan().batches(rows=100)
    sums = [int(batch["n"].sum()) + len(kaiseki.load()) for batch in batches]
    assert sum(sums) == 999 * 500 + 10 * 1_000
