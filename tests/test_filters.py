"""Transfer functions: symmetric, within bounds, and equal to their formulas one frequency at a time."""

from __future__ import annotations

from math import atan2, degrees, exp, hypot

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.spectrum import filters
from core.spectrum.filters import PROFILES

_shapes = st.tuples(st.integers(1, 21), st.integers(1, 21))
_profiles = st.sampled_from(PROFILES)


def _mirror(transfer: np.ndarray) -> np.ndarray:
    return np.fft.fftshift(np.roll(np.fft.ifftshift(transfer)[::-1, ::-1], 1, axis=(0, 1)))


@settings(deadline=None, max_examples=80)
@given(_shapes, _profiles, st.floats(0, 0.8), st.floats(0, 0.8), st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))
def test_every_filter_is_symmetric_and_between_nothing_and_everything(shape, profile, one, other, row, col) -> None:
    low, high = sorted((one, other))
    made = (
        filters.lowpass(shape, low, profile=profile),
        filters.highpass(shape, low, profile=profile),
        filters.bandpass(shape, low, high, profile=profile),
        filters.bandstop(shape, low, high, profile=profile),
        filters.notch(shape, row, col, low, profile=profile),
        filters.wedge(shape, 400 * row, 200 * low, profile=profile),
    )
    for transfer in made:
        assert transfer.shape == shape
        assert transfer.min() >= 0
        assert transfer.max() <= 1
        np.testing.assert_allclose(transfer, _mirror(transfer), atol=1e-12)
        np.testing.assert_array_equal(filters.mirrored(transfer), _mirror(transfer))


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("shape", [(8, 11), (9, 6), (1, 7)])
def test_lowpass_is_its_formula(shape: tuple[int, int], profile) -> None:
    transfer = filters.lowpass(shape, 0.2, profile=profile, order=3)
    for i in range(shape[0]):
        for j in range(shape[1]):
            distance = hypot((i - shape[0] // 2) / shape[0], (j - shape[1] // 2) / shape[1]) / 0.2
            expected = {
                "ideal": float(distance <= 1),
                "gaussian": exp(-(distance**2) / 2),
                "butterworth": 1 / (1 + distance**6),
            }
            assert transfer[i, j] == pytest.approx(expected[profile], abs=1e-12)


@pytest.mark.parametrize("profile", PROFILES)
def test_low_band_and_high_share_out_the_spectrum(profile) -> None:
    parts = (
        filters.lowpass((20, 31), 0.1, profile=profile),
        filters.bandpass((20, 31), 0.1, 0.3, profile=profile),
        filters.highpass((20, 31), 0.3, profile=profile),
    )
    np.testing.assert_allclose(sum(parts), 1, atol=1e-12)
    np.testing.assert_allclose(filters.bandstop((20, 31), 0.1, 0.3, profile=profile), 1 - parts[1])


def test_wedge_keeps_the_waves_across_its_lines() -> None:
    shape, kept = (40, 60), 0
    transfer = filters.wedge(shape, 30, 24)
    for i in range(1, shape[0]):
        for j in range(1, shape[1]):
            row, col = (i - 20) / 40, (j - 30) / 60
            if row == col == 0:
                assert transfer[i, j] == 1
                continue
            # A wave travels across its lines; the screen's y axis points down.
            lines = degrees(atan2(-row, col)) + 90
            away = abs((lines - 30 + 90) % 180 - 90)
            if abs(away - 12) > 1e-6:
                assert transfer[i, j] == (away < 12)
                kept += transfer[i, j]
    assert kept > 200


def test_emphasis_goes_from_low_to_high_gain() -> None:
    transfer = filters.emphasis((101, 101), 0.05, low_gain=0.4, high_gain=1.8)
    assert transfer[50, 51] == pytest.approx(0.4, abs=0.05)
    assert transfer[50, 50] == 1
    assert transfer[0, 0] == pytest.approx(1.8)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: filters.lowpass((4, 5), 0.1, profile="square"), "profile"),
        (lambda: filters.lowpass((4, 5), 0.1, order=0), "order"),
        (lambda: filters.wedge((4, 5), 0, 200), "spread"),
        (lambda: filters.wedge((4, 5), float("nan"), 20), "degrees"),
        (lambda: filters.emphasis((4, 5), 0.1, low_gain=-1, high_gain=2), "low_gain"),
    ],
)
def test_bad_arguments_are_named(call, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        call()
