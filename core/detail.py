"""Show numbers about zero as a gray or colour picture: zero is middle gray."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.arrays import FloatArray
from core.display import to_bytes

__all__ = ["bright", "middle_gray"]

_BRIGHT = 0.995
# A quantile needs no more pixels than this to be right within the width of a gray level.
_ENOUGH = 100_000


def bright(values: FloatArray) -> float:
    """Return about the magnitude that 99.5 % of the values do not exceed, or the largest, or 1 if all are 0."""
    magnitudes = np.abs(values).ravel()
    step = max(1, magnitudes.size // _ENOUGH)
    return float(np.quantile(magnitudes[::step], _BRIGHT)) or float(magnitudes.max()) or 1.0


def middle_gray(values: FloatArray, limit: float) -> NDArray[np.uint8]:
    """Return pixels, shape of `values`: -limit is black, 0 middle gray, limit white, what lies beyond is cut off."""
    return to_bytes(values, -limit, limit)
