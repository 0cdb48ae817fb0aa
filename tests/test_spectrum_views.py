"""The views of a spectrum against NumPy's full transform; cut-outs, fittings and grays beside them."""

from __future__ import annotations

import numpy as np
import pytest

from core.images.detail import bright, middle_gray, quick_bytes
from core.images.display import to_bytes
from core.spectrum import apply_filter, compression_ratio, equivalent_kernel, kept_fraction
from core.spectrum.equivalent import visible_part
from core.spectrum.filters import lowpass, notch
from core.spectrum.views import SPECTRUM_VIEWS, signed_log, view_spectrum


@pytest.mark.parametrize("shape", [(8, 9), (7, 12), (1, 5), (6, 5, 3)])
def test_views_are_those_of_the_full_transform(shape: tuple[int, ...]) -> None:
    picture = np.random.default_rng(0).uniform(0, 255, shape)
    gray = picture if picture.ndim == 2 else picture.mean(axis=-1)
    waves = np.fft.fftshift(np.fft.fft2(gray))
    expected = {"log": np.log1p(np.abs(waves)), "real": waves.real, "imaginary": waves.imag}
    expected |= {"power": np.abs(waves) ** 2, "phase": np.angle(waves)}
    assert set(expected) == set(SPECTRUM_VIEWS)
    for view in ("log", "real", "imaginary", "power"):
        np.testing.assert_allclose(view_spectrum(picture, view), expected[view], rtol=1e-9, atol=1e-8)
    turn = np.exp(1j * view_spectrum(picture, "phase"))
    np.testing.assert_allclose(turn, np.exp(1j * expected["phase"]), atol=1e-8)


def test_a_constant_picture_has_no_phase() -> None:
    assert not view_spectrum(np.full((9, 8), 0.1), "phase").any()
    with pytest.raises(ValueError, match="view"):
        view_spectrum(np.ones((3, 3)), "colour")


@pytest.mark.parametrize("shape", [(8, 9), (60, 41)])
def test_rounding_is_plain_zero(shape: tuple[int, int]) -> None:
    picture = 100 + np.random.default_rng(0).uniform(0, 100, shape)
    even = picture + np.roll(picture[::-1, ::-1], 1, axis=(0, 1))  # its spectrum is real
    assert not view_spectrum(even, "imaginary").any()
    assert set(np.unique(view_spectrum(even, "phase"))) <= {0.0, np.pi}
    middle = tuple(side // 2 for side in shape)
    assert view_spectrum(picture, "phase")[middle] == view_spectrum(picture, "imaginary")[middle] == 0


def test_signed_log_keeps_signs_and_order() -> None:
    values = np.array([[-1e9, -1, 0, 2, 1e9]])
    np.testing.assert_allclose(signed_log(values), np.sign(values) * np.log(1 + np.abs(values)))


@pytest.mark.parametrize("shape", [(20, 31), (9, 16), (1, 7)])
def test_convolving_with_the_equivalent_kernel_is_the_filter(shape: tuple[int, int]) -> None:
    picture, transfer = np.random.default_rng(1).normal(size=shape), lowpass(shape, 0.2)
    kernel = equivalent_kernel(transfer)
    expected = np.zeros(shape)
    for i in range(shape[0]):
        for j in range(shape[1]):
            moved = np.roll(picture, (i - shape[0] // 2, j - shape[1] // 2), axis=(0, 1))
            expected += kernel[i, j] * moved
    np.testing.assert_allclose(apply_filter(picture, transfer), expected, atol=1e-12)
    assert kernel.sum() == pytest.approx(1)


def test_compression_is_black_area_to_white_area() -> None:
    disc = lowpass((100, 120), 0.1)
    assert compression_ratio(disc) == pytest.approx((disc == 0).sum() / (disc == 1).sum())
    assert compression_ratio(np.zeros((4, 4))) == np.inf
    assert compression_ratio(np.full((4, 4), 1.5)) == 0
    assert kept_fraction(np.full((4, 4), 0.5)) == 0.5


@pytest.mark.parametrize("shape", [(200, 300), (41, 17), (1, 1), (8, 400)])
def test_visible_part_is_the_middle_with_nearly_all_the_energy(shape: tuple[int, int]) -> None:
    kernel = equivalent_kernel(lowpass(shape, 0.1))
    part = visible_part(kernel).cells
    origin = tuple(side // 2 for side in part.shape)
    assert part[origin] == kernel[shape[0] // 2, shape[1] // 2]
    assert np.sum(part**2) > 0.98 * np.sum(kernel**2)
    assert visible_part(np.zeros(shape)).cells.max() == 0


@pytest.mark.parametrize("radius", [0.01, 0.05])
def test_visible_part_of_a_notch_holds_its_stripes_and_says_what_it_leaves_out(radius: float) -> None:
    kernel = equivalent_kernel(notch((300, 401), 0.1, 0.05, radius))
    part = visible_part(kernel)
    rows, cols = part.cells.shape
    outside = np.square(kernel)
    origin = outside[150, 200]
    outside[150, 200] = 0
    whole = outside.sum()
    outside[150 - rows // 2 : 151 + rows // 2, 200 - cols // 2 : 201 + cols // 2] = 0
    assert part.left_out == pytest.approx(outside.sum() / whole, abs=1e-12)
    assert part.left_out < 0.02
    assert part.around < 0.1 * np.sqrt(origin)
    assert part.around == np.sort(np.abs(kernel).ravel())[-2]


def test_nothing_but_rounding_about_the_origin_is_nothing_to_see() -> None:
    part = visible_part(equivalent_kernel(np.ones((100, 90))))
    assert part.cells.shape == (17, 17)
    assert (part.left_out, part.around) == (0, 0)


def test_zero_is_middle_gray_and_the_limit_passes_over_outliers() -> None:
    values = np.linspace(-1, 1, 2_000)[None].copy()
    values[0, 0] = 1e6
    assert bright(values) == pytest.approx(1, abs=0.02)
    assert bright(np.zeros((3, 3))) == 1
    np.testing.assert_array_equal(middle_gray(np.array([[-9.0, -1, 0, 1, 9]]), 1.0), [[0, 0, 128, 255, 255]])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(30, 41), (7, 9, 3), (1, 1)])
def test_quick_bytes_are_those_of_the_display(shape: tuple[int, ...], dtype) -> None:
    values = np.random.default_rng(2).normal(100, 90, shape).astype(dtype)
    difference = quick_bytes(values, -20, 250).astype(int) - to_bytes(values, -20, 250)
    assert np.abs(difference).max() <= 1
    assert np.mean(difference != 0) < 1e-3
