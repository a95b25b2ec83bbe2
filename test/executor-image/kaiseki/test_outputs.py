"""What a program says, and how it is told that it cannot be said like that."""

import decimal
import fractions
import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import kaiseki
from kaiseki import context


@pytest.mark.parametrize(
    ("value", "recorded"),
    [
        (3, 3),
        (np.float32(0.5), 0.5),
        (np.array([0.5]), 0.5),
        (pd.Series([2]), 2),
        (decimal.Decimal("1.5"), 1.5),
        (fractions.Fraction(1, 4), 0.25),
        (2**60, float(2**60)),
        (10**400, None),
        (float("inf"), None),
        (decimal.Decimal("sNaN"), None),
        (pd.NA, None),
        (None, None),
    ],
)
def test_a_metric_is_any_single_number(run, value, recorded):
    run.begin()
    kaiseki.metric("m", value, baseline=value)
    assert [(one["value"], one["baseline"]) for one in run.records("metric")] == [(recorded, recorded)]


@pytest.mark.parametrize(
    ("say", "error", "words"),
    [
        (lambda: kaiseki.metric("m", "0.9"), TypeError, r"metric 'm' must be a number, not text \('0.9'\)"),
        (lambda: kaiseki.metric("m", True), TypeError, "not bool"),
        (lambda: kaiseki.metric("m", np.array([1, 2])), TypeError, "not ndarray of 2 values"),
        (lambda: kaiseki.metric("m", pd.Timedelta("1h")), TypeError, "take its total_seconds"),
        (lambda: kaiseki.metric("m", 1, "x"), TypeError, "the baseline of metric 'm' must be a number"),
        (lambda: kaiseki.metric(0.5, "m"), TypeError, "the name comes first and is text, not float"),
        (lambda: kaiseki.answer(3), TypeError, "takes text, not int"),
        (lambda: kaiseki.warn(None), TypeError, "takes text, not NoneType"),
        (lambda: kaiseki.warn("x", severity="error"), ValueError, "notice, serious, not 'error'"),
        (lambda: kaiseki.progress("half"), TypeError, "progress's fraction must be a number"),
        (lambda: kaiseki.file("nowhere.txt"), FileNotFoundError, "there is no file nowhere.txt"),
        (lambda: kaiseki.file("."), IsADirectoryError, "publishes one file"),
        (lambda: kaiseki.load(3), TypeError, "the dataset's name is text, not int"),
    ],
)
def test_misuse_is_told_in_words(run, say, error, words):
    run.begin()
    with pytest.raises(error, match=words):
        say()


@pytest.mark.parametrize(("fraction", "said"), [(0.5, 0.5), (50, 1.0), (-1, 0.0), (None, None), (float("nan"), None)])
def test_progress_is_a_line_with_a_share(tmp_path, fraction, said):
    reader, writer = os.pipe()
    context.begin(context.Context({}, {}, {}, str(tmp_path), writer))
    kaiseki.progress(fraction, "x" * 600)
    os.close(writer)
    with os.fdopen(reader) as lines:
        assert json.loads(lines.read()) == {"fraction": said, "text": "x" * 500}


def test_files_are_published_from_where_they_can_be(run, tmp_path):
    run.begin()
    inside, outside = run.output / "sub" / "in.txt", tmp_path / "out.txt"
    inside.parent.mkdir()
    for path in (inside, outside, run.output / ".hidden", run.output / "a:b.txt"):
        path.write_text(path.name)
    (run.output / "link.txt").symlink_to(outside)
    for name in ("sub/in.txt", outside, outside, ".hidden", "a:b.txt", Path("link.txt")):
        kaiseki.file(name)
    names = [record["file"] for record in run.records("file")]
    assert names == ["sub/in.txt", "out.txt", "out.txt", "hidden", "a_b.txt", "link.txt"]
    assert (run.output / "out.txt").read_text() == "out.txt"
    assert not (run.output / "link.txt").is_symlink()


def test_a_copy_takes_no_other_files_place(run, tmp_path):
    run.begin()
    (run.output / "a.txt").write_text("own")
    (tmp_path / "a.txt").write_text("other")
    with pytest.raises(FileExistsError, match=r"has a file a.txt already"):
        kaiseki.file(tmp_path / "a.txt")
    assert (run.output / "a.txt").read_text() == "own"


def test_a_forked_child_writes_whole_lines(run):
    run.begin()
    children = []
    for number in range(4):
        if (pid := os.fork()) == 0:
            for _ in range(20):
                kaiseki.answer(str(number) * 20_000)
            os._exit(0)
        children.append(pid)
    assert [os.waitpid(pid, 0)[1] for pid in children] == [0] * 4
    assert len(run.records("answer")) == 80
