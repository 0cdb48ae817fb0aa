"""Choose the size of tiles for Fourier transforms, by the time that they take."""

from __future__ import annotations

from functools import lru_cache
from math import ceil, log2

from core._pool import WORKERS

__all__ = ["shares", "tile_shape", "tile_time"]

_LONGEST, _LARGEST = 1408, 1 << 20
"""The longest side and the cells of the largest tile, which bound the memory unless the kernel is longer than 512."""

_PRIMES = (2, 3, 5, 7, 11, 13)
"""Factors of lengths whose transforms are quick, beside the 16 that all of them hold."""

_SLOW = 768
"""A multiple of this takes twice the time of its neighbours: its columns meet in few lines of the cache."""


def shares(count: int, channels: int) -> tuple[int, int]:
    """Return of how many of so many tiles, and how many of their channels, a thread takes at a time."""
    tiles = 1 if count <= WORKERS else 2
    # Few channels where there are too few tiles for all threads.
    return tiles, channels if ceil(count / tiles) >= WORKERS else min(channels, 2)


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
    tiles_each, channels_each = shares(count, channels)
    parts = ceil(count / tiles_each) * ceil(channels / channels_each)
    planes = tiles_each * channels_each
    cells = tile[0] * tile[1]
    # Larger tiles leave the nearer caches one by one; threads share what is beyond them.
    strain = 0.4 * max(0.0, log2(cells) - 17)
    pair, waves = (5.1 + strain, 4.5e4) if parts == 1 else (6.3 + 2 * strain, 5e4)
    # A folded tile takes half the transforms of a pair, and its weights.
    each = cells * pair * (planes // 2 + 0.6 * (planes % 2)) + waves * ceil(planes / 2)
    # Threads are woken and wait for each other.
    return each if parts == 1 else ceil(parts / WORKERS) * each + 1.4e5


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
