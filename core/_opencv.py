"""Correlate by OpenCV: all cells at once, or rows and columns in turn where the kernel is a short sum of products."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core.arrays import FloatArray
from core.padding import OPENCV_BORDERS, Bordered

__all__ = ["MAX_TAPS", "Factors", "correlate", "correlate_separably"]


@dataclass(frozen=True)
class Factors:
    """Pairs (column, row) whose outer products add up to the kernel, and whether all are even or odd."""

    pairs: tuple[tuple[NDArray[np.float64], NDArray[np.float64]], ...] = ()
    is_symmetric: bool = False


MAX_TAPS = {np.dtype(np.float32): 130, np.dtype(np.float64): 50}
"""From so many cells on, filter2D takes a Fourier transform of its own."""

_FEW_TAPS = {False: 7, True: 15}
_FEW_INTEGER_TAPS = {False: 15, True: 63}
_STRIP = 1 << 23
"""Numbers in a strip: it bounds the memory; smaller ones slow OpenCV's own threads."""

_Run = Callable[..., NDArray[Any]]


def correlate(source: Bordered, kernel: NDArray[np.float64], out: FloatArray) -> None:
    """Write the correlation of the bordered image with the kernel into `out`."""
    depth = _depth(out)

    def run(block: NDArray[Any], anchor: tuple[int, int], border: int, dst: Any) -> NDArray[Any]:
        return cv2.filter2D(block, depth, kernel, dst=dst, anchor=anchor, borderType=border)

    # Floats go through in one piece; integers are converted first, strip by strip, which is quicker.
    strip = out.size if source.image.dtype == out.dtype else _STRIP
    for part, target in _planes(source, out):
        _by_strips(part, kernel.shape, target, run, out.dtype, strip)


def correlate_separably(source: Bordered, factors: Factors, out: FloatArray) -> None:
    """Do the same with a kernel given as the sum of outer products."""
    column, row = factors.pairs[0]
    # One pass for both axes is quicker for short kernels, above all for symmetric ones on integers.
    limits = _FEW_TAPS if source.image.dtype == out.dtype else _FEW_INTEGER_TAPS
    is_joint = max(column.size, row.size) <= limits[factors.is_symmetric]
    dtype, strip = (source.image.dtype, out.size) if is_joint else (out.dtype, _STRIP)
    run = partial(_run_joint if is_joint else _run_in_turn, factors, _depth(out))
    for part, target in _planes(source, out):
        _by_strips(part, (column.size, row.size), target, run, dtype, strip)


def _run_joint(
    factors: Factors, depth: int, block: NDArray[Any], anchor: tuple[int, int], border: int, dst: Any
) -> NDArray[Any]:
    """Filter a block with rows and columns at once."""
    total = None
    for column, row in factors.pairs:
        target = dst if total is None else None
        part = cv2.sepFilter2D(block, depth, row, column, dst=target, anchor=anchor, borderType=border)
        total = part if total is None else cv2.add(total, part, dst=total)
    return np.asarray(total)


def _run_in_turn(
    factors: Factors, depth: int, block: NDArray[Any], anchor: tuple[int, int], border: int, dst: Any
) -> NDArray[Any]:
    """Filter a block with the row, then with the column."""
    total = half = part = None
    for column, row in factors.pairs:
        half = cv2.filter2D(block, depth, row[None], dst=half, anchor=(anchor[0], 0), borderType=border)
        target = dst if total is None else part
        part = cv2.filter2D(half, depth, column[:, None], dst=target, anchor=(0, anchor[1]), borderType=border)
        total, part = (part, None) if total is None else (cv2.add(total, part, dst=total), part)
    return np.asarray(total)


def _depth(out: FloatArray) -> int:
    """Return what OpenCV calls the result's number type."""
    return cv2.CV_64F if out.dtype == np.float64 else cv2.CV_32F


def _planes(source: Bordered, out: FloatArray) -> Iterator[tuple[Bordered, FloatArray]]:
    """Yield the whole image if OpenCV takes its channels at once, else one channel after the other."""
    if out.ndim == 2 or 2 <= out.shape[2] <= 4:
        yield source, out
        return
    for channel in range(out.shape[2]):
        yield replace(source, image=source.image[..., channel]), out[..., channel]


def _by_strips(source: Bordered, shape: tuple[int, ...], out: FloatArray, run: _Run, dtype: Any, strip: int) -> None:
    """Fill `out` in strips of rows of about this many numbers, each from the rows of the image that it needs."""
    height, width = out.shape[:2]
    image = source.image
    is_native = (
        source.padding in OPENCV_BORDERS
        and (source.padding != "constant" or source.fill == 0)
        and out.shape == image.shape
        and shape[0] <= height
        and shape[1] <= width
    )
    if source.fill != 0:
        dtype = out.dtype
    rows = height if is_native and strip >= out.size else max(_STRIP // out[0].size, 4 * shape[0])
    below = shape[0] - 1 - source.top
    for start in range(0, height, rows):
        stop = min(start + rows, height)
        if is_native:
            first, last = max(start - source.top, 0), min(stop + below, height)
            block = np.ascontiguousarray(image[first:last], dtype)
            anchor, border = (source.left, source.top), OPENCV_BORDERS[source.padding]
        else:
            first, last = start, stop + shape[0] - 1
            cols = (-source.left, width + shape[1] - 1 - source.left)
            block = source.window((start - source.top, stop + below), cols, dtype=dtype)
            block = np.ascontiguousarray(block, dtype)
            anchor, border = (0, 0), cv2.BORDER_CONSTANT
        if is_native and out.flags.c_contiguous:
            # OpenCV writes as many rows as it reads: those above are kept, the next strip mends those below.
            above = out[first:start].copy() if start else None
            run(block, anchor, border, out[first:last])
            if above is not None:
                out[first:start] = above
        else:
            out[start:stop] = run(block, anchor, border, None)[start - first : stop - first, :width]
