"""Place a peak between pixels by the parabola through it and its neighbours."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["peak_offset"]


def peak_offset(scores: ArrayLike, row: int, col: int) -> tuple[float, float]:
    """Return how far below and to the right of a pixel the peak around it lies.

    Parameters
    ----------
    scores : array, shape (H, W)
    row, col : int
        A pixel that none of its neighbours exceeds.

    Returns
    -------
    down, right : float
        In [-0.5, 0.5]; 0 along an axis on which the pixel lies at the border or the scores do not bend.

    Notes
    -----
    The paraboloid that fits the 3 x 3 scores with least squares, if its summit lies within half a pixel; else
    one parabola through three scores for each axis.
    """
    values = np.asarray(scores)
    is_inner = 0 < row < values.shape[0] - 1 and 0 < col < values.shape[1] - 1
    if is_inner:
        summit = _paraboloid(values[row - 1 : row + 2, col - 1 : col + 2].astype(np.float64))
        if summit is not None:
            return summit
    return _parabola(values[:, col], row), _parabola(values[row], col)


def _paraboloid(patch: NDArray[np.float64]) -> tuple[float, float] | None:
    """Return the summit of the least-squares paraboloid over 3 x 3 pixels, None if it is not close by."""
    patch = patch - patch[1, 1]
    rows, cols = patch.sum(axis=1), patch.sum(axis=0)
    slope_down, slope_right = (rows[2] - rows[0]) / 6, (cols[2] - cols[0]) / 6
    bend_down, bend_right = (rows[0] - 2 * rows[1] + rows[2]) / 3, (cols[0] - 2 * cols[1] + cols[2]) / 3
    twist = (patch[0, 0] + patch[2, 2] - patch[0, 2] - patch[2, 0]) / 4
    determinant = bend_down * bend_right - twist**2
    if bend_down >= 0 or determinant <= 0:
        return None
    down = (twist * slope_right - bend_right * slope_down) / determinant
    right = (twist * slope_down - bend_down * slope_right) / determinant
    return (float(down), float(right)) if max(abs(down), abs(right)) <= 0.5 else None


def _parabola(line: NDArray[np.generic], place: int) -> float:
    """Return the summit of the parabola through three numbers, counted from the middle one."""
    if not 0 < place < len(line) - 1:
        return 0.0
    before, here, after = (float(value) for value in line[place - 1 : place + 2])
    bend = before - 2 * here + after
    return float(np.clip((before - after) / (2 * bend), -0.5, 0.5)) if bend < 0 else 0.0
