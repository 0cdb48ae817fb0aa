"""Correlate the channels of tiles with a template's: a transform for two tiles each, one back for all together."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, log2
from typing import Any

import cv2
import numpy as np
import scipy.fft
from numpy.typing import DTypeLike, NDArray

from core._pool import WORKERS
from core.convolution._opencv import MAX_TAPS
from core.matching._channel import Channel

__all__ = ["Correlator", "correlator", "give_back", "products", "sums", "sums_of_squares"]

_Doubles = NDArray[np.float64]
_Spectrum = NDArray[Any]
_Channels = Sequence[Channel]
_Waves = NDArray[Any]

_DIRECT = MAX_TAPS[np.dtype(np.float64)]
"""Cells of a template from which on transforms are quicker than products one by one."""

_CALLS = 3e5
"""What handing a tile out costs, in the unit of the time of its transforms."""

_LARGE = 7 << 14
"""Cells of a tile from which on it leaves the cache."""

_SMALL = 64
"""Pixels of an axis below which its length is transformed as it is."""


_KEPT = 1 << 20
"""Numbers in the largest waves that are kept."""

# New memory costs as much as the transform of what it holds, so some is kept, at most 8 MB for the template and for
# each core's tiles.
_spare: deque[NDArray[np.float64]] = deque(maxlen=WORKERS + 1)


@dataclass(frozen=True)
class Correlator:
    """Kernels (C, m, n), the mask (m, n) as numbers or None, and their transforms, none where OpenCV correlates."""

    kernels: _Doubles
    counted: _Doubles | None
    tile: tuple[int, int]
    responses: tuple[_Waves, ...]
    counter: _Waves | None

    @property
    def step(self) -> tuple[int, int]:
        """Rows and columns of places in a tile."""
        return self.tile[0] - self.kernels.shape[1] + 1, self.tile[1] - self.kernels.shape[2] + 1

    @cached_property
    def quick_responses(self) -> tuple[_Waves, ...]:
        """The kernels' transforms in single precision; what is left of a mean of 0 is taken off them first."""
        quick = tuple(response.astype(np.float32) for response in self.responses)
        for response in quick:
            response[0, 0] = 0
        return quick


def correlator(kernels: _Doubles, counted: NDArray[np.bool_], places: tuple[int, int], backend: str) -> Correlator:
    """Return what it takes to correlate tiles of a picture with so many places."""
    tile = _tile(places, (counted.shape[0], counted.shape[1]))
    mask = None if counted.all() else counted.astype(np.float64)
    if backend == "opencv" or (backend == "auto" and counted.size < _DIRECT):
        return Correlator(kernels, mask, tile, (), None)
    responses = tuple(_response(kernel, tile) for kernel in kernels)
    return Correlator(kernels, mask, tile, responses, None if mask is None else _response(mask, tile))


def products(
    by: Correlator, tiles: Sequence[_Channels], *, is_quick: bool = False
) -> tuple[list[NDArray[Any]], list[_Waves]]:
    """Return the sums of products with the kernels over all channels, a tile's numbers by its places.

    There are one or two tiles, each a list of its channels. The waves that come with them are the channels'
    transforms if there is a mask, else what is left of them; the products may lie in there until these are given back.
    With `is_quick` transforms are in single precision, for kernels without a mean and no mask.
    """
    if not by.responses:
        return [_direct_sum(tile, by.kernels) for tile in tiles], []
    waves = [_transform(by, pair, is_quick=is_quick) for pair in zip(*tiles, strict=True)]
    responses = by.quick_responses if is_quick else by.responses
    total = waves[0] if by.counter is None else waves[0].copy()
    _multiply(total, responses[0])
    for part, response in zip(waves[1:], responses[1:], strict=True):
        _numbers(total)[...] += _numbers(part) * _numbers(response)
    return _back(by, total, tiles), waves


def sums(by: Correlator, tiles: Sequence[_Channels], waves: list[_Waves]) -> list[list[_Doubles]]:
    """Return each tile's sums over the pixels that count, by channel; `waves` is what `products` returned."""
    if by.counted is None:
        message = "sums need a mask"
        raise ValueError(message)
    if by.counter is None:
        return [[_direct(channel.plane, by.counted) for channel in tile] for tile in tiles]
    for part in waves:
        _multiply(part, by.counter)
    return [list(channels) for channels in zip(*(_back(by, part, tiles) for part in waves), strict=True)]


def sums_of_squares(by: Correlator, tiles: Sequence[_Channels]) -> list[_Doubles]:
    """Return each tile's sums of squares over the pixels that count, over all channels."""
    if by.counted is None:
        message = "sums need a mask"
        raise ValueError(message)
    squares = [[Channel(np.add.reduce([np.square(channel.plane) for channel in tile]), 0.0)] for tile in tiles]
    if by.counter is None:
        return [_direct(square.plane, by.counted) for (square,) in squares]
    waves = _transform(by, [square for (square,) in squares])
    _multiply(waves, by.counter)
    return _back(by, waves, squares)


def _direct_sum(tile: _Channels, kernels: _Doubles) -> _Doubles:
    """Return the valid correlation of all channels by OpenCV."""
    total = _direct(tile[0].plane, kernels[0])
    for channel, kernel in zip(tile[1:], kernels[1:], strict=True):
        total += _direct(channel.plane, kernel)
    return total


def _direct(block: _Doubles, kernel: _Doubles) -> _Doubles:
    """Return the valid correlation by OpenCV."""
    full = cv2.filter2D(block, cv2.CV_64F, kernel, anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
    return np.asarray(full[: block.shape[0] - kernel.shape[0] + 1, : block.shape[1] - kernel.shape[1] + 1])


def _response(kernel: _Doubles, tile: tuple[int, int]) -> _Waves:
    """Return the kernel's transform, turned for a correlation and scaled for both transforms of a picture."""
    rows, cols = kernel.shape
    padded, waves = np.zeros(tile), _waves(tile)
    padded[:rows, :cols] = kernel[::-1, ::-1]
    # Real numbers take half the time.
    cv2.dft(padded, dst=waves, flags=cv2.DFT_COMPLEX_OUTPUT | cv2.DFT_SCALE, nonzeroRows=rows)
    return waves


def _transform(by: Correlator, channels: _Channels, *, is_quick: bool = False) -> _Waves:
    """Return one transform of one channel or two: a real kernel keeps real and imaginary parts apart."""
    waves = _waves(by.tile, np.float32 if is_quick else np.float64)
    waves[..., len(channels) :] = 0
    for part, channel in enumerate(channels):
        rows, cols = channel.shape
        channel.write(waves[:rows, :cols, part])
        waves[rows:, :, part] = waves[:rows, cols:, part] = 0
    # To leave rows of zeros out is quicker in double precision, and takes several times as long in single precision.
    cv2.dft(waves, dst=waves, nonzeroRows=0 if is_quick else max(channel.shape[0] for channel in channels))
    return waves


def _waves(tile: tuple[int, int], dtype: DTypeLike = np.float64) -> _Waves:
    """Return room for a transform, used before if there is any."""
    numbers = 2 * tile[0] * tile[1]
    try:
        room = _spare.pop()
    except IndexError:
        room = np.empty(numbers)
    if room.size != numbers:
        room = np.empty(numbers)
    return room.view(dtype)[:numbers].reshape(*tile, 2)


def give_back(waves: Sequence[_Waves]) -> None:
    """Let the room of waves that nobody reads any more be used again."""
    rooms = [part.base for part in waves]
    _spare.extend(room for room in rooms if room is not None and room.size <= _KEPT)


def _numbers(waves: _Waves) -> _Spectrum:
    """Return waves (M, N, 2) as complex numbers (M, N)."""
    return waves.view(np.complex64 if waves.dtype == np.float32 else np.complex128)[..., 0]


def _multiply(waves: _Waves, response: _Waves) -> None:
    """Multiply waves in place."""
    numbers = _numbers(waves)
    numbers *= _numbers(response)


def _back(by: Correlator, waves: _Waves, tiles: Sequence[_Channels]) -> list[NDArray[Any]]:
    """Return each tile's numbers at its places; the waves are lost."""
    cv2.dft(waves, dst=waves, flags=cv2.DFT_INVERSE)
    # The turned kernel's last cell lies on the pixel: before that, its numbers wrap around the tile.
    top, left = by.kernels.shape[1] - 1, by.kernels.shape[2] - 1
    return [waves[top : tile[0].shape[0], left : tile[0].shape[1], part] for part, tile in enumerate(tiles)]


def _tile(places: tuple[int, int], shape: tuple[int, int]) -> tuple[int, int]:
    """Return the size of tile that takes the least time by a rough count."""
    rows, cols = (_sides(*sides) for sides in zip(places, shape, strict=True))

    def time(tile: tuple[int, int]) -> float:
        count = ceil(places[0] / (tile[0] - shape[0] + 1)) * ceil(places[1] / (tile[1] - shape[1] + 1))
        cells = tile[0] * tile[1]
        # Large tiles leave the cache by and by; tall ones suffer in the transform down the columns.
        strain: float = max(1.0, cells / _LARGE) ** 0.35 * (1.2 if tile[0] > 1.5 * tile[1] else 1.0)
        return ceil(ceil(count / 2) / WORKERS) * 2 * (_CALLS + cells * log2(cells) * strain)

    return min(((row, col) for row in rows for col in cols), key=time)


def _sides(places: int, side: int) -> list[int]:
    """Return good transform lengths that cut an axis into equal parts."""
    lengths = {places + side - 1 if places + side < _SMALL else 0}
    for parts in range(1, 65):
        length = ceil(places / parts) + side - 1
        lengths.add(32 * scipy.fft.next_fast_len(ceil(length / 32)))
        if length < 2 * side:
            break
    return sorted(lengths - {0})
