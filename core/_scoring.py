"""Score every place of a template, tile by tile in double precision, so that the numbers stay in the cache."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core._correlators import Correlator, correlator, products
from core._pool import share
from core._window_energy import ALLOWED, Pattern, energy, settle
from core.arrays import FloatArray, PixelArray

__all__ = ["Pattern", "score"]


def score(
    picture: PixelArray,
    pattern: Pattern,
    out: FloatArray,
    *,
    backend: str,
    should_stop: Callable[[], bool] | None = None,
) -> None:
    """Write the score of every place into `out`, (M - m + 1, N - n + 1), until `should_stop` says True.

    Notes
    -----
    Integers are exact: sums of their squares stay below 2^53, so a flat window's scatter is exactly 0. For other
    numbers a bound on the rounding tells which windows are too faint beside their tile; those are worked out from
    squares only, without a difference of large numbers.
    """
    height, width = out.shape
    by = correlator(pattern.planes, pattern.counted, (height, width), backend)
    planes = picture[..., None] if picture.ndim == 2 else picture

    def fill(row: int, col: int) -> None:
        if should_stop and should_stop():
            return
        target = out[row : row + by.step[0], col : col + by.step[1]]
        rows = slice(row, row + target.shape[0] + pattern.counted.shape[0] - 1)
        cols = slice(col, col + target.shape[1] + pattern.counted.shape[1] - 1)
        _score_tile([planes[rows, cols, channel] for channel in range(planes.shape[2])], pattern, by, target)

    share(fill, [(row, col) for row in range(0, height, by.step[0]) for col in range(0, width, by.step[1])])


def _score_tile(blocks: list[NDArray[Any]], pattern: Pattern, by: Correlator, target: FloatArray) -> None:
    """Write the scores of the places of one tile."""
    planes = [_centred(block, pattern.level) for block in blocks]
    alike, spectra = products(by, planes)
    if pattern.method == "cc":
        target[...] = alike
        return
    norms, noise = energy(blocks, planes, pattern, by, spectra)
    if pattern.method == "ssd":
        alike *= -2
        alike += norms
        alike += pattern.norm
        np.maximum(alike, 0, out=target, casting="same_kind")
        return
    if norms.min() * ALLOWED <= noise:
        settle(alike, norms, planes, pattern, noise)
    np.sqrt(norms, out=norms)
    norms *= sqrt(pattern.norm)
    np.divide(alike, norms, out=target, casting="same_kind")
    np.clip(target, -1, 1, out=target)


def _centred(block: NDArray[Any], level: float | None) -> NDArray[np.float64]:
    """Return the block in double precision, less the level, or its own mean where the larger numbers need that."""
    plane = block.astype(np.float64)
    if level is None:
        level = 0.0 if block.dtype == np.uint8 else cv2.mean(plane)[0]
        level = float(np.rint(level)) if block.dtype == np.uint16 else level
    if level:
        plane -= level
    return plane
