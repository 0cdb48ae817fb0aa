"""Measure how near a changed picture is to the first: peak signal-to-noise ratio and structural similarity."""

from __future__ import annotations

from math import inf, log10
from typing import Any

import cv2
import numpy as np
from numpy.typing import ArrayLike

from core.arrays import FloatArray, as_image

__all__ = ["energy_ratio", "is_rounding", "psnr", "ssim"]

_SIGMA = 1.5
_SIDE = 11
_STABILISERS = (0.01, 0.03)
_SQUARABLE = 1e8
# Pictures that differ by a few roundings of 32-bit numbers, a quarter of a millionth of the span, in the mean.
_ROUNDING = 132.0


def psnr(reference: ArrayLike, image: ArrayLike, *, span: float) -> float:
    """Return the peak signal-to-noise ratio in decibels.

    Parameters
    ----------
    reference, image : arrays of one shape, (M, N) or (M, N, C)
    span : float
        White less black, above 0; 255 for 8-bit pictures.

    Returns
    -------
    float
        ``10 log10(span**2 / mean squared difference)``; infinity for equal pictures.

    Raises
    ------
    ValueError
        If the shapes differ or the span is not above 0.
    """
    first, second = _pair(reference, image, span)
    # OpenCV adds up in double precision without a copy.
    error = cv2.norm(_flat(first), _flat(second), cv2.NORM_L2SQR) / first.size
    return 10 * log10(span**2 / error) if error > 0 else inf


def is_rounding(decibels: float) -> bool:
    """Tell whether a `psnr` is so high that only the rounding of 32-bit numbers separates the pictures."""
    return decibels > _ROUNDING


def energy_ratio(reference: ArrayLike, image: ArrayLike) -> float:
    """Return how much energy of the reference, (M, N) or (M, N, C), is left in the image; 1 where both have none.

    The energy is that of all waves but the mean: the sum of squared distances from each channel's own mean.
    """
    before, after = _energy(as_image(reference)), _energy(as_image(image))
    return after / before if before > 0 else 1.0 if after == 0 else inf


def ssim(reference: ArrayLike, image: ArrayLike, *, span: float) -> float:
    """Return the structural similarity: 1 for equal pictures, near 0 for unrelated ones, negative for opposites.

    Parameters
    ----------
    reference, image : arrays of one shape, (M, N) or (M, N, C)
        The channels of colour pictures are averaged first.
    span : float
        White less black, above 0; 255 for 8-bit pictures.

    Returns
    -------
    float
        Mean over all pixels of the local index under a Gaussian window, 11 pixels wide with sigma 1.5, which sees
        the picture mirrored beyond its edges (c b a | a b c).

    Raises
    ------
    ValueError
        If the shapes differ or the span is not above 0.

    References
    ----------
    Z. Wang et al., "Image quality assessment: from error visibility to structural similarity", IEEE Trans. Image
    Process. 13, 2004, doi:10.1109/TIP.2003.819861.
    """
    first, second = (_gray(picture) for picture in _pair(reference, image, span))
    if not 1 / _SQUARABLE < span < _SQUARABLE:
        # The index is the same in any unit, and squares of squares stay finite in this one.
        unit = first.dtype.type(span)
        first, second, span = first / unit, second / unit, 1.0
    # Around the middle of both, squares lose less to rounding.
    level = float(first.mean(dtype=np.float64))
    first, second = first - first.dtype.type(level), second - second.dtype.type(level)
    mean_1, mean_2 = _local_mean(first), _local_mean(second)
    both = _local_mean(first * second) - mean_1 * mean_2
    squares = _local_mean(first * first + second * second) - mean_1 * mean_1 - mean_2 * mean_2
    dark, flat = ((factor * span) ** 2 for factor in _STABILISERS)
    mean_1, mean_2 = mean_1 + level, mean_2 + level
    index = (2 * mean_1 * mean_2 + dark) * (2 * both + flat)
    index /= (mean_1 * mean_1 + mean_2 * mean_2 + dark) * (squares + flat)
    return float(index.mean(dtype=np.float64))


def _energy(picture: FloatArray) -> float:
    """Return the sum of squared distances from the mean of each channel."""
    channels = np.atleast_3d(picture)
    spreads = (cv2.meanStdDev(np.ascontiguousarray(channels[..., index]))[1] for index in range(channels.shape[2]))
    return float(sum(spread[0, 0] ** 2 for spread in spreads) * picture.shape[0] * picture.shape[1])


def _flat(picture: FloatArray) -> Any:
    """Return the picture as OpenCV takes it, whatever its channels."""
    return np.ascontiguousarray(picture).reshape(len(picture), -1)


def _pair(reference: ArrayLike, image: ArrayLike, span: float) -> tuple[FloatArray, FloatArray]:
    """Return both pictures as numbers of one kind."""
    first, second = as_image(reference, name="reference"), as_image(image)
    if first.dtype != second.dtype:
        first, second = first.astype(np.float64), second.astype(np.float64)
    if first.shape != second.shape:
        message = f"image must have the reference's shape {first.shape}, got {second.shape}"
        raise ValueError(message)
    if not 0 < span < inf:
        message = f"span must be above 0 and finite, got {span}"
        raise ValueError(message)
    return first, second


def _gray(picture: FloatArray) -> FloatArray:
    """Return the mean of the channels; a product of matrices is many times as fast as a mean along a short axis."""
    if picture.ndim == 2:
        return picture
    shares = np.full(picture.shape[2], 1 / picture.shape[2], picture.dtype)
    gray: Any = np.ascontiguousarray(picture) @ shares
    return gray  # type: ignore[no-any-return]


def _local_mean(values: FloatArray) -> FloatArray:
    """Return the mean under the Gaussian window at every pixel."""
    blurred: Any = cv2.GaussianBlur(values, (_SIDE, _SIDE), _SIGMA, borderType=cv2.BORDER_REFLECT)
    return blurred  # type: ignore[no-any-return]
