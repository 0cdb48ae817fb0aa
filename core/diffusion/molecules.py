"""Follow molecules that wander from cell to cell by chance: on average they are the diffusing picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import as_image
from core.diffusion import Boundary, Diffusivity, along_axes
from core.diffusion.propagator import discrete_propagator

__all__ = ["census", "chance_error", "dot_size", "dots", "molecule_frames", "scatter", "wander"]

Positions = NDArray[np.int64]


def molecule_frames(
    image: ArrayLike,
    times: Iterable[float],
    count: int,
    *,
    rng: np.random.Generator,
    diffusivity: Diffusivity = 1.0,
    boundary: Boundary = "neumann",
) -> Iterator[NDArray[np.float32]]:
    """Yield the picture that `count` wandering molecules make up at each of several times.

    Parameters
    ----------
    image : array, shape (M, N)
        Concentration, not negative, somewhere above 0: where molecules start, and how many.
    times : iterable of float
        Ascending from at least 0.
    count : int
        At least 1. Each molecule stands for the same share of the picture's sum.
    rng : numpy.random.Generator
        Where chance comes from.
    diffusivity : float or (float, float)
        As for `core.diffusion.diffuse`.
    boundary : {"neumann", "periodic"}
        What a molecule meets at the rim.

    Yields
    ------
    float32 array, shape (M, N)
        Its sum is the picture's; its expectation at time t is ``core.diffusion.diffuse(image, t)``.

    Raises
    ------
    ValueError
        If the picture has colour, is negative or empty of salt, the count is below 1, the times do not ascend
        or the rim is held at a value.

    Notes
    -----
    A molecule hops through each face at rate D, so along an axis its way is the difference of two Poisson
    numbers, whose chances are the propagator. Folding the endless lattice at the rim gives the sealed tank
    exactly. The error of the mean falls as ``1 / sqrt(count)``.
    """
    moments = [0.0, *(float(time) for time in times)]
    if not all(later >= sooner for sooner, later in pairwise(moments)) or not np.isfinite(moments).all():
        message = "times must be finite and ascend from at least 0"
        raise ValueError(message)
    if boundary == "dirichlet":
        message = "molecules need a rim that keeps them: sealed or periodic"
        raise ValueError(message)
    along = along_axes(diffusivity)
    picture = as_image(image)
    start = scatter(picture, count, rng=rng)
    return _frames(picture, start, moments, along, boundary, rng)


def chance_error(expected: ArrayLike, count: int) -> float:
    """Return the root mean square error over the cells that `count` molecules make by chance alone.

    Parameters
    ----------
    expected : array, shape (M, N)
        The exact concentration; each cell's count is binomial about it.
    count : int
        At least 1.
    """
    exact = as_image(expected).astype(np.float64)
    total = float(exact.sum())
    chances = exact / total
    return total * float(np.sqrt(np.mean(chances * (1 - chances)) / count))


def dot_size(count: int) -> int:
    """Return how many cells wide each of so many molecules is drawn: 9 for one, 1 for many."""
    return int(np.clip(9 - 2 * round(np.log10(count)), 1, 9))


def dots(picture: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """Return the molecules' picture with each of a few made wide enough to be seen."""
    size = dot_size(count)
    if size == 1:
        return picture
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return np.asarray(cv2.dilate(picture, disc), np.float32)


def scatter(image: ArrayLike, count: int, *, rng: np.random.Generator) -> Positions:
    """Return the cells, (count, 2) as (row, col), of molecules strewn as densely as the picture is bright."""
    picture = as_image(image).astype(np.float64)
    if picture.ndim != 2 or picture.min() < 0 or picture.sum() == 0:
        message = "molecules need one channel of numbers that are not negative, some above 0"
        raise ValueError(message)
    if count < 1:
        message = f"count must be at least 1, got {count}"
        raise ValueError(message)
    edges = np.cumsum(picture.ravel())
    # Scaled by the last edge and kept below it, no number can fall beyond the last cell that holds salt.
    drawn = np.minimum(rng.random(count) * edges[-1], np.nextafter(edges[-1], 0))
    cells = np.searchsorted(edges, drawn, side="right")
    return np.stack(np.unravel_index(cells, picture.shape), axis=1).astype(np.int64)


def wander(
    positions: Positions,
    elapsed: tuple[float, float],
    shape: tuple[int, int],
    *,
    rng: np.random.Generator,
    boundary: Boundary = "neumann",
) -> Positions:
    """Return where molecules are after ``elapsed`` = diffusivity times time along x and along y."""
    moved = positions.copy()
    for axis, (size, mean) in enumerate(zip(shape, elapsed[::-1], strict=True)):
        if mean == 0:
            continue
        # Drawn from the propagator itself: four times as quick as two Poisson numbers a molecule.
        chances = np.cumsum(discrete_propagator(mean, (1.0, 0.0))[0])
        drawn = np.searchsorted(chances, rng.random(len(positions)) * chances[-1], side="right")
        hops = drawn - len(chances) // 2
        moved[:, axis] = _folded(positions[:, axis] + hops, size, boundary)
    return moved


def census(positions: Positions, shape: tuple[int, int]) -> NDArray[np.int64]:
    """Return how many molecules each cell holds, shape (M, N)."""
    cells = positions[:, 0] * shape[1] + positions[:, 1]
    return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)


def _folded(places: NDArray[Any], size: int, boundary: Boundary) -> NDArray[Any]:
    """Bring places on an endless line of cells back into the tank."""
    if boundary == "periodic":
        return np.asarray(np.mod(places, size))
    unrolled = np.mod(places, 2 * size)
    return np.asarray(np.minimum(unrolled, 2 * size - 1 - unrolled))


def _frames(
    picture: NDArray[Any],
    positions: Positions,
    moments: list[float],
    along: tuple[float, float],
    boundary: Boundary,
    rng: np.random.Generator,
) -> Iterator[NDArray[np.float32]]:
    """Let the molecules wander from each time to the next and count them."""
    shape = (picture.shape[0], picture.shape[1])
    worth = float(picture.sum(dtype=np.float64)) / len(positions)
    for sooner, later in pairwise(moments):
        elapsed = (along[0] * (later - sooner), along[1] * (later - sooner))
        positions = wander(positions, elapsed, shape, rng=rng, boundary=boundary)
        yield (census(positions, shape) * worth).astype(np.float32)
