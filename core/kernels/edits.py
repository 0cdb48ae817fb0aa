"""Change a kernel as a whole: resize, turn, mirror, scale, add."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import as_kernel

__all__ = ["add", "is_density", "normalise", "resize", "total"]

# A sum below this part of the cells' magnitudes is rounding, not brightness.
_NOTHING = 1e-9


def resize(kernel: ArrayLike, rows: int, columns: int) -> NDArray[np.float64]:
    """Return the kernel with rows and columns of zeros added or outer ones cut off, its origin cell kept.

    Parameters
    ----------
    kernel : array, shape (kh, kw)
    rows, columns : int
        The new size, at least 1 each.

    Returns
    -------
    float64 array, shape (rows, columns)
        What was at the origin ``(kh // 2, kw // 2)`` is at ``(rows // 2, columns // 2)``.

    Raises
    ------
    ValueError
        If a side is below 1.
    """
    cells = as_kernel(kernel)
    if min(rows, columns) < 1:
        message = f"a kernel needs at least 1 row and 1 column, got {rows} × {columns}"
        raise ValueError(message)
    resized = np.zeros((rows, columns))
    (to_row, from_row), (to_col, from_col) = (
        _overlap(new, old) for new, old in zip(resized.shape, cells.shape, strict=True)
    )
    resized[to_row, to_col] = cells[from_row, from_col]
    return resized


def normalise(kernel: ArrayLike) -> NDArray[np.float64]:
    """Return the kernel divided by its sum, so that even areas keep their brightness.

    Parameters
    ----------
    kernel : array, shape (kh, kw)

    Returns
    -------
    float64 array, shape (kh, kw)
        It sums to 1.

    Raises
    ------
    ValueError
        If the sum is 0, or so near to it that only rounding would be left.
    """
    cells = as_kernel(kernel)
    if total(cells) == 0:
        message = "the kernel's numbers add up to 0, so it cannot be divided by its sum"
        raise ValueError(message)
    return np.asarray(cells / cells.sum())


def total(kernel: ArrayLike) -> float:
    """Return the sum of the kernel's numbers, 0 where only rounding keeps it from it."""
    cells = as_kernel(kernel)
    value = float(cells.sum())
    return value if abs(value) > _NOTHING * float(np.abs(cells).sum()) else 0.0


def add(kernel: ArrayLike, other: ArrayLike) -> NDArray[np.float64]:
    """Return the sum of two kernels, origin on origin; the smaller one is continued with zeros."""
    first, second = as_kernel(kernel), as_kernel(other)
    rows, columns = np.maximum(first.shape, second.shape)
    return np.asarray(resize(first, rows, columns) + resize(second, rows, columns))


def is_density(kernel: ArrayLike) -> bool:
    """Tell whether no cell is negative and all together are 1, so that the cells are chances."""
    cells = as_kernel(kernel)
    return bool((cells >= 0).all() and abs(cells.sum() - 1) <= _NOTHING)


def _overlap(new: int, old: int) -> tuple[slice, slice]:
    """Return which cells of the new axis come from which of the old one, origin on origin."""
    shift = new // 2 - old // 2
    start, stop = max(shift, 0), min(old + shift, new)
    return slice(start, stop), slice(start - shift, stop - shift)
