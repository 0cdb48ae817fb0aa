"""A picture brought to another's shape is its middle, scaled, and not stretched."""

from __future__ import annotations

import numpy as np
import pytest

from core.images import to_gray
from core.spectrum.fitting import fitted, middle
from tests.pictures import noise


def test_a_picture_of_the_shape_stays_as_it_is() -> None:
    image = noise(31, 17, 3)
    assert middle((31, 17), image.shape) == (31, 17)
    assert np.array_equal(fitted(image, image.shape), image)


def test_what_juts_out_is_cut_off_on_both_sides() -> None:
    image = noise(40, 101)
    assert middle((40, 101), (40, 41)) == (40, 41)
    assert np.array_equal(fitted(image, (40, 41)), image[:, 30:71])


def test_every_pixel_of_a_smaller_picture_is_the_mean_of_its_area() -> None:
    image = noise(60, 80)
    wanted = image[:, 10:70].reshape(20, 3, 20, 3).mean(axis=(1, 3))
    np.testing.assert_allclose(fitted(image, (20, 20)), wanted, atol=1e-3)


@pytest.mark.parametrize("shape", [(1, 33), (97, 61), (640, 1), (1, 1), (512, 512)])
@pytest.mark.parametrize("size", [(1, 1), (1, 40), (53, 1), (97, 61), (640, 427)])
def test_the_part_that_is_used_has_the_shapes_form_and_lies_within(shape: tuple, size: tuple) -> None:
    rows, cols = middle(size, shape)
    assert 1 <= rows <= size[0]
    assert 1 <= cols <= size[1]
    assert rows == size[0] or cols == size[1]
    scale = min(size[0] / shape[0], size[1] / shape[1])
    assert abs(rows - shape[0] * scale) < 1
    assert abs(cols - shape[1] * scale) < 1
    assert fitted(noise(*size), shape).shape == shape


def test_colour_becomes_brightness_and_gray_three_equal_channels() -> None:
    image = noise(9, 9, 3)
    np.testing.assert_allclose(fitted(image, (9, 9)), to_gray(image), rtol=1e-6)
    assert np.array_equal(fitted(image[..., 0], (9, 9, 3)), np.repeat(image[..., :1], 3, axis=2))


@pytest.mark.parametrize("source", [(30, 60), (61, 20, 3), (1, 1)])
@pytest.mark.parametrize("shape", [(20, 20), (15, 40, 3), (1, 9)])
def test_fitted_picture_has_the_shape_and_the_level(source: tuple[int, ...], shape: tuple[int, ...]) -> None:
    made = fitted(np.full(source, 80, np.uint8), shape)
    assert made.shape == shape
    np.testing.assert_allclose(made, 80, atol=1e-3)
