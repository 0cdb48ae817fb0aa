"""The diffusing picture at as few points as show all of it: quick once it is smooth."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Any, TypeAlias

import cv2
import numpy as np
import scipy.fft
from numpy.typing import NDArray

from core.diffusion import Boundary, spread
from core.diffusion.propagator import discrete_propagator, extended

__all__ = ["Sampled", "sampled"]

Sampled: TypeAlias = Callable[[float, tuple[int, int]], NDArray[Any]]

_SHORT = 4.0
"""Sigma up to which one short convolution is quicker than waves."""
_FINER = 1.3
"""How much finer than the points a grid is between whose values they are read off."""
_REACH = 20
"""Five times the longest short sigma: what lies beyond is far below a gray level."""


def sampled(picture: NDArray[Any], along: tuple[float, float], boundary: Boundary, held: float) -> Sampled:
    """Return the diffusing picture as a function of time and of the points, along y and x, that will do.

    Parameters
    ----------
    picture : array, shape (M, N) or (M, N, C)
        float32 or float64; at most four channels.
    along : (float, float)
        D along x and along y.
    boundary, held
        As for `core.diffusion.diffuse`.

    Returns
    -------
    callable
        Takes a time and (rows, columns); returns the picture at the middles of so many equal cells, or at all of
        its own while the time is short. Three points to a sigma hold all that is left of it.
    """
    level = picture.dtype.type(held if boundary == "dirichlet" else 0)
    planes = np.ascontiguousarray(np.moveaxis(np.atleast_3d(picture - level), -1, 0))
    short, longer = _convolved(picture, along, boundary, held), _WAVES[boundary](planes, along)

    def at(time: float, points: tuple[int, int]) -> NDArray[Any]:
        if time == 0:
            return picture
        if max(spread(time, speed) for speed in along) < _SHORT:
            return short(time)
        return np.asarray(cv2.merge(list(longer(time, points) + level)))

    return at


def _convolved(
    picture: NDArray[Any], along: tuple[float, float], boundary: Boundary, held: float
) -> Callable[[float], NDArray[Any]]:
    """Return the picture after a short time, as one convolution with the propagator: its tails fade below a level."""
    wide = extended(picture, (_REACH, _REACH), boundary=boundary, held=held).astype(np.float32)
    inside = slice(_REACH, -_REACH)

    def taps(time: float, speed: float) -> NDArray[np.float64]:
        cells = discrete_propagator(time, (speed, 0.0))[0] if speed else np.ones(1)
        middle = len(cells) // 2
        kept = cells[max(0, middle - _REACH) : middle + _REACH + 1]
        return np.asarray(kept / kept.sum())

    def at(time: float) -> NDArray[Any]:
        found = cv2.sepFilter2D(wide, -1, taps(time, along[0]), taps(time, along[1]), borderType=cv2.BORDER_CONSTANT)
        return np.asarray(found)[inside, inside]

    return at


def _cosines(planes: NDArray[Any], along: tuple[float, float]) -> Sampled:
    """Sum the waves of a sealed tank, where the points are; those that so few could not hold have died out."""
    height, width = planes.shape[1:]
    modes = scipy.fft.dctn(planes, 2, axes=(1, 2), workers=1)

    def at(time: float, points: tuple[int, int]) -> NDArray[Any]:
        rows, cols = points
        decay = np.outer(
            _decay(np.arange(rows) / (2 * height), time * along[1]) * rows / height,
            _decay(np.arange(cols) / (2 * width), time * along[0]) * cols / width,
        )
        kept = modes[:, :rows, :cols] * decay.astype(planes.dtype)
        return np.asarray(scipy.fft.idctn(kept, 2, overwrite_x=True, axes=(1, 2), workers=1))

    return at


def _circles(planes: NDArray[Any], along: tuple[float, float]) -> Sampled:
    """Do the same for a tank whose opposite sides meet."""
    height, width = planes.shape[1:]
    modes = scipy.fft.fft2(planes, axes=(1, 2), workers=1)

    def side(size: int, count: int, elapsed: float) -> tuple[NDArray[np.int64], NDArray[np.complex128]]:
        turns = np.fft.fftfreq(count, 1 / count).astype(np.int64)
        # The middles of fewer, larger cells do not begin where those of the picture's cells do.
        shift = np.exp(1j * np.pi * turns * (1 / count - 1 / size))
        return turns % size, shift * _decay(turns / size, elapsed) * count / size

    def at(time: float, points: tuple[int, int]) -> NDArray[Any]:
        (rows, down), (cols, right) = (
            side(height, points[0], time * along[1]),
            side(width, points[1], time * along[0]),
        )
        kept = modes[:, rows[:, None], cols] * np.outer(down, right).astype(modes.dtype)
        return np.asarray(scipy.fft.ifft2(kept, overwrite_x=True, axes=(1, 2), workers=1).real)

    return at


def _sines(planes: NDArray[Any], along: tuple[float, float]) -> Sampled:
    """Do the same for a tank whose rim is held at 0.

    Its waves vanish one cell beyond the rim, so they are summed on a grid that begins there, of a size whose sine
    transform is fast (that of 640 cells is slow: 641 is a prime), and read off between its points.
    """
    sizes = planes.shape[1:]
    modes = scipy.fft.dstn(planes, 1, axes=(1, 2), workers=1)

    def at(time: float, points: tuple[int, int]) -> NDArray[Any]:
        grid = [scipy.fft.next_fast_len(ceil(_FINER * count), real=True) for count in points]
        rows, cols = (min(size, count - 1) for size, count in zip(sizes, grid, strict=True))
        decay = np.outer(
            _decay(np.arange(1, rows + 1) / (2 * (sizes[0] + 1)), time * along[1]) * grid[0] / (sizes[0] + 1),
            _decay(np.arange(1, cols + 1) / (2 * (sizes[1] + 1)), time * along[0]) * grid[1] / (sizes[1] + 1),
        )
        kept = np.zeros((len(planes), grid[0] - 1, grid[1] - 1), planes.dtype)
        kept[:, :rows, :cols] = modes[:, :rows, :cols] * decay
        found = scipy.fft.idstn(kept, 1, overwrite_x=True, axes=(1, 2), workers=1)
        framed = np.pad(found, ((0, 0), (1, 1), (1, 1)))
        return np.stack([_read_off(plane, sizes, points, grid) for plane in framed])

    return at


def _read_off(plane: NDArray[Any], sizes: tuple[int, ...], points: tuple[int, int], grid: list[int]) -> NDArray[Any]:
    """Return the values at the middles of fewer, larger cells from a grid that begins a cell's middle beyond them."""
    step_y, step_x = (count / (size + 1) for count, size in zip(grid, sizes, strict=True))
    apart_y, apart_x = (size / count for size, count in zip(sizes, points, strict=True))
    move = np.array(
        [
            [apart_x * step_x, 0, (apart_x / 2 + 0.5) * step_x],
            [0, apart_y * step_y, (apart_y / 2 + 0.5) * step_y],
        ]
    )
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(plane, move, points[::-1], flags=how, borderMode=cv2.BORDER_CONSTANT))


def _decay(frequencies: NDArray[Any], elapsed: float) -> NDArray[np.float64]:
    """Return what is left of waves of so many turns a cell."""
    return np.asarray(np.exp(-4 * elapsed * np.sin(np.pi * frequencies) ** 2))


_WAVES: dict[Boundary, Callable[[NDArray[Any], tuple[float, float]], Sampled]] = {
    "neumann": _cosines,
    "periodic": _circles,
    "dirichlet": _sines,
}
