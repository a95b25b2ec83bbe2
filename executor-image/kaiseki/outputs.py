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

    Every number in it is a placeholder, filled from what the program recorded: {{metric.roc_auc}},
    {{metric.roc_auc.baseline}}, {{metric["any name"]}}; {{table.by_type}} for a whole table (20 rows),
    {{table.by_type.rowCount}}, {{table.by_type[0].count}}, {{table.by_type[0]["any column"]}} for one of its first
    100 rows. A format may follow, of Python's those with d, f, % or g and no sign or width: {{metric.roc_auc|.3f}},
    |,d, |.1%, |.2g. In an f-string the braces are doubled. A digit outside of placeholders is accepted only where it
    stands in the prompt, the plan or a recorded name; with any other, or with a placeholder that names nothing or has
    another format, the answer is written without these words. Raises TypeError for what is no text.
    """
    if not isinstance(markdown, str):
        raise TypeError(f"answer(markdown) takes text, not {type(markdown).__name__}")
    record("answer", markdown=markdown)


def metric(name: str, value: float | None, baseline: float | None = None) -> None:
    """Record a number under a name, scikit-learn's where it has one: accuracy, roc_auc, rmse, r2 …

    `baseline` is what a trivial model reaches. Shares are 0 to 1, not per cent. NaN, infinity and None are recorded
    as no value. A second call of one name replaces the first. Raises TypeError for what is no single number, such as
    text, a bool or an array.
    """
    checked(name, "metric(name, value)")
    value, baseline = number(value, f"metric {name!r}"), number(baseline, f"the baseline of metric {name!r}")
    record("metric", name=name, value=value, baseline=baseline)


def file(path: str | os.PathLike[str]) -> None:
    """Publish a file: from the current folder under its path there, from elsewhere as a copy.

    Files of the current folder are published anyway. Raises FileNotFoundError, IsADirectoryError for a folder,
    FileExistsError when another file has the copy's name.
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

    `text`, up to 500 characters, says what it does, in the language of the prompt. Raises TypeError for a fraction
    that is no number.
    """
    plain = number(fraction, "progress's fraction")
    bounded = None if plain is None else min(1.0, max(0.0, float(plain)))
    descriptor = current().progress
    if descriptor is None:
        return
    line = json.dumps({"fraction": bounded, "text": str(text)[:LONGEST_PROGRESS]})
    os.write(descriptor, line.encode() + b"\n")


def warn(text: str, check: str = "program", severity: str = "notice", figure: str | None = None) -> None:
    """Say what a reader of the answer must know: rows that were left out, few data, a doubt; in the prompt's language.

    `check` says in a word what was looked at; `severity` is "notice" or "serious"; `figure` is the number it is
    about, as text. Raises TypeError for what is no text, ValueError for another severity.
    """
    if not isinstance(text, str):
        raise TypeError(f"warn(text) takes text, not {type(text).__name__}")
    if severity not in SEVERITIES:
        raise ValueError(f"severity is one of {', '.join(SEVERITIES)}, not {severity!r}")
    record("warning", text=text, check=str(check), severity=severity, figure=None if figure is None else str(figure))
