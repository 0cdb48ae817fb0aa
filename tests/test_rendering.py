"""What is said of a result's numbers holds, and rounding is not taken for a value."""

from __future__ import annotations

import numpy as np
import pytest

from core.convolution import convolve
from core.images.rendering import render, rounding
from core.kernels import gaussian, laplacian_of_gaussian, sobel_x


def _photo() -> np.ndarray:
    photo = np.random.default_rng(3).integers(0, 256, (60, 61)).astype(np.uint8)
    photo[:30], photo[30:] = 0, 255
    return photo


@pytest.mark.parametrize("backend", ["opencv", "fft"])
def test_a_blur_of_black_and_white_is_not_said_to_be_cut_off(backend: str) -> None:
    kernel = gaussian(15, 2.0)
    values = convolve(_photo(), kernel, backend=backend) + np.float32(5e-5) * np.sign(_photo().astype(np.float32) - 9)
    shown = render(values, view="clip", black=0, white=255, noise=rounding(kernel, 0, 255))
    assert shown.note == "Values 0 to 255, shown from 0 to 255."


def test_what_is_cut_off_is_counted_however_little_it_is() -> None:
    values = np.zeros((100, 100), np.float32)
    values[0, 0] = -3.5
    shown = render(values, view="clip", black=0, white=255, noise=1e-3)
    assert shown.note == "Values −3.5 to 0, shown from 0 to 255; less than 0.1% cut off."
    values[0] = 300
    assert render(values, view="clip", black=0, white=255).note.endswith("1.0% cut off.")


def test_an_even_picture_stays_black_under_a_kernel_of_sum_zero() -> None:
    kernel = laplacian_of_gaussian()
    values = convolve(np.full((20, 20), 200, np.uint8), kernel) + np.float32(1e-5)
    shown = render(values, view="absolute", black=0, white=255, noise=rounding(kernel, 0, 255))
    assert shown.note == "All values are 0, which is black."
    assert shown.pixels.max() == 0


def test_a_sign_is_named_only_where_there_is_one() -> None:
    values = convolve(_photo(), sobel_x().T)
    assert "without their sign" in render(-values, view="absolute", black=0, white=255).note
    assert "sign" not in render(np.abs(values), view="absolute", black=0, white=255).note
