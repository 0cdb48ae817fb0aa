"""Slow, plain answers that the engines must agree with."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

__all__ = ["PAD_MODES", "correlation", "tolerance"]

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
