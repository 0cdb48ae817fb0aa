"""Score every place of a template, tile by tile in double precision, so that the numbers stay in the cache."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, log2, sqrt
from typing import Any

import cv2
import numpy as np
import scipy.fft
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from core._opencv import MAX_TAPS
from core._pool import WORKERS, share
from core.arrays import FloatArray, PixelArray
from core.windows import window_moments

__all__ = ["Pattern", "score"]

_Doubles = NDArray[np.float64]
_EPS = float(np.finfo(np.float64).eps)

_ALLOWED = 5e-7
"""Relative error of a window's energy, twice that of its score, from which on it is computed by another way."""

_TRANSFORM_ERROR = 10 * _EPS
"""Error of a correlation by Fourier transforms per product of both norms; measured ones are a tenth of it."""

_DIRECT = MAX_TAPS[np.dtype(np.float64)]
"""Cells of a template from which on transforms are quicker than products one by one."""

_CALLS = 6e5
"""What handing a tile out costs, in the unit of the time of its transforms."""

_LARGE = 3 << 17
"""Cells of a tile from which on it leaves the cache."""

_SMALL = 64
"""Pixels of an axis below which its length is transformed as it is."""

_GATHERED = 1 << 18
"""Numbers taken at a time where windows are summed one by one."""


@dataclass(frozen=True)
class Pattern:
    """A template ready to be sought.

    `planes` (C, m, n) are zero where `counted` (m, n) is False; `level` is what was taken off them, to be taken
    off the picture too, None where every tile may lose its own mean. `norm` is the sum of the planes' squares.
    """

    planes: _Doubles
    counted: NDArray[np.bool_]
    level: float | None
    norm: float
    method: str


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
    shape = (pattern.counted.shape[0], pattern.counted.shape[1])
    tile = _tile((height, width), shape)
    correlators = [_correlator(plane, tile, backend) for plane in pattern.planes]
    counter = None if pattern.counted.all() else _correlator(pattern.counted.astype(np.float64), tile, backend)
    step_rows, step_cols = tile[0] - shape[0] + 1, tile[1] - shape[1] + 1
    planes = picture[..., None] if picture.ndim == 2 else picture

    def fill(row: int, col: int) -> None:
        if should_stop and should_stop():
            return
        target = out[row : row + step_rows, col : col + step_cols]
        rows = slice(row, row + target.shape[0] + shape[0] - 1)
        cols = slice(col, col + target.shape[1] + shape[1] - 1)
        blocks = [planes[rows, cols, channel] for channel in range(planes.shape[2])]
        _score_tile(blocks, pattern, correlators, counter, target)

    corners = [(row, col) for row in range(0, height, step_rows) for col in range(0, width, step_cols)]
    share(fill, corners)


_Correlator = Callable[[_Doubles], _Doubles]


def _correlator(kernel: _Doubles, tile: tuple[int, int], backend: str) -> _Correlator:
    """Return the valid correlation with a kernel, for blocks up to the size of the tile."""
    height, width = kernel.shape

    def by_opencv(block: _Doubles) -> _Doubles:
        full = cv2.filter2D(block, cv2.CV_64F, kernel, anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
        return np.asarray(full[: block.shape[0] - height + 1, : block.shape[1] - width + 1])

    if backend == "opencv" or (backend == "auto" and kernel.size < _DIRECT):
        return by_opencv
    response: NDArray[Any] = np.conj(scipy.fft.rfft2(kernel, s=tile))

    def by_transform(block: _Doubles) -> _Doubles:
        spectrum: NDArray[Any] = scipy.fft.rfft2(block, s=tile)
        spectrum *= response
        waves = scipy.fft.ifft(spectrum, axis=0, overwrite_x=True)[: block.shape[0] - height + 1]
        return scipy.fft.irfft(waves, tile[1], axis=1, overwrite_x=True)[:, : block.shape[1] - width + 1]

    return by_transform


def _score_tile(
    blocks: list[NDArray[Any]],
    pattern: Pattern,
    correlators: list[_Correlator],
    counter: _Correlator | None,
    target: FloatArray,
) -> None:
    """Write the scores of the places of one tile."""
    noise = 0.0
    planes = [_centred(block, pattern.level) for block in blocks]
    products = correlators[0](planes[0])
    for plane, correlate in zip(planes[1:], correlators[1:], strict=True):
        products += correlate(plane)
    if pattern.method == "cc":
        target[...] = products
        return
    energy, noise = _energy(blocks[0], planes[0], pattern, counter)
    for block, plane in zip(blocks[1:], planes[1:], strict=True):
        part, error = _energy(block, plane, pattern, counter)
        energy += part
        noise += error
    if pattern.method == "ssd":
        products *= -2
        products += energy
        products += pattern.norm
        np.maximum(products, 0, out=target, casting="same_kind")
        return
    if energy.min() * _ALLOWED <= noise:
        _settle(products, energy, planes, pattern, noise)
    np.sqrt(energy, out=energy)
    energy *= sqrt(pattern.norm)
    np.divide(products, energy, out=target, casting="same_kind")
    np.clip(target, -1, 1, out=target)


def _centred(block: NDArray[Any], level: float | None) -> _Doubles:
    """Return the block in double precision, less the level, or its own mean where the larger numbers need that."""
    plane = block.astype(np.float64)
    if level is None:
        level = 0.0 if block.dtype == np.uint8 else cv2.mean(plane)[0]
        level = float(np.rint(level)) if block.dtype == np.uint16 else level
    if level:
        plane -= level
    return plane


def _energy(
    block: NDArray[Any], plane: _Doubles, pattern: Pattern, counter: _Correlator | None
) -> tuple[_Doubles, float]:
    """Return the picture's squared norm in every window, for zncc without its mean, and a bound on its error."""
    shape = (pattern.counted.shape[0], pattern.counted.shape[1])
    count = int(np.count_nonzero(pattern.counted))
    is_integer = block.dtype.kind == "u"
    is_byte = block.dtype == np.uint8 and not pattern.level and counter is None and count * 255**2 < 1 << 31
    low, high = (0.0, 255.0) if is_byte else cv2.minMaxLoc(plane)[:2]
    peak = max(high, -low) ** 2
    if counter is None:
        squares = _box(cv2.sqrBoxFilter, block if is_byte else plane, shape)
        # Running sums: every step along a row and a column may lose half a unit of the largest sum.
        error = 0.0 if is_integer else sum(plane.shape) * _EPS * count * peak
    else:
        squares = counter(np.square(plane))
        error = _TRANSFORM_ERROR * sqrt(plane.size * count) * peak
        if is_integer and error < 0.25:
            squares, error = np.rint(squares, out=squares), 0.0
    if pattern.method != "zncc":
        return squares.astype(np.float64, copy=False), error
    sums = _box(cv2.boxFilter, block if is_byte else plane, shape) if counter is None else counter(plane)
    if is_integer and error == 0:
        if counter is not None:
            np.rint(sums, out=sums)
        # Whole numbers: both terms below are equal where the window is flat, even where they are rounded.
        error = _EPS * count * peak if count**2 * peak > 1 / _EPS else 0.0
    return _scatter(sums, squares, count), 3 * error


def _scatter(sums: NDArray[Any], squares: NDArray[Any], count: int) -> _Doubles:
    """Return the sum of squared distances from the mean."""
    scatter: _Doubles = np.multiply(squares, float(count), dtype=np.float64)
    scatter -= np.multiply(sums, sums, dtype=np.float64)
    scatter *= 1 / count
    return scatter


def _box(run: Callable[..., Any], plane: NDArray[Any], shape: tuple[int, int]) -> NDArray[Any]:
    """Return a box filter's sums over whole windows, by their top-left pixel."""
    depth = cv2.CV_32S if plane.dtype == np.uint8 else cv2.CV_64F
    full = run(plane, depth, shape[::-1], anchor=(0, 0), normalize=False, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(full[: plane.shape[0] - shape[0] + 1, : plane.shape[1] - shape[1] + 1])


def _tile(places: tuple[int, int], shape: tuple[int, int]) -> tuple[int, int]:
    """Return the size of tile that takes the least time by a rough count."""
    rows, cols = (_sides(*sides) for sides in zip(places, shape, strict=True))

    def time(tile: tuple[int, int]) -> float:
        count = ceil(places[0] / (tile[0] - shape[0] + 1)) * ceil(places[1] / (tile[1] - shape[1] + 1))
        cells = tile[0] * tile[1]
        return ceil(count / WORKERS) * (_CALLS + cells * log2(cells) * (1.0 if cells <= _LARGE else 1.4))

    return min(((row, col) for row in rows for col in cols), key=time)


def _sides(places: int, side: int) -> list[int]:
    """Return good transform lengths that cut an axis into equal parts."""
    lengths = {places + side - 1 if places + side < _SMALL else 0}
    for parts in range(1, 65):
        length = ceil(places / parts) + side - 1
        lengths.add(32 * scipy.fft.next_fast_len(ceil(length / 32), real=True))
        if length < 2 * side:
            break
    return sorted(lengths - {0})


def _settle(products: _Doubles, energy: _Doubles, planes: list[_Doubles], pattern: Pattern, noise: float) -> None:
    """Work out faint windows in place so that flat ones score exactly 0: their energy becomes infinite."""
    doubtful = energy * _ALLOWED <= noise
    if noise > 0:
        _recompute(products, energy, planes, pattern, doubtful)
    empty = energy <= 0
    products[empty], energy[empty] = 0.0, np.inf


def _recompute(
    products: _Doubles, energy: _Doubles, planes: list[_Doubles], pattern: Pattern, doubtful: NDArray[np.bool_]
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
    size = sum(float(np.sum(np.square(plane))) for plane in planes)
    is_lost = doubtful & (energy > 0) & (energy * _ALLOWED**2 < _TRANSFORM_ERROR**2 * size)
    _gather(products, energy, planes, pattern, is_lost | (doubtful & ~settled))


def _gather(
    products: _Doubles, energy: _Doubles, planes: list[_Doubles], pattern: Pattern, chosen: NDArray[np.bool_]
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
