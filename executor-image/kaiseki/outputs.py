"""What a program says. Everything is written at once, so that a program that dies later keeps what it had."""

import json
import os
import shutil

from kaiseki.cells import number
from kaiseki.context import current, record
from kaiseki.names import checked, file_name, path_of_output

SEVERITIES = ("notice", "serious")
LONGEST_PROGRESS = 500


def answer(markdown: str) -> None:
    """Say the answer, in Markdown; the last call counts.

    Numbers are written as placeholders, which are filled from what the program recorded: {{metric.roc_auc|.3f}},
    {{metric.roc_auc.baseline}}, {{metric["any name"]}}, {{table.by_type}} (the whole table),
    {{table.by_type.rowCount|,d}}, {{table.by_type[0].count|,d}}, {{table.by_type[0]["any column"]}}. Formats are
    Python's d, f, g and % with "," and one digit of precision. Digits typed into the text, by an f-string say, make
    it unfit, unless they stand in the prompt, the plan or a name: the answer is then written without your words.
    Raises TypeError.
    """
    if not isinstance(markdown, str):
        raise TypeError(f"answer(markdown) takes text, not {type(markdown).__name__}")
    record("answer", markdown=markdown)


def metric(name: str, value: float | None, baseline: float | None = None) -> None:
    """Record a number under a name, scikit-learn's where it has one (accuracy, roc_auc, rmse, r2 …); the last call
    counts.

    `baseline` is what a trivial model reaches. NaN, infinity and None are recorded as no value. Shares are 0 to 1,
    not per cent. Raises TypeError for what is no number (text, bool, an array of many).
    """
    checked(name, "metric(name, value)")
    value, baseline = number(value, f"metric {name!r}"), number(baseline, f"the baseline of metric {name!r}")
    record("metric", name=name, value=value, baseline=baseline)


def file(path: str | os.PathLike[str]) -> None:
    """Publish a file that the program wrote: in the current folder under its path there, from elsewhere as a copy of
    it.

    Files in the current folder are published anyway. Raises FileNotFoundError; IsADirectoryError for a folder.
    """
    source = os.path.abspath(path)
    if os.path.isdir(source):
        raise IsADirectoryError(f"file(path) publishes one file, and {os.fspath(path)} is a folder: name its files")
    if not os.path.isfile(source):
        raise FileNotFoundError(f"there is no file {os.fspath(path)}")
    record("file", file=_inside(source))


def _inside(source: str) -> str:
    """Return the path of a file below the output folder; what would not be published from where it is, is copied."""
    output = os.path.realpath(current().output)
    folder = os.path.realpath(os.path.dirname(source))
    name = os.path.relpath(os.path.join(folder, os.path.basename(source)), output)
    # Links are not published, nor are hidden files and names that other systems forbid.
    is_plain = not os.path.islink(source) and all(file_name(part) == part for part in name.split(os.sep))
    if is_plain and os.path.commonpath([folder, output]) == output:
        return name
    name = file_name(os.path.basename(source))
    path, published = path_of_output(name), current().published
    if os.path.abspath(path) == source:
        shutil.copyfile(source, f"{path}.copy")
        os.replace(f"{path}.copy", path)
    elif os.path.lexists(path) and published.get(("file", name)) != source:
        raise FileExistsError(f"the current folder has a file {name} already: give {source} another name")
    else:
        shutil.copyfile(source, path)
    published["file", name] = source
    return name


def progress(fraction: float | None, text: str = "") -> None:
    """Say how far the program is: `fraction` is 0 to 1 (what is beyond counts as 0 or 1), None when nobody can tell.

    `text` has up to 500 characters. Raises TypeError for a fraction that is no number.
    """
    plain = number(fraction, "progress's fraction")
    bounded = None if plain is None else min(1.0, max(0.0, float(plain)))
    descriptor = current().progress
    if descriptor is None:
        return
    line = json.dumps({"fraction": bounded, "text": str(text)[:LONGEST_PROGRESS]})
    os.write(descriptor, line.encode() + b"\n")


def warn(text: str, check: str = "program", severity: str = "notice", figure: str | None = None) -> None:
    """Say what a reader of the answer must know, in the prompt's language: rows that were left out, few data, a doubt.

    `check` says in a word what was looked at; `severity` is "notice" or "serious"; `figure` is the number it is
    about, as text. Raises TypeError for what is no text, ValueError for another severity.
    """
    if not isinstance(text, str):
        raise TypeError(f"warn(text) takes text, not {type(text).__name__}")
    if severity not in SEVERITIES:
        raise ValueError(f"severity is one of {', '.join(SEVERITIES)}, not {severity!r}")
    record("warning", text=text, check=str(check), severity=severity, figure=None if figure is None else str(figure))
