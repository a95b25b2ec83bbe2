import re

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression

from kaiseki.modelling import candidates, evaluation, figures, leakage, preparation, splits, words
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
    for train, test in splits.folds(data.parts, data.train[1], True):
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


@pytest.mark.parametrize(
    ("rows", "noise", "verdict"),
    [
        *((rows, noise, "left out") for rows in (60, 2_000) for noise in (0.0, 0.005)),
        (2_000, 0.1, "suspicious"),
        *((rows, noise, "honest") for rows in (60, 2_000) for noise in (0.22, 0.33)),
    ],
)
def test_a_strong_feature_of_a_number_is_no_leak(rows, noise, verdict):
    """A price that an area explains by 95 % (noise 0.22) or 90 % (0.33) is no reason to suspect the area."""
    generator = np.random.default_rng(4)
    area = generator.uniform(0, np.sqrt(12), rows)
    rows_of = pd.DataFrame({"area": area, "price": np.exp(0.2 * area) if noise == 0 else area + 0.0})
    rows_of["price"] += generator.normal(scale=noise, size=rows)
    columns = choose_columns(rows_of, "price", [], [])
    out, flagged = leakage.judge(leakage.find_leaks(rows_of, rows_of["price"], columns, False))
    found = "left out" if out else "suspicious" if flagged else "honest"
    assert found == verdict


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
        (
            pd.DataFrame({"bought": [0, 1] * 30}),
            "No column is left to predict bought from: the table has no other one.",
        ),
        (pd.DataFrame({"bought": [0, 1] * 30, "same": 1}), r"No column .*: same \(always the same\)\."),
    ],
)
def test_what_cannot_be_trained_says_why(rows, text):
    with pytest.raises(preparation.NotTrainable, match=text):
        preparation.prepare(rows, {"target": "bought", "task": "classification"})


def test_what_cannot_be_trained_is_said_in_the_language_of_the_prompt():
    with pytest.raises(preparation.NotTrainable, match="予測するものがありません。"):
        preparation.prepare(
            pd.DataFrame({"bought": [1] * 60}), {"target": "bought", "task": "classification", "language": "ja"}
        )


@pytest.mark.parametrize("text", words.JAPANESE.values())
def test_bold_ends_where_markdown_can_see_it(text):
    """Between two letters, ** closes nothing when the bold text ends with a sign: 70%, 売上（円）."""
    for before, after in re.findall(r"(.?)\*\*[^*]+\*\*(.?)", text):
        assert before in ("", " ", "\n")
        assert after in ("", " ", "\n", "（", "、", "。", "{")


@pytest.mark.parametrize("name", [*candidates.CLASSIFIERS, *candidates.REGRESSORS])
def test_every_model_has_a_name_without_an_article(name):
    assert re.match(r"(?!an? )\w", words.ENGLISH[name])
    assert name in words.JAPANESE


def test_both_languages_say_the_same():
    assert words.ENGLISH.keys() == words.JAPANESE.keys()


def test_importances_are_rounded_to_what_the_largest_bears():
    generator = np.random.default_rng(7)
    features = pd.DataFrame(generator.normal(size=(200, 3)), columns=["a", "b", "c"])
    target = features["a"] * 1000
    model = LinearRegression().fit(features, target)
    found = evaluation.importance(model, features, target, "neg_root_mean_squared_error")
    assert found["feature"].iloc[0] == "a"
    assert found["importance"].iloc[0] > 1000
    assert all(f"{value}".endswith(".0") for value in found["importance"])


def test_figures_are_of_one_width():
    matrix = pd.DataFrame([[5, 1], [2, 6]])
    importances = pd.DataFrame({"feature": ["a"], "importance": [1.0], "std": [0.1]})
    english = words.words_of("en")
    drawn = [
        figures.confusion(matrix, english),
        figures.importances(importances, "neg_root_mean_squared_error", english),
        figures.residuals(np.arange(80.0), np.ones(80), english),
    ]
    assert {figure.get_size_inches()[0] for figure in drawn} == {6.0}
    assert drawn[1].axes[0].get_xlabel() == "Rise of RMSE when shuffled"
    assert len(drawn[2].axes[0].patches) <= 40
