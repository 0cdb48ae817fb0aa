"""The finder on pictures whose periodic noise is known, and on pictures that have none."""

from __future__ import annotations

import numpy as np
import pytest

from core import samples
from core.images import decode
from core.quality import psnr
from core.spectrum import apply_filter
from core.spectrum.filters import notch
from core.spectrum.periodic_noise import find_periodic_noise

_ORDINARY = ("astronaut", "camera", "chelsea", "coffee", "coins", "rocket", "hubble", "retina", "clock_motion", "grass")
_ORDINARY += ("gravel", "face", "cell", "horse")


def test_the_two_known_waves_are_found_and_nothing_else() -> None:
    peaks = find_periodic_noise(decode(samples.read("camera_periodic_noise")))
    found = sorted((512 * peak.col_frequency, 512 * peak.row_frequency) for peak in peaks)
    np.testing.assert_allclose(found, [(0, 90), (40, 24)], atol=0.1)
    # The waves were added with amplitudes 25 and 35; where the sum left 0..255 it was clipped.
    assert [peak.amplitude for peak in peaks] == pytest.approx([35, 25], rel=0.2)


def test_notches_at_the_waves_bring_the_picture_back() -> None:
    clean, noisy = (decode(samples.read(name)) for name in ("camera", "camera_periodic_noise"))
    restored = noisy.astype(np.float64)
    for peak in find_periodic_noise(noisy):
        restored = apply_filter(restored, notch(noisy.shape, peak.row_frequency, peak.col_frequency, 2.5 / 512))
    assert psnr(clean, restored, span=255) > psnr(clean, noisy, span=255) + 8


def test_the_screen_of_the_print_is_found() -> None:
    peaks = find_periodic_noise(decode(samples.read("camera_halftone")))
    found = {(round(512 * peak.col_frequency), round(512 * peak.row_frequency)) for peak in peaks[:2]}
    # Period 6 at 45 degrees: 512 / 6 / sqrt(2) = 60.3 cycles across and down.
    assert found == {(60, 60), (-60, 60)}


@pytest.mark.parametrize("name", _ORDINARY)
def test_ordinary_photos_have_none(name: str) -> None:
    assert find_periodic_noise(decode(samples.read(name))) == []


@pytest.mark.parametrize("frequency", [(0.13, 0.2137), (0.31, -0.44), (0.0, 0.27), (0.402, 0.0)])
def test_a_wave_between_the_bins_is_placed(frequency: tuple[float, float]) -> None:
    rng = np.random.default_rng(6)
    y, x = np.mgrid[:150, :211]
    picture = rng.normal(128, 20, (150, 211)) + 12 * np.cos(2 * np.pi * (frequency[0] * y + frequency[1] * x))
    (peak,) = find_periodic_noise(picture)
    assert (peak.row_frequency, peak.col_frequency) == pytest.approx(frequency, abs=0.15 / 150)
    assert peak.amplitude == pytest.approx(12, rel=0.3)


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (37, 1), (13, 17)])
def test_constant_and_tiny_pictures_have_none(shape: tuple[int, int]) -> None:
    assert find_periodic_noise(np.full(shape, 3.0)) == []
    assert find_periodic_noise(np.random.default_rng(1).normal(size=shape)) == []
