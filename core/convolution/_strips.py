"""Let OpenCV fill a result strip by strip, and notice NaN and infinity on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from math import prod
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import DTypeLike, NDArray

from core._pool import WORKERS, share
from core.arrays import FloatArray, check_finite, is_surely_finite
from core.interruption import checkpoint
from core.padding import OPENCV_BORDERS, Bordered

__all__ = ["Reach", "fill"]

Run: TypeAlias = Callable[..., NDArray[Any]]
"""What filters a block: called with it, the anchor (x, y), OpenCV's border and where to write, or None."""

Reach: TypeAlias = tuple[int, int] | None
"""How many places above and below its own a bad pixel is certain to spoil, see `core.convolution._job.Job`."""

_STRIP = 1 << 23
"""Numbers in a strip that OpenCV's own threads share: it bounds the memory; smaller ones slow them."""

_OWN_STRIP = 1 << 19
"""Pixels in a strip of one of our threads: few enough for the cache, and for OpenCV to leave them to that thread."""

_LEFT_ALONE = 1 << 20
"""Pixels up to which OpenCV leaves a picture to one thread, so that a second of ours saves much."""

_CACHED = 10 << 20
"""Numbers that OpenCV holds at once beyond which strips of ours, which the cache holds, gain more than they cost."""

_TALL = {"alone": 8, "cached": 20, "large": 4, "large of integers": 12}
"""Heights of the kernel in a strip from which on it matters little that neighbours read some rows twice."""

_SHARED, _SHARED_OF_INTEGERS = 1 << 24, 3 << 23
"""Numbers times cells from which on a second thread of ours saves more than it costs."""


def fill(
    source: Bordered,
    sides: tuple[int, ...],
    out: FloatArray,
    run: Run,
    *,
    dtype: DTypeLike,
    cells: int,
    reach: Reach,
    is_in_turn: bool = False,
) -> None:
    """Fill `out` by a filter that is `sides` large and takes `cells` products a number.

    Notes
    -----
    Blocks are handed to `run` as numbers of type `dtype`, and `is_in_turn` says that it takes rows, then columns.
    `reach` is that of `core.convolution._job.Job`. A thread holds a strip of the image and what `run` needs beside it,
    none of which grows with the image.
    """
    threads, strip = _threads(out.shape, sides[0], cells, is_float=np.dtype(dtype).kind == "f", is_in_turn=is_in_turn)
    for part, target in _planes(source, out):
        _fill_plane(part, sides, target, run, dtype if source.fill == 0 else out.dtype, reach, threads, strip)


def _threads(
    shape: tuple[int, ...], kernel_rows: int, cells: int, *, is_float: bool, is_in_turn: bool
) -> tuple[int, int]:
    """Return how many of our threads share the work, one where OpenCV's do better, and the numbers in a strip."""
    height, numbers, pixels = shape[0], prod(shape), shape[0] * shape[1]
    rows = min(_OWN_STRIP * height // pixels, height // WORKERS)
    if pixels <= _LEFT_ALONE:
        case = "alone"
    elif numbers * (2 if is_in_turn else 1) <= _CACHED:
        case = "cached" if is_float else ""
    else:
        case = "large" if is_float else "large of integers"
    is_worth = numbers * (16 + cells) > (_SHARED if is_float else _SHARED_OF_INTEGERS)
    if case and is_worth and rows >= _TALL[case] * kernel_rows:
        return WORKERS, _OWN_STRIP * numbers // pixels
    return 1, _STRIP


def _planes(source: Bordered, out: FloatArray) -> Iterator[tuple[Bordered, FloatArray]]:
    """Yield the whole image if OpenCV takes its channels at once, else one channel after the other."""
    if out.ndim == 2 or 2 <= out.shape[2] <= 4:
        yield source, out
        return
    for channel in range(out.shape[2]):
        yield replace(source, image=source.image[..., channel]), out[..., channel]


def _fill_plane(
    source: Bordered,
    sides: tuple[int, ...],
    out: FloatArray,
    run: Run,
    dtype: DTypeLike,
    reach: Reach,
    threads: int,
    strip: int,
) -> None:
    """Fill channels that OpenCV takes at once."""
    height, width = out.shape[:2]
    image = source.image
    is_native = (
        source.padding in OPENCV_BORDERS
        and (source.padding != "constant" or source.fill == 0)
        and out.shape == image.shape
        and sides[0] <= height
        and sides[1] <= width
    )
    is_in_place = is_native and out.flags.c_contiguous
    is_checked = image.dtype.kind == "f"

    def fill_strip(start: int, stop: int, *, is_apart: bool = False) -> None:
        checkpoint()
        if is_native:
            target = out if is_in_place and not is_apart else None
            block, result = _run_native(source, sides, run, dtype, (start, stop), target)
        else:
            block, result = _run_windowed(source, sides, run, dtype, (start, stop), width)
        if result is not None:
            out[start:stop] = result
        if is_checked and not all(
            map(is_surely_finite, _telling(out[start:stop], reach) if is_in_place and reach else [block])
        ):
            check_finite(image)

    def fill_rows(begin: int, end: int) -> None:
        # What one thread writes beyond its rows would spoil another's: there, a few rows go by themselves.
        top = begin + sides[0] if begin else 0
        bottom = end - sides[0] if end < height else height
        if begin < top:
            fill_strip(begin, top, is_apart=True)
        count = max(min((bottom - top) * out[0].size // strip, (bottom - top) // (4 * sides[0])), 1)
        for start, stop in pairwise(_cuts(top, bottom, count)):
            fill_strip(start, stop)
        if bottom < end:
            fill_strip(bottom, end, is_apart=True)

    if threads == 1 and out.size <= strip:
        fill_strip(0, height)
    elif threads == 1:
        fill_rows(0, height)
    else:
        share(fill_rows, list(pairwise(_cuts(0, height, threads))))


def _telling(rows: NDArray[Any], reach: tuple[int, int]) -> list[NDArray[Any]]:
    """Return the rows of a result of which at least one is spoilt by each bad pixel of these rows."""
    above, below = reach
    step = above + below + 1
    told = (rows.shape[0] - below - 1) // step * step + below
    last = [] if told >= 0 and told + above >= rows.shape[0] - 1 else [rows[-1:]]
    return [rows[below::step], *last] if told >= 0 else last


def _run_native(
    source: Bordered, sides: tuple[int, ...], run: Run, dtype: DTypeLike, rows: tuple[int, int], out: FloatArray | None
) -> tuple[NDArray[Any], NDArray[Any] | None]:
    """Filter rows with a border of OpenCV's own; return what was read, and the result unless it is in `out`."""
    start, stop = rows
    first = max(start - source.top, 0)
    last = min(stop + sides[0] - 1 - source.top, source.image.shape[0])
    block = np.ascontiguousarray(source.image[first:last], dtype)
    anchor, border = (source.left, source.top), OPENCV_BORDERS[source.padding]
    if out is None:
        return block, run(block, anchor, border, None)[start - first : stop - first]
    # OpenCV writes as many rows as it reads: those above are kept, the next strip mends those below.
    above = out[first:start].copy() if first < start else None
    run(block, anchor, border, out[first:last])
    if above is not None:
        out[first:start] = above
    return block, None


def _run_windowed(
    source: Bordered, sides: tuple[int, ...], run: Run, dtype: DTypeLike, rows: tuple[int, int], width: int
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Filter rows of a copy that holds the border; return what was read and the result."""
    start, stop = rows
    beyond = (start - source.top, stop + sides[0] - 1 - source.top)
    cols = (-source.left, width + sides[1] - 1 - source.left)
    block = np.ascontiguousarray(source.window(beyond, cols, dtype=dtype), dtype)
    return block, run(block, (0, 0), cv2.BORDER_CONSTANT, None)[: stop - start, :width]


def _cuts(begin: int, end: int, count: int) -> list[int]:
    """Return where to cut rows into equal parts."""
    return [begin + (end - begin) * part // count for part in range(count + 1)]
