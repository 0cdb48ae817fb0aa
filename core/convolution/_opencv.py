"""Correlate by OpenCV: all cells at once, or rows and columns in turn where the kernel is a short sum of products."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core.convolution._strips import Filter

__all__ = ["MAX_TAPS", "Factors", "filter_of", "joint_filter_of", "separable_filter_of"]


@dataclass(frozen=True)
class Factors:
    """Pairs (column, row) whose outer products add up to the kernel, and whether all are even or odd."""

    pairs: tuple[tuple[NDArray[np.float64], NDArray[np.float64]], ...] = ()
    is_symmetric: bool = False


MAX_TAPS = {np.dtype(np.float32): 130, np.dtype(np.float64): 50}
"""From so many cells on, filter2D takes a Fourier transform of its own."""

_FEW_TAPS = {False: 7, True: 15}
_FEW_INTEGER_TAPS = {False: 15, True: 63}

_DEPTHS = {np.dtype(np.float32): cv2.CV_32F, np.dtype(np.float64): cv2.CV_64F}


def filter_of(kernel: NDArray[np.float64], dtype: np.dtype[Any]) -> Filter:
    """Return how OpenCV correlates with all cells at once, for results of this type."""
    return Filter(partial(_run_whole, kernel, _DEPTHS[dtype]), dtype, (kernel.shape[0], kernel.shape[1]), kernel.size)


def separable_filter_of(factors: Factors, image_dtype: np.dtype[Any], dtype: np.dtype[Any]) -> Filter:
    """Return the same for a kernel given as the sum of outer products and an image of this type."""
    joint = joint_filter_of(factors, image_dtype, dtype)
    # One pass for both axes is quicker for short kernels, above all for symmetric ones on integers.
    limits = _FEW_TAPS if image_dtype == dtype else _FEW_INTEGER_TAPS
    if max(joint.sides) <= limits[factors.is_symmetric]:
        return joint
    return replace(joint, run=partial(_run_in_turn, factors, _DEPTHS[dtype]), dtype=dtype, is_in_turn=True)


def joint_filter_of(factors: Factors, image_dtype: np.dtype[Any], dtype: np.dtype[Any]) -> Filter:
    """Return the same with one pass for both axes, however long they are."""
    column, row = factors.pairs[0]
    cells = len(factors.pairs) * (column.size + row.size)
    return Filter(partial(_run_joint, factors, _DEPTHS[dtype]), image_dtype, (column.size, row.size), cells)


def _run_whole(
    kernel: NDArray[np.float64], depth: int, block: NDArray[Any], anchor: tuple[int, int], border: int, dst: Any
) -> NDArray[Any]:
    """Filter a block with all cells."""
    return cv2.filter2D(block, depth, kernel, dst=dst, anchor=anchor, borderType=border)


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
