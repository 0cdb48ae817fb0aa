"""Filtering logarithms: nothing changes under the filter that passes all, and uneven light goes away."""

from __future__ import annotations

import numpy as np
import pytest

from core.spectrum import spectrum_of
from core.spectrum.filters import emphasis
from core.spectrum.homomorphic import filter_logarithms, logarithms, unevenness


@pytest.mark.parametrize("shape", [(17, 24), (1, 9), (8, 8, 3)])
def test_passing_everything_changes_nothing(shape: tuple[int, ...]) -> None:
    picture = np.random.default_rng(0).uniform(0, 255, shape)
    np.testing.assert_allclose(filter_logarithms(picture, np.ones(shape[:2]), white=255), picture, atol=1e-9)


def test_uneven_light_is_evened_out() -> None:
    y, x = np.mgrid[:128, :128]
    surface = 1 + 0.3 * np.cos(2 * np.pi * 20 * x / 128)
    lit = 100 * surface * (1 + 0.5 * np.cos(2 * np.pi * y / 128))
    transfer = emphasis((128, 128), 0.03, low_gain=0.2, high_gain=1, profile="butterworth", order=4)
    evened = filter_logarithms(lit, transfer, white=255, spectrum=spectrum_of(logarithms(lit, white=255)))
    before, after = (np.std(np.log(picture).mean(axis=1)) for picture in (lit, evened))
    assert after < 0.3 * before


def test_unevenness_is_the_spread_of_slow_light_over_its_mean() -> None:
    y, x = np.mgrid[:200, :100]
    lit = 80 + 20 * np.cos(2 * np.pi * y / 200) + 30 * np.cos(2 * np.pi * 30 * x / 100)
    seen = np.exp(-((1 / 200 / 0.02) ** 2) / 2)
    assert unevenness(lit, 0.02) == pytest.approx(20 * seen / np.sqrt(2) / 80, rel=1e-9)
    assert unevenness(np.stack([lit, 2 * lit], axis=-1), 0.02) == pytest.approx(unevenness(lit, 0.02))
    assert unevenness(np.zeros((4, 5)), 0.02) == 0


def test_what_has_no_logarithm_is_refused() -> None:
    with pytest.raises(ValueError, match="below 0"):
        logarithms(np.full((3, 3), -1.0), white=1)
    with pytest.raises(ValueError, match="white"):
        logarithms(np.zeros((3, 3)), white=0)
