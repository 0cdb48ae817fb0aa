"""Scale and turn a template, with the mask that says which pixels of the result are its own."""

from __future__ import annotations

from math import ceil, cos, radians, sin
from typing import Any

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import FloatArray, as_image

__all__ = ["outline", "variant"]

_OWN = 0.99
"""Share of a pixel that must come from pixels that count."""


def variant(
    template: ArrayLike, *, scale: float = 1.0, angle: float = 0.0, mask: ArrayLike | None = None
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Return the template scaled, then turned about its centre, in the smallest upright box that holds it.

    Parameters
    ----------
    template : array, shape (m, n) or (m, n, C)
    scale : float
        Above 0; the sides become the nearest whole numbers of pixels.
    angle : float
        In degrees, counter-clockwise as seen on screen.
    mask : array, shape (m, n), optional
        Which pixels count.

    Returns
    -------
    pixels : array, shape (m', n') or (m', n', C)
    counted : bool array, shape (m', n')
        False in the corners that the turn leaves empty, and where the mask is False.

    Raises
    ------
    ValueError
        If `scale` is not positive and finite or `angle` is not finite.
    """
    if not 0 < scale < np.inf or not np.isfinite(angle):
        message = f"scale must be positive and angle finite, got {scale} and {angle}"
        raise ValueError(message)
    pixels: Any = as_image(template, name="template")
    counted: Any = np.ones(pixels.shape[:2]) if mask is None else (np.asarray(mask) != 0).astype(np.float64)
    if scale != 1:
        size = tuple(max(1, round(side * scale)) for side in pixels.shape[1::-1])
        pixels = _resized(pixels, size, cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
        counted = _resized(counted, size, cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    quarters, rest = divmod(angle, 90)
    pixels, counted = np.rot90(pixels, int(quarters)), np.rot90(counted, int(quarters))
    if rest:
        pixels, counted = _turned(pixels, rest, cv2.BORDER_REPLICATE), _turned(counted, rest, cv2.BORDER_CONSTANT)
    return np.ascontiguousarray(pixels), counted >= _OWN


def outline(
    left: float, top: float, box: tuple[int, int], sides: tuple[float, float], angle: float
) -> tuple[tuple[float, float], ...]:
    """Return the corners (x, y) of a turned template that lies in an upright box.

    Parameters
    ----------
    left, top : float
        The box's top-left corner.
    box : (height, width)
        Of the box.
    sides : (height, width)
        Of the template itself, scaled but not turned.
    angle : float
        In degrees, counter-clockwise as seen on screen.

    Returns
    -------
    four points, from the template's own top-left corner clockwise
    """
    middle_x, middle_y = left + box[1] / 2, top + box[0] / 2
    cosine, sine = cos(radians(angle)), sin(radians(angle))
    corners = []
    for down, right in ((-1, -1), (-1, 1), (1, 1), (1, -1)):
        y, x = down * sides[0] / 2, right * sides[1] / 2
        corners.append((middle_x + x * cosine + y * sine, middle_y - x * sine + y * cosine))
    return tuple(corners)


def _resized(pixels: FloatArray, size: tuple[int, ...], how: int) -> Any:
    """Resize by OpenCV, which drops an axis of one channel."""
    return np.asarray(cv2.resize(pixels, size, interpolation=how)).reshape(size[::-1] + pixels.shape[2:])


def _turned(pixels: FloatArray, angle: float, border: int) -> Any:
    """Turn about the centre, in the smallest box that holds the result."""
    height, width = pixels.shape[:2]
    cosine, sine = abs(cos(radians(angle))), abs(sin(radians(angle)))
    # A hair less, so that rounding does not add an empty row.
    size = ceil(width * cosine + height * sine - 1e-6), ceil(width * sine + height * cosine - 1e-6)
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), angle, 1.0)
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    turned = cv2.warpAffine(np.ascontiguousarray(pixels), matrix, size, flags=cv2.INTER_LINEAR, borderMode=border)
    return np.asarray(turned).reshape(size[::-1] + pixels.shape[2:])
