"""Replace a convolution by chance: walkers that jump once, by the chances that a density's cells give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import FloatArray, as_image, as_kernel
from core.convolution import convolve
from core.kernels.edits import is_density
from core.padding import Padding, pad

__all__ = ["WALKERS_PER_CELL", "approach", "spread_of_one"]

# Below this many walkers for each cell, following each costs less than counting how many jump to each cell.
WALKERS_PER_CELL = 3


def approach(
    image: ArrayLike,
    density: ArrayLike,
    counts: Sequence[int],
    *,
    rng: np.random.Generator,
    padding: Padding = "reflect",
    fill: float = 0.0,
) -> Iterator[FloatArray]:
    """Yield the mean of what the walkers of each pixel found, after the first N of them for each N of `counts`.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
    density : array, shape (kh, kw)
        No cell negative, sum 1.
    counts : sequence of int
        How many walkers leave each pixel, rising from at least 1.
    rng : numpy.random.Generator
        Where chance comes from.
    padding : {"constant", "nearest", "reflect", "mirror", "wrap"}
        What a walker finds beyond the border.
    fill : float
        What it finds there for "constant".

    Yields
    ------
    array of the image's shape
        float64 for float64 images, else float32.

    Raises
    ------
    ValueError
        If `density` is none, or `counts` do not rise from 1 or more.

    Notes
    -----
    A walker of pixel (i, j) jumps to ``(i + kh // 2 - a, j + kw // 2 - b)`` with chance ``density[a, b]`` and
    reads the picture there, all channels at once. So each pixel's expectation is the convolution, with its
    border, and the error of the mean of N falls as ``1 / sqrt(N)``.
    """
    pixels = as_image(image)
    cells = as_kernel(density)
    if not is_density(cells):
        message = f"density must have no negative cell and sum to 1, got a sum of {cells.sum():g}"
        raise ValueError(message)
    if not counts or counts[0] < 1 or any(b <= a for a, b in pairwise(counts)):
        message = f"counts must rise from at least 1, got {tuple(counts)}"
        raise ValueError(message)
    flipped = cells[::-1, ::-1]
    before = ((cells.shape[0] - 1) // 2, (cells.shape[1] - 1) // 2)
    after = (cells.shape[0] - 1 - before[0], cells.shape[1] - 1 - before[1])
    padded = pad(pixels, before, after, padding=padding, fill=fill)
    return _running_means(padded, flipped, pixels.shape, counts, rng, pixels.dtype)


def spread_of_one(image: ArrayLike, density: ArrayLike, *, padding: Padding = "reflect", fill: float = 0.0) -> float:
    """Return the root mean square error, over all pixels and channels, that a single walker a pixel makes.

    Parameters
    ----------
    image, density, padding, fill
        As for `approach`.

    Returns
    -------
    float
        The mean of N walkers is off by this number over the root of N, on average.
    """
    pixels = as_image(image).astype(np.float64)
    mean = convolve(pixels, density, padding=padding, fill=fill)
    mean_square = convolve(pixels**2, density, padding=padding, fill=fill**2)
    return float(np.sqrt(max(0.0, float(np.mean(mean_square - mean**2)))))


def _running_means(
    padded: FloatArray,
    chances: NDArray[np.float64],
    shape: tuple[int, ...],
    counts: Sequence[int],
    rng: np.random.Generator,
    dtype: np.dtype[np.floating],
) -> Iterator[FloatArray]:
    """Add further walkers up to each count and yield the mean."""
    total = np.zeros(shape)
    done = 0
    for count in counts:
        fresh = count - done
        _send(total, padded, chances, fresh, rng)
        done = count
        yield (total / count).astype(dtype)


def _send(
    total: NDArray[np.float64],
    padded: FloatArray,
    chances: NDArray[np.float64],
    walkers: int,
    rng: np.random.Generator,
) -> None:
    """Add what so many further walkers of each pixel find."""
    rows, cols = total.shape[:2]
    if walkers < WALKERS_PER_CELL * np.count_nonzero(chances):
        width = padded.shape[1]
        jumps = (np.arange(chances.shape[0])[:, None] * width + np.arange(chances.shape[1])).ravel()
        starts = (np.arange(rows)[:, None] * width + np.arange(cols)).ravel()
        found = padded.reshape(-1, *padded.shape[2:])
        for cell in _cells_of_each(chances, walkers, starts.size, rng):
            total += found[starts + jumps[cell]].reshape(total.shape)
        return
    for row, col, jumping in _numbers_by_cell(chances, walkers, (rows, cols), rng):
        weights = jumping if total.ndim == 2 else jumping[..., None]
        total += weights * padded[row : row + rows, col : col + cols]


def _cells_of_each(
    chances: NDArray[np.float64], walkers: int, pixels: int, rng: np.random.Generator
) -> Iterator[NDArray[np.intp]]:
    """Yield for one walker of every pixel after another the cell that it jumps to."""
    edges = np.cumsum(chances.ravel())
    # Rounding may leave the last edge below 1, and a cell of chance 0 must not be entered through it.
    edges[np.flatnonzero(chances.ravel())[-1] :] = 1
    for _ in range(walkers):
        yield np.searchsorted(edges, rng.random(pixels), side="right")


def _numbers_by_cell(
    chances: NDArray[np.float64], walkers: int, shape: tuple[int, int], rng: np.random.Generator
) -> Iterator[tuple[int, int, NDArray[np.int_]]]:
    """Yield each cell with how many of every pixel's walkers jump there: a multinomial, drawn cell by cell."""
    left = np.full(shape, walkers)
    open_cells = np.argwhere(chances > 0)
    rest = 1.0
    for row, col in open_cells:
        chance = chances[row, col]
        is_last = (row, col) == tuple(open_cells[-1])
        jumping = left if is_last else rng.binomial(left, min(1.0, chance / rest))
        rest = max(rest - chance, chance * np.finfo(np.float64).eps)
        left = left - jumping
        yield int(row), int(col), jumping
