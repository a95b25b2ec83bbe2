"""What a program leaves. Everything is written at once, so that a program that dies later keeps what it had."""

import json
import os
import re
import shutil
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kaiseki.cells import cell, number
from kaiseki.context import current, record

if TYPE_CHECKING:
    import pandas as pd

PREVIEW_ROWS = 100
DOTS_PER_INCH = 144
LONGEST_NAME_BYTES = 180


def answer(markdown: str) -> None:
    """Say the answer, in Markdown; the last call counts.

    Numbers are written as placeholders, which are filled from what the program recorded:
    {{metric.roc_auc|.3f}}, {{metric.roc_auc.baseline}}, {{table.by_type[0].count|,d}}, {{table.by_type}}.
    """
    if not isinstance(markdown, str):
        raise TypeError(f"answer() takes text, not {type(markdown).__name__}")
    record("answer", markdown=markdown)


def metric(name: str, value: Any, baseline: Any = None) -> None:
    """Record a metric under scikit-learn's name (accuracy, roc_auc, rmse, r2 …), beside a trivial model's."""
    record("metric", name=str(name), value=number(value), baseline=number(baseline))


def table(name: str, frame: "pd.DataFrame") -> None:
    """Publish a DataFrame (or Series) as Parquet and CSV; the index becomes columns unless it only counts rows."""
    shown = _with_plain_columns(frame)
    base = _file_name(name)
    parquet, csv = f"{base}.parquet", f"{base}.csv"
    shown.to_parquet(_path(parquet), index=False)
    # Excel takes a CSV for UTF-8 only with the mark.
    shown.to_csv(_path(csv), index=False, encoding="utf-8-sig")
    record(
        "table",
        name=str(name),
        columns=[{"name": str(column), "type": _type_name(shown[column])} for column in shown.columns],
        rows=[[cell(value) for value in row] for row in shown.head(PREVIEW_ROWS).itertuples(index=False, name=None)],
        rowCount=len(shown),
        file=parquet,
        csv=csv,
    )


def figure(name: str, figure: Any = None, title: str | None = None) -> None:
    """Publish a matplotlib figure (or axes, or a seaborn grid; the current figure by default) as PNG, and close it.

    The title is written into a picture that has none.
    """
    import matplotlib.pyplot as plt

    drawn = _figure_of(figure) if figure is not None else plt.gcf()
    file_name = f"{_file_name(name)}.png"
    if title and not _has_title(drawn):
        # Above the picture: inside of it there may be no room.
        drawn.suptitle(title, y=1.0, va="bottom")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        drawn.savefig(_path(file_name), dpi=DOTS_PER_INCH, bbox_inches="tight")
    plt.close(drawn)
    record("figure", name=str(name), file=file_name, title=title)


def _has_title(drawn: Any) -> bool:
    """Several panels have names of their own, which do not say what the whole is."""
    if drawn.get_suptitle():
        return True
    titles = [axes.get_title(place) for axes in drawn.axes for place in ("left", "center", "right")]
    named = [text for text in titles if text]
    return len(named) == 1


def model(name: str, estimator: Any, features: Sequence[str] = ()) -> None:
    """Publish a fitted estimator with joblib; load it again with joblib.load(kaiseki.artifact("<name>.joblib"))."""
    import joblib
    import numpy
    import sklearn

    file_name = f"{_file_name(name)}.joblib"
    joblib.dump(estimator, _path(file_name), compress=3)
    versions = {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__, "joblib": joblib.__version__}
    record("model", name=str(name), file=file_name, features=[str(feature) for feature in features], versions=versions)


def file(path: str | os.PathLike[str]) -> None:
    """Publish a file the program wrote; one outside of the working folder is copied into it."""
    source = os.path.abspath(path)
    name = os.path.relpath(source, current().output)
    if name.startswith(".."):
        name = os.path.basename(source)
        shutil.copyfile(source, _path(name))
    record("file", file=name)


def progress(fraction: float | None, text: str = "") -> None:
    """Say how far the program is: `fraction` is 0 to 1, or None when nobody can tell."""
    descriptor = current().progress
    if descriptor is None:
        return
    line = json.dumps({"fraction": None if fraction is None else float(fraction), "text": str(text)[:500]})
    os.write(descriptor, line.encode() + b"\n")


def warn(text: str, check: str = "program", severity: str = "notice", figure: str | None = None) -> None:
    """Say what a reader of the answer must know; `severity` is "notice" or "serious"."""
    record("warning", text=str(text), check=check, severity=severity, figure=figure)


def _path(name: str) -> str:
    path = os.path.join(current().output, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


def _file_name(name: str) -> str:
    """Return a name that every file system takes."""
    safe = re.sub(r'[\\/:*?"<>|\x00-\x1f\x7f]+', "_", str(name)).strip(" ._")[:100]
    # Names are limited in bytes, of which a Japanese character takes three; the ending comes on top.
    return safe.encode("utf-8", "replace")[:LONGEST_NAME_BYTES].decode("utf-8", "ignore").strip(" ._") or "unnamed"


def _with_plain_columns(frame: Any) -> "pd.DataFrame":
    """Return a frame whose columns are unique texts and whose meaningful index is among them."""
    import pandas as pd

    plain = frame.to_frame() if isinstance(frame, pd.Series) else pd.DataFrame(frame)
    if not (isinstance(plain.index, pd.RangeIndex) and plain.index.name is None):
        plain = plain.reset_index()
    plain = plain.set_axis([_column_name(column) for column in plain.columns], axis=1)
    duplicated = plain.columns[plain.columns.duplicated()]
    if len(duplicated):
        raise ValueError(f"a table's columns need names of their own: {', '.join(map(str, duplicated))}")
    return plain


def _column_name(column: Any) -> str:
    return "_".join(str(part) for part in column if part != "") if isinstance(column, tuple) else str(column)


TYPE_NAMES = {"i": "BIGINT", "u": "UBIGINT", "f": "DOUBLE", "b": "BOOLEAN", "M": "TIMESTAMP", "m": "INTERVAL"}


def _type_name(column: "pd.Series") -> str:
    return TYPE_NAMES.get(getattr(column.dtype, "kind", "O"), "VARCHAR")


def _figure_of(thing: Any) -> Any:
    """Return the figure of a figure, axes, seaborn grid or pandas plot."""
    for attribute in ("savefig", "figure", "fig"):
        found = thing if attribute == "savefig" else getattr(thing, attribute, None)
        if found is not None and hasattr(found, "savefig"):
            return found
    raise TypeError(f"figure() takes a matplotlib figure, not {type(thing).__name__}")
