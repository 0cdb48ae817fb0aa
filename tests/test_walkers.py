"""Walkers' means approach the convolution, by the rate and to the border that mathematics says."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.ndimage

from core.kernels import article, disc, gaussian, softmax
from core.kernels.walkers import approach, spread_of_one
from core.padding import PADDINGS

_DENSITIES = {
    "odd": gaussian(5, 1.0),
    "even": softmax([[1.0, 2, 0, 1], [0, 1, 3, 0]]),
    "with empty cells": disc(2.0),
    "certain": np.array([[0.0, 0, 1], [0, 0, 0]]),
}


def _image() -> np.ndarray:
    image = np.random.default_rng(1).uniform(0, 255, (7, 8))
    image.flags.writeable = False
    return image


@pytest.mark.parametrize("padding", PADDINGS)
@pytest.mark.parametrize("name", _DENSITIES)
def test_mean_converges_to_the_convolution_also_at_the_border(name: str, padding: str) -> None:
    image, density = _image(), _DENSITIES[name]
    expected = scipy.ndimage.convolve(image, density, mode=padding, cval=9.0)
    # The first two counts follow walkers one by one, the last draws how many jump to each cell.
    counts = (1, 20, 40_000)
    *_, mean = approach(image, density, counts, rng=np.random.default_rng(2), padding=padding, fill=9.0)  # type: ignore[arg-type]
    second_moment = scipy.ndimage.convolve(image**2, density, mode=padding, cval=81.0)
    deviation = np.sqrt(np.maximum(second_moment - expected**2, 0) / counts[-1])
    assert (np.abs(mean - expected) <= 5 * deviation + 1e-9).all()


def test_error_is_the_spread_of_one_over_the_root_of_the_count() -> None:
    image = np.random.default_rng(1).uniform(0, 255, (64, 64))
    density = gaussian(5, 1.0)
    exact = scipy.ndimage.convolve(image, density, mode="reflect")
    counts = (1, 4, 16, 64, 256, 1024)
    for count, mean in zip(counts, approach(image, density, counts, rng=np.random.default_rng(3)), strict=True):
        error = np.sqrt(np.mean((mean - exact) ** 2))
        assert error == pytest.approx(spread_of_one(image, density) / np.sqrt(count), rel=0.1)


def test_one_walker_finds_a_neighbour_and_another_draw_another() -> None:
    image = np.arange(48.0).reshape(6, 8)
    (first,) = approach(image, gaussian(3, 1.0), [1], rng=np.random.default_rng(4))
    (second,) = approach(image, gaussian(3, 1.0), [1], rng=np.random.default_rng(5))
    (again,) = approach(image, gaussian(3, 1.0), [1], rng=np.random.default_rng(4))
    assert (first != second).any()
    np.testing.assert_array_equal(first, again)
    rows, cols = np.divmod(first.astype(int), 8)
    assert np.isin(first, image).all()
    assert (np.abs(rows - np.arange(6)[:, None]) <= 1).all()
    assert (np.abs(cols - np.arange(8)) <= 1).all()


def test_a_walker_reads_all_channels_of_the_same_pixel() -> None:
    gray = np.random.default_rng(1).integers(0, 100, (5, 6), dtype=np.uint8)
    colour = np.stack([gray, 2 * gray], axis=-1)
    (followed,) = approach(colour, gaussian(3, 1.0), [7], rng=np.random.default_rng(6))
    (counted,) = approach(colour, gaussian(3, 1.0), [700], rng=np.random.default_rng(6))
    for mean in (followed, counted):
        assert mean.dtype == np.float32
        np.testing.assert_allclose(mean[..., 1], 2 * mean[..., 0], rtol=1e-5)


@pytest.mark.parametrize(
    ("density", "counts", "message"),
    [
        (article(), [1], "density must have no negative cell and sum to 1, got a sum of 10"),
        (gaussian(), [0], "counts must rise from at least 1"),
        (gaussian(), [4, 4], "counts must rise"),
        (gaussian(), [], "counts must rise"),
    ],
)
def test_what_is_no_density_or_no_count_is_refused(density: np.ndarray, counts: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        approach(_image(), density, counts, rng=np.random.default_rng(1))
