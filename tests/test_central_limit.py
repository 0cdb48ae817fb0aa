"""Iterated densities: cumulants add up, and the distance to the Gaussian falls."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import convolve2d

from core.convolution import convolve
from core.kernels import KERNELS, softmax
from core.kernels.central_limit import iterates, like_gaussian, shape_of, window


@settings(deadline=None, max_examples=30)
@given(st.tuples(st.integers(1, 6), st.integers(1, 6)), st.integers(0, 2**32 - 1))
def test_iterates_are_direct_convolutions(shape: tuple[int, int], seed: int) -> None:
    density = softmax(np.random.default_rng(seed).normal(size=shape))
    expected = density
    for found in iterates(density, 4):
        np.testing.assert_allclose(found, expected, atol=1e-14)
        expected = convolve2d(expected, density)


@pytest.mark.parametrize("name", sorted(KERNELS))
def test_drift_and_variance_grow_with_each_step_and_kurtosis_falls(name: str) -> None:
    density = softmax(KERNELS[name]())
    one = shape_of(density)
    is_odd = all(size % 2 for size in density.shape)
    for count, power in enumerate(iterates(density, 12), start=1):
        shape = shape_of(power)
        assert shape.variance_x == pytest.approx(count * one.variance_x, rel=1e-6, abs=1e-9)
        assert shape.variance_y == pytest.approx(count * one.variance_y, rel=1e-6, abs=1e-9)
        assert shape.covariance == pytest.approx(count * one.covariance, rel=1e-6, abs=1e-9)
        assert shape.kurtosis == pytest.approx(one.kurtosis / count, rel=1e-4, abs=1e-6)
        if is_odd:
            assert shape.drift_x == pytest.approx(count * one.drift_x, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("name", sorted(KERNELS))
def test_distance_to_the_gaussian_falls_with_the_root_of_the_steps(name: str) -> None:
    powers = list(iterates(softmax(KERNELS[name]()), 64))
    if shape_of(powers[0]).variance_x < 0.2:
        return  # Nearly everything stays in its cell, which a Gaussian as narrow does too.
    after = {count: shape_of(powers[count - 1]).distance for count in (1, 16, 64)}
    assert after[16] <= after[1] + 1e-6
    assert after[64] < 0.6 * after[16] + 1e-4
    assert after[64] < 0.03


def test_sobel_propagator_moves_the_picture_as_its_drift_says() -> None:
    density = softmax(KERNELS["sobel_x"]())
    drop = np.zeros((41, 61))
    drop[20, 30] = 1
    moved = convolve(drop, density)
    assert moved.sum(0) @ np.arange(61) - 30 == pytest.approx(shape_of(density).drift_x, abs=1e-12)
    assert shape_of(density).drift_x < -0.5


def test_distance_of_a_wide_gaussian_to_itself_is_nothing() -> None:
    bell = KERNELS["gaussian"](61, 5.0)
    assert shape_of(bell).distance < 1e-3
    np.testing.assert_allclose(like_gaussian(bell), bell, atol=1e-5)
    assert shape_of(bell).kurtosis == pytest.approx(0, abs=1e-3)
    assert shape_of(np.full((1, 9), 1 / 9)).kurtosis == pytest.approx(-1.23, abs=1e-12)


@pytest.mark.parametrize(
    ("density", "count"), [(np.ones((2, 2)), 3), (np.array([[2.0, -1.0]]), 3), (np.ones((1, 1)), 0)]
)
def test_bad_arguments_are_named(density: np.ndarray, count: int) -> None:
    with pytest.raises(ValueError, match="must"):
        iterates(density, count)


@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (2, 5), (40, 33)])
def test_window_has_the_origin_in_its_middle(shape: tuple[int, int]) -> None:
    density = np.zeros(shape)
    density[shape[0] // 2, shape[1] // 2] = 1
    seen = window(density, 7, 100)
    assert seen.shape == (90, 90)
    assert seen[42:48, 42:48].min() == 1
    assert seen.sum() == 36
