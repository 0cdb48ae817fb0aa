"""Transform pictures along both axes, large ones in strips with checkpoints between them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import ceil
from typing import Any

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from core.interruption import checkpoint

__all__ = ["along", "dct2", "idct2", "irfft2", "rfft2"]

_STRIP = 1 << 22
"""Numbers transformed between two checkpoints: a tenth of a second's work."""

_Axis = Callable[..., Any]


def rfft2(planes: NDArray[Any], *, workers: int = -1) -> NDArray[Any]:
    """Return `scipy.fft.rfft2` of the last two axes."""
    if not _is_long(planes):
        return np.asarray(scipy.fft.rfft2(planes, axes=(-2, -1), workers=workers))
    waves = along(scipy.fft.rfft, planes, -1, workers=workers)
    return along(scipy.fft.fft, waves, -2, workers=workers, in_place=True)


def irfft2(waves: NDArray[Any], shape: tuple[int, int], *, workers: int = -1) -> NDArray[Any]:
    """Return `scipy.fft.irfft2` of the last two axes; `waves`, which may be changed, may lack columns at the end: 0.

    One axis after the other, which is quicker, and always alike: a result does not depend on what is left out.
    """
    waves = along(scipy.fft.ifft, waves, -2, workers=workers, in_place=True, overwrite_x=True)
    return along(scipy.fft.irfft, waves, -1, workers=workers, n=shape[1])


def dct2(planes: NDArray[Any], *, workers: int = -1) -> NDArray[Any]:
    """Return `scipy.fft.dctn`, type 2, of the last two axes."""
    if not _is_long(planes):
        return np.asarray(scipy.fft.dctn(planes, 2, axes=(-2, -1), workers=workers))
    modes = along(scipy.fft.dct, planes, -2, workers=workers)
    return along(scipy.fft.dct, modes, -1, workers=workers, in_place=True)


def idct2(modes: NDArray[Any], *, workers: int = -1) -> NDArray[Any]:
    """Return `scipy.fft.idctn`, type 2, of the last two axes; `modes` may be changed."""
    if not _is_long(modes):
        return np.asarray(scipy.fft.idctn(modes, 2, axes=(-2, -1), workers=workers, overwrite_x=True))
    modes = along(scipy.fft.idct, modes, -2, workers=workers, in_place=True)
    return along(scipy.fft.idct, modes, -1, workers=workers, in_place=True)


def along(transform: _Axis, array: NDArray[Any], axis: int, *, in_place: bool = False, **options: Any) -> NDArray[Any]:
    """Return a transform along one of the last two axes, -1 or -2, strip by strip of the other if it is long."""
    if not _is_long(array):
        return np.asarray(transform(array, axis=axis, **options))
    rest = -3 - axis
    side = array.shape[rest]
    cuts = np.linspace(0, side, min(side, ceil(array.size / _STRIP)) + 1).astype(int).tolist()
    result: NDArray[Any] | None = array if in_place else None
    for first, last in pairwise(cuts):
        checkpoint()
        strip = (..., slice(first, last)) if rest == -1 else (..., slice(first, last), slice(None))
        piece = transform(array[strip], axis=axis, **options)
        if result is None:
            shape = list(piece.shape)
            shape[rest] = side
            result = np.empty(shape, piece.dtype)
        result[strip] = piece
    return np.asarray(result)


def _is_long(array: NDArray[Any]) -> bool:
    """Return whether it is worth working in strips, which also need less room than the whole at once."""
    return array.size > _STRIP
