"""Let a picture spread as salt spreads in water, exactly in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from math import isfinite, sqrt
from typing import Any, Literal, get_args

import numpy as np
import scipy.fft
from numpy.typing import ArrayLike, NDArray

from core.arrays import FloatArray, as_image, check_choice
from core.barriers import diffuse_between_walls

__all__ = ["BOUNDARIES", "Boundary", "diffuse", "frames", "spread"]

Boundary = Literal["neumann", "periodic", "dirichlet"]
BOUNDARIES: tuple[str, ...] = get_args(Boundary)

_Transform = Callable[[NDArray[Any]], NDArray[Any]]


def diffuse(
    image: ArrayLike,
    time: float,
    *,
    diffusivity: float = 1.0,
    boundary: Boundary = "neumann",
    walls: ArrayLike | None = None,
) -> FloatArray:
    """Return the picture after it has spread for some time.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
        Concentration in cells of side 1, at time 0; channels do not mix.
    time : float
        At least 0.
    diffusivity : float
        D in cells squared per unit of time, above 0; only its product with the time matters.
    boundary : {"neumann", "periodic", "dirichlet"}
        What lies beyond the picture's rim. "neumann": sealed, nothing crosses. "periodic": the opposite side.
        "dirichlet": cells held at 0 all around, so that everything flows out in the end.
    walls : bool array, shape (M, N), optional
        True blocks the cell: its value stays, and nothing crosses its faces.

    Returns
    -------
    array, shape of `image`
        The exact solution, to rounding: it stays within the extremes of the picture (and 0 for "dirichlet"), and
        its sum is constant unless the boundary is "dirichlet". float64 for a float64 picture, float32 otherwise.

    Raises
    ------
    TypeError
        If `walls` is not bool.
    ValueError
        If the time is negative, the diffusivity is not positive, either is not finite, the boundary is unknown
        or `walls` has another shape than the picture.

    Notes
    -----
    Solves ``du/dt = D L u``, L the five-point Laplacian: each open cell exchanges with its four neighbours.
    Without walls its eigenvectors are cosines, waves or sines; along an axis mode k of M decays as
    ``exp(-D t (2 - 2 cos w))`` with w = pi k / M, 2 pi k / M or pi (k + 1) / (M + 1). With walls the
    exponential of L is summed as a Chebyshev series [1]_.

    References
    ----------
    .. [1] Tal-Ezer and Kosloff, J. Chem. Phys. 81, 3967 (1984), doi:10.1063/1.448136
    """
    return next(frames(image, (time,), diffusivity=diffusivity, boundary=boundary, walls=walls))


def frames(
    image: ArrayLike,
    times: Iterable[float],
    *,
    diffusivity: float = 1.0,
    boundary: Boundary = "neumann",
    walls: ArrayLike | None = None,
) -> Iterator[FloatArray]:
    """Return an iterator over the picture at each of several times.

    Each frame is computed when it is asked for, and none is kept. Parameters, frames and errors are those of
    `diffuse`; ascending times are fastest when there are walls.
    """
    picture = as_image(image)
    check_choice(boundary, BOUNDARIES, name="boundary")
    if not (isfinite(diffusivity) and diffusivity > 0):
        message = f"diffusivity must be a finite number above 0, got {diffusivity}"
        raise ValueError(message)
    elapsed = [diffusivity * _checked_time(time) for time in times]
    blocked = None if walls is None else _checked_walls(walls, picture)
    if blocked is None or not blocked.any():
        return _open_frames(picture, elapsed, boundary)
    return _walled_frames(picture, elapsed, boundary, blocked)


def spread(time: float, diffusivity: float = 1.0) -> float:
    """Return sigma, in pixels, of the Gaussian that a single drop has become: ``sqrt(2 D t)`` along each axis."""
    return sqrt(2 * diffusivity * _checked_time(time))


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


def _as_picture(planes: NDArray[Any], shape: tuple[int, ...]) -> Any:
    """Undo `_channels`."""
    return np.ascontiguousarray(np.moveaxis(planes, 0, -1)).reshape(shape)


def _open_frames(picture: FloatArray, elapsed: list[float], boundary: Boundary) -> Iterator[FloatArray]:
    """Yield frames without walls: one transform forward, one back for each time."""
    forward, inverse, row_rates, col_rates = _modes(picture.shape[0], picture.shape[1], boundary)
    planes = _channels(picture)
    # A constant stays as it is unless it leaks out: apart from the modes it loses nothing to rounding.
    level = np.zeros((len(planes), 1, 1), planes.dtype)
    if boundary != "dirichlet":
        level += planes.mean(axis=(1, 2), dtype=np.float64, keepdims=True).astype(planes.dtype)
    modes = forward(planes - level)
    for dt in elapsed:
        if dt == 0:
            yield picture.copy()
            continue
        decayed = modes * np.exp(-dt * row_rates)[:, None].astype(planes.dtype)
        decayed *= np.exp(-dt * col_rates).astype(planes.dtype)
        yield _as_picture(inverse(decayed) + level, picture.shape)


def _modes(
    height: int, width: int, boundary: Boundary
) -> tuple[_Transform, _Transform, NDArray[np.float64], NDArray[np.float64]]:
    """Return the transform that makes the Laplacian diagonal, its inverse, and the decay rates along both axes."""

    def rates(count: int, first: int, period: float) -> NDArray[np.float64]:
        return np.asarray(4 * np.sin(np.pi * np.arange(first, first + count) / period) ** 2)

    if boundary == "periodic":
        return (
            lambda planes: scipy.fft.rfft2(planes, axes=(1, 2), workers=-1),
            lambda modes: scipy.fft.irfft2(modes, s=(height, width), overwrite_x=True, axes=(1, 2), workers=-1),
            rates(height, 0, height),
            rates(width // 2 + 1, 0, width),
        )
    if boundary == "neumann":
        return (
            lambda planes: scipy.fft.dctn(planes, 2, axes=(1, 2), workers=-1),
            lambda modes: scipy.fft.idctn(modes, 2, overwrite_x=True, axes=(1, 2), workers=-1),
            rates(height, 0, 2 * height),
            rates(width, 0, 2 * width),
        )
    return (
        lambda planes: scipy.fft.dstn(planes, 1, axes=(1, 2), workers=-1),
        lambda modes: scipy.fft.idstn(modes, 1, overwrite_x=True, axes=(1, 2), workers=-1),
        rates(height, 1, 2 * (height + 1)),
        rates(width, 1, 2 * (width + 1)),
    )


def _walled_frames(
    picture: FloatArray, elapsed: list[float], boundary: Boundary, walls: NDArray[np.bool_]
) -> Iterator[FloatArray]:
    """Yield frames with walls, each from the one before unless time runs backwards."""
    start = _channels(picture).astype(np.float64)
    planes, reached = start, 0.0
    for dt in elapsed:
        if dt < reached:
            planes, reached = start, 0.0
        planes = np.stack([diffuse_between_walls(plane, dt - reached, walls, boundary) for plane in planes])
        reached = dt
        yield _as_picture(planes.astype(picture.dtype), picture.shape)
