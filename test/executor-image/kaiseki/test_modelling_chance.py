"""What passes for better than chance: data without a signal must not, whatever ties their rows together."""

import numpy as np
import pandas as pd
import pytest

from kaiseki.modelling import candidates, evaluation, preparation, splits

SEEDS = range(10)


def series(generator, n: int) -> np.ndarray:
    """Neighbours resemble each other, by 0.9."""
    values = generator.normal(size=n)
    for i in range(1, n):
        values[i] = 0.9 * values[i - 1] + np.sqrt(1 - 0.9**2) * values[i]
    return values


def without_signal(kind: str, seed: int) -> pd.DataFrame:
    generator = np.random.default_rng(seed)
    if kind == "time":
        at = pd.date_range("2025-01-01", periods=600, freq="h")
        return pd.DataFrame({"at": at, "x": series(generator, 600), "y": series(generator, 600) > 0})
    entity = np.repeat(np.arange(40), 15) if kind == "entity" else np.arange(600)
    of_entity = pd.DataFrame({"x": generator.normal(size=600), "y": generator.integers(0, 2, 600)})
    return of_entity.iloc[entity].reset_index(drop=True).assign(user=entity, x=lambda f: f.x + np.arange(600) / 1e6)


@pytest.mark.parametrize(
    ("kind", "wishes"), [("random", {}), ("entity", {"entity": "user"}), ("time", {"timestamp": "at"})]
)
def test_no_signal_is_no_win(monkeypatch, kind, wishes):
    monkeypatch.setattr(evaluation, "RESAMPLES", 100)
    wins = wins_of_rows = 0
    for seed in SEEDS:
        wishes = wishes | {"target": "y", "task": "classification", "identifiers": ["user"], "exclude": ["at"]}
        data = preparation.prepare(without_signal(kind, seed), wishes)
        assert data.parts.kind == kind
        (rows, target), (test_rows, actual) = data.train, data.test
        model = candidates.build("logistic_regression", "classification", data.columns).fit(rows, target)
        shares = model.predict_proba(test_rows)[:, 1]
        found = evaluation.evaluate_binary(actual.to_numpy(), shares, 0.5, data.parts.test_groups)
        wins += found.beats_baseline
        wins_of_rows += evaluation.evaluate_binary(actual.to_numpy(), shares, 0.5).beats_baseline
    assert wins <= 1
    # The control: with rows drawn one by one, the same data would have passed for a signal.
    assert kind == "random" or wins_of_rows >= 2


def test_a_signal_is_a_win_in_time_too():
    data = without_signal("time", 1)
    data["y"] = data["x"] + np.random.default_rng(2).normal(size=600) > 0
    parts = splits.split_by_time(data["at"])
    actual, score = data["y"].to_numpy()[parts.test].astype(int), 1 / (1 + np.exp(-data["x"].to_numpy()[parts.test]))
    assert evaluation.evaluate_binary(actual, score, 0.5, parts.test_groups).beats_baseline


def test_rows_that_repeat_each_other_make_nothing_more_certain():
    generator = np.random.default_rng(4)
    actual, score = generator.integers(0, 2, 40), generator.random(40)
    once = evaluation.evaluate_binary(actual, score, 0.5)
    copies = np.repeat(np.arange(40), 10)
    again = evaluation.evaluate_binary(actual[copies], score[copies], 0.5, copies)
    alone = evaluation.evaluate_binary(actual[copies], score[copies], 0.5)
    assert again.high - again.low == pytest.approx(once.high - once.low, rel=0.1)
    assert alone.high - alone.low < 0.5 * (once.high - once.low)


def test_two_rows_of_a_class_prove_nothing():
    actual = np.array([0] * 98 + [1] * 2)
    score = np.concatenate([np.arange(98), [70, 80]])
    found = evaluation.evaluate_binary(actual, score / 100, 0.02)
    assert (found.beats_baseline, found.low, found.high) == (False, 0.0, 1.0)


def test_blocks_of_time_are_neighbours_of_equal_number():
    groups = splits.Split(np.arange(0), np.arange(100), "time").test_groups
    assert np.bincount(groups).tolist() == [20] * 5
    assert (np.diff(groups) >= 0).all()
