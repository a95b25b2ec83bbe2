import numpy as np
import pandas as pd
import pytest

from kaiseki.modelling import evaluation, leakage, preparation, splits
from kaiseki.modelling.features import choose_columns


@pytest.fixture
def frame() -> pd.DataFrame:
    generator = np.random.default_rng(1)
    n = 600
    x = generator.normal(size=n)
    return pd.DataFrame(
        {
            "id": [f"row-{i}" for i in range(n)],
            "user": [f"user-{i % 40}" for i in range(n)],
            "at": pd.date_range("2025-01-01", periods=n, freq="h"),
            "x": x,
            "kind": generator.choice(["a", "b", "c"], n),
            "same": 1,
            "bought": (x + generator.normal(size=n) > 0).astype(int),
        }
    )


WISHES = {
    "target": "bought",
    "task": "classification",
    "timestamp": "at",
    "entity": "user",
    "identifiers": ["id", "user"],
}


def test_columns_are_sorted_by_use(frame):
    columns = choose_columns(frame, "bought", ["id", "user"], ["kind"])
    assert (columns.numbers, columns.categories, columns.times) == (["x"], [], ["at"])
    assert columns.left_out == {"id": "identifier", "user": "identifier", "kind": "excluded", "same": "constant"}


def test_test_rows_lie_after_training_rows(frame):
    data = preparation.prepare(frame.sample(frac=1, random_state=1), WISHES)
    assert data.parts.kind == "time"
    assert data.train[0]["at"].max() < data.test[0]["at"].min()


def test_without_time_no_entity_is_on_both_sides(frame):
    data = preparation.prepare(frame, {**WISHES, "timestamp": None})
    assert data.parts.kind == "entity"
    assert not set(data.train[0]["user"]) & set(data.test[0]["user"])


def test_without_both_the_split_is_stratified(frame):
    data = preparation.prepare(frame, {**WISHES, "timestamp": None, "entity": None})
    assert data.parts.kind == "random"
    assert data.train[1].mean() == pytest.approx(data.test[1].mean(), abs=0.01)


def test_folds_of_a_time_split_look_forward_only(frame):
    data = preparation.prepare(frame, WISHES)
    for train, test in splits.folds(data.parts, data.train[1], None, True):
        assert max(train) < min(test)


def test_a_feature_that_restates_the_target_is_left_out(frame):
    frame["label"] = np.where(frame["bought"] == 1, "yes", "no")
    frame["score"] = frame["bought"] + np.random.default_rng(2).normal(scale=0.05, size=len(frame))
    columns = choose_columns(frame, "bought", ["id", "user"], [])
    out, flagged = leakage.judge(leakage.find_leaks(frame, frame["bought"], columns, True))
    assert {leak.column for leak in out} == {"label", "score"}
    assert flagged == []


def test_honest_features_are_not_accused(frame):
    columns = choose_columns(frame, "bought", ["id", "user"], [])
    assert leakage.find_leaks(frame, frame["bought"], columns, True) == []


def test_a_number_that_is_the_target_in_other_units_is_left_out(frame):
    frame["x_in_percent"] = frame["x"] * 100
    columns = choose_columns(frame, "x", ["id", "user"], [])
    out, _ = leakage.judge(leakage.find_leaks(frame, frame["x"], columns, False))
    assert [leak.column for leak in out] == ["x_in_percent"]


def test_a_value_called_like_the_target_is_noticed(frame):
    frame["event"] = np.where(frame["x"] > 0, "Bought", "view")
    columns = choose_columns(frame, "bought", ["id", "user"], [])
    assert leakage.named_alike(frame, columns, "bought") == ["event"]


def test_chance_does_not_beat_the_baseline():
    generator = np.random.default_rng(3)
    actual = generator.integers(0, 2, 300)
    assert not evaluation.evaluate_binary(actual, generator.random(300), 0.5).beats_baseline
    good = evaluation.evaluate_binary(actual, (actual + generator.random(300)) / 2, 0.5)
    assert good.beats_baseline
    assert good.low <= good.scores[0].value <= good.high


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (pd.DataFrame({"bought": [1] * 10}), "at least 50"),
        (pd.DataFrame({"bought": [1] * 60, "x": range(60)}), "same value"),
        (pd.DataFrame({"bought": [0, 1] * 30}), "no column"),
    ],
)
def test_what_cannot_be_trained_says_why(rows, text):
    with pytest.raises(preparation.NotTrainable, match=text):
        preparation.prepare(rows, {"target": "bought", "task": "classification"})
