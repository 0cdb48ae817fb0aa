"""Steepness, against SciPy and against a turned picture."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.ndimage

from core.convolution import BACKENDS
from core.kernels import scharr_x, sobel_x
from core.kernels.gradients import magnitude
from core.padding import PADDINGS


@pytest.mark.parametrize("padding", PADDINGS)
@pytest.mark.parametrize("backend", BACKENDS)
def test_magnitude_is_that_of_scipy(padding: str, backend: str) -> None:
    image = np.random.default_rng(1).normal(size=(12, 13))
    expected = np.hypot(*(scipy.ndimage.sobel(image, axis=axis, mode=padding) for axis in (0, 1)))
    np.testing.assert_allclose(magnitude(image, sobel_x(), padding=padding, backend=backend), expected, atol=1e-10)  # type: ignore[arg-type]


def test_magnitude_does_not_depend_on_the_pictures_turn() -> None:
    image = np.random.default_rng(1).integers(0, 255, (12, 13, 3), dtype=np.uint8)
    upright = magnitude(image, scharr_x())
    assert upright.shape == image.shape
    np.testing.assert_allclose(np.rot90(upright), magnitude(np.rot90(image), scharr_x()), rtol=1e-5, atol=1e-3)
