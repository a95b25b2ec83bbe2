"""Models that a run keeps, and what a later run must know of them: their features, and with what they were made.

`name.joblib` is the model, `name.json` says what it is. A model is read by the very libraries that wrote it or perhaps
not at all: a difference is said in the answer's warnings, not left to a message that nobody sees.
"""

import json
import os
import platform
import re
import warnings
import zlib
from collections.abc import Iterable
from typing import Any

from kaiseki.context import current, record
from kaiseki.inputs import artifact
from kaiseki.names import base_of, checked, path_of_output
from kaiseki.outputs import warn

LIBRARIES = {"numpy": "numpy", "pandas": "pandas", "scikit-learn": "sklearn", "joblib": "joblib"}
CHUNK = 1 << 20
# A function or class of the program itself, as pickle names it: its module, and then its own name with its length.
OWN_OBJECT = re.compile(rb"__main__\x94?\x8c(.)(.{1,255})", re.DOTALL)

ENGLISH = {
    "versions": "The model {name} was made with {made}, and is used with {used}: its predictions may differ from those"
    " that were evaluated. Train it again to be sure.",
    "own": "The model {name} uses {own}, which its program defines: another run cannot load it.",
}
JAPANESE = {
    "versions": "モデル{name}は{made}で作られましたが、ここでは{used}で使われています。評価したときと予測が異なることが"
    "あります。確実にするには学習し直してください。",
    "own": "モデル{name}はプログラム自身が定義した{own}を使っているため、ほかの実行では読み込めません。",
}


def model(name: str, estimator: Any, features: Iterable[str] | None = None) -> None:
    """Publish a fitted estimator, or a dict that holds one, as `name.joblib`, and what it is as `name.json`.

    `features` are the columns it takes, in order; by default those that scikit-learn noted in fit(). Put what
    prepares them into the estimator (a Pipeline): a later run has load_model("name") and nothing else. A function or
    class of the program itself is not saved with it. Raises TypeError for features that are no list of names,
    ValueError for an estimator that is not fitted, or cannot be saved because of a lambda in it.
    """
    import joblib

    checked(name, "model(name, estimator)")
    _require_fitted(estimator)
    columns = _features_of(estimator, features)
    base = base_of("model", name)
    file = f"{base}.joblib"
    try:
        joblib.dump(estimator, path_of_output(file), compress=3)
    except Exception as error:
        if isinstance(error, OSError):
            raise
        os.unlink(path_of_output(file))
        raise ValueError(
            f"model {name!r} cannot be saved: {error}. Functions in it must come from a library"
        ) from error
    about = {"name": name, "file": file, "kind": _kind_of(estimator), "features": columns, "versions": versions()}
    with open(path_of_output(f"{base}.json"), "w", encoding="utf-8") as out:
        json.dump(about, out, ensure_ascii=False, indent=2)
    record("model", name=name, file=file, features=columns, versions=about["versions"])
    if (own := _object_of_program(path_of_output(file))) is not None:
        warn(_words()["own"].format(name=name, own=own), check="model")


def load_model(name: str = "model") -> Any:
    """Return what model() published as `name` in the parent run.

    The plan must name `name.joblib` among its parent artifacts, and should name `name.json`: a model that was made with
    other versions of the libraries is then said in a warning. Raises KeyError, naming the artifacts there are.
    """
    import joblib

    base = name.removesuffix(".joblib") if isinstance(name, str) else name
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        loaded = joblib.load(artifact(f"{base}.joblib" if isinstance(base, str) else base))
    made = dict(_versions_in(f"{base}.json"))
    for one in caught:
        text = one.message
        if type(text).__name__ == "InconsistentVersionWarning":
            made.setdefault("scikit-learn", getattr(text, "original_sklearn_version", "?"))
        else:
            warnings.warn_explicit(text, one.category, one.filename, one.lineno)
    used = versions()
    other = [library for library, version in made.items() if not _is_same(library, version, used)]
    if other:
        warn(
            _words()["versions"].format(name=base, made=_listed(made, other), used=_listed(used, other)), check="model"
        )
    return loaded


def _words() -> dict[str, str]:
    return JAPANESE if current().parameters.get("language") == "ja" else ENGLISH


def versions() -> dict[str, str]:
    """Return the versions that decide whether a saved model is read as it was written."""
    import importlib

    found = {name: str(importlib.import_module(module).__version__) for name, module in LIBRARIES.items()}
    return {"python": platform.python_version(), **found}


def _is_same(library: str, version: str, used: dict[str, str]) -> bool:
    """Return whether a version is the used one; of Python the third number says nothing about a model."""
    parts = 2 if library == "python" else None
    return library not in used or version.split(".")[:parts] == used[library].split(".")[:parts]


def _listed(known: dict[str, str], names: list[str]) -> str:
    return ", ".join(f"{name} {known[name]}" for name in names)


def _versions_in(name: str) -> dict[str, str]:
    """Return the versions that a model's description names, nothing when the run was not given one."""
    if name not in current().artifacts:
        return {}
    with open(artifact(name), encoding="utf-8") as file:
        about = json.load(file)
    known = about.get("versions") if isinstance(about, dict) else None
    return {str(key): str(value) for key, value in known.items()} if isinstance(known, dict) else {}


def _require_fitted(estimator: Any) -> None:
    from sklearn.base import BaseEstimator
    from sklearn.exceptions import NotFittedError
    from sklearn.utils.validation import check_is_fitted

    if estimator is None or isinstance(estimator, type):
        given = "None" if estimator is None else f"the class {estimator.__name__}"
        raise TypeError(f"model(name, estimator) takes a fitted estimator, not {given}")
    if isinstance(estimator, BaseEstimator):
        try:
            check_is_fitted(estimator)
        except NotFittedError as error:
            raise ValueError(f"the estimator {type(estimator).__name__} is not fitted: call its fit() first") from error


def _features_of(estimator: Any, features: Iterable[str] | None) -> list[str]:
    if isinstance(features, str):
        raise TypeError(f"features is a list of names: [{features!r}]")
    if features is None:
        features = getattr(estimator, "feature_names_in_", ())
    try:
        return [str(feature) for feature in features]
    except TypeError as error:
        raise TypeError(f"features is a list of names, not {type(features).__name__}") from error


def _kind_of(estimator: Any) -> str:
    kind = type(estimator)
    return f"{kind.__module__}.{kind.__qualname__}"


def _object_of_program(path: str) -> str | None:
    """Return the first function or class of the program itself that a saved model refers to."""
    unpacked = zlib.decompressobj()
    kept = b""
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            kept = kept[-512:] + unpacked.decompress(chunk)
            if (found := OWN_OBJECT.search(kept)) is not None:
                return found[2][: found[1][0]].decode("utf-8", "replace")
    return None
