"""What each named kernel promises."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest
import scipy.ndimage
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from core import kernels
from core.convolution import convolve
from core.kernels import KERNELS, describe, softmax

_SMOOTHING = ("identity", "box", "gaussian", "disc", "motion_blur", "sharpen", "unsharp", "emboss")
_DERIVATIVES = (
    *("sobel_x", "sobel_y", "scharr_x", "scharr_y", "prewitt_x", "prewitt_y"),
    *("laplacian", "laplacian_of_gaussian", "difference_of_gaussians", "gabor"),
)
_RANGES: dict[str, Any] = {
    "size": st.integers(1, 63),
    "length": st.integers(1, 63),
    "sigma": st.floats(0.3, 16),
    "radius": st.floats(0.5, 30),
    "wavelength": st.floats(2, 40),
    "amount": st.floats(0, 5),
    "angle": st.floats(-360, 360),
}


@settings(deadline=None, max_examples=20)
@pytest.mark.parametrize("name", KERNELS)
@given(data=st.data())
def test_kernel_is_finite_and_sums_to_its_gain(name: str, data: Any) -> None:
    parameters = inspect.signature(KERNELS[name]).parameters
    kernel = KERNELS[name](**{key: data.draw(_RANGES[key]) for key in parameters})
    assert kernel.dtype == np.float64
    assert kernel.ndim == 2
    gain = 1 if name in _SMOOTHING else 0 if name in _DERIVATIVES else 10
    assert kernel.sum() == pytest.approx(gain, abs=1e-12 * max(1, np.abs(kernel).sum()))


def test_every_kernel_is_covered_and_public() -> None:
    assert set(KERNELS) == {*_SMOOTHING, *_DERIVATIVES, "article"}
    assert set(kernels.__all__) == {*KERNELS, "KERNELS", "describe", "softmax"}


@pytest.mark.parametrize("name", KERNELS)
def test_defaults_work_and_say_what_they_do(name: str) -> None:
    assert max(KERNELS[name]().shape) <= 255
    assert describe(name).endswith(".")
    assert KERNELS[name]() is not KERNELS[name]()


@pytest.mark.parametrize("family", ["sobel", "scharr", "prewitt"])
def test_derivatives_are_positive_towards_the_light(family: str) -> None:
    ramp = np.tile(np.arange(9.0), (9, 1))
    inner = (slice(1, -1), slice(1, -1))
    assert (convolve(ramp, KERNELS[f"{family}_x"]())[inner] > 0).all()
    assert (convolve(ramp.T, KERNELS[f"{family}_y"]())[inner] > 0).all()
    np.testing.assert_allclose(convolve(ramp, KERNELS[f"{family}_y"]())[inner], 0, atol=1e-12)


@pytest.mark.parametrize(("family", "oracle"), [("sobel", scipy.ndimage.sobel), ("prewitt", scipy.ndimage.prewitt)])
def test_derivatives_are_those_of_scipy(family: str, oracle: Any) -> None:
    image = np.random.default_rng(1).normal(size=(12, 13))
    for axis, name in ((1, "x"), (0, "y")):
        np.testing.assert_allclose(convolve(image, KERNELS[f"{family}_{name}"]()), oracle(image, axis=axis), atol=1e-12)


def test_gaussian_is_that_of_scipy() -> None:
    impulse = np.zeros((25, 25))
    impulse[12, 12] = 1
    expected = scipy.ndimage.gaussian_filter(impulse, 2.0, radius=12)
    np.testing.assert_allclose(kernels.gaussian(25, 2.0), expected, atol=1e-15)


def test_laplacian_of_gaussian_is_that_of_scipy() -> None:
    impulse = np.zeros((41, 41))
    impulse[20, 20] = 1
    expected = scipy.ndimage.laplace(scipy.ndimage.gaussian_filter(impulse, 4.0, radius=20))
    np.testing.assert_allclose(kernels.laplacian_of_gaussian(41, 4.0), expected, atol=3e-5)


def test_article_reads_as_printed() -> None:
    np.testing.assert_array_equal(KERNELS["article"](), [[0, 1, 2], [2, 2, 0], [0, 1, 2]])


def test_motion_blur_turns_counter_clockwise() -> None:
    kernel = kernels.motion_blur(9, 45)
    assert kernel[0:3, 6:9].sum() > 0.2 > kernel[0:3, 0:3].sum() == 0
    np.testing.assert_allclose(kernels.motion_blur(9, 90), kernels.motion_blur(9, 0).T, atol=1e-12)


def test_gabor_answers_to_its_own_stripes() -> None:
    col = np.arange(64)
    stripes = np.tile(np.cos(2 * np.pi * col / 8), (64, 1))
    upright, level = (np.abs(convolve(stripes, kernels.gabor(angle=angle))).max() for angle in (0, 90))
    assert upright > 100 * level


def test_unsharp_leaves_the_picture_without_amount() -> None:
    image = np.random.default_rng(1).normal(size=(12, 13))
    for size in (4, 5):
        np.testing.assert_allclose(convolve(image, kernels.unsharp(size, amount=0.0)), image, atol=1e-12)


@settings(deadline=None)
@given(arrays(np.float64, array_shapes(min_dims=2, max_dims=2), elements=st.floats(-1e308, 1e308)))
def test_softmax_is_a_density_however_large_the_cells(cells: Any) -> None:
    density = softmax(cells)
    assert density.sum() == pytest.approx(1)
    assert (density >= 0).all()


def test_softmax_is_that_of_scipy() -> None:
    cells = np.random.default_rng(1).normal(size=(3, 4))
    np.testing.assert_allclose(softmax(cells), scipy.special.softmax(cells), rtol=1e-13)


@pytest.mark.parametrize(
    ("name", "options", "error", "message"),
    [
        ("box", {"size": 0}, ValueError, "size must be at least 1, got 0"),
        ("box", {"size": 3.5}, TypeError, "size must be an integer"),
        ("gaussian", {"sigma": 0.0}, ValueError, "sigma must be finite and above 0"),
        ("gaussian", {"sigma": np.nan}, ValueError, "sigma must be finite and above 0"),
        ("disc", {"radius": -1.0}, ValueError, "radius must be finite and above 0"),
        ("motion_blur", {"angle": np.inf}, ValueError, "angle must be finite"),
        ("motion_blur", {"length": 0}, ValueError, "length must be at least 1"),
        ("gabor", {"wavelength": 0.0}, ValueError, "wavelength must be finite and above 0"),
        ("sharpen", {"amount": np.nan}, ValueError, "amount must be finite"),
    ],
)
def test_bad_parameters_are_refused_by_name(name: str, options: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        KERNELS[name](**options)


def test_unknown_kernel_has_no_description() -> None:
    with pytest.raises(ValueError, match="name must be one of"):
        describe("nothing")


def test_quarter_turn_of_a_motion_is_exact() -> None:
    motion_blur = KERNELS["motion_blur"]
    np.testing.assert_array_equal(motion_blur(length=5, angle=90.0), motion_blur(length=5, angle=0.0).T)
