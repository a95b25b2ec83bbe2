import matplotlib.pyplot as plt
import numpy as np
import pytest

from kaiseki.drawing import bins_of, histogram, tick


@pytest.mark.parametrize(("rows", "bars"), [(12, 10), (78, 10), (100_000, 40)])
def test_bars_are_as_many_as_the_values_bear(rows, bars):
    edges = bins_of(np.random.default_rng(1).normal(size=rows))
    assert len(edges) - 1 == bars


def test_a_far_outlier_does_not_make_millions_of_bars():
    assert len(bins_of([*np.linspace(0, 1, 1_000), 1e12])) - 1 <= 40


def test_whole_numbers_get_whole_steps():
    edges = bins_of(range(16, 80))
    assert set(np.diff(edges)) == {np.diff(edges)[0]}
    assert float(np.diff(edges)[0]).is_integer()
    assert edges[0] == 15.5
    assert edges[-1] >= 79.5


@pytest.mark.parametrize("values", [[], [3, 3, 3], [0.5]])
def test_every_column_can_be_drawn(values):
    histogram(plt.figure().subplots(), values, "black")
    plt.close()


def test_ticks_are_written_in_full():
    assert [tick(value) for value in (1_500_000, 0.25, -3, 2e12)] == ["1,500,000", "0.25", "-3", "2e+12"]
