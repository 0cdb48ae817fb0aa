"""Correlate the channels of a tile with a template's: one forward transform each, one back for all together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log2
from typing import Any

import cv2
import numpy as np
import scipy.fft
from numpy.typing import NDArray

from core._opencv import MAX_TAPS
from core._pool import WORKERS

__all__ = ["Correlator", "correlator", "products", "sums", "sums_of_squares"]

_Doubles = NDArray[np.float64]
_Spectrum = NDArray[Any]

_DIRECT = MAX_TAPS[np.dtype(np.float64)]
"""Cells of a template from which on transforms are quicker than products one by one."""

_CALLS = 3e5
"""What handing a tile out costs, in the unit of the time of its transforms."""

_LARGE = 5 << 15
"""Cells of a tile from which on it leaves the cache."""

_SMALL = 64
"""Pixels of an axis below which its length is transformed as it is."""


@dataclass(frozen=True)
class Correlator:
    """Kernels (C, m, n), the mask (m, n) as numbers or None, and their transforms, none where OpenCV correlates."""

    kernels: _Doubles
    counted: _Doubles | None
    tile: tuple[int, int]
    responses: tuple[_Spectrum, ...]
    counter: _Spectrum | None

    @property
    def step(self) -> tuple[int, int]:
        """Rows and columns of places in a tile."""
        return self.tile[0] - self.kernels.shape[1] + 1, self.tile[1] - self.kernels.shape[2] + 1


def correlator(kernels: _Doubles, counted: NDArray[np.bool_], places: tuple[int, int], backend: str) -> Correlator:
    """Return what it takes to correlate tiles of a picture with so many places."""
    tile = _tile(places, (counted.shape[0], counted.shape[1]))
    mask = None if counted.all() else counted.astype(np.float64)
    if backend == "opencv" or (backend == "auto" and counted.size < _DIRECT):
        return Correlator(kernels, mask, tile, (), None)
    responses = tuple(np.conj(scipy.fft.rfft2(kernel, s=tile)) for kernel in kernels)
    counter = None if mask is None else np.conj(scipy.fft.rfft2(mask, s=tile))
    return Correlator(kernels, mask, tile, responses, counter)


def products(by: Correlator, planes: Sequence[_Doubles]) -> tuple[_Doubles, list[_Spectrum]]:
    """Return the sum of products with the kernels at every place, over all channels, and the channels' transforms."""
    if not by.responses:
        total = _direct(planes[0], by.kernels[0])
        for plane, kernel in zip(planes[1:], by.kernels[1:], strict=True):
            total += _direct(plane, kernel)
        return total, []
    spectra: list[_Spectrum] = [scipy.fft.rfft2(plane, s=by.tile) for plane in planes]
    if by.counter is None:
        # Nobody needs the channels' transforms any more.
        cross = spectra[0]
        cross *= by.responses[0]
    else:
        cross = spectra[0] * by.responses[0]
    for spectrum, response in zip(spectra[1:], by.responses[1:], strict=True):
        cross += spectrum * response
    return _back(by, cross, planes[0].shape), spectra


def sums(by: Correlator, planes: Sequence[_Doubles], spectra: list[_Spectrum]) -> list[_Doubles]:
    """Return each channel's sum over the pixels that count at every place; `spectra` is what `products` returned."""
    if by.counted is None:
        message = "sums need a mask"
        raise ValueError(message)
    if by.counter is None:
        return [_direct(plane, by.counted) for plane in planes]
    return [_back(by, spectrum * by.counter, planes[0].shape) for spectrum in spectra]


def sums_of_squares(by: Correlator, planes: Sequence[_Doubles]) -> _Doubles:
    """Return the sum of squares over the pixels that count at every place, over all channels."""
    if by.counted is None:
        message = "sums need a mask"
        raise ValueError(message)
    squares = np.square(planes[0])
    for plane in planes[1:]:
        squares += np.square(plane)
    if by.counter is None:
        return _direct(squares, by.counted)
    spectrum: _Spectrum = scipy.fft.rfft2(squares, s=by.tile)
    spectrum *= by.counter
    return _back(by, spectrum, squares.shape)


def _direct(block: _Doubles, kernel: _Doubles) -> _Doubles:
    """Return the valid correlation by OpenCV."""
    full = cv2.filter2D(block, cv2.CV_64F, kernel, anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
    return np.asarray(full[: block.shape[0] - kernel.shape[0] + 1, : block.shape[1] - kernel.shape[1] + 1])


def _back(by: Correlator, spectrum: _Spectrum, shape: tuple[int, ...]) -> _Doubles:
    """Return the numbers at the places of a block of this shape."""
    waves = scipy.fft.ifft(spectrum, axis=0, overwrite_x=True)[: shape[0] - by.kernels.shape[1] + 1]
    numbers: _Doubles = scipy.fft.irfft(waves, by.tile[1], axis=1, overwrite_x=True)
    return numbers[:, : shape[1] - by.kernels.shape[2] + 1]


def _tile(places: tuple[int, int], shape: tuple[int, int]) -> tuple[int, int]:
    """Return the size of tile that takes the least time by a rough count."""
    rows, cols = (_sides(*sides) for sides in zip(places, shape, strict=True))

    def time(tile: tuple[int, int]) -> float:
        count = ceil(places[0] / (tile[0] - shape[0] + 1)) * ceil(places[1] / (tile[1] - shape[1] + 1))
        cells = tile[0] * tile[1]
        # Large tiles leave the cache by and by; tall ones suffer in the transform down the columns.
        strain: float = max(1.0, cells / _LARGE) ** 0.35 * (1.2 if tile[0] > 1.5 * tile[1] else 1.0)
        return ceil(count / WORKERS) * (_CALLS + cells * log2(cells) * strain)

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
