"""Turn the columns of a table into what a model can use: parts of dates, imputed numbers, one-hot categories."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

MOST_CATEGORIES = 30
RARE_SHARE = 0.002
# A text that is different in more than this share of rows is a name of its row.
NAME_SHARE = 0.5
# The share of rows that may agree with another one by chance before agreement says nothing.
BY_CHANCE = 0.01
TIME_PARTS = ("hour", "weekday", "month", "days")


@dataclass
class Columns:
    """Which columns are used how, and which not, with the reason as a key of the words."""

    numbers: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def used(self) -> list[str]:
        return [*self.numbers, *self.categories, *self.times]

    def without(self, names: Sequence[str], reason: str) -> "Columns":
        """Return the same without some of the columns."""
        kept = {kind: [n for n in getattr(self, kind) if n not in names] for kind in ("numbers", "categories", "times")}
        return Columns(**kept, left_out={**self.left_out, **dict.fromkeys(names, reason)})


def choose_columns(frame: pd.DataFrame, target: str, identifiers: Sequence[str], exclude: Sequence[str]) -> Columns:
    """Sort the columns of `frame` by how a model can use them."""
    columns = Columns()
    for name in frame.columns:
        values = frame[name]
        if name == target:
            continue
        if name in exclude:
            columns.left_out[name] = "excluded"
        elif name in identifiers:
            columns.left_out[name] = "identifier"
        elif is_nested(values):
            columns.left_out[name] = "nested"
        elif values.nunique(dropna=True) < 2:
            columns.left_out[name] = "constant"
        elif pd.api.types.is_datetime64_any_dtype(values):
            columns.times.append(name)
        elif pd.api.types.is_bool_dtype(values) or not pd.api.types.is_numeric_dtype(values):
            if values.nunique() > max(MOST_CATEGORIES, NAME_SHARE * len(values)):
                columns.left_out[name] = "name"
            else:
                columns.categories.append(name)
        else:
            columns.numbers.append(name)
    return columns


def is_nested(values: pd.Series) -> bool:
    """Lists and structs: neither a number nor a category."""
    first = values.first_valid_index() if values.dtype == object else None
    return first is not None and isinstance(values.loc[first], list | dict | np.ndarray)


def copies_of(features: pd.DataFrame, target: pd.Series) -> np.ndarray[Any, Any] | None:
    """Return a number for each row, the same where all features agree; None where no rows are copies of each other.

    Rows of a few categories agree by chance, and are worth a place on both sides. So what is asked is how many pairs
    of different rows would agree if the columns were independent: only where that is rare is a repeated row a copy.
    """
    alike = pd.factorize(pd.util.hash_pandas_object(features, index=False))[0]
    repeated = pd.DataFrame({"alike": alike, "target": target.to_numpy()}).duplicated().to_numpy()
    if not repeated.any():
        return None
    different = features[~repeated]
    n = len(different)
    chance = 1.0
    for name in different.columns:
        counts = different[name].value_counts(dropna=False).to_numpy().astype(float)
        chance *= float((counts * (counts - 1)).sum()) / max(1, n * (n - 1))
    return alike if n * chance <= BY_CHANCE else None


def finite(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame without infinite numbers: no imputer and no model takes them."""
    fractions = frame.select_dtypes(np.floating).columns
    cleaned = frame.copy()
    cleaned[fractions] = cleaned[fractions].replace([np.inf, -np.inf], np.nan)
    return cleaned


def as_time(values: pd.Series) -> pd.Series:
    """Return moments, none where a text is no date."""
    if is_text(values):
        return pd.to_datetime(values, utc=True, errors="coerce", format="mixed")
    return pd.to_datetime(values, utc=True)


def is_text(values: pd.Series) -> bool:
    """Texts, or whatever Python objects."""
    return isinstance(values.dtype, pd.StringDtype) or values.dtype == object


class TimeParts(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Replace each time by its hour, weekday, month and the days since the first time seen in training."""

    def __init__(self, times: Sequence[str] = ()) -> None:
        self.times = times

    def fit(self, frame: pd.DataFrame, _target: Any = None) -> "TimeParts":
        """Remember the first time of each column."""
        self.first_ = {name: as_time(frame[name]).min() for name in self.times}
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the frame with the parts in place of the times; an infinite number is none."""
        parts = finite(frame.drop(columns=list(self.times)))
        for name in self.times:
            time = as_time(frame[name])
            parts[f"{name}_hour"] = time.dt.hour.astype(float)
            parts[f"{name}_weekday"] = time.dt.day_of_week.astype(float)
            parts[f"{name}_month"] = time.dt.month.astype(float)
            parts[f"{name}_days"] = (time - self.first_[name]).dt.total_seconds() / 86_400
        return parts


def part_names(times: Sequence[str]) -> list[str]:
    return [f"{name}_{part}" for name in times for part in TIME_PARTS]


class Plain(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Texts and truth values as Python objects, missing ones as None: what the encoder takes whatever the dtype."""

    def fit(self, frame: pd.DataFrame, _target: Any = None) -> "Plain":
        """Nothing to learn."""
        self.n_features_in_ = frame.shape[1]
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the same values as objects."""
        objects = frame.astype(object)
        return objects.where(frame.notna(), "(missing)").map(str)

    def get_feature_names_out(self, names: Any = None) -> Any:
        """Return the names unchanged."""
        return np.asarray(names, dtype=object)


def preprocessing(columns: Columns, scale: bool) -> Pipeline:
    """Return a transformer from rows as they come from the warehouse to numbers; linear models want them scaled."""
    numbers = [*columns.numbers, *part_names(columns.times)]
    steps: list[Any] = [SimpleImputer(strategy="median", add_indicator=True)]
    if scale:
        steps.append(StandardScaler())
    encoder = OneHotEncoder(
        handle_unknown="infrequent_if_exist",
        min_frequency=RARE_SHARE,
        max_categories=MOST_CATEGORIES,
        sparse_output=False,
    )
    transformers = ColumnTransformer(
        [
            ("numbers", make_pipeline(*steps), numbers),
            ("categories", make_pipeline(Plain(), encoder), columns.categories),
        ]
    )
    return make_pipeline(TimeParts(columns.times), transformers)
