"""Numbers to pixels: linear, exact at the ends, and colour maps whose lightness never lies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.testing import assert_array_equal
from numpy.typing import NDArray

import core.images.display
from core.images.display import clipped_fraction, cyclic, diverging, sequential, to_bytes, value_range
from tests.pictures import noise

_NUMBERS = st.floats(-1e6, 1e6)
_PICTURES = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=6), elements=_NUMBERS)


def luminance(colors: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the relative luminance of sRGB colours (IEC 61966-2-1)."""
    part = colors / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def test_all_equals_the_public_names() -> None:
    assert sorted(core.images.display.__all__) == core.images.display.__all__
    assert all(callable(getattr(core.images.display, name)) for name in core.images.display.__all__)


@pytest.mark.parametrize(
    ("image", "wanted"),
    [
        (noise(3, 4), (0, 255)),
        (noise(3, 4, dtype=np.uint16), (0, 65_535)),
        (np.array([[True, False]]), (0, 1)),
        (np.array([[-2.5, 7.0]], np.float32), (-2.5, 7)),
        (np.array([[-2.5, np.nan, np.inf, 7.0]]), (-2.5, 7)),
        (np.array([[-3, 4]], np.int32), (-3, 4)),
        (np.array([[np.nan]]), (0, 1)),
    ],
)
def test_value_range_is_what_the_type_means(image: NDArray[Any], wanted: tuple[float, float]) -> None:
    assert value_range(image) == wanted


@pytest.mark.parametrize("value", [0.0, -4.0, 1e30, 1e-30])
def test_a_constant_picture_is_middle_gray(value: float) -> None:
    image = np.full((3, 4), value, np.float32)
    low, high = value_range(image)
    assert low < high
    assert set(np.unique(to_bytes(image, low, high))) <= {127, 128}


@given(_PICTURES, _NUMBERS, st.floats(1e-3, 1e6))
@settings(deadline=None, max_examples=150)
def test_to_bytes_is_linear_with_rounding_and_clipping(image: NDArray[Any], low: float, span: float) -> None:
    high = low + span
    image.flags.writeable = False
    exact = np.clip((image - low) / (high - low) * 255, 0, 255)
    found = to_bytes(image, low, high)
    assert found.dtype == np.uint8
    assert np.abs(found - exact).max() <= 0.5 + 1e-6


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
@pytest.mark.parametrize("shape", [(4, 5), (4, 5, 3)])
def test_low_is_black_high_is_white_and_what_lies_beyond_is_clipped(shape: tuple[int, ...], dtype: Any) -> None:
    for value, wanted in [(0, 0), (50, 0), (100, 0), (200, 255), (255, 255), (160, 153)]:
        found = to_bytes(np.full(shape, value, dtype), 100, 200)
        assert found.shape == shape
        assert (found == wanted).all()


def test_every_byte_is_its_own_pixel() -> None:
    image = noise(30, 40, 3)
    for same in (image, image.astype(np.float32), image.astype(np.float64)):
        assert_array_equal(to_bytes(same, 0, 255), image)
    assert to_bytes(image, 0, 255) is not image
    deep = noise(30, 40, dtype=np.uint16)
    assert_array_equal(to_bytes(deep, 0, 65_535), np.rint(deep / 257.0))


@pytest.mark.parametrize(("low", "high"), [(1, 1), (2, 1), (np.nan, 1), (0, np.inf)])
def test_an_empty_range_is_refused(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="low must be less than high"):
        to_bytes(noise(2, 2), low, high)


def test_clipped_fraction_counts_what_is_beyond_the_range() -> None:
    image = np.arange(10.0).reshape(2, 5)
    assert clipped_fraction(image, 0, 9) == 0
    assert clipped_fraction(image, 1.5, 7) == 0.4
    assert clipped_fraction(noise(4, 4), -1, 256) == 0


@given(_PICTURES, st.floats(1e-3, 1e6))
@settings(deadline=None, max_examples=100)
def test_diverging_tells_sign_and_size(values: NDArray[Any], limit: float) -> None:
    values.flags.writeable = False
    colors = diverging(values, limit).astype(int)
    red_minus_blue = colors[..., 0] - colors[..., 2]
    assert (red_minus_blue[values > limit / 50] > 0).all()
    assert (red_minus_blue[values < -limit / 50] < 0).all()
    assert (colors[np.abs(values) < limit / 511] == 255).all()


def test_diverging_zero_is_exactly_white_and_nothing_else_is() -> None:
    ramp = np.linspace(-1, 1, 511)[None, :]
    colors = diverging(ramp, 1.0)[0]
    assert_array_equal(np.flatnonzero((colors == 255).all(axis=-1)), [255])
    assert_array_equal(diverging(np.zeros((3, 3), np.float32), 1e-9), np.full((3, 3, 3), 255))
    assert_array_equal(diverging(ramp * 5, 1.0), diverging(np.clip(ramp * 5, -1, 1), 1.0))


def test_diverging_grows_darker_evenly_to_both_sides() -> None:
    light = luminance(diverging(np.linspace(-1, 1, 511)[None, :], 1.0)[0])
    assert (np.diff(light)[:255] > 0).all()
    assert (np.diff(light)[255:] <= 0).all()
    assert np.abs(light - light[::-1]).max() < 0.03
    assert 1.05 / (light[[0, -1]].max() + 0.05) > 4.5


def test_sequential_luminance_never_falls_and_spans_the_screen() -> None:
    light = luminance(sequential(np.linspace(0, 1, 256)[None, :], 0, 1)[0])
    assert (np.diff(light) > 0).all()
    assert (light[-1] + 0.05) / (light[0] + 0.05) > 12
    steps = np.diff(np.cbrt(light))
    assert steps.max() < 3 * np.median(steps)


@given(_PICTURES)
@example(np.array([[1e-308, 0.0]]))
@settings(deadline=None, max_examples=60)
def test_sequential_keeps_the_order_of_numbers(values: NDArray[Any]) -> None:
    values.flags.writeable = False
    low, high = value_range(values)
    light = luminance(sequential(values, low, high)).ravel()
    assert (np.diff(light[np.argsort(values, axis=None)]) >= 0).all()


def test_sequential_clips_and_takes_a_constant() -> None:
    ends = sequential(np.array([[0.0, 1.0]]), 0, 1)
    assert_array_equal(sequential(np.array([[-5.0, 7.0]]), 0, 1), ends)
    assert_array_equal(sequential(np.zeros((1, 1)), 0, 0), ends[:, :1])


def oklab(colors: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return lightness, green-red and blue-yellow of sRGB colours, by the matrices that lead the other way."""
    part = colors / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    to_cone = [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
    to_lab = [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
    return np.cbrt(linear @ np.array(to_cone).T) @ np.array(to_lab).T


def test_cyclic_is_a_circle_of_one_lightness_with_equal_steps() -> None:
    angles = np.linspace(-np.pi, np.pi, 73)[:-1]
    lightness, across, up = oklab(cyclic(angles[None])[0]).T
    assert np.ptp(lightness) < 0.01
    assert np.ptp(np.hypot(across, up)) < 0.01
    steps = np.angle(np.exp(1j * np.diff(np.unwrap(np.arctan2(up, across)))))
    np.testing.assert_allclose(steps, 2 * np.pi / 72, atol=0.04)


@given(arrays(np.float64, (2, 3), elements=st.floats(-100, 100)), st.integers(-9, 9))
@settings(deadline=None, max_examples=60)
def test_cyclic_does_not_know_whole_turns(angles: NDArray[Any], turns: int) -> None:
    angles.flags.writeable = False
    found, turned = cyclic(angles), cyclic(angles + 2 * np.pi * turns)
    # Rounding may choose the neighbour among 512 hues.
    assert np.abs(found.astype(int) - turned).max() <= 4
    assert_array_equal(cyclic(np.array([[-np.pi]])), cyclic(np.array([[np.pi]])))


@pytest.mark.parametrize("paint", [cyclic, lambda x: diverging(x, 1.0), lambda x: sequential(x, 0, 1)])
def test_maps_refuse_colors_and_not_finite_numbers(paint: Any) -> None:
    with pytest.raises(ValueError, match=r"values must have shape \(M, N\), got \(2, 2, 3\)"):
        paint(np.zeros((2, 2, 3)))
    with pytest.raises(ValueError, match="values must hold finite numbers"):
        paint(np.full((2, 2), np.nan))


@pytest.mark.parametrize("limit", [0, -1, np.nan, np.inf])
def test_diverging_needs_a_positive_limit(limit: float) -> None:
    with pytest.raises(ValueError, match="limit must be positive and finite"):
        diverging(np.zeros((2, 2)), limit)


def test_sequential_needs_ordered_limits() -> None:
    with pytest.raises(ValueError, match="low must be less than high"):
        sequential(np.zeros((2, 2)), 1, 0)
