"""Figures as PNG, few marks as SVG besides, whatever drew them."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import seaborn
from PIL import Image

import kaiseki
from kaiseki import figures

FRAME = pd.DataFrame({"x": np.arange(20.0), "y": np.arange(20.0) ** 2, "g": list("ab") * 10})


@pytest.fixture(autouse=True)
def close_all():
    yield
    plt.close("all")
    seaborn.reset_orig()


DRAWN = {
    "axes": lambda: plt.subplots()[1].plot([1, 2])[0].axes,
    "lines": lambda: plt.plot([1, 2]),
    "bars": lambda: plt.bar(["a"], [1]),
    "a histogram": lambda: plt.hist([1, 2, 2]),
    "a scatter": lambda: plt.scatter([1], [1]),
    "panels": lambda: FRAME[["x", "y"]].hist(),
    "pandas": lambda: FRAME.plot(subplots=True),
    "part of a figure": lambda: plt.figure().subfigures(1, 2)[0].subplots().figure,
    "a facet grid": lambda: seaborn.relplot(FRAME, x="x", y="y"),
    "a joint grid": lambda: seaborn.jointplot(FRAME, x="x", y="y"),
    "a cluster grid": lambda: seaborn.clustermap(FRAME[["x", "y"]].corr()),
    "nothing named": lambda: (plt.plot([1, 2]), None)[1],
}


@pytest.mark.parametrize("what", DRAWN)
def test_whatever_drawing_returned_is_a_figure(run, what):
    run.begin()
    kaiseki.figure("f", DRAWN[what](), title="売上")
    [record] = run.records("figure")
    assert Image.open(run.output / record["file"]).size[0] > 200
    assert plt.get_fignums() == []


@pytest.mark.parametrize(
    ("draw", "marks"),
    [
        (lambda axes: axes.plot(range(1_000)), 1_000),
        (lambda axes: axes.plot(range(1_001)), None),
        (lambda axes: axes.scatter(range(1_001), range(1_001)), None),
        (lambda axes: axes.bar(range(30), range(30)), 30),
        (lambda axes: axes.imshow(np.eye(3)), None),
        (lambda axes: axes.pcolormesh(np.eye(10)), 100),
        (lambda axes: axes.pcolormesh(np.eye(40)), None),
        (lambda axes: axes.inset_axes([0, 0, 1, 1]).plot(range(2_000)), None),
        (lambda axes: axes.hexbin(range(3_000), np.sin(range(3_000)), gridsize=60), None),
    ],
)
def test_few_marks_are_vectors_too(run, draw, marks):
    run.begin()
    drawn, axes = plt.subplots()
    draw(axes)
    kaiseki.figure("f", drawn)
    [record] = run.records("figure")
    assert record["file"] == "f.png"
    assert record["vector"] == ("f.svg" if marks else None)
    assert (run.output / "f.svg").exists() == bool(marks)
    if marks:
        assert figures.marks_of(drawn) == marks


def test_one_figure_always_makes_the_same_files(run):
    contents = []
    for _ in range(2):
        run.begin()
        kaiseki.figure("f", FRAME.plot(x="x", y="y"))
        contents.append([(run.output / name).read_bytes() for name in ("f.png", "f.svg")])
    assert contents[0] == contents[1]


def test_vectors_of_an_earlier_figure_do_not_stay(run):
    run.begin()
    kaiseki.figure("f", plt.plot([1, 2]))
    with pytest.warns(UserWarning, match="figure 'f' was published before"):
        kaiseki.figure("f", plt.scatter(*np.random.default_rng(1).normal(size=(2, 2_000))))
    assert [path.name for path in run.output.glob("f.*")] == ["f.png"]


def test_pictures_come_before_their_variants(run):
    run.begin()
    for number in range(figures.MOST_SVGS + 2):
        kaiseki.figure(f"f{number}", plt.figure(figsize=(1, 1)).text(0, 0, "a"))
    vectors = [record["vector"] for record in run.records("figure")]
    assert vectors.count(None) == 2
    assert vectors[-2:] == [None, None]


def test_a_figure_says_what_it_was_drawn_from(run):
    run.begin()
    means = FRAME.groupby("g")["y"].mean()
    kaiseki.figure("means", means.plot.bar(), "Means", data=means)
    [record] = run.records("figure")
    [table] = run.records("table")
    assert (record["data"], table["name"], table["file"]) == ("means", "means", "means.parquet")
    assert [row[0] for row in table["rows"]] == ["a", "b"]
    kaiseki.figure("means_again", means.plot.bar(), data="means")
    assert run.records("figure")[1]["data"] == "means"
    assert len(run.records("table")) == 1


@pytest.mark.parametrize(
    ("size", "most"),
    [((300, 200), figures.MOST_PIXELS * 1.1), ((1_000, 1), figures.MOST_PIXELS)],
)
def test_a_huge_figure_becomes_a_picture_that_can_be_held(run, size, most):
    run.begin()
    drawn, axes = plt.subplots(figsize=size)
    axes.plot([1, 2])
    kaiseki.figure("f", drawn)
    Image.MAX_IMAGE_PIXELS = None
    width, height = Image.open(run.output / "f.png").size
    assert width * height <= most
    assert width < 2**15


def test_a_text_far_outside_does_not_make_a_picture_as_large_as_the_way_to_it(run):
    run.begin()
    plt.plot([1, 2])
    plt.text(1_000, 1, "far away")
    kaiseki.figure("f")
    assert Image.open(run.output / "f.png").size[0] < 1_500


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: kaiseki.figure("f"), ValueError, "there is no current figure"),
        (lambda: kaiseki.figure("f", plt.figure()), ValueError, "'f' is empty"),
        (lambda: kaiseki.figure(plt.figure(), "f"), TypeError, "the name comes first and is text, not Figure"),
        (lambda: kaiseki.figure("f", "g"), TypeError, "takes a matplotlib figure or axes, not str"),
        (lambda: kaiseki.figure("f", []), TypeError, "not list"),
        (lambda: kaiseki.figure("f", plt.plot([1]), data="t"), ValueError, "there is no table 't'; there are: none"),
        (lambda: kaiseki.figure("f", plt.plot([1]), data=3), TypeError, "takes a DataFrame, not int"),
    ],
)
def test_what_is_no_figure_is_refused_in_words(run, make, error, words):
    run.begin()
    with pytest.raises(error, match=words):
        make()
