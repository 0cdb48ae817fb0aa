"""Spectra and filters against NumPy's full transform; orientation against textures drawn at known angles."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import core.spectrum as spectrum
from core import samples
from core.images import decode
from core.spectrum import apply_filter, bandpass, dominant_orientation, highpass, log_magnitude, lowpass, notch
from core.spectrum.orientation import directions, turn

_shapes = st.tuples(st.integers(1, 23), st.integers(1, 23))
_seeds = st.integers(0, 2**32 - 1)


def _picture(shape: tuple[int, ...], seed: int = 0) -> np.ndarray:
    picture = np.random.default_rng(seed).uniform(0, 255, shape)
    picture.setflags(write=False)
    return picture


def _full(picture: np.ndarray) -> np.ndarray:
    return np.fft.fftshift(np.fft.fft2(picture))


def _mirror(transfer: np.ndarray) -> np.ndarray:
    return np.fft.fftshift(np.roll(np.fft.ifftshift(transfer)[::-1, ::-1], 1, axis=(0, 1)))


@settings(deadline=None, max_examples=60)
@given(_shapes, _seeds)
def test_log_magnitude_is_that_of_the_full_transform(shape: tuple[int, int], seed: int) -> None:
    picture = _picture(shape, seed)
    np.testing.assert_allclose(log_magnitude(picture), np.log1p(np.abs(_full(picture))), atol=1e-9)
    single = log_magnitude(picture.astype(np.float32))
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, log_magnitude(picture), atol=2e-2, rtol=1e-4)


@settings(deadline=None, max_examples=60)
@given(_shapes, _seeds, st.booleans())
def test_filter_is_the_product_of_spectra(shape: tuple[int, int], seed: int, is_complex: bool) -> None:
    rng = np.random.default_rng(seed)
    picture, transfer = rng.normal(size=shape), rng.normal(size=shape)
    if is_complex:
        transfer = transfer + 1j * rng.normal(size=shape)
    expected = np.fft.ifft2(np.fft.ifftshift(_full(picture) * transfer)).real
    np.testing.assert_allclose(apply_filter(picture, transfer), expected, atol=1e-12)


@pytest.mark.parametrize("shape", [(1, 1), (1, 17), (64, 48), (101, 97), (33, 20, 3)])
@pytest.mark.parametrize(("level", "contrast"), [(0, 255), (60000, 50)])
def test_spectrum_gives_the_picture_back(shape: tuple[int, ...], level: float, contrast: float) -> None:
    picture = (level + contrast * _picture(shape) / 255).round().astype(np.float32)
    back = apply_filter(picture, np.ones(shape[:2]))
    assert back.dtype == np.float32
    assert np.abs(back - picture).max() <= max(1e-6 * contrast, np.spacing(np.float32(level)))


@settings(deadline=None, max_examples=80)
@given(_shapes, st.floats(0, 0.8), st.floats(0, 0.8), st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))
def test_ideal_filters_are_symmetric_and_share_out_the_spectrum(
    shape: tuple[int, int], one: float, other: float, row: float, col: float
) -> None:
    low, high = sorted((one, other))
    parts = lowpass(shape, low), bandpass(shape, low, high), highpass(shape, high)
    np.testing.assert_array_equal(sum(parts), 1)
    for transfer in (*parts, notch(shape, row, col, low)):
        assert transfer.shape == shape
        assert set(np.unique(transfer)) <= {0.0, 1.0}
        np.testing.assert_array_equal(transfer, _mirror(transfer))
    assert parts[0][shape[0] // 2, shape[1] // 2] == 1


def test_disc_is_round_on_a_picture_that_is_not_square() -> None:
    disc = lowpass((100, 400), 0.1)
    assert disc[:, 200].sum() / 100 == pytest.approx(0.2, abs=0.02)
    assert disc[50].sum() / 400 == pytest.approx(0.2, abs=0.02)
    assert spectrum.kept_fraction(disc) == pytest.approx(np.pi * 0.1**2, rel=0.02)


def test_notch_removes_one_wave_and_leaves_the_rest() -> None:
    y, x = np.mgrid[:60, :80]
    stripes = np.cos(2 * np.pi * (6 / 60 * y + 16 / 80 * x))
    other = 3 + np.sin(2 * np.pi * 4 / 80 * x)
    filtered = apply_filter(stripes + other, notch((60, 80), 0.1, 0.2, 0.02))
    np.testing.assert_allclose(filtered, other, atol=1e-12)


@settings(deadline=None, max_examples=40)
@given(_shapes, _seeds, st.floats(0, 0.8))
def test_energy_kept_is_that_of_the_pixels(shape: tuple[int, int], seed: int, cutoff: float) -> None:
    picture = _picture((*shape, 3), seed)
    transfer = highpass(shape, cutoff)
    share = np.sum(apply_filter(picture, transfer) ** 2) / np.sum(picture**2)
    assert spectrum.energy_kept(picture, transfer) == pytest.approx(share, abs=1e-12)


def test_constant_and_black_pictures_have_true_answers() -> None:
    flat = np.full((7, 9), 0.1)
    assert spectrum.energy_kept(flat, highpass((7, 9), 0)) == 0
    np.testing.assert_array_equal(apply_filter(flat, highpass((7, 9), 0)), 0)
    assert spectrum.energy_kept(0 * flat, highpass((7, 9), 0)) == 1
    assert dominant_orientation(flat) == (0, 0)


def _away(found: float, true: float) -> float:
    return abs((found - true + 90) % 180 - 90)


def _across(shape: tuple[int, int], degrees: float) -> np.ndarray:
    """Return each pixel's distance, in pixels, from a line through the centre at this angle."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    angle = np.radians(degrees)
    return (x - (shape[1] - 1) / 2) * np.sin(angle) + (y - (shape[0] - 1) / 2) * np.cos(angle)


_ANGLES = np.arange(0, 180, 8.5)


@pytest.mark.parametrize("shape", [(128, 128), (96, 240), (200, 90)])
@pytest.mark.parametrize("frequency", [0.05, 0.12, 0.3, 0.45])
def test_grating_is_read_within_one_degree_all_around(shape: tuple[int, int], frequency: float) -> None:
    for degrees in _ANGLES:
        grating = 100 + np.cos(2 * np.pi * frequency * _across(shape, degrees) + 0.3)
        found, strength = dominant_orientation(grating)
        assert _away(found, degrees) < 1
        assert 0 <= found < 180
        assert 0.8 < strength <= 1


def test_stretched_noise_is_read_within_one_degree_all_around() -> None:
    rng = np.random.default_rng(3)
    row, col = np.fft.fftfreq(512)[:, None], np.fft.fftfreq(512)
    for degrees in _ANGLES:
        angle = np.radians(degrees)
        along, across = col * np.cos(angle) - row * np.sin(angle), col * np.sin(angle) + row * np.cos(angle)
        blur = np.exp(-2 * np.pi**2 * ((12 * along) ** 2 + across**2))
        texture = np.fft.ifft2(np.fft.fft2(rng.normal(size=(512, 512))) * blur).real
        assert _away(dominant_orientation(texture[:256, :360])[0], degrees) < 1


def test_energy_by_direction_peaks_where_the_lines_run_and_adds_up_to_one() -> None:
    for degrees in (0.0, 37.0, 90.0, 143.0):
        wave = np.cos(2 * np.pi * 0.12 * _across((160, 200), degrees))
        found = directions(np.stack([wave] * 3, axis=-1))
        assert found.share.min() >= 0
        assert found.share.sum() == pytest.approx(1)
        assert _away(float(found.degrees[found.share.argmax()]), degrees) <= 1
    assert not directions(np.full((9, 9), 5)).share.any()


def test_bar_is_read_within_one_degree_all_around() -> None:
    for degrees in _ANGLES:
        bar = (np.abs(_across((160, 200), degrees)) < 5) & (np.abs(_across((160, 200), degrees + 90)) < 60)
        assert _away(dominant_orientation(bar)[0], degrees) < 1


def test_white_noise_has_no_direction() -> None:
    assert dominant_orientation(np.random.default_rng(0).normal(size=(256, 256)))[1] < 0.05


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: apply_filter(np.ones((4, 5)), np.ones((5, 4))), "picture's shape"),
        (lambda: apply_filter(np.ones((4, 5)), np.full((4, 5), np.nan)), "finite"),
        (lambda: lowpass((4, 5), -0.1), "cutoff"),
        (lambda: lowpass((0, 5), 0.1), "shape"),
        (lambda: bandpass((4, 5), 0.3, 0.2), "high must be at least low"),
        (lambda: notch((4, 5), 0.6, 0, 0.1), "row_frequency"),
        (lambda: notch((4, 5), 0, 0, np.nan), "radius"),
    ],
)
def test_bad_arguments_are_named(call, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        call()


@pytest.mark.parametrize("name", ["brick", "clock_motion", "rocket", "text"])
def test_a_turned_texture_turns_its_direction_within_one_degree_all_around(name: str) -> None:
    picture = decode(samples.read(name))
    upright, strength = dominant_orientation(turn(picture, 0))
    assert strength > 0.2
    for degrees in range(-180, 180, 13):
        found, _ = dominant_orientation(turn(picture, degrees))
        assert _away(found, upright + degrees) < 1


@pytest.mark.parametrize("shape", [(20, 20), (21, 33, 3), (1, 7), (1, 1)])
def test_turning_goes_counter_clockwise_about_the_middle(shape: tuple[int, ...]) -> None:
    picture = np.random.default_rng(0).uniform(0, 255, shape)
    side = min(shape[:2])
    still, quarter = turn(picture, 0), turn(picture, 90)
    assert still.shape == (side, side, *shape[2:])
    np.testing.assert_allclose(quarter, np.rot90(still), atol=1e-6)
    np.testing.assert_array_equal(turn(np.full(shape, 0.1), 33), 0.1)
    if side >= 20:
        middle = still[side // 2 - 3 : side // 2 + 3]
        top, left = ((whole - side) // 2 for whole in shape[:2])
        inside = picture[top : top + side, left : left + side][side // 2 - 3 : side // 2 + 3]
        np.testing.assert_allclose(middle[:, 8:12], inside[:, 8:12], atol=1e-4)
