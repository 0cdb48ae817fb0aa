"""Turn numbers into pixels for looking: linear grays, and three colour maps that tell the truth."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import FloatArray, as_image

__all__ = ["clipped_fraction", "cyclic", "diverging", "sequential", "to_bytes", "value_range"]

_STEPS = 256


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
    pixels: NDArray[np.uint8] = _levels(as_image(array), low, high, 255).astype(np.uint8)
    return pixels


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
    return _paint(_diverging_table(), _as_map(values), -limit, limit)


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
    return _paint(_sequential_table(), _as_map(values), low, high)


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
    table = _cyclic_table()
    steps = np.rint(_as_map(angles) * (len(table) / (2 * np.pi)))
    colors: NDArray[np.uint8] = table[np.mod(steps, len(table)).astype(np.intp)]
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


def _levels(numbers: FloatArray, low: float, high: float, top: int) -> Any:
    """Return whole numbers 0..top for low..high."""
    span = high - low
    levels: Any = np.clip(numbers, low, high)
    levels -= low
    if span < top / np.finfo(levels.dtype).max:
        # Their ratio would overflow.
        levels /= span
        span = 1.0
    levels *= top / span
    return np.clip(np.rint(levels, out=levels), 0, top, out=levels)


def _paint(table: NDArray[np.uint8], numbers: FloatArray, low: float, high: float) -> NDArray[np.uint8]:
    """Look every number up in a table of colours."""
    colors: NDArray[np.uint8] = table[_levels(numbers, low, high, len(table) - 1).astype(np.intp)]
    return colors


@cache
def _sequential_table() -> NDArray[np.uint8]:
    """Return colours whose lightness rises evenly while the hue turns from violet over red to yellow."""
    part = np.linspace(0, 1, _STEPS)
    hue = np.radians(295 + 175 * part)
    return _from_oklch(0.17 + 0.78 * part, 0.04 + 0.15 * np.sin(np.pi * part**0.9), hue)


@cache
def _diverging_table() -> NDArray[np.uint8]:
    """Return blue over white to red, equally light to both sides of the white in the middle."""
    part = np.linspace(-1, 1, 2 * _STEPS - 1)
    strength = np.abs(part)
    hue = np.radians(np.where(part < 0, 255, 28))
    return _from_oklch(1 - 0.55 * strength, 0.17 * np.sin(np.pi / 2 * strength), hue)


@cache
def _cyclic_table() -> NDArray[np.uint8]:
    """Return one turn of hues; at this lightness sRGB holds the widest circle."""
    turn = 2 * np.pi * np.arange(2 * _STEPS) / (2 * _STEPS)
    return _from_oklch(np.full_like(turn, 0.75), np.full_like(turn, 0.127), np.radians(28) + turn)


def _from_oklch(
    lightness: NDArray[np.float64], chroma: NDArray[np.float64], hue: NDArray[np.float64]
) -> NDArray[np.uint8]:
    """Return 8-bit sRGB for the perceptual space OKLab in polar form, less colourful where sRGB ends.

    References
    ----------
    B. Ottosson, "A perceptual color space for image processing", 2020.
    """
    inside, outside = np.zeros_like(lightness), 2 * np.ones_like(lightness)
    for _ in range(20):
        share = (inside + outside) / 2
        fits = (np.abs(_linear_rgb(lightness, share * chroma, hue) - 0.5) <= 0.5).all(axis=-1)
        inside, outside = np.where(fits, share, inside), np.where(fits, outside, share)
    linear = _linear_rgb(lightness, np.minimum(inside, 1) * chroma, hue)
    linear = np.clip(linear, 0, 1)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    table: NDArray[np.uint8] = np.rint(255 * encoded).astype(np.uint8)
    return table


def _linear_rgb(
    lightness: NDArray[np.float64], chroma: NDArray[np.float64], hue: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return linear sRGB, beyond 0..1 where the screen has no such colour."""
    lab = np.stack([lightness, chroma * np.cos(hue), chroma * np.sin(hue)], axis=-1)
    linear: NDArray[np.float64] = (lab @ _OKLAB_TO_CONE.T) ** 3 @ _CONE_TO_LINEAR.T
    return linear


_OKLAB_TO_CONE = np.array(
    [
        [1, 0.3963377774, 0.2158037573],
        [1, -0.1055613458, -0.0638541728],
        [1, -0.0894841775, -1.2914855480],
    ]
)
_CONE_TO_LINEAR = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)
