"""The worked grid, against SciPy, against loops written out, and against the printed example."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.signal
from hypothesis import given
from hypothesis import strategies as st

from core.kernels import article
from core.kernels.number_grid import output_size, size_formula, work

# Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", figure 1.1.
_GRID = np.array([[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]])


def test_printed_example_comes_out() -> None:
    np.testing.assert_array_equal(work(_GRID, article()).result, [[12, 12, 17], [10, 17, 19], [9, 6, 14]])


@given(
    side=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    more=st.tuples(st.integers(0, 6), st.integers(0, 6)),
    stride=st.integers(1, 3),
    padding=st.integers(0, 3),
    dilation=st.integers(1, 3),
    turned=st.booleans(),
)
def test_result_is_that_of_scipy_with_a_kernel_spread_by_zeros(side, more, stride, padding, dilation, turned) -> None:  # type: ignore[no-untyped-def]
    rng = np.random.default_rng(1)
    kernel = rng.integers(-5, 5, side)
    reach = [dilation * (length - 1) + 1 for length in side]
    grid = rng.integers(-9, 9, np.add(reach, more))
    spread = np.zeros(reach)
    spread[::dilation, ::dilation] = kernel
    product = scipy.signal.convolve2d if turned else scipy.signal.correlate2d
    expected = product(np.pad(grid, padding), spread, mode="valid")[::stride, ::stride]
    worked = work(grid, kernel, stride=stride, padding=padding, dilation=dilation, turned=turned)
    np.testing.assert_allclose(worked.result, expected, atol=1e-12)
    for axis in (0, 1):
        size = output_size(grid.shape[axis], side[axis], stride=stride, padding=padding, dilation=dilation)
        assert worked.result.shape[axis] == size


def test_each_product_is_a_cell_times_the_one_on_it() -> None:
    worked = work(_GRID, article(), stride=2, padding=1, dilation=2, turned=True)
    for i, j, a, b in np.ndindex(worked.products.shape):
        assert worked.products[i, j, a, b] == worked.padded[2 * i + 2 * a, 2 * j + 2 * b] * worked.kernel[a, b]
    np.testing.assert_array_equal(worked.kernel, np.rot90(article(), 2))


def test_formula_is_filled_in_and_true() -> None:
    assert size_formula(5, 3, stride=2, padding=1) == "⌊(5 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 3"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"stride": 0}, "stride must be at least 1"),
        ({"padding": -1}, "padding must be at least 0"),
        ({"dilation": 0}, "dilation must be at least 1"),
        ({"dilation": 3}, "the kernel reaches over 7 cells, but the grid has only 5"),
    ],
)
def test_what_does_not_fit_is_refused(options: dict[str, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        work(_GRID, article(), **options)  # type: ignore[arg-type]
