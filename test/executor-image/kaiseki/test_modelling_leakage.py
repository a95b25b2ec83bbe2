import numpy as np
import pandas as pd
from sklearn.datasets import load_iris

from kaiseki.modelling import leakage
from kaiseki.modelling.features import choose_columns

GENERATOR = np.random.default_rng(0)


def found(frame: pd.DataFrame, classify: bool, ordered: bool = False) -> tuple[list[str], list[str]]:
    """Return the names of what is left out, and of what is flagged."""
    columns = choose_columns(frame, "y", [], [])
    leaks = leakage.find_leaks(frame.drop(columns="y"), frame["y"], columns, classify, ordered)
    out, flagged = leakage.judge(leaks)
    return [leak.column for leak in out], [leak.column for leak in flagged]


def growing() -> pd.DataFrame:
    n = 600
    x, at = GENERATOR.normal(size=n), pd.date_range("2024-01-01", periods=n)
    y = 100 + 0.5 * np.arange(n) + 5 * x + 5 * GENERATOR.normal(size=n)
    tax = 1.08 * y + GENERATOR.normal(scale=0.1, size=n)
    return pd.DataFrame({"at": at, "x": x, "trend": 0.5 * np.arange(n) + x, "with_tax": tax, "y": y})


def test_a_copy_of_a_target_that_grows_is_found_and_nothing_else():
    assert found(growing(), classify=False, ordered=True) == (["with_tax"], [])


def test_steps_of_more_rows_than_are_looked_at(monkeypatch):
    monkeypatch.setattr(leakage, "ROWS", 200)
    assert found(growing(), classify=False, ordered=True) == (["with_tax"], [])


def test_a_copy_of_a_target_of_which_few_rows_are_far_apart_is_found():
    y = np.exp(2 * GENERATOR.normal(size=600))
    frame = pd.DataFrame({"in_cents": y * 100, "honest": y * np.exp(GENERATOR.normal(size=600)), "y": y})
    assert found(frame, classify=False) == (["in_cents"], [])


def test_rows_in_the_order_of_the_target_hide_nothing():
    y = np.sort(GENERATOR.normal(size=600))
    frame = pd.DataFrame({"copy": y**2 * np.sign(y), "y": y})
    assert found(frame, classify=False) == (["copy"], [])


def test_a_strong_honest_feature_is_flagged_not_left_out():
    iris = load_iris(as_frame=True).frame.rename(columns={"target": "y"})
    assert found(iris, classify=True) == ([], ["petal length (cm)", "petal width (cm)"])


def test_a_good_number_is_ordinary_for_another_number():
    x = GENERATOR.normal(size=600)
    frame = pd.DataFrame({"x": x, "y": x + GENERATOR.normal(scale=0.22, size=600)})
    assert found(frame, classify=False) == ([], [])
    frame["y"] = x + GENERATOR.normal(scale=0.09, size=600)
    assert found(frame, classify=False) == ([], ["x"])


def test_a_code_of_many_values_that_says_the_target_is_found():
    code = GENERATOR.integers(0, 200, 3_000)
    frame = pd.DataFrame({"code": [f"c{i}" for i in code], "y": GENERATOR.integers(0, 2, 200)[code]})
    assert found(frame, classify=True) == (["code"], [])
