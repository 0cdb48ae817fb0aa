"""Let a picture spread as salt spreads in water, exactly in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from math import isfinite, sqrt
from typing import Any, Literal, TypeAlias, get_args

import cv2
import numpy as np
import scipy.fft
from numpy.typing import ArrayLike, NDArray

from core._transforms import along, dct2, idct2, irfft2, rfft2
from core.arrays import FloatArray, as_image, check_choice
from core.diffusion.barriers import diffuse_between_walls
from core.interruption import checkpoint

__all__ = ["BOUNDARIES", "Boundary", "Diffusivity", "along_axes", "diffuse", "frames", "solution", "spread"]

Boundary = Literal["neumann", "periodic", "dirichlet"]
BOUNDARIES: tuple[str, ...] = get_args(Boundary)
Diffusivity: TypeAlias = float | tuple[float, float]
"""One D, or (D along x, D along y): x runs to the right, y down."""

_LARGE = 2_000_000
# Modes that fade at a time: they bound the memory, and how long nobody is asked whether to go on.
_ROWS_OF = 1 << 22
_LONGEST_MATRIX = 1024
_Along = Callable[[NDArray[Any], int], NDArray[Any]]
_Transform = Callable[[NDArray[Any]], NDArray[Any]]


def diffuse(
    image: ArrayLike,
    time: float,
    *,
    diffusivity: Diffusivity = 1.0,
    boundary: Boundary = "neumann",
    walls: ArrayLike | None = None,
    held: float = 0.0,
) -> FloatArray:
    """Return the picture after it has spread for some time.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
        Concentration in cells of side 1, at time 0; channels do not mix.
    time : float
        At least 0.
    diffusivity : float or (float, float)
        D in cells squared per unit of time, above 0; only its product with the time matters. A pair is D along
        x (to the right) and along y (down): each at least 0, one of them above.
    boundary : {"neumann", "periodic", "dirichlet"}
        What lies beyond the picture's rim. "neumann": sealed, nothing crosses. "periodic": the opposite side.
        "dirichlet": cells held at one value all around, so that everything tends to it in the end.
    walls : bool array, shape (M, N), optional
        True blocks the cell: its value stays, and nothing crosses its faces.
    held : float
        The value beyond the rim for "dirichlet"; otherwise it counts for nothing.

    Returns
    -------
    array, shape of `image`
        The exact solution, to rounding: it stays within the extremes of the picture (and `held` for "dirichlet"),
        and its sum is constant unless the boundary is "dirichlet". float64 for a float64 picture, float32
        otherwise.

    Raises
    ------
    TypeError
        If `walls` is not bool.
    ValueError
        If the time is negative, a diffusivity is out of range, one of these or `held` is not finite, the boundary
        is unknown or `walls` has another shape than the picture.

    Notes
    -----
    Solves ``du/dt = (Dx Lx + Dy Ly) u``, Lx + Ly the five-point Laplacian: each open cell exchanges with its
    four neighbours. Without walls its eigenvectors are cosines, waves or sines; along an axis mode k of M decays
    as ``exp(-D t (2 - 2 cos w))`` with w = pi k / M, 2 pi k / M or pi (k + 1) / (M + 1). With walls the
    exponential of L is summed as a Chebyshev series [1]_.

    References
    ----------
    .. [1] Tal-Ezer and Kosloff, J. Chem. Phys. 81, 3967 (1984), doi:10.1063/1.448136
    """
    return next(frames(image, (time,), diffusivity=diffusivity, boundary=boundary, walls=walls, held=held))


def frames(
    image: ArrayLike,
    times: Iterable[float],
    *,
    diffusivity: Diffusivity = 1.0,
    boundary: Boundary = "neumann",
    walls: ArrayLike | None = None,
    held: float = 0.0,
) -> Iterator[FloatArray]:
    """Return an iterator over the picture at each of several times.

    Each frame is computed when it is asked for, and none is kept. Parameters, frames and errors are those of
    `diffuse`; ascending times are fastest when there are walls.
    """
    moments = [_checked_time(time) for time in times]
    if walls is not None:
        picture = as_image(image)
        blocked = _checked_walls(walls, picture)
        if blocked.any():
            along = along_axes(diffusivity)
            check_choice(boundary, BOUNDARIES, name="boundary")
            return _walled_frames(picture, moments, along, boundary, blocked, _level_beyond(boundary, held))
    return map(solution(image, diffusivity=diffusivity, boundary=boundary, held=held), moments)


def solution(
    image: ArrayLike,
    *,
    diffusivity: Diffusivity = 1.0,
    boundary: Boundary = "neumann",
    held: float = 0.0,
) -> Callable[[float], FloatArray]:
    """Return the spreading picture without walls as a function of time.

    Parameters and errors are those of `diffuse`. The function may be called from several threads at once; it
    costs one inverse transform a call, because the picture's own transform is taken here.
    """
    picture = as_image(image)
    check_choice(boundary, BOUNDARIES, name="boundary")
    along_x, along_y = along_axes(diffusivity)
    forward, inverse, row_rates, col_rates = _modes(picture.shape[0], picture.shape[1], boundary)
    planes = _channels(picture)
    # A constant stays as it is unless it leaks out: apart from the modes it loses nothing to rounding.
    level = np.full((len(planes), 1, 1), _level_beyond(boundary, held), planes.dtype)
    if boundary != "dirichlet":
        level += planes.mean(axis=(1, 2), dtype=np.float64, keepdims=True).astype(planes.dtype)
    modes = forward(planes - level)

    def at(time: float) -> FloatArray:
        elapsed = _checked_time(time)
        if elapsed == 0:
            return picture.copy()
        down, right = np.exp(-elapsed * along_y * row_rates), np.exp(-elapsed * along_x * col_rates)
        found = inverse(_faded(modes, down, right))
        found += level
        return _as_picture(found, picture.shape)

    return at


def _faded(modes: NDArray[Any], down: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[Any]:
    """Return the modes, (C, M, N), times the factors of their rows and columns, some rows at a time."""
    faded = np.empty_like(modes)
    count = max(1, _ROWS_OF // right.size)
    for first in range(0, down.size, count):
        checkpoint()
        rows = slice(first, first + count)
        factors = np.outer(down[rows], right).astype(modes.real.dtype)
        np.multiply(modes[:, rows], factors, out=faded[:, rows])
    return faded


def spread(time: float, diffusivity: float = 1.0) -> float:
    """Return sigma, in pixels, of the Gaussian that a single drop has become: ``sqrt(2 D t)`` along each axis."""
    return sqrt(2 * diffusivity * _checked_time(time))


def along_axes(diffusivity: Diffusivity) -> tuple[float, float]:
    """Return D along x and D along y; ValueError unless both are finite, at least 0, and one is above."""
    pair = diffusivity if isinstance(diffusivity, tuple) else (diffusivity, diffusivity)
    if len(pair) != 2 or not all(isfinite(value) and value >= 0 for value in pair) or max(pair) == 0:
        message = f"diffusivity must be a finite number above 0, or two of which one may be 0; got {diffusivity}"
        raise ValueError(message)
    return float(pair[0]), float(pair[1])


def _level_beyond(boundary: Boundary, held: float) -> float:
    """Return the level that may be taken off at first and added in the end: the held value, if one is held."""
    if not isfinite(held):
        message = f"held must be finite, got {held}"
        raise ValueError(message)
    return float(held) if boundary == "dirichlet" else 0.0


def _checked_time(time: float) -> float:
    """Return the time unless it is negative or not finite."""
    if not (isfinite(time) and time >= 0):
        message = f"time must be a finite number, at least 0; got {time}"
        raise ValueError(message)
    return float(time)


def _checked_walls(walls: ArrayLike, picture: FloatArray) -> NDArray[np.bool_]:
    """Return the walls unless they do not fit the picture."""
    blocked = np.asarray(walls)
    if blocked.dtype != np.bool_:
        message = f"walls must be bool, got {blocked.dtype}"
        raise TypeError(message)
    if blocked.shape != picture.shape[:2]:
        message = f"walls must have the picture's shape {picture.shape[:2]}, got {blocked.shape}"
        raise ValueError(message)
    return blocked


def _channels(picture: FloatArray) -> Any:
    """Return the channels as contiguous planes, shape (C, M, N)."""
    return np.ascontiguousarray(np.moveaxis(np.atleast_3d(picture), -1, 0))


def _as_picture(planes: NDArray[Any], shape: tuple[int, ...]) -> FloatArray:
    """Undo `_channels`."""
    if len(planes) in (1, 3):
        # Three times as fast as a copy with strides.
        merged: FloatArray = np.asarray(cv2.merge(list(planes)), planes.dtype)
        return merged.reshape(shape)
    stacked: FloatArray = np.ascontiguousarray(np.moveaxis(planes, 0, -1))
    return stacked.reshape(shape)


def _modes(
    height: int, width: int, boundary: Boundary
) -> tuple[_Transform, _Transform, NDArray[np.float64], NDArray[np.float64]]:
    """Return the transform that makes the Laplacian diagonal, its inverse, and the decay rates along both axes."""

    # Threads of their own pay off for large pictures only; frames of small ones are shared out as a whole.
    workers = -1 if height * width > _LARGE else 1

    def rates(count: int, first: int, period: float) -> NDArray[np.float64]:
        return np.asarray(4 * np.sin(np.pi * np.arange(first, first + count) / period) ** 2)

    if boundary == "periodic":
        return (
            partial(rfft2, workers=workers),
            partial(irfft2, shape=(height, width), workers=workers),
            rates(height, 0, height),
            rates(width // 2 + 1, 0, width),
        )
    if boundary == "neumann":
        return (
            partial(dct2, workers=workers),
            partial(idct2, workers=workers),
            rates(height, 0, 2 * height),
            rates(width, 0, 2 * width),
        )
    down, up = _sines(height, workers)
    right, left = _sines(width, workers)
    return (
        lambda planes: right(down(planes, -2), -1),
        lambda modes: left(up(modes, -2), -1),
        rates(height, 1, 2 * (height + 1)),
        rates(width, 1, 2 * (width + 1)),
    )


def _sines(size: int, workers: int) -> tuple[_Along, _Along]:
    """Return the sine transform along an axis of a stack of planes, and its inverse."""
    period = 2 * (size + 1)
    if size > _LONGEST_MATRIX or scipy.fft.next_fast_len(period, real=True) == period:
        return (
            lambda planes, axis: along(partial(scipy.fft.dst, type=1, workers=workers), planes, axis),
            lambda modes, axis: along(partial(scipy.fft.idst, type=1, workers=workers), modes, axis),
        )
    # Where the period has a large prime factor (257 for 256 cells) a plain matrix is many times as fast.
    places = np.arange(1, size + 1)
    matrix = 2 * np.sin(np.pi / (size + 1) * np.outer(places, places))

    def times(planes: NDArray[Any], axis: int, scale: float) -> NDArray[Any]:
        sines = (matrix * scale).astype(planes.dtype)
        return np.asarray(sines @ planes if axis == -2 else planes @ sines)

    return lambda planes, axis: times(planes, axis, 1.0), lambda modes, axis: times(modes, axis, 1 / period)


def _walled_frames(
    picture: FloatArray,
    moments: list[float],
    diffusivity: tuple[float, float],
    boundary: Boundary,
    walls: NDArray[np.bool_],
    level: float,
) -> Iterator[FloatArray]:
    """Yield frames with walls, each from the one before unless time runs backwards."""
    start = _channels(picture).astype(np.float64) - level
    planes, reached = start, 0.0
    for moment in moments:
        if moment < reached:
            planes, reached = start, 0.0
        elapsed = (diffusivity[0] * (moment - reached), diffusivity[1] * (moment - reached))
        planes = np.stack([diffuse_between_walls(plane, elapsed, walls, boundary) for plane in planes])
        reached = moment
        frame = _as_picture((planes + level).astype(picture.dtype), picture.shape)
        # Blocked cells keep their very value, which taking the level off and adding it may round.
        frame[walls] = picture[walls]
        yield frame
