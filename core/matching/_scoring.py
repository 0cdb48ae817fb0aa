"""Score every place of a template, two tiles at a time in double precision, so that the numbers stay in the cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core._pool import share
from core.arrays import FloatArray, PixelArray, check_finite
from core.matching._channel import Channel
from core.matching._correlators import Correlator, correlator, give_back
from core.matching._correlators import products as correlate
from core.matching._quick import quick_products
from core.matching._window_energy import ALLOWED, Pattern, energy, settle

__all__ = ["Pattern", "score"]

_FAR = 256
"""Contrasts from zero to the mean from which on double precision has too few digits to spare."""

_SAMPLED = 8
"""Of so many rows and columns one tells how far the mean is, and that numbers are not whole."""


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
    Integers, and floating-point numbers that are bytes, are exact: sums of their squares stay below 2^53, so a flat
    window's scatter is exactly 0. For other numbers a bound on the rounding tells which windows are too faint beside
    their tile; those are worked out from squares only, without a difference of large numbers.
    """
    height, width = out.shape
    by = correlator(pattern.planes, pattern.counted, (height, width), backend)
    planes = picture[..., None] if picture.ndim == 2 else picture
    corners = [(row, col) for row in range(0, height, by.step[0]) for col in range(0, width, by.step[1])]

    def fill(first: int, last: int) -> None:
        if should_stop and should_stop():
            return
        targets = [out[row : row + by.step[0], col : col + by.step[1]] for row, col in corners[first:last]]
        tiles = []
        for (row, col), target in zip(corners[first:last], targets, strict=True):
            rows = slice(row, row + target.shape[0] + pattern.counted.shape[0] - 1)
            cols = slice(col, col + target.shape[1] + pattern.counted.shape[1] - 1)
            channels = [_as_bytes(planes[rows, cols, channel]) for channel in range(planes.shape[2])]
            tiles.append([_centred(channel, pattern.level) for channel in channels])
        _score_tiles(tiles, pattern, by, targets)

    share(fill, [(at, at + 2) for at in range(0, len(corners), 2)])
    give_back(by.responses)


def _score_tiles(tiles: list[list[Channel]], pattern: Pattern, by: Correlator, targets: list[FloatArray]) -> None:
    """Write the scores of the places of one or two tiles."""
    if pattern.method == "zncc" and by.responses and by.counted is None and targets[0].dtype == np.float32:
        # Without a mask, energies do not need the waves.
        energies, noise = energy(tiles, pattern, by, [])
        is_clear = all(norms.min() * ALLOWED > noise for norms in energies)
        quick = quick_products(by, tiles, energies) if is_clear else None
        products, waves = quick or correlate(by, tiles)
    else:
        products, waves = correlate(by, tiles)
        if pattern.method != "cc":
            energies, noise = energy(tiles, pattern, by, waves)
    for which, (alike, tile, target) in enumerate(zip(products, tiles, targets, strict=True)):
        if pattern.method == "cc":
            target[...] = alike
            continue
        norms = energies[which]
        if pattern.method == "ssd":
            alike *= -2
            alike += norms
            alike += pattern.norm
            np.maximum(alike, 0, out=target, casting="same_kind")
            continue
        if alike.dtype == np.float32:
            roots = norms.astype(np.float32)
            np.sqrt(roots, out=roots)
            np.divide(alike, roots, out=roots)
            np.clip(roots, -1, 1, out=target)
            continue
        if norms.min() * ALLOWED <= noise:
            size = sum(cv2.norm(channel.plane, cv2.NORM_L2SQR) for tile in tiles for channel in tile)
            settle(alike, norms, [channel.plane for channel in tile], pattern, noise, size)
        np.sqrt(norms, out=norms)
        np.divide(alike, norms, out=target, casting="same_kind")
        np.clip(target, -1, 1, out=target)
    give_back(waves)


def _as_bytes(block: NDArray[Any]) -> NDArray[Any]:
    """Return floating-point numbers that are whole, 0 to 255, as bytes: their sums are exact, and quicker."""
    if block.dtype.kind != "f":
        return block
    some = block[::_SAMPLED, ::_SAMPLED]
    if (some == np.rint(some)).all():
        # What is negative, too large or no whole number does not come back as it was.
        whole = cv2.convertScaleAbs(block)
        if np.array_equal(whole, block):
            return whole
    check_finite(block)
    return block


def _centred(block: NDArray[Any], level: float | None) -> Channel:
    """Return the block less the level, or less about its mean where that is far beyond its contrast."""
    if level is not None:
        return Channel(block, level)
    if block.dtype == np.uint8:
        return Channel(block, 0.0)
    some = block[::_SAMPLED, ::_SAMPLED]
    mean = float(some.mean(dtype=np.float64))
    if abs(mean) <= _FAR * float(some.std(dtype=np.float64)):
        return Channel(block, 0.0)
    return Channel(block, float(np.rint(mean)) if block.dtype == np.uint16 else mean)
