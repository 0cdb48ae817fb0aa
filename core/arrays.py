"""Decide once which shapes and number types an image and a kernel may have."""

from __future__ import annotations

from math import isfinite
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

__all__ = [
    "FloatArray",
    "PixelArray",
    "as_image",
    "as_kernel",
    "as_pixels",
    "check_choice",
    "check_finite",
    "is_surely_finite",
    "result_type",
]

FloatArray: TypeAlias = NDArray[np.float32] | NDArray[np.float64]
PixelArray: TypeAlias = FloatArray | NDArray[np.uint8] | NDArray[np.uint16]

_INTEGERS = (np.dtype(np.uint8), np.dtype(np.uint16))
_FLOATS = (np.dtype(np.float32), np.dtype(np.float64))


def as_image(image: ArrayLike, *, name: str = "image") -> FloatArray:
    """Return an image as floating-point numbers, or say what is wrong with it.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
        Real numbers of any type; every axis holds at least one cell.
    name : str
        The argument's name, for the error message.

    Returns
    -------
    array of the same shape
        float64 stays float64; everything else becomes float32. No copy where none is needed.

    Raises
    ------
    TypeError
        If the numbers are complex or not numbers at all.
    ValueError
        If the shape is neither (M, N) nor (M, N, C), is empty, or a value is NaN or infinite.
    """
    pixels = as_pixels(image, name=name)
    return pixels if pixels.dtype.kind == "f" else pixels.astype(np.float32)  # type: ignore[return-value]


def as_pixels(image: ArrayLike, *, name: str = "image", finite: bool = True) -> PixelArray:
    """Return an image as `as_image` does, except that uint8 and uint16 stay what they are.

    With `finite` False, whoever gets floating-point numbers has to refuse NaN and infinity.
    """
    array = np.asarray(image)
    if array.ndim not in (2, 3):
        message = f"{name} must have shape (M, N) or (M, N, C), got {array.shape}"
        raise ValueError(message)
    _check_real(array, name)
    if array.dtype in _INTEGERS or (not finite and array.dtype in _FLOATS):
        return array
    return _as_finite_floats(array, name)  # type: ignore[no-any-return]


def as_kernel(kernel: ArrayLike, *, name: str = "kernel", finite: bool = True) -> NDArray[np.float64]:
    """Return a kernel as floating-point numbers, or say what is wrong with it.

    Parameters
    ----------
    kernel : array, shape (kh, kw)
        Real numbers of any type, at least one.
    name : str
        The argument's name, for the error message.
    finite : bool
        False leaves NaN and infinity to the caller, who has to refuse them.

    Returns
    -------
    float64 array, shape (kh, kw)
        Always double precision: a kernel is small, and its rounding would spread to every pixel.

    Raises
    ------
    TypeError
        If the numbers are complex or not numbers at all.
    ValueError
        If the shape is not (kh, kw), is empty, or a value is NaN or infinite.
    """
    array = np.asarray(kernel)
    if array.ndim != 2:
        message = f"{name} must have shape (kh, kw), got {array.shape}"
        raise ValueError(message)
    _check_real(array, name)
    cells = array if array.dtype == np.float64 else array.astype(np.float64)
    if finite:
        check_finite(cells, name=name)
    return cells


def check_choice(value: str, choices: tuple[str, ...], *, name: str) -> None:
    """Raise ValueError unless `value` is one of `choices`."""
    if value not in choices:
        message = f"{name} must be one of {', '.join(choices)}; got {value!r}"
        raise ValueError(message)


def result_type(dtype: DTypeLike) -> np.dtype[np.float32] | np.dtype[np.float64]:
    """Return the number type of results: float64 for float64, else float32."""
    return np.dtype(np.float64) if np.dtype(dtype) == np.float64 else np.dtype(np.float32)


def _check_real(array: NDArray[Any], name: str) -> None:
    """Refuse an array that is empty or whose type is not a real number's."""
    if array.dtype.kind not in "buif":
        message = f"{name} must hold real numbers, got {array.dtype}"
        raise TypeError(message)
    if array.size == 0:
        message = f"{name} must not be empty, got shape {array.shape}"
        raise ValueError(message)


def _as_finite_floats(array: NDArray[Any], name: str) -> Any:
    """Apply the dtype rule and refuse non-finite numbers."""
    is_double = array.dtype.kind == "f" and array.dtype.itemsize == 8
    dtype = np.dtype(np.float64 if is_double else np.float32)
    if array.dtype == dtype:
        floats = array
    else:
        with np.errstate(over="ignore"):
            floats = array.astype(dtype)
    if array.dtype.kind == "f":
        check_finite(floats, name=name)
    return floats


def check_finite(pixels: PixelArray, *, name: str = "image") -> None:
    """Raise ValueError if a number is NaN or infinite."""
    is_sound = pixels.flags.c_contiguous and is_surely_finite(pixels.reshape(1, -1))
    if not is_sound and not np.isfinite(pixels).all():
        message = f"{name} must hold finite numbers, got NaN or infinity"
        raise ValueError(message)


def is_surely_finite(rows: NDArray[Any]) -> bool:
    """Return True if all numbers of contiguous rows, (M, N[, C]), are finite; False may also mean that some are large.

    One NaN or infinity spoils the sum, which is quicker than an answer for every number.
    """
    # Not by BLAS: it hands long sums to threads of its own, and waits for a core that others use.
    return all(map(isfinite, cv2.sumElems(rows)))
