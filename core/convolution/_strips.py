"""Let OpenCV fill a result strip by strip, and notice NaN and infinity on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from math import prod
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from core._pool import WORKERS, share
from core.arrays import FloatArray, PixelArray, check_finite, is_surely_finite
from core.interruption import checkpoint
from core.padding import OPENCV_BORDERS, Bordered

__all__ = ["Filter", "Reach", "fill", "fill_at_once", "is_one_call", "native_border", "telling"]

Run: TypeAlias = Callable[..., NDArray[Any]]
"""What filters a block: called with it, the anchor (x, y), OpenCV's border and where to write, or None."""


@dataclass(frozen=True)
class Filter:
    """OpenCV's way with a kernel: `run` takes numbers of type `dtype` and makes `cells` products for each.

    `sides` are the kernel's, and `is_in_turn` says that rows go first, then columns.
    """

    run: Run
    dtype: np.dtype[Any]
    sides: tuple[int, int]
    cells: int
    is_in_turn: bool = False


Reach: TypeAlias = tuple[int, int] | None
"""How many places above and below its own a bad pixel is certain to spoil, see `core.convolution._job.Job`."""

_MOST_CHANNELS = 4
"""As many channels as OpenCV filters at once."""

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


def native_border(padding: str, fill: float) -> int | None:
    """Return OpenCV's name for what lies beyond the border, if its filters can put it there."""
    return OPENCV_BORDERS.get(padding) if padding != "constant" or fill == 0 else None


def is_one_call(shape: tuple[int, ...], image_shape: tuple[int, ...], way: Filter) -> bool:
    """Return whether one call on one thread fills a result of this shape, if the border is OpenCV's own."""
    threads, strip = _threads(shape, way)
    is_inside = way.sides[0] <= shape[0] and way.sides[1] <= shape[1]
    return shape == image_shape and _takes_all(shape) and is_inside and threads == 1 and prod(shape) <= strip


def fill_at_once(
    image: PixelArray, way: Filter, origin: tuple[int, int], border: int, told: slice | None
) -> FloatArray:
    """Return what one call makes of an image; `told` are the rows of the result that tell of a bad pixel, if any do.

    Every step of this costs as much as many, as the picture has driven what Python needs out of the nearer caches.
    """
    checkpoint()
    block = np.ascontiguousarray(image, way.dtype)
    out = way.run(block, (origin[1], origin[0]), border, None)
    if image.dtype.kind == "f" and not is_surely_finite(block if told is None else out[told]):
        check_finite(image)
    return out


def fill(source: Bordered, way: Filter, out: FloatArray, reach: Reach) -> None:
    """Fill `out`, strip by strip; `reach` is that of `core.convolution._job.Job`.

    Notes
    -----
    A thread holds a strip of the image and what the filter needs beside it, none of which grows with the image.
    """
    threads, strip = _threads(out.shape, way)
    if source.fill != 0:
        way = replace(way, dtype=out.dtype)
    for part, target in _planes(source, out):
        _fill_plane(part, way, target, reach, threads, strip)


def _threads(shape: tuple[int, ...], way: Filter) -> tuple[int, int]:
    """Return how many of our threads share the work, one where OpenCV's do better, and the numbers in a strip."""
    height, numbers, pixels = shape[0], prod(shape), shape[0] * shape[1]
    rows, is_float = min(_OWN_STRIP * height // pixels, height // WORKERS), way.dtype.kind == "f"
    if pixels <= _LEFT_ALONE:
        case = "alone"
    elif numbers * (2 if way.is_in_turn else 1) <= _CACHED:
        case = "cached" if is_float else ""
    else:
        case = "large" if is_float else "large of integers"
    is_worth = numbers * (16 + way.cells) > (_SHARED if is_float else _SHARED_OF_INTEGERS)
    if case and is_worth and rows >= _TALL[case] * way.sides[0]:
        return WORKERS, _OWN_STRIP * numbers // pixels
    return 1, _STRIP


def _takes_all(shape: tuple[int, ...]) -> bool:
    """Return whether OpenCV filters all channels of such a picture at once."""
    return len(shape) == 2 or 2 <= shape[2] <= _MOST_CHANNELS


def _planes(source: Bordered, out: FloatArray) -> Iterator[tuple[Bordered, FloatArray]]:
    """Yield the whole image if OpenCV takes its channels at once, else one channel after the other."""
    if _takes_all(out.shape):
        yield source, out
        return
    for channel in range(out.shape[2]):
        yield replace(source, image=source.image[..., channel]), out[..., channel]


def _fill_plane(source: Bordered, way: Filter, out: FloatArray, reach: Reach, threads: int, strip: int) -> None:
    """Fill channels that OpenCV takes at once."""
    height, width = out.shape[:2]
    image, sides = source.image, way.sides
    is_native = (
        native_border(source.padding, source.fill) is not None
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
            block, result = _run_native(source, way, (start, stop), target)
        else:
            block, result = _run_windowed(source, way, (start, stop), width)
        if result is not None:
            out[start:stop] = result
        if is_checked and not is_surely_finite(
            out[start:stop][telling(stop - start, reach)] if is_in_place and reach else block
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


def telling(count: int, reach: tuple[int, int]) -> slice:
    """Return which of so many rows of a result hold, for each bad pixel of the rows, one that it spoils."""
    above, below = reach
    step = above + below + 1
    # No later than where the last row that tells is the last of all.
    return slice(min(below, (count - 1) % step), count, step)


def _run_native(
    source: Bordered, way: Filter, rows: tuple[int, int], out: FloatArray | None
) -> tuple[NDArray[Any], NDArray[Any] | None]:
    """Filter rows with a border of OpenCV's own; return what was read, and the result unless it is in `out`."""
    start, stop = rows
    first = max(start - source.top, 0)
    last = min(stop + way.sides[0] - 1 - source.top, source.image.shape[0])
    block = np.ascontiguousarray(source.image[first:last], way.dtype)
    anchor, border = (source.left, source.top), OPENCV_BORDERS[source.padding]
    if out is None:
        return block, way.run(block, anchor, border, None)[start - first : stop - first]
    # OpenCV writes as many rows as it reads: those above are kept, the next strip mends those below.
    above = out[first:start].copy() if first < start else None
    way.run(block, anchor, border, out[first:last])
    if above is not None:
        out[first:start] = above
    return block, None


def _run_windowed(
    source: Bordered, way: Filter, rows: tuple[int, int], width: int
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Filter rows of a copy that holds the border; return what was read and the result."""
    start, stop = rows
    beyond = (start - source.top, stop + way.sides[0] - 1 - source.top)
    cols = (-source.left, width + way.sides[1] - 1 - source.left)
    block = np.ascontiguousarray(source.window(beyond, cols, dtype=way.dtype), way.dtype)
    return block, way.run(block, (0, 0), cv2.BORDER_CONSTANT, None)[: stop - start, :width]


def _cuts(begin: int, end: int, count: int) -> list[int]:
    """Return where to cut rows into equal parts."""
    return [begin + (end - begin) * part // count for part in range(count + 1)]
