"""Stir a tank: carry salt along with the water, step by step, beside an explicit scheme for its spreading.

The tank in the browser (pages/_parts/tank_model.js) steps by the same formulas; the tests hold the two together.
"""

from __future__ import annotations

from math import ceil, isfinite
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import distance_transform_cdt

__all__ = ["carry", "seal", "shear", "spoon", "spread_in_steps", "swirl"]

Plane = NDArray[np.float64]

_LARGEST_SHARE = 0.125
"""Of the difference to a neighbour, what crosses a face in one step; so small that no wave changes its sign."""
_LARGEST_OUTFLOW = 0.5
"""Of a cell, what may leave along x and y in one step, so that the new value is a mean of old ones."""
_CORE = 1.06
"""The nearer to 1, the smaller a vortex' core: here 0.11 of the tank."""
_LAYERS = 3
"""Pairs of layers that slide along one another."""
_REACH = 4.0
"""Radii beyond which a spoon moves nothing."""


def swirl(shape: tuple[int, int], speed: float) -> Plane:
    """Return the stream function, (M + 1, N + 1), of one vortex in the middle of a tank of (M, N) cells.

    Its greatest speed, in cells per unit of time, is `speed`, at the rim of its core; beyond, the water turns the
    more slowly the farther it is, so that a blot is drawn out into spiral arms. On the screen it turns clockwise.

    Notes
    -----
    ``log(c / (c - q))`` with ``q = sin(pi y / M) sin(pi x / N)`` and c a little above 1: near the middle the
    stream function of a vortex, whose speed falls as 1 / r; at the rim 0.
    """
    y, x = _nodes(shape)
    height, width = shape
    scale = speed * min(height, width) / np.pi * np.sqrt(_CORE**2 - 1)
    bowl = np.sin(np.pi * y / height) * np.sin(np.pi * x / width)
    return np.asarray(scale * np.log(_CORE / (_CORE - bowl)))


def shear(shape: tuple[int, int], speed: float) -> Plane:
    """Return the stream function, (M + 1, N + 1), of layers of water that slide along one another, right and left.

    The speed along x depends on y only, ``speed sin(2 pi k y / M)`` in cells per unit of time, but for the sides,
    where the water has to turn into the next layer and does so no faster than that.
    """
    y, x = _nodes(shape)
    height, width = shape
    flux = speed * height / (_LAYERS * np.pi)
    # Along x this rises from the rim by `speed` a cell at most.
    turn = height / (_LAYERS * np.pi)
    sides = np.tanh(x / turn) * np.tanh((width - x) / turn)
    return np.asarray(flux * np.sin(_LAYERS * np.pi * y / height) ** 2 * sides)


def spoon(shape: tuple[int, int], start: tuple[float, float], end: tuple[float, float], radius: float) -> Plane:
    """Return the stream function, (M + 1, N + 1), of a spoon that moves from `start` to `end`, as (x, y), in unit time.

    Water at the spoon moves along with it, and comes back around it within a few radii.
    """
    y, x = _nodes(shape)
    right, down = x - (start[0] + end[0]) / 2, y - (start[1] + end[1]) / 2
    distance = right**2 + down**2
    stream = (down * (end[0] - start[0]) - right * (end[1] - start[1])) * np.exp(-distance / (2 * radius**2))
    return np.where(distance < (_REACH * radius) ** 2, stream, 0.0)


def seal(stream: ArrayLike, walls: ArrayLike, speed: float) -> Plane:
    """Return the stream function with no flow through walls and rim.

    Parameters
    ----------
    stream : array, shape (M + 1, N + 1)
        Values at the cells' corners.
    walls : bool array, shape (M, N)
        True blocks the cell.
    speed : float
        Of the water, at most, in cells per unit of time; it rounds the walls no faster.

    Returns
    -------
    float64 array, shape (M + 1, N + 1)
        The stream function cut to ``speed * d``, d the steps along the grid to the nearest corner at a wall or
        at the rim: 0 there, so nothing crosses. Where it was cut, neighbours differ by `speed` at most.
    """
    blocked = np.pad(np.asarray(walls, bool), 1, constant_values=True)
    at_wall = blocked[1:, 1:] | blocked[:-1, 1:] | blocked[1:, :-1] | blocked[:-1, :-1]
    limit = speed * distance_transform_cdt(~at_wall, metric="taxicab").astype(np.float64)
    return np.asarray(np.clip(np.asarray(stream, np.float64), -limit, limit))


def carry(image: ArrayLike, stream: ArrayLike, time: float, walls: ArrayLike) -> Plane:
    """Return the picture after the water has carried it for some time.

    Parameters
    ----------
    image : array, shape (M, N)
        Concentration.
    stream : array, shape (M + 1, N + 1)
        A sealed stream function, see `seal`; a face lets pass the difference between its two ends.
    time : float
        At least 0.
    walls : bool array, shape (M, N)
        True blocks the cell.

    Returns
    -------
    float64 array, shape (M, N)
        The sum is that of the picture, to rounding, and no value leaves the picture's range.

    Raises
    ------
    ValueError
        If the time is negative or not finite.

    Notes
    -----
    Finite volumes, linear in each cell with van Leer's limiter, upwind, Heun's method in time [1]_. Since the flow
    has no sources and at most half a cell leaves a cell in a step, each new value is a weighted mean of old ones.

    References
    ----------
    .. [1] LeVeque, Finite Volume Methods for Hyperbolic Problems (2002), chapter 6, doi:10.1017/CBO9780511791253
    """
    flow = np.asarray(stream, np.float64)
    right, down = np.diff(flow, axis=0)[:, 1:-1], -np.diff(flow, axis=1)[1:-1]
    is_open = ~np.asarray(walls, bool)
    now = np.array(image, np.float64)
    steps = ceil(_checked(time) * _outflow(right, down) / _LARGEST_OUTFLOW)
    for _ in range(steps):
        once = _carry_once(now, time / steps * right, time / steps * down, is_open)
        twice = _carry_once(once, time / steps * right, time / steps * down, is_open)
        now = (now + twice) / 2
    return now


def spread_in_steps(image: ArrayLike, time: float, walls: ArrayLike) -> Plane:
    """Return the picture after it has spread at diffusivity 1, in equal steps of at most an eighth of a unit of time.

    `core.diffusion.diffuse` is exact; this is what a browser can do sixty times a second. Parameters, result and
    errors are those of `carry`; each step moves a share of the difference across each face between open cells.
    """
    is_open = ~np.asarray(walls, bool)
    beside, below = is_open[:, 1:] & is_open[:, :-1], is_open[1:] & is_open[:-1]
    now = np.array(image, np.float64)
    steps = ceil(_checked(time) / _LARGEST_SHARE)
    for _ in range(steps):
        across = time / steps * beside * np.diff(now, axis=1)
        along = time / steps * below * np.diff(now, axis=0)
        _exchange(now, -across, -along)
    return now


def _checked(time: float) -> float:
    """Return the time unless it is negative or not finite."""
    if not (isfinite(time) and time >= 0):
        message = f"time must be a finite number, at least 0; got {time}"
        raise ValueError(message)
    return time


def _nodes(shape: tuple[int, int]) -> tuple[Any, Any]:
    """Return y and x of the cells' corners."""
    return np.arange(shape[0] + 1)[:, None], np.arange(shape[1] + 1)


def _outflow(right: Plane, down: Plane) -> float:
    """Return the most that leaves a cell through one face along x and one along y, per unit of time."""
    x, y = np.pad(right, ((0, 0), (1, 1))), np.pad(down, ((1, 1), (0, 0)))
    leaving = np.maximum(np.maximum(x[:, 1:], -x[:, :-1]), 0) + np.maximum(np.maximum(y[1:], -y[:-1]), 0)
    return float(leaving.max())


def _carry_once(now: Plane, right: Plane, down: Plane, is_open: NDArray[np.bool_]) -> Plane:
    """Return the picture after one step of Euler's method; the flows are cells per step."""
    half_x, half_y = _half_slopes(now, is_open), _half_slopes(now.T, is_open.T).T
    across = np.where(right > 0, right * (now[:, :-1] + half_x[:, :-1]), right * (now[:, 1:] - half_x[:, 1:]))
    along = np.where(down > 0, down * (now[:-1] + half_y[:-1]), down * (now[1:] - half_y[1:]))
    result = now.copy()
    _exchange(result, across, along)
    return result


def _half_slopes(now: Plane, is_open: NDArray[np.bool_]) -> Plane:
    """Return half of van Leer's slope along x: 0 at an extreme and beside a wall or the rim."""
    before, after = np.diff(now, axis=1)[:, :-1], np.diff(now, axis=1)[:, 1:]
    is_sloped = (before * after > 0) & is_open[:, :-2] & is_open[:, 2:]
    slopes = np.zeros_like(now)
    np.divide(before * after, before + after, out=slopes[:, 1:-1], where=is_sloped)
    return slopes


def _exchange(now: Plane, across: Plane, along: Plane) -> None:
    """Move what flows right across each face, and down, from cell to cell, in place."""
    now[:, :-1] -= across
    now[:, 1:] += across
    now[:-1] -= along
    now[1:] += along
