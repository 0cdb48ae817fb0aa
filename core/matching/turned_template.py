"""Show that correlating with a template is convolving with the template turned by 180 degrees."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import scipy.fft
from numpy.typing import ArrayLike, NDArray

from core.arrays import as_image
from core.convolution import convolve, correlate
from core.padding import Padding

__all__ = ["Proof", "at_every_pixel", "prove"]


@dataclass(frozen=True)
class Proof:
    """Both ways to the same sums: arrays as `prove` names them, and how far apart they are at most.

    `scale` is the largest sum's magnitude, to hold `difference` against.
    """

    turned: NDArray[np.float64] = field(repr=False)
    padded: NDArray[np.float64] = field(repr=False)
    convolution: NDArray[np.float64] = field(repr=False)
    correlation: NDArray[np.float64] = field(repr=False)
    difference: float
    scale: float


def prove(plane: ArrayLike, template: ArrayLike) -> Proof:
    """Compute the sums of products at every place by a convolution and by a correlation.

    Parameters
    ----------
    plane : array, shape (M, N)
    template : array, shape (m, n)
        Both lose their mean first, so that the sums are those that decide the default score.

    Returns
    -------
    Proof
        `turned` (m, n) is the template turned by 180 degrees, `padded` (M, N) the same with zeros around it;
        `convolution` (M - m + 1, N - n + 1) comes from multiplying the waves of picture and `padded`,
        `correlation` of the same shape from laying the template on every place.

    Raises
    ------
    ValueError
        If the template exceeds the plane, or either is not two-dimensional.
    """
    picture, pattern = _without_means(plane, template)
    height, width = pattern.shape
    correlation = correlate(picture, pattern, mode="valid", backend="opencv").astype(np.float64)
    turned = pattern[::-1, ::-1].copy()
    padded = np.zeros_like(picture)
    padded[:height, :width] = turned
    circular = scipy.fft.irfft2(scipy.fft.rfft2(picture) * scipy.fft.rfft2(padded), s=picture.shape)
    # The first rows and columns have been wrapped around the picture's edge.
    convolution = circular[height - 1 :, width - 1 :]
    difference = float(np.abs(convolution - correlation).max())
    return Proof(turned, padded, convolution, correlation, difference, float(np.abs(correlation).max()))


def at_every_pixel(plane: ArrayLike, template: ArrayLike, *, padding: Padding) -> NDArray[np.float64]:
    """Return the sums of products with the template's centre on every pixel, (M, N), the picture continued by a rule.

    The place with the template's top-left pixel at (i, j) stands at (i + (m - 1) // 2, j + (n - 1) // 2).

    Parameters
    ----------
    plane : array, shape (M, N)
    template : array, shape (m, n)
    padding : {"constant", "nearest", "reflect", "mirror", "wrap"}
        What lies beyond the edge; "constant" is the picture's mean, since that was taken off.

    Raises
    ------
    ValueError
        As for `prove`, or if the rule is unknown.
    """
    picture, pattern = _without_means(plane, template)
    return convolve(picture, pattern[::-1, ::-1], padding=padding).astype(np.float64)


def _without_means(plane: ArrayLike, template: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return both in double precision, each less its mean."""
    picture, pattern = as_image(plane, name="plane"), as_image(template, name="template")
    if picture.ndim != 2 or pattern.ndim != 2:
        message = f"plane and template must be two-dimensional, got {picture.shape} and {pattern.shape}"
        raise ValueError(message)
    if pattern.shape[0] > picture.shape[0] or pattern.shape[1] > picture.shape[1]:
        (rows, cols), (height, width) = picture.shape, pattern.shape
        message = (
            f"template must not be larger than the picture: {width} × {height} pixels, the picture {cols} × {rows}"
        )
        raise ValueError(message)
    doubles = picture.astype(np.float64), pattern.astype(np.float64)
    return doubles[0] - doubles[0].mean(), doubles[1] - doubles[1].mean()
