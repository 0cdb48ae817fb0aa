"""Slow, plain answers that the engines must agree with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

__all__ = ["PAD_MODES", "assert_same_pixels", "correlation", "tolerance"]

PAD_MODES = {
    "constant": "constant",
    "nearest": "edge",
    "reflect": "symmetric",
    "mirror": "reflect",
    "wrap": "wrap",
}
"""What NumPy calls each padding."""


def correlation(
    image: NDArray[Any],
    kernel: NDArray[Any],
    *,
    before: tuple[int, int],
    after: tuple[int, int],
    padding: str,
    fill: float = 0.0,
) -> NDArray[np.float64]:
    """Pad by NumPy, then sum the products under the kernel at every place, in double precision."""
    options: dict[str, Any] = {"constant_values": fill} if padding == "constant" else {}
    mode: Any = PAD_MODES[padding]
    widths = [*zip(before, after, strict=True)] + [(0, 0)] * (image.ndim - 2)
    padded = np.pad(image.astype(np.float64), widths, mode=mode, **options)
    windows = sliding_window_view(padded, kernel.shape, axis=(0, 1))
    return np.asarray(np.einsum("ij...ab,ab->ij...", windows, kernel.astype(np.float64)))


def tolerance(image: NDArray[Any], kernel: NDArray[Any]) -> float:
    """Return the error that the contract allows."""
    relative = 1e-14 if image.dtype == np.float64 else 1e-6
    return relative * float(np.abs(image.astype(np.float64)).max()) * float(np.abs(kernel).sum())


def assert_same_pixels(
    pixels: NDArray[np.uint8],
    result: NDArray[Any],
    expected: NDArray[Any],
    show: Callable[[NDArray[Any]], NDArray[np.uint8]],
) -> None:
    """Check that `pixels` are just what `show` makes of `result`, and of `expected` but for its rounding.

    Where a number is within rounding of half between two levels, two computations of it may fall to either side.
    """
    np.testing.assert_array_equal(pixels, show(result))
    assert np.count_nonzero(pixels != show(expected)) <= 1e-3 * pixels.size
