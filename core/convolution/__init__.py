"""Convolve and correlate an image with a kernel, by whichever engine is quickest for the case."""

from __future__ import annotations

from math import isfinite
from operator import index
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from core.arrays import FloatArray, as_kernel, as_pixels, check_choice
from core.convolution import _fft
from core.convolution._job import job_for, result_shape
from core.convolution._planning import Plan, choose
from core.convolution._strips import fill, fill_at_once, native_border
from core.padding import PADDINGS, Bordered, Padding

__all__ = ["BACKENDS", "MODES", "Backend", "Mode", "Plan", "convolve", "correlate", "plan"]

Mode = Literal["same", "valid", "full"]
MODES: tuple[str, ...] = get_args(Mode)
Backend = Literal["auto", "opencv", "fft"]
BACKENDS: tuple[str, ...] = ("opencv", "fft")
_CHOICES = ("auto", *BACKENDS)
_USUAL = ("same", "reflect", 0.0, "auto")


def convolve(
    image: ArrayLike,
    kernel: ArrayLike,
    *,
    mode: Mode = "same",
    padding: Padding = "reflect",
    fill: float = 0.0,
    stride: int = 1,
    backend: Backend | str = "auto",
) -> FloatArray:
    """Convolve each channel of an image with a kernel.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
        Finite real numbers of any type.
    kernel : array, shape (kh, kw)
        Finite real numbers. It may be larger than the image, except in mode "valid".
    mode : {"same", "valid", "full"}
        Which results are kept: one for each pixel; those that need no padding; all that touch the image.
    padding : {"constant", "nearest", "reflect", "mirror", "wrap"}
        What lies beyond the border in "same" and "full"; see `core.padding.pad`.
    fill : float
        The value beyond the border for "constant".
    stride : int
        Keep every stride-th row and column, from the first.
    backend : {"auto", "opencv", "fft"}
        Who computes; "auto" takes what `plan` says. The result is the same up to rounding.

    Returns
    -------
    array, shape (M', N') or (M', N', C)
        float64 for float64 images, else float32; never clipped. Before the stride, ``M' = M`` for "same",
        ``M - kh + 1`` for "valid" and ``M + kh - 1`` for "full".

    Raises
    ------
    TypeError
        If image or kernel do not hold real numbers, or `stride` is no integer.
    ValueError
        If image or kernel have the wrong dimensions, are empty or not finite, an option is unknown,
        `fill` is not finite, `stride` is below 1, or the kernel exceeds the image in mode "valid".

    Notes
    -----
    ``result[i, j] = sum over a, b of kernel[a, b] * image[i + kh // 2 - a, j + kw // 2 - b]`` for "same";
    results agree with `scipy.ndimage.convolve`. Float32 errors stay within 1e-5 of
    ``max|image| * sum|kernel|``, float64 errors within 1e-12 of it.
    """
    return _correlate(image, kernel, mode, padding, fill, stride, backend, is_turned=True)


def correlate(
    image: ArrayLike,
    kernel: ArrayLike,
    *,
    mode: Mode = "same",
    padding: Padding = "reflect",
    fill: float = 0.0,
    stride: int = 1,
    backend: Backend | str = "auto",
) -> FloatArray:
    """Correlate each channel of an image with a kernel: convolve without the turn by 180 degrees.

    Parameters, results and errors are those of `convolve`.

    Notes
    -----
    ``result[i, j] = sum over a, b of kernel[a, b] * image[i + a - kh // 2, j + b - kw // 2]`` for "same";
    results agree with `scipy.ndimage.correlate`.
    """
    return _correlate(image, kernel, mode, padding, fill, stride, backend, is_turned=False)


def plan(image_shape: tuple[int, ...], kernel: ArrayLike, *, mode: Mode = "same", dtype: DTypeLike = "float32") -> Plan:
    """Say which engine "auto" takes for images of this shape, and why.

    Parameters
    ----------
    image_shape : (M, N) or (M, N, C)
    kernel : array, shape (kh, kw)
    mode : {"same", "valid", "full"}
    dtype : dtype
        The image's number type.

    Returns
    -------
    Plan
        `backend` names the engine, `method` its way, `rank` the number of products of a column with a
        row that add up to the kernel where that was worked out, else None; `reason` is one sentence for the reader.

    Raises
    ------
    TypeError, ValueError
        As for `convolve`.
    """
    cells = as_kernel(kernel)
    check_choice(mode, MODES, name="mode")
    shape = tuple(index(side) for side in image_shape)
    if len(shape) not in (2, 3) or min(shape) < 1:
        message = f"image_shape must be (M, N) or (M, N, C) with sides of at least 1, got {image_shape}"
        raise ValueError(message)
    return choose(result_shape(shape, cells.shape, mode), cells, np.dtype(dtype))


def _correlate(
    image: ArrayLike,
    kernel: ArrayLike,
    mode: Mode,
    padding: Padding,
    fill_value: float,
    stride: int,
    backend: str,
    *,
    is_turned: bool,
) -> FloatArray:
    """Check the arguments, and let the engine that the plan names make the result."""
    cells = as_kernel(kernel, finite=False)
    pixels = as_pixels(image, finite=False)
    if (mode, padding, fill_value, backend) != _USUAL:
        _check_options(mode, padding, fill_value, backend)
    if not isinstance(stride, (int, np.integer)):
        message = f"stride must be an integer, got {stride!r}"
        raise TypeError(message)
    if stride < 1:
        message = f"stride must be at least 1, got {stride}"
        raise ValueError(message)
    job = job_for(pixels.shape, pixels.dtype, cells, mode, backend, is_turned=is_turned)
    border = native_border(padding, fill_value)
    if job.is_one_call and job.way is not None and border is not None:
        out = fill_at_once(pixels, job.way, job.origin, border, job.told)
    else:
        out = np.empty(job.shape, job.dtype)
        source = Bordered(pixels, padding, float(fill_value), *job.origin)
        if job.way is None:
            _fft.correlate(source, job.kernel, out, job.cells)
        else:
            fill(source, job.way, out, job.reach)
    return out if stride == 1 else out[::stride, ::stride].copy()


def _check_options(mode: str, padding: str, fill_value: float, backend: str) -> None:
    """Refuse names that are unknown, and a fill that is not finite."""
    check_choice(mode, MODES, name="mode")
    check_choice(padding, PADDINGS, name="padding")
    check_choice(backend, _CHOICES, name="backend")
    if not isfinite(fill_value):
        message = f"fill must be finite, got {fill_value}"
        raise ValueError(message)
