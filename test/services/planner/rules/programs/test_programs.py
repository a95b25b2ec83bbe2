import re
import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

PROGRAMS = Path(__file__).parents[5] / "services/planner/rules/programs"
WISHES = {
    "language": "en",
    "dataset": "data",
    "target": "bought",
    "task": "classification",
    "algorithm": None,
    "timestamp": "at",
    "entity": None,
    "identifiers": [],
    "exclude": [],
    "simple": False,
}


@pytest.fixture
def frame() -> pd.DataFrame:
    generator = np.random.default_rng(5)
    n = 500
    x = generator.normal(size=n)
    return pd.DataFrame(
        {
            "at": pd.date_range("2025-01-01", periods=n, freq="3h"),
            "x": np.where(generator.random(n) < 0.05, np.nan, x),
            "kind": generator.choice(["a", "b", None], n),
            "happy": generator.choice([True, False], n),
            "bought": (np.nan_to_num(x) + generator.normal(size=n) > 0).astype(int),
            "amount": 3 * x + generator.normal(size=n),
            "grade": np.where(x > 0.5, "high", np.where(x < -0.5, "low", "mid")),
        }
    )


def execute(program: str) -> None:
    runpy.run_path(str(PROGRAMS / program), run_name="__main__")


def train(run, frame, **changes):
    wishes = WISHES | changes
    features = frame.drop(columns=[c for c in ("bought", "amount", "grade") if c != wishes["target"]])
    run.begin({"data": features}, parameters=wishes)
    execute("train.py")
    return {record["name"]: record for record in run.records("metric")}


def digits_outside_placeholders(answer: str) -> list[str]:
    return re.findall(r"\S*\d\S*", re.sub(r"\{\{.*?\}\}", "", answer))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_two_classes(run, frame, language):
    metrics = train(run, frame, language=language)
    assert metrics["roc_auc"]["baseline"] == 0.5
    assert metrics["roc_auc"]["value"] > 0.7
    figures = {record["name"] for record in run.records("figure")}
    assert figures >= {"roc", "precision_recall", "calibration", "confusion_matrix", "target", "feature_importance"}
    assert (run.output / "model.joblib").exists()
    [answer] = run.records("answer")
    assert digits_outside_placeholders(answer["markdown"]) == []


def test_more_classes(run, frame):
    metrics = train(run, frame, target="grade")
    assert metrics["accuracy"]["value"] > metrics["accuracy"]["baseline"]
    assert len(run.records("figure")) >= 3


def test_numbers(run, frame):
    metrics = train(run, frame, target="amount", task="regression")
    assert metrics["r2"]["value"] > 0.6
    assert metrics["rmse"]["value"] < metrics["rmse"]["baseline"]
    [answer] = run.records("answer")
    assert digits_outside_placeholders(answer["markdown"]) == []


@pytest.mark.parametrize("algorithm", ["random_forest", "decision_tree", "knn", "svm", "logistic_regression"])
def test_the_wished_algorithm(run, frame, algorithm):
    train(run, frame.head(200), algorithm=algorithm)
    table = next(record for record in run.records("table") if record["name"] == "cross_validation")
    assert [row[0] for row in table["rows"]] == [algorithm]


def test_noise_does_not_pass_for_a_model(run, frame):
    frame["bought"] = np.random.default_rng(6).integers(0, 2, len(frame))
    train(run, frame)
    assert "does not do better than the baseline" in run.records("answer")[0]["markdown"]


def test_a_leak_is_named_and_left_out(run, frame):
    frame["paid"] = np.where(frame["bought"] == 1, "paid", "open")
    metrics = train(run, frame)
    assert metrics["roc_auc"]["value"] < 0.98
    assert any(record["severity"] == "serious" and "paid" in record["text"] for record in run.records("warning"))
    assert "paid (gives the target away)" in run.records("answer")[0]["markdown"]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_very_good_feature_stays_beside_the_score_without_it(run, frame, language):
    frame["quote"] = frame["amount"] + np.random.default_rng(7).normal(scale=0.3, size=len(frame))
    metrics = train(run, frame, target="amount", task="regression", language=language)
    assert metrics["r2"]["value"] > 0.97 > metrics["r2_without_quote"]["value"]
    [answer] = run.records("answer")
    assert '{{metric["r2_without_quote"]|.3f}}' in answer["markdown"]
    assert digits_outside_placeholders(answer["markdown"]) == []
    [table] = [record for record in run.records("table") if record["name"] == "leakage"]
    assert [(row[0], row[2]) for row in table["rows"]] == [("quote", False)]


def test_what_is_without_a_value_and_what_without_a_time_are_said_apart(run, frame):
    frame["bought"] = frame["bought"].astype(float)
    frame.loc[:9, "bought"] = np.nan
    frame.loc[5:29, "at"] = pd.NaT
    train(run, frame)
    texts = [record["text"] for record in run.records("warning") if record["check"] == "missing"]
    assert texts == [
        "10 rows without a value of bought were not used.",
        "20 rows without a value of at were not used: they have no place in the order of time.",
    ]


def test_noise_in_copies_does_not_pass_for_a_model(run):
    generator = np.random.default_rng(8)
    noise = pd.DataFrame({"x": generator.normal(size=200), "z": generator.normal(size=200)})
    noise["bought"], noise["amount"], noise["grade"] = generator.integers(0, 2, 200), 0, ""
    metrics = train(run, pd.concat([noise] * 3), timestamp=None, algorithm="random_forest")
    assert metrics["roc_auc"]["value"] < 0.65
    assert [record["check"] for record in run.records("warning")] == ["duplicates"]


def predict(run, frame):
    """Predict with the model of the run, which becomes the parent's."""
    kept = run.folder / "model.joblib"
    if not kept.exists():
        (run.output / "model.joblib").rename(kept)
    (run.output / ".kaiseki" / "records.jsonl").unlink(missing_ok=True)
    wishes = {"language": "en", "dataset": "data", "model": "model.joblib", "target": "bought"}
    run.begin({"data": frame}, artifacts={"model.joblib": str(kept)}, parameters=wishes)
    execute("predict.py")
    return {record["name"]: record for record in run.records("table")}


def test_predict_with_the_saved_model(run, frame):
    train(run, frame)
    tables = predict(run, frame)
    assert tables["predictions"]["rowCount"] == len(frame)
    assert {row[0] for row in tables["summary"]["rows"]} <= {"0", "1"}


def test_predict_rows_unlike_those_of_training(run, frame):
    frame["bought"] = np.where(frame["bought"] == 1, "yes", "no")
    train(run, frame)
    frame = frame.drop(columns="bought").head(20).assign(kind="never seen")
    assert {row[0] for row in predict(run, frame)["summary"]["rows"]} == {"no", "yes"}
    for x in (None, np.inf, "1.5"):
        assert predict(run, frame.assign(x=x))["predictions"]["rowCount"] == 20


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda rows: rows.assign(x="many"), "takes x as a number, which 'many' is not"),
        (lambda rows: rows.drop(columns="x"), "needs columns that are not there: x"),
        (lambda rows: rows.head(0), "no rows to predict"),
    ],
)
def test_predict_says_what_it_cannot_read(run, frame, change, text):
    train(run, frame.head(200), simple=True)
    with pytest.raises(ValueError, match=text):
        predict(run, change(frame))


@pytest.mark.parametrize("algorithm", ["svm", "knn"])
def test_too_few_rows_for_the_wished_algorithm_are_a_sentence(run, frame, algorithm):
    with pytest.raises(ValueError, match="Too few rows"):
        train(run, frame.head(60), algorithm=algorithm)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_profile(run, frame, language):
    frame["nothing"] = None
    run.begin({"data": frame}, parameters={"language": language, "dataset": "data", "table": "things"})
    execute("profile.py")
    tables = {record["name"]: record for record in run.records("table")}
    assert [row[0] for row in tables["columns"]["rows"]] == list(frame.columns)
    assert tables["overview"]["rows"][0][:2] == [500, 8]


def test_profile_of_an_empty_table(run, frame):
    run.begin({"data": frame.head(0)}, parameters={"language": "en", "dataset": "data", "table": "things"})
    execute("profile.py")
    assert run.records("answer") != []


def test_profile_of_many_columns(run):
    wide = pd.DataFrame(np.random.default_rng(2).normal(size=(120, 300))).add_prefix("c")
    run.begin({"data": wide}, parameters={"language": "en", "dataset": "data", "table": "wide"})
    execute("profile.py")
    tables = {record["name"]: record for record in run.records("table")}
    assert tables["columns"]["rowCount"] == 300
    assert len(tables["correlation"]["columns"]) == 101
    titles = [record["title"] for record in run.records("figure")]
    assert titles == [
        "Distributions in wide, in rows (12 of 300 columns)",
        "Correlations in wide (the 20 most correlated of 300 columns)",
    ]
