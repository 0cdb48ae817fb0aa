"""What changing a kernel as a whole keeps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.convolution import convolve
from core.kernels import article, gaussian, sobel_x
from core.kernels.edits import add, is_density, normalise, resize
from tests.strategies import kernels


@given(kernel=kernels(), rows=st.integers(0, 5), cols=st.integers(0, 5))
def test_adding_zeros_changes_no_result_and_cutting_them_gives_the_kernel_back(kernel, rows, cols) -> None:  # type: ignore[no-untyped-def]
    image = np.random.default_rng(1).normal(size=(9, 8))
    larger = resize(kernel, kernel.shape[0] + rows, kernel.shape[1] + cols)
    assert larger.shape == (kernel.shape[0] + rows, kernel.shape[1] + cols)
    np.testing.assert_allclose(convolve(image, larger), convolve(image, kernel), atol=1e-9)
    np.testing.assert_array_equal(resize(larger, *kernel.shape), kernel)


def test_cutting_keeps_the_middle() -> None:
    np.testing.assert_array_equal(resize(np.arange(25).reshape(5, 5), 3, 1), [[7], [12], [17]])


@given(kernels(), kernels())
def test_sum_of_kernels_gives_the_sum_of_results(first, second) -> None:  # type: ignore[no-untyped-def]
    image = np.random.default_rng(1).normal(size=(9, 8))
    both = convolve(image, first) + convolve(image, second)
    np.testing.assert_allclose(convolve(image, add(first, second)), both, atol=1e-8)


def test_normalised_kernel_keeps_even_areas() -> None:
    np.testing.assert_allclose(convolve(np.full((6, 7), 5.0), normalise(article())), 5.0)
    with pytest.raises(ValueError, match="add up to 0"):
        normalise(sobel_x())
    with pytest.raises(ValueError, match="add up to 0"):
        normalise(np.zeros((2, 2)))


def test_density_is_told_from_other_kernels() -> None:
    assert is_density(gaussian())
    assert not is_density(article())
    assert not is_density([[2.0, -1.0]])


def test_a_kernel_keeps_at_least_a_cell() -> None:
    with pytest.raises(ValueError, match="at least 1 row and 1 column, got 0 × 3"):
        resize(sobel_x(), 0, 3)
