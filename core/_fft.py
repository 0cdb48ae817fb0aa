"""Correlate by Fourier transforms of overlapping tiles."""

from __future__ import annotations

from functools import lru_cache
from math import ceil, log2
from typing import Any

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from core._pool import WORKERS, share
from core.arrays import FloatArray
from core.padding import Bordered

__all__ = ["correlate", "tile_shape", "tile_time"]

_SMALL = 1 << 17
_LARGE = 1 << 20


def correlate(source: Bordered, kernel: NDArray[np.float64], out: FloatArray) -> None:
    """Write the correlation of the bordered image with the kernel into `out`."""
    height, width = out.shape[:2]
    channels = out[0, 0].size
    shape = (kernel.shape[0], kernel.shape[1])
    tile = tile_shape((height, width, channels), shape)
    response = _response(kernel.tobytes(), shape, tile, out.dtype.char)
    step_rows, step_cols = tile[0] - shape[0] + 1, tile[1] - shape[1] + 1

    def fill(row: int, col: int, channel: int) -> None:
        end_row, end_col = min(row + step_rows, height), min(col + step_cols, width)
        rows = (row - source.top, end_row + shape[0] - 1 - source.top)
        cols = (col - source.left, end_col + shape[1] - 1 - source.left)
        here = (...,) if out.ndim == 2 else (..., channel)
        block: Any = np.ascontiguousarray(source.window(rows, cols, dtype=out.dtype)[here], out.dtype)
        spectrum: NDArray[Any] = scipy.fft.rfft2(block, s=tile)
        spectrum *= response
        waves = scipy.fft.ifft(spectrum, axis=0, overwrite_x=True)[: end_row - row]
        result = scipy.fft.irfft(waves, tile[1], axis=1, overwrite_x=True)
        out[row:end_row, col:end_col][here] = result[:, : end_col - col]

    corners = [(row, col) for row in range(0, height, step_rows) for col in range(0, width, step_cols)]
    share(fill, [(*corner, channel) for corner in corners for channel in range(channels)])


@lru_cache(maxsize=1024)
def tile_shape(shape: tuple[int, ...], kernel_shape: tuple[int, ...]) -> tuple[int, int]:
    """Return the quickest size of tile for a result of this shape."""
    rows, cols = (_candidates(*sides) for sides in zip(shape[:2], kernel_shape, strict=True))
    pairs = ((row, col) for row in rows for col in cols)
    return min(pairs, key=lambda tile: tile_time(shape, kernel_shape, tile))


def tile_time(shape: tuple[int, ...], kernel_shape: tuple[int, ...], tile: tuple[int, int]) -> float:
    """Estimate the nanoseconds that tiles of this size take, from measurements."""
    count = shape[2] if len(shape) == 3 else 1
    for side, kernel_side, tile_side in zip(shape, kernel_shape, tile, strict=False):
        count *= ceil(side / (tile_side - kernel_side + 1))
    cells = tile[0] * tile[1]
    # Large tiles leave the processor's own cache, then the shared one; above all they are what bounds the memory.
    strain = 1.0 if cells <= _SMALL else 1.25 if cells <= _LARGE else 1.6 * cells / _LARGE
    # The transform down the columns suffers where the rows are short.
    strain *= 1.2 if tile[0] > 1.5 * tile[1] else 1.0
    # Python hands the tiles out one at a time, however many workers there are.
    return count * 4e4 + ceil(count / WORKERS) * cells * log2(cells) * 0.3 * strain


def _candidates(side: int, kernel_side: int) -> list[int]:
    """Return good transform lengths that cut a side into 1, 2, 3 ... equal parts."""
    lengths = set()
    for parts in range(1, 65):
        length = ceil(side / parts) + kernel_side - 1
        # Lengths that are multiples of a power of two keep the processor's vectors full.
        unit = 32 if length > 128 else 1
        length = unit * scipy.fft.next_fast_len(ceil(length / unit), real=True)
        lengths.add(length)
        if length < 2 * kernel_side:
            break
    return sorted(lengths)


@lru_cache(maxsize=8)
def _response(cells: bytes, shape: tuple[int, int], tile: tuple[int, int], dtype: str) -> NDArray[Any]:
    """Return the factor of each frequency of a tile."""
    kernel = np.frombuffer(cells).reshape(shape)
    response = np.conj(scipy.fft.rfft2(kernel, s=tile))
    return response.astype(np.result_type(dtype, np.complex64))
