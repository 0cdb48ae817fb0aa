"""Choose the quickest way to correlate from sizes and from the kernel's rank."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core._pool import WORKERS
from core.arrays import result_type
from core.convolution._opencv import MAX_TAPS, Factors
from core.convolution._tiles import tile_shape, tile_time

__all__ = ["Plan", "choose", "factorise"]

_SPREAD = 1 << 19
_MAX_RANK = 6
_MAX_GROWTH = 16


@dataclass(frozen=True)
class Plan:
    """Who correlates and how, and why in one sentence; `rank` is None where the kernel has no short sum of products."""

    backend: str
    reason: str
    method: Literal["direct", "separable", "fft"]
    rank: int | None = None


def choose(shape: tuple[int, ...], kernel: NDArray[np.float64], dtype: np.dtype[Any], *, backend: str = "auto") -> Plan:
    """Return the plan for this shape of result and type of image; a named backend leaves only its own ways."""
    factors = factorise(kernel, result_type(dtype))
    return _choose(shape, kernel.shape, len(factors.pairs) or None, factors.is_symmetric, dtype, backend)


@lru_cache(maxsize=1024)
def _choose(
    shape: tuple[int, ...],
    kernel_shape: tuple[int, int],
    rank: int | None,
    is_symmetric: bool,
    dtype: np.dtype[Any],
    backend: str,
) -> Plan:
    """Compare the estimated times of the ways that are open, in nanoseconds."""
    height, width = kernel_shape
    size = f"{height} × {width}"
    is_integer, scale = dtype.kind == "u", 2 if dtype == np.float64 else 1
    # OpenCV spreads large pictures over all cores, small ones over none.
    numbers = prod(shape) * scale * (2 / WORKERS if prod(shape) > _SPREAD else 1.3)
    times, is_cell_by_cell = {}, height * width < MAX_TAPS[result_type(dtype)]
    if backend != "fft":
        times["direct"] = numbers * (
            (0.4 if is_integer else 0.2) + 0.018 * height * width if is_cell_by_cell else 6.7 + 0.031 * (height + width)
        )
        if rank:
            start = 0.2 if (is_integer or is_symmetric) and max(kernel_shape) < 9 else 0.45
            times["separable"] = numbers * rank * (start + 0.022 * (height + width))
    if backend != "opencv":
        times["fft"] = scale * tile_time(shape, kernel_shape, tile_shape(shape, kernel_shape))
    method = min(times, key=times.__getitem__)
    if method == "fft":
        reason = f"The kernel ({size}) is large, and multiplying the waves of tiles was expected to be quickest."
        return Plan("fft", reason, "fft", rank)
    if method == "separable":
        passes = "one column and one row" if rank == 1 else f"{rank} pairs of a column and a row"
        reason = f"The kernel ({size}) is made of {passes}, and a pass along each was expected to be quickest."
        return Plan("opencv", reason, "separable", rank)
    if is_cell_by_cell:
        reason = f"The kernel ({size}) is small, and multiplying and adding cell by cell was expected to be quickest."
    else:
        reason = f"The kernel ({size}) is large, and OpenCV's own multiplying of waves was expected to be quickest."
    return Plan("opencv", reason, "direct", rank)


def factorise(kernel: NDArray[np.float64], dtype: np.dtype[Any]) -> Factors:
    """Return pairs (column, row) whose outer products add up to the kernel; none where there would be too many."""
    if min(kernel.shape) < 2 or max(kernel.shape) >= MAX_TAPS[dtype]:
        return Factors()
    return _factorise(kernel.tobytes(), (kernel.shape[0], kernel.shape[1]), dtype)


@lru_cache(maxsize=64)
def _factorise(cells: bytes, shape: tuple[int, int], dtype: np.dtype[Any]) -> Factors:
    """Cut the sum of products where what is left out is lost in rounding."""
    kernel = np.frombuffer(cells).reshape(shape)
    # Cells left out move no result by more than this part of max|image| * sum|kernel|.
    limit = np.finfo(dtype).eps * float(np.abs(kernel).sum()) * max(1.0, np.sqrt(kernel.size) / 8)
    column, row = _cross(kernel)
    if np.abs(kernel - np.outer(column, row)).sum() <= limit:
        return _factors([(column, row)])
    left, values, right = np.linalg.svd(kernel, full_matrices=False)
    rest = kernel.copy()
    pairs = []
    for column, value, row in zip(left.T[:_MAX_RANK], values, right, strict=False):
        rest -= np.outer(value * column, row)
        pairs.append((column * np.sqrt(value), row * np.sqrt(value)))
        if np.abs(rest).sum() <= limit:
            # Products much larger than their sum would spoil it by their rounding.
            size = sum(float(np.abs(u).sum() * np.abs(v).sum()) for u, v in pairs)
            return _factors(pairs) if size <= _MAX_GROWTH * float(np.abs(kernel).sum()) else Factors()
    return Factors()


def _factors(pairs: list[tuple[NDArray[np.float64], NDArray[np.float64]]]) -> Factors:
    """Return the pairs without the rounding that hides a symmetry, of which OpenCV makes use."""
    cleared = tuple((_even_or_odd(column), _even_or_odd(row)) for column, row in pairs)
    return Factors(cleared, all(np.array_equal(abs(line), abs(line[::-1])) for pair in cleared for line in pair))


def _cross(kernel: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the column and the row through the largest cell, whole numbers where the kernel's ratios are.

    Their product is the kernel itself if that has rank 1, and unlike singular vectors they round nothing
    that a person wrote down: Sobel's sums of whole numbers stay whole.
    """
    place = np.unravel_index(np.abs(kernel).argmax(), kernel.shape)
    column, row, peak = kernel[:, place[1]], kernel[place[0]], abs(kernel[place]) or 1.0
    # A unit much smaller than the rest would be no ratio that a person wrote.
    unit = np.abs(row[np.abs(row) > peak / 1024]).min(initial=peak)
    return column * unit / (kernel[place] or 1.0), row / unit


def _even_or_odd(cells: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the cells exactly even or odd if they nearly are."""
    mirrored = cells[::-1]
    limit = 64 * np.finfo(np.float64).eps * np.abs(cells).max()
    for sign in (1, -1):
        if np.abs(cells - sign * mirrored).max() <= limit:
            return np.asarray((cells + sign * mirrored) / 2)
    return cells
