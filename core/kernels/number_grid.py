"""Work a small convolution out number by number, as on paper: padding, dilation, stride, every product."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from core.arrays import as_kernel

__all__ = ["Worked", "output_size", "size_formula", "work"]


@dataclass(frozen=True)
class Worked:
    """The padded grid, the kernel as laid on it, the products under it at every place, and their sums.

    `products` has shape (M', N', kh, kw); its entry (i, j, a, b) belongs to the cell
    ``(i * stride + a * dilation, j * stride + b * dilation)`` of `padded`.
    """

    padded: NDArray[np.float64]
    kernel: NDArray[np.float64]
    products: NDArray[np.float64]
    result: NDArray[np.float64]


def work(
    grid: ArrayLike, kernel: ArrayLike, *, stride: int = 1, padding: int = 0, dilation: int = 1, turned: bool = False
) -> Worked:
    """Lay the kernel on the grid at every place and multiply.

    Parameters
    ----------
    grid : array, shape (M, N)
    kernel : array, shape (kh, kw)
    stride : int
        How far the kernel moves on, at least 1.
    padding : int
        How many rings of zeros are put around the grid, at least 0.
    dilation : int
        How far apart the kernel's cells lie on the grid, at least 1.
    turned : bool
        Whether the kernel is turned by 180 degrees first, which makes it a convolution; networks leave it as it is.

    Returns
    -------
    Worked
        `result` has shape (M', N') as `output_size` says for each axis.

    Raises
    ------
    ValueError
        If the kernel does not fit into the padded grid, or an option is too small.
    """
    cells = as_kernel(kernel)
    laid = cells[::-1, ::-1].copy() if turned else cells
    padded = np.pad(as_kernel(grid, name="grid"), _at_least(padding, 0, "padding"))
    for size, side in zip(padded.shape, laid.shape, strict=True):
        output_size(size, side, stride=stride, dilation=dilation)
    reach = tuple(dilation * (side - 1) + 1 for side in laid.shape)
    windows = sliding_window_view(padded, reach)[::stride, ::stride, ::dilation, ::dilation]
    products = windows * laid
    return Worked(padded, laid, products, products.sum(axis=(2, 3)))


def output_size(size: int, side: int, *, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """Return how many places a kernel of `side` cells finds on `size` cells.

    Raises
    ------
    ValueError
        If there is none, or an option is too small.

    References
    ----------
    V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", relationship 14, 2016.
    """
    _at_least(stride, 1, "stride")
    _at_least(padding, 0, "padding")
    _at_least(dilation, 1, "dilation")
    reach = dilation * (side - 1) + 1
    if reach > size + 2 * padding:
        message = f"the kernel reaches over {reach} cells, but the grid has only {size + 2 * padding}"
        raise ValueError(message)
    return (size + 2 * padding - reach) // stride + 1


def size_formula(size: int, side: int, *, stride: int = 1, padding: int = 0, dilation: int = 1) -> str:
    """Return the formula of `output_size` filled in, for example ``⌊(5 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 3``."""
    places = output_size(size, side, stride=stride, padding=padding, dilation=dilation)
    return f"⌊({size} + 2·{padding} − {dilation}·({side} − 1) − 1) / {stride}⌋ + 1 = {places}"


def _at_least(value: int, least: int, name: str) -> int:
    """Return the value; ValueError if it is too small."""
    if value < least:
        message = f"{name} must be at least {least}, got {value}"
        raise ValueError(message)
    return value
