"""Cut out the part of a filter's kernel in which something is to be seen, and tell how much is left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["VisiblePart", "visible_part"]

_ENERGY = 0.99
_SMALLEST = 8
# The transform leaves noise of this share of the largest cell where a kernel has nothing.
_ROUNDING = 1e-12


@dataclass(frozen=True)
class VisiblePart:
    """The middle of a kernel, (m, n), its origin at ``[m // 2, n // 2]``, and what lies about it.

    `left_out` is the share, 0 to 1, of the energy of all cells but the origin's that lies outside; `around` the
    largest magnitude of all cells but the origin's.
    """

    cells: NDArray[np.float64]
    left_out: float
    around: float


def visible_part(kernel: NDArray[np.float64]) -> VisiblePart:
    """Return the middle of a kernel, wide enough for what holds 99 % of the energy about its origin, twice over.

    The cell at the origin does not count: that of a filter which takes little away outweighs all others together,
    and yet these are what the filter does.

    Parameters
    ----------
    kernel : array, shape (M, N)
        Its origin stands at ``[M // 2, N // 2]``.

    Returns
    -------
    VisiblePart
        At least 17 cells to a side where the kernel has as many.
    """
    height, width = kernel.shape
    down = np.abs(np.arange(height) - height // 2)
    across = np.abs(np.arange(width) - width // 2)
    energy = np.square(kernel)
    faintest = _ROUNDING**2 * energy.max()
    energy[height // 2, width // 2] = 0
    energy *= energy > faintest
    around = float(np.sqrt(energy.max()))
    reaches = [_reach(energy.sum(axis=1 - axis), away) for axis, away in enumerate((down, across))]
    reach = max(_SMALLEST, 2 * max(reaches))
    rows, cols = (slice(max(0, side // 2 - reach), side // 2 + reach + 1) for side in (height, width))
    whole = float(energy.sum())
    energy[rows, cols] = 0
    left_out = float(energy.sum()) / whole if whole > 0 else 0.0
    return VisiblePart(kernel[rows, cols].copy(), left_out, around)


def _reach(energy: NDArray[np.float64], away: NDArray[np.intp]) -> int:
    """Return the distance from the middle within which the share of the energy lies."""
    sums = np.cumsum(np.bincount(away, weights=energy))
    return int(np.searchsorted(sums, _ENERGY * sums[-1]))
