"""Work out once what a call has to know before it sees a pixel, and keep it for the next call of the kind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.arrays import check_finite, result_type
from core.convolution._opencv import Factors, filter_of, separable_filter_of
from core.convolution._planning import Plan, choose, factorise
from core.convolution._strips import Filter, Reach, is_one_call, telling

__all__ = ["Cells", "Job", "job_for", "result_shape"]

_HASHED = 64
"""About so many bytes of a kernel make its hash."""


@dataclass(frozen=True)
class Cells:
    """A kernel's numbers as bytes, equal if all are; a few make the hash, as hashing all of a large kernel is slow."""

    numbers: bytes

    def __hash__(self) -> int:
        return hash(self.numbers[:: len(self.numbers) // _HASHED | 1])


@dataclass(frozen=True)
class Job:
    """The size and number type of the result, the plan and the kernel; pixel (0, 0) needs the picture from -origin on.

    `way` is OpenCV's if the plan takes it, and `is_one_call` says whether that fills the result at one stroke.
    A bad pixel is certain to spoil its own place in a result of the picture's size and as many places above and below
    it as `reach` says; None promises nothing. `told` are the rows that are certain to hold a spoilt place.
    """

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    origin: tuple[int, int]
    plan: Plan
    kernel: NDArray[np.float64]
    cells: Cells
    way: Filter | None
    is_one_call: bool
    reach: Reach
    told: slice | None


def job_for(
    shape: tuple[int, ...],
    dtype: np.dtype[Any],
    kernel: NDArray[np.float64],
    mode: str,
    backend: str,
    *,
    is_turned: bool,
) -> Job:
    """Return the job of correlating a picture with a kernel, turned by 180 degrees or not.

    Raises
    ------
    ValueError
        If the kernel holds NaN or infinity, or exceeds the picture in mode "valid".
    """
    return _job(shape, dtype, Cells(kernel.tobytes()), kernel.shape, mode, backend, is_turned)


@lru_cache(maxsize=32)
def _job(
    shape: tuple[int, ...],
    dtype: np.dtype[Any],
    cells: Cells,
    sides: tuple[int, int],
    mode: str,
    backend: str,
    is_turned: bool,
) -> Job:
    """Choose the engine and prepare the kernel for it."""
    kernel = np.frombuffer(cells.numbers).reshape(sides)
    check_finite(kernel, name="kernel")
    if is_turned:
        kernel = np.ascontiguousarray(kernel[::-1, ::-1])
    if mode == "same":
        origin = ((sides[0] - is_turned) // 2, (sides[1] - is_turned) // 2)
    else:
        origin = (0, 0) if mode == "valid" else (sides[0] - 1, sides[1] - 1)
    size, number = result_shape(shape, sides, mode), result_type(dtype)
    plan = choose(size, kernel, dtype, backend=backend)
    factors = factorise(kernel, number) if plan.method == "separable" else Factors()
    column, row = factors.pairs[0] if factors.pairs else (kernel[:, origin[1]], np.ones(sides[1]))
    above, below = _leading(column[origin[0] :], number) - 1, _leading(column[: origin[0]][::-1], number)
    reach = (above, below) if above >= 0 and _leading(row[origin[1] :], number) else None
    way = None
    if plan.method != "fft":
        way = separable_filter_of(factors, dtype, number) if factors.pairs else filter_of(kernel, number)
    is_whole, told = way is not None and is_one_call(size, shape, way), telling(size[0], reach) if reach else None
    return Job(size, number, origin, plan, kernel, Cells(kernel.tobytes()), way, is_whole, reach, told)


def _leading(cells: NDArray[np.float64], dtype: np.dtype[Any]) -> int:
    """Return how many cells there are before the first that OpenCV may leave out as zero."""
    zeros = np.flatnonzero(np.abs(cells) < np.finfo(dtype).tiny)
    return int(zeros[0]) if zeros.size else cells.size


def result_shape(shape: tuple[int, ...], sides: tuple[int, int], mode: str) -> tuple[int, ...]:
    """Return the shape of the result before the stride, or say that the kernel exceeds the image."""
    grown = {"same": 0, "valid": -1, "full": 1}[mode]
    height, width = (side + grown * (cells - 1) for side, cells in zip(shape[:2], sides, strict=True))
    if min(height, width) < 1:
        message = f'kernel must not exceed the image in mode "valid", got {sides} for {shape[:2]}'
        raise ValueError(message)
    return (height, width, *shape[2:])
