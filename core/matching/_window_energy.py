"""The squared norm of a picture in every window of a tile, exact for integers, and free of cancellation where faint."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from core.matching._channel import Channel
from core.matching._correlators import Correlator, sums, sums_of_squares
from core.matching.windows import window_moments

__all__ = ["ALLOWED", "Pattern", "energy", "settle"]

_Doubles = NDArray[np.float64]
_EPS = float(np.finfo(np.float64).eps)

ALLOWED = 5e-7
"""Relative error of a window's energy, twice that of its score, from which on it is computed by another way."""

_TRANSFORM_ERROR = 10 * _EPS
"""Error of a correlation by Fourier transforms per product of both norms; measured ones are a tenth of it."""

_GATHERED = 1 << 18
"""Numbers taken at a time where windows are summed one by one."""


@dataclass(frozen=True)
class Pattern:
    """A template ready to be sought.

    `planes` (C, m, n) are zero where `counted` (m, n) is False; `level` is what was taken off them, to be taken
    off the picture too, None where every tile may lose its own mean. `norm` is the sum of the planes' squares, 1 for
    normalised scores.
    """

    planes: _Doubles
    counted: NDArray[np.bool_]
    level: float | None
    norm: float
    method: str


def energy(
    tiles: Sequence[Sequence[Channel]],
    pattern: Pattern,
    by: Correlator,
    waves: list[NDArray[Any]],
) -> tuple[list[_Doubles], float]:
    """Return each tile's squared norms of all channels in every window, for zncc without their means, and a bound.

    `tiles` are their channels, `waves` what `products` returned. The bound is on the error of all of them.
    """
    if by.counted is not None:
        return _masked(tiles, pattern, by, waves)
    norms, noises = [], []
    for tile in tiles:
        parts = [_boxed(channel, pattern) for channel in tile]
        total = parts[0][0]
        for part, _ in parts[1:]:
            total += part
        norms.append(total)
        noises.append(sum(error for _, error in parts))
    return norms, max(noises)


def _boxed(channel: Channel, pattern: Pattern) -> tuple[_Doubles, float]:
    """Return one channel's squared norm where every pixel counts."""
    shape, count = (pattern.counted.shape[0], pattern.counted.shape[1]), pattern.counted.size
    is_integer = channel.block.dtype.kind == "u"
    is_byte = channel.block.dtype == np.uint8 and not channel.level and count * 255**2 < 1 << 31
    source = channel.block if is_byte else channel.plane
    peak = 255.0**2 if is_byte else _peak(source)
    squares = _box(cv2.sqrBoxFilter, source, shape)
    # Running sums: every step along a row and a column may lose half a unit of the largest sum.
    error = 0.0 if is_integer else sum(source.shape) * _EPS * count * peak
    if pattern.method != "zncc":
        return squares.astype(np.float64, copy=False), error
    if is_integer:
        error = _integer_error(count, peak)
    return _scatter(_box(cv2.boxFilter, source, shape), squares, count), 3 * error


def _masked(
    tiles: Sequence[Sequence[Channel]],
    pattern: Pattern,
    by: Correlator,
    waves: list[NDArray[Any]],
) -> tuple[list[_Doubles], float]:
    """Return the squared norms over the pixels that count."""
    count = int(np.count_nonzero(pattern.counted))
    peak = max(sum(_peak(channel.plane) for channel in tile) for tile in tiles)
    # Tiles share a transform, and so its error.
    size = sum(tile[0].block.size for tile in tiles)
    norms = sums_of_squares(by, tiles)
    error = _TRANSFORM_ERROR * sqrt(size * count) * peak
    is_exact = error < 0.25 and all(channel.block.dtype.kind == "u" for tile in tiles for channel in tile)
    if is_exact:
        norms, error = [np.rint(squares) for squares in norms], 0.0
    if pattern.method != "zncc":
        return norms, error
    for squares, channels in zip(norms, sums(by, tiles, waves), strict=True):
        squares *= count
        for part in channels:
            if is_exact:
                np.rint(part, out=part)
            part *= part
            squares -= part
        squares *= 1 / count
    return norms, 3 * (_integer_error(count, peak) if is_exact else error)


def _peak(plane: _Doubles) -> float:
    """Return the largest square."""
    return cv2.norm(plane, cv2.NORM_INF) ** 2


def _integer_error(count: int, peak: float) -> float:
    """Return the error of the scatter of whole numbers: none unless count * squares outgrows double precision.

    The two terms of a flat window's scatter are equal even then, because equal numbers are rounded equally.
    """
    return _EPS * count * peak if count**2 * peak > 1 / _EPS else 0.0


def _scatter(sums: NDArray[Any], squares: NDArray[Any], count: int) -> _Doubles:
    """Return the sum of squared distances from the mean."""
    scatter: _Doubles = np.multiply(squares, float(count), dtype=np.float64)
    lost = sums.astype(np.float64, copy=False)
    lost *= lost
    scatter -= lost
    scatter *= 1 / count
    return scatter


def _box(run: Callable[..., Any], plane: NDArray[Any], shape: tuple[int, int]) -> NDArray[Any]:
    """Return a box filter's sums over whole windows, by their top-left pixel."""
    depth = cv2.CV_32S if plane.dtype == np.uint8 else cv2.CV_64F
    full = run(plane, depth, shape[::-1], anchor=(0, 0), normalize=False, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(full[: plane.shape[0] - shape[0] + 1, : plane.shape[1] - shape[1] + 1])


def settle(
    products: _Doubles, energy: _Doubles, planes: Sequence[_Doubles], pattern: Pattern, noise: float, size: float
) -> None:
    """Work out faint windows in place so that flat ones score exactly 0: their energy becomes infinite.

    `size` is the sum of the squares of all that went into the transform that gave the products.
    """
    doubtful = energy * ALLOWED <= noise
    if noise > 0:
        _recompute(products, energy, planes, pattern, doubtful, size)
    empty = energy <= 0
    products[empty], energy[empty] = 0.0, np.inf


def _recompute(
    products: _Doubles,
    energy: _Doubles,
    planes: Sequence[_Doubles],
    pattern: Pattern,
    doubtful: NDArray[np.bool_],
    size: float,
) -> None:
    """Replace the energy, and where it needs to be the products, of doubtful windows by sums free of cancellation."""
    counted = pattern.counted
    is_box = bool(counted.all())
    count = int(np.count_nonzero(counted))
    total, spread = np.zeros_like(energy), np.zeros_like(energy)
    for plane in planes:
        _, mean, scatter = window_moments(plane, (counted.shape[0], counted.shape[1]))
        spread += scatter
        total += scatter if pattern.method == "zncc" else scatter + counted.size * np.square(mean)
    level_energy = total * (count / counted.size)
    # A flat box is flat under any mask; other masked windows are gathered.
    settled = doubtful if is_box else doubtful & (spread == 0)
    energy[settled] = level_energy[settled]
    is_lost = doubtful & (energy > 0) & (energy * ALLOWED**2 < _TRANSFORM_ERROR**2 * size)
    _gather(products, energy, planes, pattern, is_lost | (doubtful & ~settled))


def _gather(
    products: _Doubles, energy: _Doubles, planes: Sequence[_Doubles], pattern: Pattern, chosen: NDArray[np.bool_]
) -> None:
    """Sum the chosen windows one by one, in place."""
    rows, cols = np.nonzero(chosen)
    counted = pattern.counted
    views = [sliding_window_view(plane, counted.shape) for plane in planes]
    step = max(1, _GATHERED // counted.size)
    for start in range(0, rows.size, step):
        places = rows[start : start + step], cols[start : start + step]
        products[places] = energy[places] = 0.0
        for view, plane in zip(views, pattern.planes, strict=True):
            pixels = view[places][:, counted]
            if pattern.method == "zncc":
                pixels = pixels - pixels[:, :1]
                pixels -= pixels.mean(axis=1, keepdims=True)
            products[places] += pixels @ plane[counted]
            energy[places] += np.square(pixels).sum(axis=1)
