"""Filter a large channel in little more memory than its waves take: strip by strip, and the mask by rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import scipy.fft
from numpy.typing import ArrayLike, NDArray

from core._transforms import along
from core.arrays import FloatArray, PixelArray, as_image, as_pixels, result_type
from core.interruption import checkpoint
from core.spectrum.filters import Transfer

__all__ = ["filter_large", "whole_mask"]

_STRIP = 1 << 20
"""Numbers that are worked on at once."""


def filter_large(
    channel: ArrayLike,
    transfer_rows: Callable[[slice], Transfer],
    *,
    of: Callable[[PixelArray], FloatArray] = as_image,
) -> FloatArray:
    """Return what `core.spectrum.apply_filter` returns for one channel, to rounding.

    Parameters
    ----------
    channel : array, shape (M, N)
    transfer_rows : callable
        Takes a slice of 0 to M and returns these rows of the centred transfer function, shape (rows, N), which is
        real and conjugate symmetric, as those of `core.spectrum.filters` are.
    of : callable
        Maps pixels of any shape to the numbers that are filtered, one by one: `logarithms` for homomorphic filtering.

    Returns
    -------
    array, shape (M, N)
        float64 for a float64 picture, float32 otherwise. Its rows need not follow upon each other in memory: they
        lie where the waves lay.

    Raises
    ------
    ValueError
        If the channel is not (M, N) finite numbers.
    """
    pixels = as_pixels(channel, name="channel")
    if pixels.ndim != 2:
        message = f"channel must have shape (M, N), got {pixels.shape}"
        raise ValueError(message)
    dtype = result_type(pixels.dtype)
    height, width = pixels.shape
    # About the mean, which so loses nothing to rounding; exact where the channel is constant.
    mean = np.clip(pixels.mean(dtype=np.float64), pixels.min(), pixels.max())
    level = of(np.full((1, 1), mean, dtype))[0, 0]
    waves = np.empty((height, width // 2 + 1), np.complex128 if dtype == np.float64 else np.complex64)
    for rows in _strips(height, width):
        waves[rows] = scipy.fft.rfft(of(pixels[rows]) - level, workers=-1)
    waves = along(scipy.fft.fft, waves, -2, in_place=True, overwrite_x=True, workers=-1)
    across = (width // 2 + np.arange(waves.shape[1])) % width
    for rows in _strips(height, width):
        factors = transfer_rows(rows)
        waves[(np.arange(rows.start, rows.stop) - height // 2) % height] *= factors[:, across].astype(dtype)
        if rows.start <= height // 2 < rows.stop:
            level *= dtype.type(factors[height // 2 - rows.start, width // 2])
    waves = along(scipy.fft.ifft, waves, -2, in_place=True, overwrite_x=True, workers=-1)
    result: Any = waves.view(dtype)[:, :width]
    for rows in _strips(height, width):
        np.add(scipy.fft.irfft(waves[rows], n=width, workers=-1), level, out=result[rows])
    return result  # type: ignore[no-any-return]


def whole_mask(transfer_rows: Callable[[slice], Transfer], shape: tuple[int, int]) -> NDArray[np.float32]:
    """Return a whole transfer function, shape (M, N), in single precision; `transfer_rows` is as for `filter_large`."""
    mask = np.empty(shape, np.float32)
    for rows in _strips(*shape):
        mask[rows] = transfer_rows(rows)
    return mask


def _strips(height: int, width: int) -> Iterator[slice]:
    """Yield the rows of one strip after another, with a checkpoint before each."""
    step = max(1, _STRIP // width)
    for first in range(0, height, step):
        checkpoint()
        yield slice(first, min(first + step, height))
