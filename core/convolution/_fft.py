"""Correlate by Fourier transforms of overlapping tiles, two real tiles to a complex one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core._pool import WORKERS, share
from core.arrays import FloatArray, check_finite
from core.convolution._job import Cells
from core.convolution._planes import Parts, gather, read, scatter, unfold
from core.convolution._response import response_of, weights
from core.convolution._room import room
from core.convolution._tiles import shares, tile_shape
from core.interruption import checkpoint
from core.padding import Bordered

__all__ = ["correlate", "parts_of", "tile_shape"]

_SMALL_TILE = 1 << 18
"""Cells of a tile up to which a thread of much work sorts the channels of two tiles at once into several waves."""

_MOST_WAVES = 3


def correlate(source: Bordered, kernel: NDArray[np.float64], out: FloatArray, cells: Cells) -> None:
    """Write the correlation of the bordered image with the kernel into `out`; `cells` tell the kernel from others.

    Notes
    -----
    A real kernel keeps the real and the imaginary part of a picture apart, so one complex transform does for two
    planes, each a channel of a tile. A single plane is folded: along its rows it is a polynomial x(t) of degree below
    w, and only places that no wrapping reaches are kept of its product with the kernel. So that may be taken modulo
    t^w + 1 instead of t^w - 1, which for real x is the complex x[:w/2] + i x[w/2:] modulo t^(w/2) - i. With
    t = u exp(i pi / w) this becomes a cyclic product in u, of half the width [1]_.

    Each of the `WORKERS` threads, the caller's among them, holds one complex tile; for several channels also a real
    one of all of them, which holds the border, and up to three complex ones of at most 512 x 512. In float32 that is
    8 bytes a cell for one channel, for three 20, or 36 up to 512 x 512; twice that in float64. A gray picture of 12
    megapixels with a kernel of 31 x 31, whose tiles are 336 x 432, takes 1.2 MB; three channels take 20 MB for the
    largest tile of 2^20 cells. A border that repeats a pixel more than once takes a real tile for one channel, too.
    Up to 4 such rooms of at most 20 MB and 4 kernel transforms of at most 16 MB are kept. None of it grows with the
    image, only with a kernel longer than 512.

    References
    ----------
    .. [1] R. Crandall, B. Fagin: Discrete weighted transforms and large-integer arithmetic.
       Mathematics of Computation 62, 1994. doi:10.1090/S0025-5718-1994-1185244-1
    """
    height, width = out.shape[:2]
    channels = out[0, 0].size
    tile = tile_shape((height, width, channels), kernel.shape)
    image = source.image.reshape(*source.image.shape[:2], channels)
    bordered, dtype = replace(source, image=image), out.dtype if source.fill else image.dtype
    results = out.reshape(height, width, channels)
    step = (tile[0] - kernel.shape[0] + 1, tile[1] - kernel.shape[1] + 1)
    is_checked = image.dtype.kind == "f"
    wave_bytes = 2 * out.itemsize * tile[0] * tile[1]
    window_bytes = dtype.itemsize * tile[0] * tile[1] * channels if channels > 1 else 0
    corners = [(row, col) for row in range(0, height, step[0]) for col in range(0, width, step[1])]

    work = parts_of(len(corners), channels)
    # Pixels are read and written once for all channels where the nearer caches hold the waves of all.
    most = min(channels, _MOST_WAVES) if tile[0] * tile[1] <= _SMALL_TILE and len(work) > WORKERS else 1

    def transform(wave: NDArray[Any], *, is_folded: bool) -> None:
        response = response_of(cells, (kernel.shape[0], kernel.shape[1]), tile, out.dtype, is_folded=is_folded)
        numbers = wave.view(response.dtype)[..., 0]
        checkpoint()
        if is_folded:
            with np.errstate(invalid="ignore"):
                np.multiply(numbers, weights(tile[1], response.dtype.char), out=numbers)
        cv2.dft(wave, dst=wave)
        # The first number of a transform is a sum of all, which NaN and infinity spoil.
        if is_checked and not np.isfinite(wave[0, 0]).all():
            check_finite(image)
        np.multiply(numbers, response, out=numbers)
        cv2.dft(wave, dst=wave, flags=cv2.DFT_INVERSE)
        if is_folded:
            np.multiply(numbers, weights(tile[1], response.dtype.char, is_back=True), out=numbers)

    def fill(first: int, last: int, begin: int, end: int) -> None:
        places = corners[first:last]
        # The last tiles move back into the image, so that all are whole and few cross the border.
        starts = [(min(row, max(height - step[0], 0)), min(col, max(width - step[1], 0))) for row, col in places]
        targets = [results[row : row + step[0], col : col + step[1]] for row, col in places]
        insides = [(row - top, col - left) for (row, col), (top, left) in zip(places, starts, strict=True)]
        corner_of = [(top - source.top, left - source.left) for top, left in starts]
        planes = [(index, channel) for index in range(len(places)) for channel in range(begin, end)]
        latest: dict[int, NDArray[Any]] = {}

        def bring(index: int, parts: Parts, waves: list[NDArray[Any]], *, col: int = 0) -> None:
            row, left = corner_of[index]
            if channels == 1:
                read(bordered, (row, left + col), parts[0][1], waves[0])
                return
            # All channels at once: many small calls make threads wait for each other.
            if index not in latest:
                latest.clear()
                sides = ((row, row + tile[0]), (left, left + tile[1]))
                latest[index] = bordered.window(*sides, dtype=dtype, room=beside)
            gather(latest[index][:, col : col + waves[0].shape[1]], parts, waves)

        with room(most * wave_bytes + window_bytes) as space:
            pairs = list(space[: most * wave_bytes].view(out.dtype).reshape(most, *tile, 2))
            beside = space[most * wave_bytes :].view(dtype).reshape(*tile, channels) if window_bytes else None
            for at in range(0, len(planes) - 1, 2 * most):
                some = planes[at : at + 2 * most]
                waves = pairs[: len(some) // 2]
                by_tile = _by_tile(some[: 2 * len(waves)])
                for index, parts in by_tile:
                    bring(index, parts, waves)
                for wave in waves:
                    transform(wave, is_folded=False)
                for index, parts in by_tile:
                    (top, left), target = insides[index], targets[index]
                    rows, cols = slice(top, top + target.shape[0]), slice(left, left + target.shape[1])
                    scatter([wave[rows, cols] for wave in waves], parts, target)
            if len(planes) % 2:
                index, channel = planes[-1]
                half = tile[1] // 2
                folded = pairs[0].reshape(-1)[: pairs[0].size // 2].reshape(tile[0], half, 2)
                for part in (0, 1):
                    bring(index, [(channel, part)], [folded], col=part * half)
                transform(folded, is_folded=True)
                unfold(folded, *insides[index], targets[index][..., channel])

    share(fill, work)


def _by_tile(planes: list[tuple[int, int]]) -> list[tuple[int, Parts]]:
    """Return each tile of the planes with its channels and the part of the waves that each lies in."""
    return [
        (index, [(channel, part) for part, (tile, channel) in enumerate(planes) if tile == index])
        for index in sorted({index for index, _ in planes})
    ]


def parts_of(count: int, channels: int) -> list[tuple[int, int, int, int]]:
    """Return the tiles and the channels, from first to last, that one thread transforms at a time."""
    tiles, some = shares(count, channels)
    return [
        (first, min(first + tiles, count), begin, min(begin + some, channels))
        for first in range(0, count, tiles)
        for begin in range(0, channels, some)
    ]
