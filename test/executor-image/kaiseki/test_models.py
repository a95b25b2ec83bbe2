"""A model keeps what a later run must know, and says when it was made with something else."""

import json

import joblib
import numpy as np
import pandas as pd
import pytest
import sklearn.base
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

import kaiseki

ROWS = pd.DataFrame({"age": np.arange(40.0), "size": np.arange(40.0) % 7})
TARGET = (ROWS["age"] > 20).astype(int)


def fitted() -> LogisticRegression:
    return LogisticRegression().fit(ROWS, TARGET)


def give(run, *names: str, **parameters: object) -> None:
    """Begin a run that is given files of the one before."""
    run.begin(artifacts={name: str(run.output / name) for name in names}, parameters=parameters)


def test_a_model_says_what_it_takes_and_with_what_it_was_made(run):
    run.begin()
    kaiseki.model("m", make_pipeline(StandardScaler(), LogisticRegression()).fit(ROWS, TARGET))
    about = json.loads((run.output / "m.json").read_text())
    assert about["features"] == ["age", "size"]
    assert about["kind"] == "sklearn.pipeline.Pipeline"
    assert about["versions"]["scikit-learn"] == sklearn.__version__
    assert set(about["versions"]) == {"python", "numpy", "pandas", "scikit-learn", "joblib"}
    give(run, "m.joblib", "m.json")
    assert kaiseki.load_model("m").predict(ROWS).tolist() == kaiseki.load_model("m.joblib").predict(ROWS).tolist()
    assert run.records("warning") == []


@pytest.mark.parametrize(("language", "words"), [("en", "The model m was made with pandas 2.2.0"), ("ja", "モデルmは")])
def test_other_versions_are_said_in_the_language_of_the_run(run, language, words):
    run.begin()
    kaiseki.model("m", fitted())
    about = json.loads((run.output / "m.json").read_text())
    major, minor, _ = about["versions"]["python"].split(".")
    about["versions"] |= {"pandas": "2.2.0", "python": f"{major}.{minor}.999"}
    (run.output / "m.json").write_text(json.dumps(about))
    give(run, "m.joblib", "m.json", language=language)
    kaiseki.load_model("m")
    [warning] = run.records("warning")
    assert warning["text"].startswith(words)
    assert "pandas 2.2.0" in warning["text"]
    assert "python" not in warning["text"]


def test_what_scikit_learn_notices_is_said_without_a_description(run, monkeypatch):
    monkeypatch.setattr(sklearn.base, "__version__", "1.0.0")
    joblib.dump(fitted(), run.output / "m.joblib")
    monkeypatch.undo()
    give(run, "m.joblib")
    kaiseki.load_model("m")
    assert "scikit-learn 1.0.0" in run.records("warning")[0]["text"]


def double(values):
    return values * 2


def test_a_model_with_a_function_of_its_program_is_said_to_be_of_no_use_later(run, monkeypatch):
    import __main__

    run.begin()
    monkeypatch.setattr(double, "__module__", "__main__")
    monkeypatch.setattr(__main__, "double", double, raising=False)
    kaiseki.model("m", make_pipeline(FunctionTransformer(double), LogisticRegression()).fit(ROWS, TARGET))
    [warning] = run.records("warning")
    assert warning["text"] == "The model m uses double, which its program defines: another run cannot load it."


@pytest.mark.parametrize(
    ("estimator", "features", "error", "words"),
    [
        (LogisticRegression(), None, ValueError, "LogisticRegression is not fitted"),
        (LogisticRegression, None, TypeError, "not the class LogisticRegression"),
        (None, None, TypeError, "not None"),
        (fitted(), "age", TypeError, r"features is a list of names: \['age'\]"),
        (fitted(), 3, TypeError, "features is a list of names, not int"),
        (
            FunctionTransformer(lambda values: values).fit(ROWS),
            None,
            ValueError,
            "'m' cannot be saved.*come from a library",
        ),
    ],
)
def test_what_is_no_model_is_refused_in_words_and_leaves_no_file(run, estimator, features, error, words):
    run.begin()
    with pytest.raises(error, match=words):
        kaiseki.model("m", estimator, features)
    assert [path.name for path in run.output.iterdir()] == [".kaiseki"]


def test_a_model_that_is_not_there_is_named(run):
    run.begin()
    with pytest.raises(KeyError) as caught:
        kaiseki.load_model()
    assert str(caught.value) == "there is no artifact 'model.joblib'; there are: none"
