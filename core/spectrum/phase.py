"""Exchange the magnitudes and phases of two pictures: the phase carries the shapes."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.fft
from numpy.typing import ArrayLike

from core.arrays import FloatArray, as_image

__all__ = ["swap_phases"]


def swap_phases(first: ArrayLike, second: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return two pictures that each have the magnitudes of one and the phases of the other.

    Parameters
    ----------
    first, second : arrays of one shape, (M, N) or (M, N, C)

    Returns
    -------
    first_magnitude, second_magnitude : arrays of the same shape
        Magnitudes of the first with phases of the second, and the other way around. float64 if both are, float32
        otherwise. Each mean keeps the sign of the picture that gave the phases. A wave that one picture lacks
        altogether has phase 0.

    Raises
    ------
    ValueError
        If the shapes differ.
    """
    pictures = as_image(first, name="first"), as_image(second, name="second")
    if pictures[0].shape != pictures[1].shape:
        message = f"second must have the first's shape {pictures[0].shape}, got {pictures[1].shape}"
        raise ValueError(message)
    dtype = np.result_type(*pictures) if pictures[0].dtype == pictures[1].dtype else np.dtype(np.float32)
    waves = [scipy.fft.rfft2(picture.astype(np.float64), axes=(0, 1), workers=-1) for picture in pictures]
    magnitudes = [np.abs(wave) for wave in waves]
    phases = [
        np.where(size > 0, wave / np.where(size > 0, size, 1), 1) for wave, size in zip(waves, magnitudes, strict=True)
    ]
    swapped: Any = [
        scipy.fft.irfft2(size * phase, s=pictures[0].shape[:2], axes=(0, 1), workers=-1).astype(dtype)
        for size, phase in zip(magnitudes, reversed(phases), strict=True)
    ]
    return swapped[0], swapped[1]
