"""Look along a line through the picture, and know what the heat equation makes of a step and of drops there."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import map_coordinates
from scipy.special import erf

from core.arrays import as_image
from core.diffusion.scenes import Drop

__all__ = ["drops_solution", "line_points", "profile", "step_solution"]

Point = tuple[float, float]


def line_points(start: Point, end: Point) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return distance from `start`, x and y of points about a pixel apart along a line, both ends included."""
    length = hypot(end[0] - start[0], end[1] - start[1])
    part = np.linspace(0, 1, max(2, round(length) + 1))
    return part * length, start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])


def profile(image: ArrayLike, start: Point, end: Point) -> NDArray[np.float64]:
    """Return the picture's brightness at the points of `line_points`.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
        Channels are averaged.
    start, end : (float, float)
        As (x, y) in pixels, (0, 0) the top left corner of the picture; beyond the rim its nearest pixel counts.

    Returns
    -------
    float64 array, shape (P,)
        Linear between the centres of neighbouring pixels.
    """
    picture = np.asarray(as_image(image), np.float64)
    gray = picture if picture.ndim == 2 else picture.mean(axis=2)
    _, x, y = line_points(start, end)
    return np.asarray(map_coordinates(gray, [y - 0.5, x - 0.5], order=1, mode="nearest"))


def step_solution(x: ArrayLike, sigma: float, *, edge: float, width: float, high: float) -> NDArray[np.float64]:
    """Return what has become of a step in a sealed tank: `high` left of `edge`, 0 right of it at first.

    Parameters
    ----------
    x : array
        Places, 0 to `width`.
    sigma : float
        ``sqrt(2 D t)`` along x, at least 0.
    edge, width : float
        Where the step is, and where the tank ends.
    high : float

    Returns
    -------
    float64 array
        The continuous heat equation's solution: an error function, and its images behind the sealed walls.
    """
    places = np.asarray(x, np.float64)
    if sigma == 0:
        return np.where(places < edge, high, 0.0)
    total = np.zeros_like(places)
    for mirror in range(-_images(sigma, width), _images(sigma, width) + 1):
        # Behind each wall the tank continues as in a mirror: slabs of salt about every even multiple of the width.
        centre = 2 * mirror * width
        scaled = sqrt(2) * sigma
        total += (erf((places - centre + edge) / scaled) - erf((places - centre - edge) / scaled)) / 2
    return high * total


def drops_solution(
    x: ArrayLike, y: ArrayLike, sigma: tuple[float, float], drops: Sequence[Drop], *, width: float, height: float
) -> NDArray[np.float64]:
    """Return what has become of Gaussian drops in a sealed tank, at the places (x, y).

    Each drop stays a Gaussian whose variance along an axis has grown by the square of that axis' `sigma`; the
    walls add its mirror images.
    """
    at_x, at_y = np.asarray(x, np.float64), np.asarray(y, np.float64)
    total = np.zeros(np.broadcast(at_x, at_y).shape)
    for drop in drops:
        total = total + drop.height * (
            _mirrored_bell(at_x, drop.x, drop.sigma, sigma[0], width)
            * _mirrored_bell(at_y, drop.y, drop.sigma, sigma[1], height)
        )
    return np.asarray(total)


def _mirrored_bell(
    places: NDArray[np.float64], centre: float, first: float, grown: float, size: float
) -> NDArray[np.float64]:
    """Return a bell of height 1 and sigma `first` after it has grown, with its images behind both walls."""
    variance = first**2 + grown**2
    total = np.zeros_like(places)
    for mirror in range(-_images(sqrt(variance), size), _images(sqrt(variance), size) + 1):
        for image in (centre, -centre):
            total += np.exp(-np.square(places - image - 2 * mirror * size) / (2 * variance))
    return np.asarray(total * first / sqrt(variance))


def _images(sigma: float, size: float) -> int:
    """Return how many tanks behind each wall can be felt."""
    return 1 + round(4 * sigma / size)
