"""Apply a density again and again, and measure how it tends to a Gaussian."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.signal import fftconvolve

from core.arrays import as_kernel

__all__ = ["Shape", "iterates", "like_gaussian", "shape_of", "window"]


@dataclass(frozen=True)
class Shape:
    """What a density looks like: how far it drifts and spreads, in pixels, and how far it is from a Gaussian.

    `kurtosis` is the excess along the wider axis, 0 for a Gaussian; `distance` is the mass, 0..1, that would have
    to be moved to make the Gaussian of the same drift and spread of it.
    """

    drift_x: float
    drift_y: float
    variance_x: float
    variance_y: float
    covariance: float
    kurtosis: float
    distance: float

    @property
    def sigma(self) -> float:
        """Spread along an axis, the mean of both: the Gaussian's sigma if it is round."""
        return sqrt((self.variance_x + self.variance_y) / 2)


def iterates(density: ArrayLike, count: int) -> Iterator[NDArray[np.float64]]:
    """Yield the density convolved with itself: 1, 2, ... up to `count` factors.

    Parameters
    ----------
    density : array, shape (kh, kw)
        No cell negative, sum 1.
    count : int
        At least 1.

    Yields
    ------
    float64 array, shape (n (kh - 1) + 1, n (kw - 1) + 1)
        No cell negative, sum 1: what a drop has become after n steps.

    Raises
    ------
    ValueError
        If `density` is none or `count` is below 1.
    """
    cells = as_kernel(density).astype(np.float64)
    if cells.min() < 0 or abs(cells.sum() - 1) > 1e-9:
        message = f"density must have no negative cell and sum to 1, got a sum of {cells.sum():g}"
        raise ValueError(message)
    if count < 1:
        message = f"count must be at least 1, got {count}"
        raise ValueError(message)
    return _iterates(cells, count)


def _iterates(cells: NDArray[np.float64], count: int) -> Iterator[NDArray[np.float64]]:
    """Multiply by one more factor at a time; what rounding makes of nothing is cut off."""
    power = cells
    yield power
    for _ in range(count - 1):
        power = np.maximum(fftconvolve(power, cells), 0)
        power /= power.sum()
        yield power


def shape_of(density: NDArray[np.float64]) -> Shape:
    """Return drift, spread and distance from a Gaussian of a density whose origin is cell ``(kh // 2, kw // 2)``.

    The axes point to the right and down, as in a convolution: a density that leans to the right moves the picture
    to the right.
    """
    along_x, along_y = _offsets(density)
    mean_x, mean_y = float(density.sum(0) @ along_x), float(density.sum(1) @ along_y)
    from_x, from_y = along_x - mean_x, along_y - mean_y
    variance_x, variance_y = float(density.sum(0) @ from_x**2), float(density.sum(1) @ from_y**2)
    wider, variance = (density.sum(0), variance_x) if variance_x >= variance_y else (density.sum(1), variance_y)
    fourth = float(wider @ (from_x if variance_x >= variance_y else from_y) ** 4)
    kurtosis = fourth / variance**2 - 3 if variance > 0 else 0.0
    covariance = float(from_y @ density @ from_x)
    bell = _bell(from_x, from_y, variance_x, variance_y, covariance)
    distance = float(np.abs(density - bell).sum() / 2)
    return Shape(mean_x, mean_y, variance_x, variance_y, covariance, kurtosis, distance)


def like_gaussian(density: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the Gaussian of the density's own drift and spread, on the same cells, sum 1."""
    shape = shape_of(density)
    along_x, along_y = _offsets(density)
    return _bell(along_x - shape.drift_x, along_y - shape.drift_y, shape.variance_x, shape.variance_y, shape.covariance)


def window(density: NDArray[np.float64], reach: int, side: int) -> NDArray[np.float64]:
    """Return the cells within `reach` of the origin, 0 beyond the density, each as a square of equal pixels.

    The result has the most pixels a side that make whole squares, at most `side`, or one a cell.
    """
    rows, cols = (size // 2 for size in density.shape)
    margin = [
        (max(reach - before, 0), max(reach - (size - 1 - before), 0))
        for size, before in zip(density.shape, (rows, cols), strict=True)
    ]
    padded = np.pad(density, margin)
    top, left = (max(before - reach, 0) for before in (rows, cols))
    cells = padded[top : top + 2 * reach + 1, left : left + 2 * reach + 1]
    zoom = max(1, side // (2 * reach + 1))
    return np.repeat(np.repeat(cells, zoom, axis=0), zoom, axis=1)


def _offsets(density: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the cells' distances to the right of and below the origin."""
    height, width = density.shape
    return np.arange(-(width // 2), width - width // 2.0), np.arange(-(height // 2), height - height // 2.0)


def _bell(
    from_x: NDArray[np.float64], from_y: NDArray[np.float64], variance_x: float, variance_y: float, covariance: float
) -> NDArray[np.float64]:
    """Return a Gaussian about the mean; along an axis without spread it is a single line of cells."""
    # A spread of nothing would divide by zero; far less than a cell is as good.
    least = 1e-6
    matrix = np.array([[variance_x + least, covariance], [covariance, variance_y + least]])
    inverse = np.linalg.inv(matrix)
    power = (
        inverse[0, 0] * from_x[None, :] ** 2
        + 2 * inverse[0, 1] * from_y[:, None] * from_x[None, :]
        + inverse[1, 1] * from_y[:, None] ** 2
    )
    weights = np.exp(-(power - power.min()) / 2)
    return np.asarray(weights / weights.sum())
