"""The convolution theorem: multiplied spectra against the sums of products, and swapped phases."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from core.spectrum.phase import swap_phases
from core.spectrum.theorem import kernel_spectrum, multiply_spectra


@settings(deadline=None, max_examples=80)
@given(
    st.tuples(st.integers(1, 14), st.integers(1, 14)),
    st.tuples(st.integers(1, 9), st.integers(1, 9)),
    st.integers(0, 2**32 - 1),
)
def test_both_sides_agree_with_and_without_padding(shape, kernel_shape, seed) -> None:
    rng = np.random.default_rng(seed)
    picture, kernel = rng.normal(size=shape), rng.normal(size=kernel_shape)
    linear = ndimage.convolve(picture, kernel, mode="constant")
    np.testing.assert_allclose(multiply_spectra(picture, kernel, padded=True), linear, atol=1e-12)
    circular = ndimage.convolve(picture, kernel, mode="wrap")
    np.testing.assert_allclose(multiply_spectra(picture, kernel, padded=False), circular, atol=1e-12)


def test_kernel_spectrum_is_the_size_of_its_transform() -> None:
    kernel = np.random.default_rng(0).normal(size=(3, 4))
    sheet = np.zeros((9, 12))
    sheet[:3, :4] = kernel
    np.testing.assert_allclose(kernel_spectrum(kernel, (9, 12)), np.abs(np.fft.fftshift(np.fft.fft2(sheet))))
    with pytest.raises(ValueError, match="shape"):
        multiply_spectra(np.zeros((4, 4, 3)), kernel, padded=True)


@pytest.mark.parametrize("shape", [(8, 9), (7, 5, 3), (1, 6)])
def test_swapped_pictures_have_one_magnitude_and_the_others_phase(shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(7)
    first, second = rng.uniform(0, 255, (2, *shape))
    mixed, other = swap_phases(first, second)
    waves = [np.fft.fft2(picture, axes=(0, 1)) for picture in (first, second, mixed, other)]
    np.testing.assert_allclose(np.abs(waves[2]), np.abs(waves[0]), atol=1e-9)
    np.testing.assert_allclose(np.abs(waves[3]), np.abs(waves[1]), atol=1e-9)
    for made, source in ((waves[2], waves[1]), (waves[3], waves[0])):
        np.testing.assert_allclose(made / np.abs(made), source / np.abs(source), atol=1e-9)


def test_a_constant_picture_lends_phase_zero() -> None:
    mixed, _ = swap_phases(np.random.default_rng(0).uniform(size=(4, 4)), np.full((4, 4), 2.0))
    assert np.isfinite(mixed).all()
    with pytest.raises(ValueError, match="shape"):
        swap_phases(np.zeros((4, 4)), np.zeros((4, 5)))
