"""Sub-pixel peaks of paraboloids and of shifted pictures."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from core.matching import find_peaks, match_template
from core.matching.subpixel import peak_offset


@pytest.mark.parametrize(("down", "right"), [(0.0, 0.0), (0.3, -0.4), (-0.45, 0.1)])
def test_summit_of_a_paraboloid_is_exact(down: float, right: float) -> None:
    y, x = np.mgrid[:9, :9]
    dy, dx = y - 4 - down, x - 5 - right
    scores = 0.9 - 0.02 * dy**2 - 0.05 * dx**2 + 0.01 * dy * dx
    assert peak_offset(scores, 4, 5) == pytest.approx((down, right), abs=1e-12)


def test_borders_and_plateaus_stay_on_their_pixel() -> None:
    assert peak_offset(np.ones((5, 5)), 2, 2) == (0, 0)
    assert peak_offset(np.array([[3.0, 1.0], [2.0, 0.0]]), 0, 0) == (0, 0)
    along = np.array([[1.0, 3.0, 2.0]])
    assert peak_offset(along, 0, 1) == pytest.approx((0, 1 / 6))


def test_a_shift_by_a_fraction_of_a_pixel_is_measured() -> None:
    picture = ndimage.gaussian_filter(np.random.default_rng(0).random((90, 90)), 2)
    template = picture[30:60, 35:65]
    for down, right in ((0.25, -0.4), (0.1, 0.3)):
        moved = ndimage.shift(picture, (down, right), order=5, mode="wrap")
        match = find_peaks(match_template(moved, template), template_shape=template.shape, count=1)[0]
        assert (match.y, match.x) == pytest.approx((30 + down, 35 + right), abs=0.05)
