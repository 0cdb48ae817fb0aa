"""Correlate by Fourier transforms of overlapping tiles, two real tiles to a complex one."""

from __future__ import annotations

import threading
from functools import lru_cache
from math import ceil, log2
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core._pool import WORKERS, share
from core.arrays import FloatArray, check_finite
from core.interruption import checkpoint
from core.padding import Bordered

__all__ = ["correlate", "tile_shape", "tile_time"]

_LONGEST, _LARGEST = 1408, 1 << 20
"""The longest side and the cells of the largest tile, which bound the memory unless the kernel is longer than 512."""

_PRIMES = (2, 3, 5, 7, 11, 13)
"""Factors of lengths whose transforms are quick, beside the 16 that all of them hold."""

_SLOW = 768
"""A multiple of this takes twice the time of its neighbours: its columns meet in few lines of the cache."""

_KEPT_BYTES = 1 << 24
"""The largest kernel transform that is kept."""

_SMALL_TILE = 1 << 18
"""Cells of a tile up to which a thread of much work sorts the channels of two tiles at once into several waves."""

_MOST_WAVES = 3

_MOST_CHANNELS = 4
"""More channels than this OpenCV does not take everywhere."""


def correlate(source: Bordered, kernel: NDArray[np.float64], out: FloatArray, cells: bytes) -> None:
    """Write the correlation of the bordered image with the kernel into `out`; `cells` are the kernel's as bytes.

    Notes
    -----
    A real kernel keeps the real and the imaginary part of a picture apart, so one complex transform does for two
    planes, each a channel of a tile. Each of the `WORKERS` threads, the caller's among them, holds one complex tile,
    or three of at most 512 x 512, and two real ones of all channels where they cross the border: for three channels
    48 bytes a cell in float32 up to 512 x 512 and 32 beyond, for one channel 16; twice that in float64. That is 2 MB
    for a tile of 336 x 432, that of a gray picture of 12 megapixels with a kernel of 31 x 31, and for three channels
    12 MB at 512 x 512 and 32 MB for the largest of 2^20 cells. Up to 4 kernel transforms of at most 16 MB are kept.
    None of it grows with the image, only with a kernel longer than 512.
    """
    height, width = out.shape[:2]
    channels = out[0, 0].size
    tile = tile_shape((height, width, channels), kernel.shape)
    response = _response_of(cells, (kernel.shape[0], kernel.shape[1]), tile, out.dtype)
    image = source.image.reshape(*source.image.shape[:2], channels)
    dtype = out.dtype if source.fill else image.dtype
    bordered = Bordered(image, source.padding, source.fill, source.top, source.left)
    results = out.reshape(height, width, channels)
    step = (tile[0] - kernel.shape[0] + 1, tile[1] - kernel.shape[1] + 1)
    is_checked = image.dtype.kind == "f"
    kept = threading.local()
    corners = [(row, col) for row in range(0, height, step[0]) for col in range(0, width, step[1])]

    parts = _parts(len(corners), channels)

    def fill(first: int, last: int, begin: int, end: int) -> None:
        places = corners[first:last]
        # The last tiles move back into the image, so that all are whole and few cross the border.
        starts = [(min(row, max(height - step[0], 0)), min(col, max(width - step[1], 0))) for row, col in places]
        windows = [
            bordered.window(
                (row - source.top, row - source.top + tile[0]),
                (col - source.left, col - source.left + tile[1]),
                dtype=dtype,
            )
            for row, col in starts
        ]
        planes = [(index, channel) for index in range(len(places)) for channel in range(begin, end)]
        if not hasattr(kept, "waves"):
            is_long = tile[0] * tile[1] <= _SMALL_TILE and len(parts) > WORKERS
            count = min(ceil(len(planes) / 2), _MOST_WAVES) if is_long else 1
            kept.waves = [np.empty((*tile, 2), out.dtype) for _ in range(count)]
        for at in range(0, len(planes), 2 * len(kept.waves)):
            some = planes[at : at + 2 * len(kept.waves)]
            waves = kept.waves[: ceil(len(some) / 2)]
            if len(some) % 2:
                waves[-1][..., 1] = 0
            _gather(windows, some, waves)
            for wave in waves:
                checkpoint()
                cv2.dft(wave, dst=wave)
                # The first number of a transform is the sum of all, which NaN and infinity spoil.
                if is_checked and not np.isfinite(wave[0, 0]).all():
                    check_finite(image)
                numbers = wave.view(response.dtype)[..., 0]
                np.multiply(numbers, response, out=numbers)
                cv2.dft(wave, dst=wave, flags=cv2.DFT_INVERSE)
            for index, (row, col) in enumerate(places):
                target = results[row : row + step[0], col : col + step[1]]
                top, left = row - starts[index][0], col - starts[index][1]
                inside = [wave[top : top + target.shape[0], left : left + target.shape[1]] for wave in waves]
                _scatter(inside, [(place, plane[1]) for place, plane in enumerate(some) if plane[0] == index], target)

    share(fill, parts)


def _gather(windows: list[NDArray[Any]], planes: list[tuple[int, int]], waves: list[NDArray[Any]]) -> None:
    """Write planes, each a channel of a window, into the real and imaginary parts of waves."""
    channels = windows[0].shape[2]
    # One call for all pays where there are many numbers in it.
    if len(waves) > 1 and windows[0].dtype == waves[0].dtype and channels <= _MOST_CHANNELS:
        pairs = [
            number for place, (index, channel) in enumerate(planes) for number in (index * channels + channel, place)
        ]
        cv2.mixChannels(windows, waves, pairs)
        return
    for place, (index, channel) in enumerate(planes):
        waves[place // 2][..., place % 2] = windows[index][..., channel]


def _scatter(waves: list[NDArray[Any]], planes: list[tuple[int, int]], target: NDArray[Any]) -> None:
    """Write real and imaginary parts of waves into channels of the target; a plane is a place in each."""
    if len(waves) > 1 and planes and target.shape[2] <= _MOST_CHANNELS:
        cv2.mixChannels(waves, [target], [number for plane in planes for number in plane])
        return
    for place, channel in planes:
        target[..., channel] = waves[place // 2][..., place % 2]


def _parts(count: int, channels: int) -> list[tuple[int, int, int, int]]:
    """Return the tiles and the channels, from first to last, that one thread transforms at a time."""
    pairs = [(first, min(first + 2, count)) for first in range(0, count, 2)]
    each = _channels_each(count, channels)
    return [(*pair, begin, min(begin + each, channels)) for pair in pairs for begin in range(0, channels, each)]


def _channels_each(count: int, channels: int) -> int:
    """Return how many channels of so many tiles a thread takes at a time: few where there are too few tiles for all."""
    if ceil(count / 2) >= WORKERS:
        return channels
    return min(channels, 2) if count == 1 else 1


@lru_cache(maxsize=1024)
def tile_shape(shape: tuple[int, ...], kernel_shape: tuple[int, ...]) -> tuple[int, int]:
    """Return the quickest size of tile for a result of this shape."""
    rows, cols = (_candidates(*sides) for sides in zip(shape[:2], kernel_shape, strict=True))
    pairs = [(row, col) for row in rows for col in cols]
    bounded = [pair for pair in pairs if pair[0] * pair[1] <= _LARGEST]
    return min(bounded or pairs, key=lambda tile: tile_time(shape, kernel_shape, tile))


def tile_time(shape: tuple[int, ...], kernel_shape: tuple[int, ...], tile: tuple[int, int]) -> float:
    """Estimate the nanoseconds that tiles of this size take, from measurements."""
    channels = shape[2] if len(shape) == 3 else 1
    count = ceil(shape[0] / (tile[0] - kernel_shape[0] + 1)) * ceil(shape[1] / (tile[1] - kernel_shape[1] + 1))
    each_channels = _channels_each(count, channels)
    parts = ceil(count / 2) * ceil(channels / each_channels)
    transforms = ceil(min(count, 2) * each_channels / 2)
    cells = tile[0] * tile[1]
    # Larger tiles leave the nearer caches one by one; threads wait for each other and share what is beyond them.
    strain = 0.8 * max(0.0, log2(cells) - 17)
    each = cells * ((6.3 if parts > 1 else 5.4) + strain) + (5e4 if parts > 1 else 1.5e4)
    # Channels that threads share out are fetched by each of them.
    fetching = 0.45 * cells * channels if each_channels < channels else 0.0
    return ceil(parts / WORKERS) * (transforms * each + fetching) + (3e4 if parts > 1 else 0.0)


def _candidates(side: int, kernel_side: int) -> list[int]:
    """Return the quick lengths of tiles that cut a side of the result into equal parts."""
    shortest = _quick_length(2 * kernel_side)
    if shortest**2 > _LARGEST:
        return [min(shortest, _quick_length(side + kernel_side - 1))]
    lengths = set()
    for count in range(1, side + 1):
        length = _quick_length(ceil(side / count) + kernel_side - 1)
        if length <= _LONGEST:
            lengths.add(length)
        if length < min(shortest, 128):
            break
    return sorted(lengths)


def _quick_length(length: int) -> int:
    """Return the least length that is quick to transform and not below this one."""
    units = ceil(length / 16)
    while units * 16 % _SLOW == 0 or not _is_smooth(units):
        units += 1
    return units * 16


def _is_smooth(number: int) -> bool:
    """Return whether a number is a product of the quick factors."""
    for prime in _PRIMES:
        while number % prime == 0:
            number //= prime
    return number == 1


def _response_of(cells: bytes, shape: tuple[int, int], tile: tuple[int, int], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return the factor of each frequency of a tile, kept from the last call if it is not too large."""
    is_kept = 2 * dtype.itemsize * tile[0] * tile[1] <= _KEPT_BYTES
    return (_response if is_kept else _response.__wrapped__)(cells, shape, tile, dtype.char)


@lru_cache(maxsize=4)
def _response(cells: bytes, shape: tuple[int, int], tile: tuple[int, int], dtype: str) -> NDArray[Any]:
    """Return the kernel's transform, turned for a correlation and scaled for both transforms of a picture."""
    padded = np.zeros(tile)
    padded[: shape[0], : shape[1]] = np.frombuffer(cells).reshape(shape)
    spectrum = cv2.dft(padded, flags=cv2.DFT_COMPLEX_OUTPUT | cv2.DFT_SCALE)
    response: NDArray[Any] = spectrum.view(np.complex128)[..., 0].conj()
    return response.astype(np.result_type(dtype, np.complex64))
