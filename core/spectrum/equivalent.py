"""Cut out the part of a filter's kernel in which something is to be seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["visible_part"]

_ENERGY = 0.99
_SMALLEST = 8


def visible_part(kernel: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the middle of a kernel, wide enough for the ringing about what holds 99 % of its energy.

    Parameters
    ----------
    kernel : array, shape (M, N)
        Its origin stands at ``[M // 2, N // 2]``.

    Returns
    -------
    array, shape (m, n)
        Its origin stands at ``[m // 2, n // 2]``. At least 17 cells to a side where the kernel has as many.
    """
    height, width = kernel.shape
    down = np.abs(np.arange(height) - height // 2)
    across = np.abs(np.arange(width) - width // 2)
    energy = np.square(kernel)
    reaches = [_reach(energy.sum(axis=1 - axis), away) for axis, away in enumerate((down, across))]
    reach = max(_SMALLEST, 2 * max(reaches))
    rows, cols = (slice(max(0, side // 2 - reach), side // 2 + reach + 1) for side in (height, width))
    return kernel[rows, cols]


def _reach(energy: NDArray[np.float64], away: NDArray[np.intp]) -> int:
    """Return the distance from the middle within which the share of the energy lies."""
    sums = np.cumsum(np.bincount(away, weights=energy))
    return int(np.searchsorted(sums, _ENERGY * sums[-1]))
