import datetime

import numpy as np
import pandas as pd
import pytest

from kaiseki.profiling import columns, figures
from kaiseki.profiling.words import words_of


@pytest.fixture
def staff() -> pd.DataFrame:
    return columns.tidy(
        pd.DataFrame(
            {
                "emp_id": [f"E{i}" for i in range(12)],
                "name": [f"Person {i}" for i in range(12)],
                "no": range(1, 13),
                "year": range(2013, 2025),
                "pay": [3000.0, 4500.5, *[12_500.0] * 10],
                "remote": [True, False, None] * 4,
                "hired": [datetime.date(2020, month, 1) for month in range(1, 13)],
                "tags": [["a"], ["b"]] * 6,
                "dept": ["x", "y"] * 6,
            }
        )
    )


def test_kinds_are_words(staff):
    kinds = [columns.kind_of(staff[name]) for name in staff.columns]
    assert kinds == ["text", "text", "number", "number", "number", "truth", "date", "text", "text"]


def test_numbers_are_written_as_people_write_them(staff):
    line = columns.describe("pay", staff["pay"])
    assert (line["min"], line["max"], line["most_frequent"], line["its_share"]) == ("3,000", "12,500", "12,500", 0.8333)
    assert columns.describe("year", staff["year"])["min"] == "2013"
    assert columns.describe("hired", staff["hired"])["max"] == "2020-12-01"


def test_a_text_has_no_smallest_value_and_an_identifier_no_most_frequent_one(staff):
    line = columns.describe("emp_id", staff["emp_id"])
    assert (line["min"], line["max"], line["most_frequent"]) == (None, None, None)


def test_identifiers_are_not_drawn(staff):
    assert figures.drawable(staff) == ["year", "pay", "remote", "hired", "tags", "dept"]


def test_dates_are_drawn_over_time(staff):
    drawn = figures.distributions(staff, ["hired"], "title")
    [axes] = drawn.axes
    heights = [patch.get_height() for patch in axes.patches]
    assert len(heights) >= 10
    assert sum(heights) == 12


def test_three_hundred_columns_make_a_picture_of_a_page():
    wide = pd.DataFrame(np.random.default_rng(2).normal(size=(120, 300))).add_prefix("c")
    wide["twin"] = wide["c7"]
    matrix = figures.most_correlated(wide.corr(), figures.MOST_CORRELATED)
    assert matrix.shape == (20, 20)
    assert {"twin", "c7"} <= set(matrix.columns)
    width, height = figures.correlation(matrix, "title", words_of("en")).get_size_inches()
    assert max(width, height) < 13


def test_a_title_says_what_is_left_out():
    assert figures.titled(words_of("en"), "missing", "t", 30, 100) == "Missing values of t (30 of 100 columns)"
    assert figures.titled(words_of("ja"), "missing", "t", 3, 3) == "tの欠損"


@pytest.mark.parametrize(("names", "width"), [(["pay"], 6.0), (["pay", "dept"], 10.8), (["pay", "dept", "year"], 10.8)])
def test_distributions_are_as_wide_as_half_a_page_or_a_page(staff, names, width):
    assert figures.distributions(staff, names, "title").get_size_inches()[0] == width
