"""Transform kernels for tiles, and keep the last ones."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core.convolution._job import Cells

__all__ = ["response_of", "weights"]

_KEPT_BYTES = 1 << 24
"""The largest kernel transform that is kept."""


def response_of(
    cells: Cells, shape: tuple[int, int], tile: tuple[int, int], dtype: np.dtype[Any], *, is_folded: bool
) -> NDArray[Any]:
    """Return the factor of each frequency of a tile, kept from the last call if it is not too large."""
    is_kept = 2 * dtype.itemsize * tile[0] * tile[1] <= _KEPT_BYTES
    return (_response if is_kept else _response.__wrapped__)(cells, shape, tile, dtype.char, is_folded)


@lru_cache(maxsize=4)
def _response(cells: Cells, shape: tuple[int, int], tile: tuple[int, int], dtype: str, is_folded: bool) -> NDArray[Any]:
    """Return the kernel's transform, turned for a correlation and scaled for both transforms of a picture."""
    padded = np.zeros(tile)
    padded[: shape[0], : shape[1]] = np.frombuffer(cells.numbers).reshape(shape)
    if is_folded:
        left, right = np.hsplit(padded, 2)
        padded = np.dstack((left, right))
        numbers = padded.view(np.complex128)[..., 0]
        numbers *= weights(tile[1], "D")
    spectrum = cv2.dft(padded, flags=cv2.DFT_COMPLEX_OUTPUT | cv2.DFT_SCALE)
    response: NDArray[Any] = spectrum.view(np.complex128)[..., 0].conj()
    return response.astype(np.result_type(dtype, np.complex64))


@lru_cache(maxsize=64)
def weights(width: int, dtype: str, *, is_back: bool = False) -> NDArray[Any]:
    """Return what makes the product of folded rows cyclic, or takes that back."""
    angles = np.pi / width * np.arange(width // 2)
    turns: NDArray[Any] = np.exp(-1j * angles if is_back else 1j * angles)
    return turns.astype(dtype)
