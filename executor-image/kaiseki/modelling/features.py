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


class TimeParts(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Replace each time by its hour, weekday, month and the days since the first time seen in training."""

    def __init__(self, times: Sequence[str] = ()) -> None:
        self.times = times

    def fit(self, frame: pd.DataFrame, _target: Any = None) -> "TimeParts":
        """Remember the first time of each column."""
        self.first_ = {name: pd.to_datetime(frame[name], utc=True).min() for name in self.times}
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the frame with the parts in place of the times, and texts and truth values as plain objects."""
        parts = frame.drop(columns=list(self.times)).copy()
        for name in self.times:
            time = pd.to_datetime(frame[name], utc=True)
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
