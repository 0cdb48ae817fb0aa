"""Rank, factors and frequency response, against NumPy, sums written out and known kernels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from core.convolution import convolve
from core.kernels import KERNELS, gaussian, laplacian, sobel_x
from core.kernels.facts import factors, frequency_response, strongest_waves
from tests.strategies import kernels


@settings(deadline=None)
@given(kernels())
def test_factors_add_up_to_the_kernel_and_are_as_many_as_its_rank(kernel) -> None:  # type: ignore[no-untyped-def]
    parts = factors(kernel)
    assert len(parts) == np.linalg.matrix_rank(kernel)
    total = sum((np.outer(part.column, part.row) for part in parts), np.zeros(kernel.shape))
    np.testing.assert_allclose(total, kernel, atol=1e-12 * max(1, np.abs(kernel).max()))
    shares = [part.share for part in parts]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1 if parts else 0)


def test_sobel_is_a_blur_times_a_difference() -> None:
    (part,) = factors(sobel_x())
    np.testing.assert_allclose(part.column, [1, 2, 1], rtol=1e-14)
    np.testing.assert_allclose(part.row, [1, 0, -1], rtol=1e-14)


def test_tiny_and_huge_kernels_have_their_rank() -> None:
    assert len(factors(laplacian() * 1e-300)) == len(factors(laplacian() * 1e300)) == 2
    assert factors(np.zeros((3, 3))) == ()


@pytest.mark.parametrize("side", [1, 2, 7, 8])
def test_frequency_response_is_the_sum_over_the_cells(side: int) -> None:
    kernel = np.random.default_rng(1).normal(size=(5, 10))
    row, col = np.indices(kernel.shape)
    steps = (np.arange(side) - side // 2) / side
    expected = [[abs((kernel * np.exp(-2j * np.pi * (u * row + v * col))).sum()) for v in steps] for u in steps]
    np.testing.assert_allclose(frequency_response(kernel, side=side), expected, atol=1e-12)


@pytest.mark.parametrize("name", KERNELS)
def test_response_at_zero_frequency_is_the_gain(name: str) -> None:
    kernel = KERNELS[name]()
    assert frequency_response(kernel)[64, 64] == pytest.approx(abs(kernel.sum()), abs=1e-12)


def test_response_is_what_becomes_of_a_wave() -> None:
    wave = np.tile(np.cos(2 * np.pi * np.arange(128) * 16 / 128), (128, 1))
    height = np.abs(convolve(wave, gaussian(), padding="wrap")).max()
    assert frequency_response(gaussian())[64, 64 + 16] == pytest.approx(height)


def test_strongest_wave_is_named_by_its_length() -> None:
    assert strongest_waves(gaussian()) == (pytest.approx(1), (float("inf"),))
    largest, lengths = strongest_waves(sobel_x())
    assert (largest, lengths) == (pytest.approx(8), (pytest.approx(4),))


@pytest.mark.parametrize("apart", [3, 5, 6, 11])
def test_all_waves_that_a_difference_answers_alike_are_named(apart: int) -> None:
    difference = np.zeros((1, apart + 1))
    difference[0, [0, -1]] = 1, -1
    # Its answer, 2 |sin(pi * apart / length)|, is 2 where a length is twice the distance over an odd number.
    alike = [2 * apart / times for times in range(1, apart + 1, 2)]
    for kernel in (difference, difference.T):
        largest, lengths = strongest_waves(kernel)
        assert largest == pytest.approx(2)
        assert lengths == pytest.approx(alike, rel=1e-4)


def test_strongest_wave_is_found_between_the_frequencies_of_the_table() -> None:
    ripple = np.cos(2 * np.pi * np.arange(-40, 41) / 2.44) * np.exp(-((np.arange(-40, 41) / 15) ** 2))
    assert strongest_waves(ripple[None])[1] == (pytest.approx(2.44, rel=1e-3),)


def test_response_needs_a_frequency() -> None:
    with pytest.raises(ValueError, match="side must be at least 1"):
        frequency_response(gaussian(), side=0)
