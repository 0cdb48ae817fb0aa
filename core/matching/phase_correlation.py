"""Find a shift from phases alone: every wave of picture and template counts the same, however strong it is."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.fft
from numpy.typing import NDArray

__all__ = ["phase_correlation"]

_FAINT = 1e-9
"""Share of the strongest wave below which a wave is rounding and has no phase."""


def phase_correlation(planes: NDArray[np.float64], patterns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the phase correlation of every channel at every place of a template, averaged over the channels.

    Parameters
    ----------
    planes : float64 array, shape (C, M, N)
        The picture's channels.
    patterns : float64 array, shape (C, m, n)
        The template's, zero where it does not count; m <= M and n <= N.

    Returns
    -------
    float64 array, shape (M - m + 1, N - n + 1)
        In [-1, 1] by the template's top-left pixel; 1 for a template that is the whole picture.

    Notes
    -----
    The inverse transform of ``F conj(G) / |F conj(G)|``, F of the picture without its mean, G of the zero-padded
    template, over the share of waves that have a phase.

    References
    ----------
    Kuglin and Hines, "The phase correlation image alignment method", Proc. Int. Conf. Cybernetics and Society, 1975.
    """
    shape = (planes.shape[1], planes.shape[2])
    total = np.zeros(shape)
    for plane, pattern in zip(planes, patterns, strict=True):
        cross: Any = scipy.fft.rfft2(plane - plane.mean())
        cross *= np.conj(scipy.fft.rfft2(pattern, s=shape))
        strength = np.abs(cross)
        is_wave = strength > _FAINT * strength.max()
        cross = np.divide(cross, strength, out=np.zeros_like(cross), where=is_wave)
        # Half of the waves are not stored: those off the first and the middle column count twice.
        waves = np.count_nonzero(is_wave, axis=0)
        count = 2 * int(waves.sum()) - int(waves[0]) - (int(waves[-1]) if shape[1] % 2 == 0 else 0)
        if count:
            total += scipy.fft.irfft2(cross, s=shape) * (total.size / count)
    total /= len(planes)
    places = total[: shape[0] - patterns.shape[1] + 1, : shape[1] - patterns.shape[2] + 1]
    return np.asarray(np.clip(places, -1, 1))
