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


def test_predict_with_the_saved_model(run, frame):
    train(run, frame)
    model = run.output / "model.joblib"
    kept = run.folder / "model.joblib"
    model.rename(kept)
    (run.output / ".kaiseki" / "records.jsonl").unlink()
    wishes = {"language": "en", "dataset": "data", "model": "model.joblib", "target": "bought"}
    run.begin({"data": frame}, artifacts={"model.joblib": str(kept)}, parameters=wishes)
    execute("predict.py")
    tables = {record["name"]: record for record in run.records("table")}
    assert tables["predictions"]["rowCount"] == len(frame)
    assert {row[0] for row in tables["summary"]["rows"]} <= {"0", "1"}


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
