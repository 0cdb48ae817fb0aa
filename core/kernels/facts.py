"""Say what a kernel is: its gain, its rank and factors, and how it answers to waves."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import fft, ndimage

from core.arrays import as_kernel

__all__ = ["Factor", "factors", "frequency_response", "strongest_waves"]

# Relative differences below this one are rounding.
_EQUAL = 1e-9
_CLOSER = 9
# What remains of a peak's height, and of its wavelength, when it has been looked at so closely.
_ALIKE = 1e-6
_SAME_LENGTH = 1e-3
# A table this fine shows a peak by 0.9 of its height at least.
_SIDE = 128
_FINER = 4
_NEARLY = 0.9
_MOST_HILLS = 24


@dataclass(frozen=True)
class Factor:
    """A column (kh,) and a row (kw,) whose outer product is part of a kernel, and its share of the squared cells."""

    column: NDArray[np.float64]
    row: NDArray[np.float64]
    share: float


def factors(kernel: ArrayLike) -> tuple[Factor, ...]:
    """Return the fewest products of a column with a row that add up to the kernel, the largest first.

    Parameters
    ----------
    kernel : array, shape (kh, kw)

    Returns
    -------
    tuple of Factor
        As many as the kernel's rank: one for a separable kernel, none for zeros alone. Each row is scaled so
        that its largest cell in magnitude is 1; the shares sum to 1.

    Raises
    ------
    TypeError, ValueError
        As for `core.arrays.as_kernel`.

    Notes
    -----
    The singular value decomposition; what is left out lies below ``max(kh, kw) * eps`` of the largest value.
    """
    cells = as_kernel(kernel)
    largest = np.abs(cells).max()
    if largest == 0:
        return ()
    columns, values, rows = np.linalg.svd(cells / largest, full_matrices=False)
    rank = int((values > values[0] * max(cells.shape) * np.finfo(np.float64).eps).sum())
    shares = values[:rank] ** 2 / (values[:rank] ** 2).sum()
    return tuple(
        _scaled(largest * value * column, row, float(share))
        for column, value, row, share in zip(columns.T[:rank], values, rows, shares, strict=False)
    )


def frequency_response(kernel: ArrayLike, *, side: int = 128) -> NDArray[np.float64]:
    """Return by which factor the kernel changes the height of each wave.

    Parameters
    ----------
    kernel : array, shape (kh, kw)
    side : int
        How many frequencies along each axis.

    Returns
    -------
    float64 array, shape (side, side)
        Magnitudes; entry (i, j) belongs to ``(i - side // 2) / side`` cycles per pixel down and
        ``(j - side // 2) / side`` across, so zero frequency is at (side // 2, side // 2).

    Raises
    ------
    ValueError
        If `side` is below 1, or as for `core.arrays.as_kernel`.
    """
    cells = as_kernel(kernel)
    if side < 1:
        message = f"side must be at least 1, got {side}"
        raise ValueError(message)
    # A wave of these frequencies repeats after `side` cells, so cells that far apart add up.
    folded = np.zeros((side, side))
    rows, cols = (np.arange(length) % side for length in cells.shape)
    np.add.at(folded, (rows[:, None], cols), cells)
    return np.asarray(np.abs(fft.fftshift(fft.fft2(folded))))


def strongest_waves(kernel: ArrayLike) -> tuple[float, tuple[float, ...]]:
    """Return the largest magnitude of a kernel's frequency response and the wavelengths in pixels that have it.

    Parameters
    ----------
    kernel : array, shape (kh, kw)

    Returns
    -------
    largest : float
    wavelengths : tuple of float
        The longest first. Of waves that differ in direction only, or are answered alike all along a line of
        frequencies, the longest counts. Infinite, and then alone, where even areas are answered most.

    Raises
    ------
    TypeError, ValueError
        As for `core.arrays.as_kernel`.
    """
    cells = as_kernel(kernel)
    response = frequency_response(cells, side=max(_SIDE, _FINER * fft.next_fast_len(max(cells.shape))))
    middle = len(response) // 2
    if response[middle, middle] >= response.max() * (1 - _EQUAL):
        return float(response.max()), (float("inf"),)
    peaks = [_climbed(cells, *place, 1 / len(response)) for place in _hilltops(response)]
    largest = max(height for height, _ in peaks)
    lengths = sorted((length for height, length in peaks if height >= largest * (1 - _ALIKE)), reverse=True)
    distinct = [length for last, length in pairwise([np.inf, *lengths]) if length < last * (1 - _SAME_LENGTH)]
    return largest, tuple(distinct)


def _hilltops(response: NDArray[np.float64]) -> list[tuple[float, float]]:
    """Return, in cycles per pixel, a place of each hill that may be highest; of a ridge, that of longest waves."""
    tops = response >= ndimage.maximum_filter(response, 3, mode="wrap") * (1 - _EQUAL)
    hills, count = ndimage.label(tops & (response >= _NEARLY * response.max()), np.ones((3, 3)))
    steps = np.indices(response.shape) - len(response) // 2
    lengths = np.hypot(*steps)
    places = ndimage.minimum_position(lengths, hills, range(1, count + 1))
    highest = sorted(places, key=lambda place: -response[place])[:_MOST_HILLS]
    return [(float(steps[0][place]) / len(response), float(steps[1][place]) / len(response)) for place in highest]


def _climbed(cells: NDArray[np.float64], down: float, across: float, reach: float) -> tuple[float, float]:
    """Return the height of the peak within `reach` of a frequency, and its wavelength."""
    height = float(_magnitudes(cells, np.array([down]), np.array([across])).item())
    # Look ever closer, each time at nine by nine frequencies.
    for _ in range(_CLOSER):
        rows, columns = (np.clip(middle + reach * np.linspace(-1, 1, 9), -0.5, 0.5) for middle in (down, across))
        near = _magnitudes(cells, rows, columns)
        if near.max() > height * (1 + _EQUAL):
            # On a ridge, longer waves go before others that are answered alike.
            away = np.where(near >= near.max() * (1 - _EQUAL), np.hypot(rows[:, None], columns), np.inf)
            row, column = divmod(int(away.argmin()), near.shape[1])
            down, across, height = float(rows[row]), float(columns[column]), float(near.max())
        reach /= 3
    return height, 1 / float(np.hypot(down, across))


def _magnitudes(
    cells: NDArray[np.float64], rows: NDArray[np.float64], columns: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the frequency response at any frequencies, in cycles per pixel down and across."""
    waves = [
        np.exp(-2j * np.pi * np.outer(frequencies, np.arange(side)))
        for frequencies, side in zip((rows, columns), cells.shape, strict=True)
    ]
    return np.asarray(np.abs(waves[0] @ cells @ waves[1].T))


def _scaled(column: NDArray[np.float64], row: NDArray[np.float64], share: float) -> Factor:
    """Return the factor with the row's largest cell turned into 1, and what is only rounding into 0."""
    peak = row[np.abs(row) > np.abs(row).max() * (1 - 1e-9)][0]
    return Factor(_without_rounding(column * peak), _without_rounding(row / peak), share)


def _without_rounding(cells: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the cells with those that are below rounding set to 0."""
    limit = 8 * len(cells) * np.finfo(np.float64).eps * np.abs(cells).max()
    return np.where(np.abs(cells) <= limit, 0.0, cells)
