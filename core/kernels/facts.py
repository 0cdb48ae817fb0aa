"""Say what a kernel is: its gain, its rank and factors, and how it answers to waves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import fft

from core.arrays import as_kernel

__all__ = ["Factor", "factors", "frequency_response", "strongest_wave"]

# Relative differences below this one are rounding.
_EQUAL = 1e-9
_CLOSER = 9


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


def strongest_wave(kernel: ArrayLike) -> tuple[float, float]:
    """Return the largest magnitude of a kernel's frequency response and its wavelength in pixels.

    Among equals the longest wave counts; it is infinite where even areas are answered most.

    Raises
    ------
    TypeError, ValueError
        As for `core.arrays.as_kernel`.
    """
    cells = as_kernel(kernel)
    response = frequency_response(cells)
    side, largest = len(response), float(response.max())
    steps = np.indices(response.shape) - side // 2
    lengths = np.where(response >= largest * (1 - _EQUAL), np.hypot(*steps), np.inf)
    if lengths.min() == 0:
        return largest, float("inf")
    down, across = (place / side - side // 2 / side for place in divmod(int(lengths.argmin()), side))
    # The peak lies within one step of the table: look ever closer, each time at nine by nine frequencies.
    reach = 1 / side
    for _ in range(_CLOSER):
        rows, columns = (np.clip(middle + reach * np.linspace(-1, 1, 9), -0.5, 0.5) for middle in (down, across))
        near = _magnitudes(cells, rows, columns)
        if near.max() > largest * (1 + _EQUAL):
            row, column = divmod(int(near.argmax()), near.shape[1])
            down, across, largest = float(rows[row]), float(columns[column]), float(near.max())
        reach /= 3
    return largest, 1 / float(np.hypot(down, across))


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
