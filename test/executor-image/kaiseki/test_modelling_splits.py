import numpy as np
import pandas as pd
import pytest

import kaiseki
from kaiseki.modelling import preparation, splits
from kaiseki.modelling.features import choose_columns

N = 200
GENERATOR = np.random.default_rng(1)
X, NOISE = GENERATOR.normal(size=N), GENERATOR.normal(size=N)


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "at": pd.date_range("2025-01-01", periods=N, freq="h"),
            "user": [f"user-{i % 20}" for i in range(N)],
            "x": X,
            "y": (X + NOISE > 0).astype(int),
        }
    )


def prepare(frame, **wishes):
    return preparation.prepare(frame, {"target": "y", "task": "classification", "identifiers": ["user"]} | wishes)


def months(first: int) -> list[str]:
    return ["2025-01-01"] * first + ["2025-02-01"] * (N - first)


@pytest.mark.parametrize("task", ["classification", "regression"])
def test_rows_of_a_single_moment_are_not_split_by_time(frame, task):
    data = prepare(frame.assign(at=pd.Timestamp("2025-01-01")), task=task, timestamp="at")
    assert (data.parts.kind, len(data.parts.test)) == ("random", 40)


def test_a_time_split_that_trains_on_the_smaller_part_is_not_made(frame):
    data = prepare(frame.assign(at=pd.to_datetime(months(30))), timestamp="at", entity="user")
    assert (data.parts.kind, len(data.parts.train)) == ("entity", 160)


def test_the_border_is_the_nearer_one_of_two_moments(frame):
    data = prepare(frame.assign(at=pd.to_datetime(months(170))), timestamp="at")
    assert (data.parts.kind, len(data.parts.train)) == ("time", 170)


def test_a_class_that_appears_late_is_no_reason_to_look_into_the_future(frame):
    frame["y"] = [*["a", "b"] * 95, *["new"] * 5, *["a", "b"] * 2, "a"]
    assert prepare(frame, timestamp="at").parts.kind == "time"


def test_dates_as_text_are_put_in_their_order(frame):
    frame["at"] = [f"{time.day}/{time.month}/{time.year}" for time in pd.date_range("2025-01-01", periods=N)]
    frame["at"] = pd.to_datetime(frame["at"], dayfirst=True).dt.strftime("%B %d, %Y")
    data = prepare(frame, timestamp="at")
    assert data.train[0]["at"].max() < data.test[0]["at"].min()


def test_rows_without_an_entity_have_nothing_in_common(frame):
    frame.loc[::7, "user"] = None
    data = prepare(frame, entity="user")
    assert data.parts.kind == "entity"
    assert not set(data.train[0]["user"].dropna()) & set(data.test[0]["user"].dropna())
    assert data.train[0]["user"].isna().any()
    assert data.test[0]["user"].isna().any()
    assert len(splits.folds(data.parts, data.train[1], True)) == 5


def test_few_entities_have_as_many_folds(frame):
    frame["user"] = [f"user-{i % 6}" for i in range(N)]
    data = prepare(frame, entity="user")
    assert data.parts.kind == "entity"
    assert 2 <= len(splits.folds(data.parts, data.train[1], True)) < 5


@pytest.mark.parametrize("large", range(0, 30, 3))
def test_one_large_entity_does_not_become_the_test_data(frame, large):
    frame["user"] = [*range(30), *[large] * 140, *range(30)]
    data = prepare(frame, entity="user")
    assert data.parts.kind == "entity"
    assert large in set(data.train[0]["user"])


def test_copies_of_a_row_are_on_the_same_side(frame):
    frame = pd.concat([frame[["x", "y"]]] * 3, ignore_index=True)
    data = prepare(frame)
    assert not set(data.train[0]["x"]) & set(data.test[0]["x"])
    for train, test in splits.folds(data.parts, data.train[1], True):
        assert not set(data.train[0]["x"].iloc[train]) & set(data.train[0]["x"].iloc[test])


def test_rows_of_few_categories_agree_without_being_copies(frame):
    frame["x"] = np.round(X).clip(-1, 1)
    assert prepare(frame[["x", "y"]]).parts.groups is None


def test_too_few_rows_that_differ(frame):
    with pytest.raises(splits.NotTrainable, match="Only 10 rows differ"):
        prepare(pd.concat([frame[["x", "y"]].head(10)] * 20))


@pytest.mark.parametrize("wishes", [{}, {"entity": "user"}, {"timestamp": "at"}])
def test_folds_of_one_class_are_left_out(frame, wishes):
    frame["y"] = 0
    frame.loc[[5, 44, 83, 190], "y"] = 1
    data = prepare(frame, **wishes)
    found = splits.folds(data.parts, data.train[1], True)
    assert 2 <= len(found) < 5
    assert all(data.train[1].iloc[test].nunique() == 2 for _, test in found)


def test_too_few_rows_of_a_class_are_a_sentence(frame):
    frame["y"] = "no"
    frame.loc[[5, 190], "y"] = "yes"
    data = prepare(frame, timestamp="at")
    with pytest.raises(splits.NotTrainable, match="Too few rows of y = yes: 1 of 160"):
        splits.folds(data.parts, data.train[1], True, data.classes)
    frame.loc[190, "y"] = "no"
    with pytest.raises(splits.NotTrainable, match="Too few rows of one class of y"):
        prepare(frame)


def test_an_infinite_number_is_none(frame):
    frame.loc[3, "x"], frame.loc[4, "z"] = np.inf, 1.0
    frame["z"] = frame["z"].fillna(2.0)
    frame.loc[7, "z"] = -np.inf
    data = prepare(frame, target="z", task="regression")
    assert data.dropped == 1
    assert data.rows["x"].isna().sum() == 1


def test_rows_without_a_time_are_counted_apart(frame):
    frame.loc[:29, "at"] = pd.NaT
    frame["y"] = frame["y"].astype(float)
    frame.loc[25:34, "y"] = np.nan
    data = prepare(frame, timestamp="at")
    assert (data.dropped, data.undated, len(data.rows)) == (10, 25, 165)


def test_a_time_that_most_rows_lack_is_no_order_of_them(frame):
    frame.loc[20:, "at"] = pd.NaT
    data = prepare(frame, timestamp="at")
    assert (data.parts.kind, data.timestamp, len(data.rows), data.undated) == ("random", None, N, 0)


def test_space_around_a_class_and_texts_for_no_value(frame):
    frame["y"] = ["yes", " yes", "no ", "no"] * 48 + ["", " ", "NULL", "nan", None, "Null", "yes", "no"]
    data = prepare(frame)
    assert (data.classes, data.dropped) == (("no", "yes"), 6)


def test_a_regression_on_texts_is_a_sentence(frame):
    with pytest.raises(splits.NotTrainable, match="User holds texts"):
        prepare(frame, target="user", task="regression", identifiers=[])


def test_dates_arrive_as_features_of_time(run, frame):
    frame["day"] = [time.date() for time in frame["at"]]
    run.begin({"data": frame})
    columns = choose_columns(kaiseki.load(), "y", [], [])
    assert columns.times == ["at", "day"]


def test_lists_are_left_out_and_texts_that_name_rows_too(frame):
    frame["tags"] = [["a", "b"]] * N
    frame["note"] = [f"note {i % 120}" for i in range(N)]
    assert choose_columns(frame, "y", [], []).left_out == {"tags": "nested", "note": "name"}
