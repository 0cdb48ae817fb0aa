"""Turn numbers into pixels for looking: linear grays, and three colour maps that tell the truth."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import FloatArray, as_image
from core.images.color_maps import table

__all__ = ["clipped_fraction", "cyclic", "diverging", "sequential", "to_bytes", "value_range"]


def value_range(image: ArrayLike) -> tuple[float, float]:
    """Return the numbers that a picture's own type means as black and as white.

    Parameters
    ----------
    image : array
        Any real numbers; NaN and infinity are passed over.

    Returns
    -------
    low, high : float
        0 and the largest number for unsigned integers, 0 and 1 for booleans; otherwise the least and the
        greatest finite value, and a little to both sides of it if there is only one. Always low < high.
    """
    array = np.asarray(image)
    if array.dtype.kind == "u":
        return 0.0, float(np.iinfo(array.dtype).max)
    if array.dtype.kind == "b":
        return 0.0, 1.0
    finite = array if np.isfinite(array).all() else array[np.isfinite(array)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if low < high:
        return low, high
    margin = max(0.5, abs(low) / 1_000)
    return low - margin, low + margin


def to_bytes(image: ArrayLike, low: float, high: float) -> NDArray[np.uint8]:
    """Map `low` to black and `high` to white, linearly, rounded to the nearest and clipped.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
        Finite real numbers.
    low, high : float
        low < high.

    Returns
    -------
    uint8 array of the same shape

    Raises
    ------
    ValueError
        If low < high does not hold, or `image` is not a picture of finite numbers.
    """
    _check_range(low, high)
    array = np.asarray(image)
    if array.dtype == np.uint8 and (low, high) == (0.0, 255.0) and array.ndim in (2, 3):
        return array.copy()
    levels, scale = _scaled(as_image(array), low, high, 255)
    # One pass that multiplies and rounds; OpenCV takes any number of channels as columns.
    flat = levels.reshape(len(levels), -1)
    pixels: Any = cv2.addWeighted(flat, scale, flat, 0, 0, dtype=cv2.CV_8U)
    return pixels.reshape(array.shape)  # type: ignore[no-any-return]


def clipped_fraction(image: ArrayLike, low: float, high: float) -> float:
    """Return which part, 0..1, of a picture's numbers lies below `low` or above `high`."""
    array = np.asarray(image)
    return float(np.count_nonzero((array < low) | (array > high)) / array.size) if array.size else 0.0


def diverging(values: ArrayLike, limit: float) -> NDArray[np.uint8]:
    """Paint negative numbers blue, positive ones red and zero white.

    Parameters
    ----------
    values : array, shape (M, N)
        Finite real numbers.
    limit : float
        The magnitude, above 0, shown darkest; larger ones are clipped to it.

    Returns
    -------
    uint8 array, shape (M, N, 3)
        Zero, and only what rounds to it (less than limit / 510), is exactly white; numbers of opposite sign
        have the same lightness (L of OKLab), and a larger one is never lighter.

    Raises
    ------
    ValueError
        If `limit` is not positive or `values` is not (M, N) finite numbers.
    """
    if not 0 < limit < np.inf:
        message = f"limit must be positive and finite, got {limit}"
        raise ValueError(message)
    return _paint(table("diverging"), _as_map(values), -limit, limit)


def sequential(values: ArrayLike, low: float, high: float) -> NDArray[np.uint8]:
    """Paint numbers from dark violet at `low` over red to light yellow at `high`, in even lightness.

    Parameters
    ----------
    values : array, shape (M, N)
        Finite real numbers; those outside the range are clipped to it.
    low, high : float
        low <= high; where both are equal everything is dark.

    Returns
    -------
    uint8 array, shape (M, N, 3)
        A larger number is never darker.

    Raises
    ------
    ValueError
        If low > high or `values` is not (M, N) finite numbers.
    """
    if low == high:
        high = low + max(1.0, abs(low))
    _check_range(low, high)
    return _paint(table("sequential"), _as_map(values), low, high)


def cyclic(angles: ArrayLike) -> NDArray[np.uint8]:
    """Paint angles around a circle of hues on which no angle is lighter or more colourful than another.

    Parameters
    ----------
    angles : array, shape (M, N)
        Finite real numbers in radians; those a whole turn apart have one colour.

    Returns
    -------
    uint8 array, shape (M, N, 3)
        Red at 0, and green, blue, violet in turn; the opposite hue at half a turn. Equal steps of the angle are
        equal steps of hue in OKLab, at its largest circle of one lightness that a screen can show.

    Raises
    ------
    ValueError
        If `angles` is not (M, N) finite numbers.
    """
    hues = table("cyclic")
    steps = np.rint(_as_map(angles) * (len(hues) / (2 * np.pi)))
    colors: NDArray[np.uint8] = hues[np.mod(steps, len(hues)).astype(np.intp)]
    return colors


def _check_range(low: float, high: float) -> None:
    """Raise ValueError unless low and high are finite and in order."""
    if not -np.inf < low < high < np.inf:
        message = f"low must be less than high and both finite, got {low} and {high}"
        raise ValueError(message)


def _as_map(values: ArrayLike) -> FloatArray:
    """Return (M, N) finite numbers."""
    numbers = as_image(values, name="values")
    if numbers.ndim != 2:
        message = f"values must have shape (M, N), got {numbers.shape}"
        raise ValueError(message)
    return numbers


def _scaled(numbers: FloatArray, low: float, high: float, top: int) -> tuple[Any, float]:
    """Return numbers from 0 up for low..high, which may be those given, and the factor that makes them 0..top."""
    span = high - low
    # Most results leave the range nowhere, and a copy of a large picture costs more than to look.
    is_beyond = numbers.min() < low or numbers.max() > high
    levels: Any = np.clip(numbers, low, high) if is_beyond else numbers
    if low:
        levels = levels - low
    if span < top / np.finfo(levels.dtype).max:
        # Their ratio would overflow.
        return levels / span, float(top)
    return levels, top / span


def _paint(steps: NDArray[np.uint8], numbers: FloatArray, low: float, high: float) -> NDArray[np.uint8]:
    """Look every number up in a table of colours."""
    top = len(steps) - 1
    levels, scale = _scaled(numbers, low, high, top)
    levels = levels * scale
    colors: NDArray[np.uint8] = steps[np.clip(np.rint(levels, out=levels), 0, top, out=levels).astype(np.intp)]
    return colors
