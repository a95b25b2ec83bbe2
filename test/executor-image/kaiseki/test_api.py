import decimal

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import kaiseki


def test_load_gives_the_dataset_with_decimals_as_numbers(run):
    frame = pd.DataFrame({"a": [1, 2], "price": [decimal.Decimal("1.50"), decimal.Decimal("2.25")]})
    run.begin({"data": frame})
    loaded = kaiseki.load()
    assert loaded["price"].dtype == float
    assert loaded["price"].sum() == 3.75


def test_load_names_what_there_is(run):
    run.begin({"data": pd.DataFrame({"a": [1]})})
    with pytest.raises(KeyError, match="there are: data"):
        kaiseki.load("other")


def test_table_is_published_as_parquet_and_csv_with_a_strict_preview(run):
    run.begin()
    frame = pd.DataFrame(
        {"n": [1, 2**60], "x": [0.5, np.nan], "t": pd.to_datetime(["2025-01-02 03:04", None]), "s": ["あ", None]}
    )
    kaiseki.table("by type", frame)
    [table] = run.records("table")
    assert table["rows"] == [[1, 0.5, "2025-01-02T03:04:00Z", "あ"], [str(2**60), None, None, None]]
    assert [column["type"] for column in table["columns"]] == ["BIGINT", "DOUBLE", "TIMESTAMP", "VARCHAR"]
    assert pd.read_parquet(run.output / table["file"]).shape == (2, 4)
    assert (run.output / table["csv"]).read_bytes().startswith(b"\xef\xbb\xbf")


def test_table_keeps_a_meaningful_index_and_refuses_equal_columns(run):
    run.begin()
    kaiseki.table("counts", pd.Series([3, 4], index=["a", "b"], name="n"))
    assert run.records("table")[0]["rows"] == [["a", 3], ["b", 4]]
    with pytest.raises(ValueError, match="names of their own"):
        kaiseki.table("twice", pd.DataFrame([[1, 2]], columns=["a", "a"]))


def test_metrics_are_numbers(run):
    run.begin()
    kaiseki.metric("roc_auc", np.float32(0.5), baseline=0.5)
    kaiseki.metric("nothing", float("nan"))
    assert [(record["value"], record["baseline"]) for record in run.records("metric")] == [(0.5, 0.5), (None, None)]
    with pytest.raises(TypeError, match="must be a number"):
        kaiseki.metric("accuracy", "0.9")


def test_figure_takes_figures_axes_and_the_current_one(run):
    run.begin()
    figure, axes = plt.subplots()
    kaiseki.figure("axes", axes)
    plt.plot([1, 2])
    kaiseki.figure("current")
    assert [record["file"] for record in run.records("figure")] == ["axes.png", "current.png"]
    assert plt.get_fignums() == []
    with pytest.raises(TypeError, match="matplotlib figure"):
        kaiseki.figure("none", 3)
    assert figure is not None


def test_a_title_is_written_into_a_picture_that_has_none(run):
    run.begin()
    bare, axes = plt.subplots()
    titled, own = plt.subplots()
    own.set_title("Its own")
    panels, both = plt.subplots(1, 2)
    both[0].set_title("left")
    both[1].set_title("right")
    for name, drawn in (("bare", bare), ("titled", titled), ("panels", panels)):
        kaiseki.figure(name, drawn, "Sales")
    assert [drawn.get_suptitle() for drawn in (bare, titled, panels)] == ["Sales", "", "Sales"]
    assert axes is not None


def test_names_cannot_leave_the_folder(run):
    run.begin()
    kaiseki.table("../../etc/passwd", pd.DataFrame({"a": [1]}))
    [table] = run.records("table")
    assert "/" not in table["file"]
    assert (run.output / table["file"]).exists()


def test_a_long_name_in_japanese_fits_into_a_file_name(run):
    run.begin()
    kaiseki.table("売上" * 100, pd.DataFrame({"a": [1]}))
    [table] = run.records("table")
    assert table["name"] == "売上" * 100
    assert len(table["file"].encode()) <= 200
    assert (run.output / table["file"]).exists()


def test_a_model_can_be_loaded_by_the_next_run(run):
    from sklearn.linear_model import LinearRegression

    run.begin()
    kaiseki.model("model", LinearRegression().fit([[0], [1]], [0, 2]), features=["x"])
    run.begin(artifacts={"model.joblib": str(run.output / "model.joblib")})
    import joblib

    assert joblib.load(kaiseki.artifact("model.joblib")).predict([[2]])[0] == pytest.approx(4)


def test_outside_of_a_run_it_says_so():
    from kaiseki import context

    context._current.clear()
    with pytest.raises(context.NoRun):
        kaiseki.answer("hello")


@pytest.mark.parametrize("theme", [False, True])
@pytest.mark.parametrize("text", ["売上の分布", "$\\alpha$ 売上"])
def test_japanese_is_drawn_whatever_the_theme(run, recwarn, theme, text):
    import io

    import seaborn

    if theme:
        seaborn.set_theme()
    _, axes = plt.subplots()
    axes.set_title(text)
    axes.figure.savefig(io.BytesIO(), format="png")
    plt.close("all")
    seaborn.reset_orig()
    assert [str(warning.message) for warning in recwarn if "missing from font" in str(warning.message)] == []
