"""Find the waves in a picture that are too strong for their neighbourhood: stripes and screens laid over it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import as_image
from core.spectrum import full_spectrum
from core.spectrum.filters import frequencies
from core.spectrum.tapers import tapered

__all__ = ["Peak", "find_periodic_noise"]

# A wave counts from 12 times the magnitude of a middling neighbour: among a million waves of random noise the
# strongest reaches about 4.5 times.
_EXCESS = np.log(12)
# One in a hundred of the picture's contrast can be seen.
_FAINTEST = 0.01
# Patterns longer than 16 pixels are taken for the picture's own.
_LONGEST_PERIOD = 16
_NEIGHBOURHOOD = 21
_PEAK_SIDE = 7
# The mean of the Hann window along one side.
_HANN_GAIN = 0.5


@dataclass(frozen=True)
class Peak:
    """One wave, and its mirror image: cycles per pixel down and across, amplitude in the picture's units, and how
    many times its magnitude exceeds the median of its neighbours."""

    row_frequency: float
    col_frequency: float
    amplitude: float
    excess: float


def find_periodic_noise(image: ArrayLike, *, count: int = 24) -> list[Peak]:
    """Return the waves that stand out of the picture's spectrum, strongest first.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
        The channels of a colour picture are averaged first.
    count : int
        Return at most so many.

    Returns
    -------
    list of Peak
        One of each pair of mirror images, the one with ``row_frequency > 0``, or ``col_frequency > 0`` in row 0.
        Empty for ordinary photos. The frequencies are read between the bins of the transform.

    Notes
    -----
    The magnitude under a Hann window is compared with the median of a square of 21 x 21 waves. A peak is the
    highest within 7 x 7, exceeds that median 12 times, has an amplitude of at least 1 % of the picture's range
    and a period of at most 16 pixels.
    """
    gray = as_image(image).astype(np.float64)
    gray = gray if gray.ndim == 2 else gray.mean(axis=-1)
    contrast = float(np.ptp(gray))
    if contrast == 0:
        return []
    magnitude = np.abs(full_spectrum(tapered(gray, "hann")))
    sides = [_HANN_GAIN if side > 1 else 1 for side in gray.shape]
    amplitude = 2 * magnitude / (gray.size * sides[0] * sides[1])
    logarithm = np.log(magnitude + np.finfo(np.float64).eps * magnitude.max()).astype(np.float32)
    excess = logarithm - _median_of_neighbours(logarithm)
    row, col = frequencies((gray.shape[0], gray.shape[1]))
    stands_out = (excess > _EXCESS) & (amplitude > _FAINTEST * contrast) & _is_highest(logarithm)
    stands_out &= np.hypot(row[:, None], col) >= 1 / _LONGEST_PERIOD
    # One of two mirror images, in the half plane that has no repeated edge.
    stands_out &= (row[:, None] > 0) | ((row[:, None] == 0) & (col > 0))
    places = np.argwhere(stands_out)
    places = places[np.argsort(-amplitude[stands_out], kind="stable")][:count]
    return [
        Peak(
            _between(logarithm[:, x], y, row),
            _between(logarithm[y], x, col),
            float(amplitude[y, x]),
            float(np.exp(excess[y, x])),
        )
        for y, x in places
    ]


def _median_of_neighbours(logarithm: NDArray[np.float32]) -> Any:
    """Return the median of the square about every wave, to 1 / 255 of the range; the spectrum goes on periodically."""
    low, span = float(logarithm.min()), float(np.ptp(logarithm)) or 1.0
    reach = _NEIGHBOURHOOD // 2
    levels = np.rint((logarithm - low) * (255 / span)).astype(np.uint8)
    median = cv2.medianBlur(np.pad(levels, reach, mode="wrap"), _NEIGHBOURHOOD)[reach:-reach, reach:-reach]
    return median * np.float32(span / 255) + np.float32(low)


def _is_highest(logarithm: NDArray[np.float32]) -> Any:
    """Tell which waves none of their near neighbours exceeds."""
    reach = _PEAK_SIDE // 2
    square = np.ones((_PEAK_SIDE, _PEAK_SIDE), np.uint8)
    highest = cv2.dilate(np.pad(logarithm, reach, mode="wrap"), square)[reach:-reach, reach:-reach]
    return logarithm >= highest


def _between(profile: NDArray[np.float32], place: int, scale: NDArray[np.float64]) -> float:
    """Return the frequency of a peak by the parabola through the logarithms of three neighbours."""
    if profile.size < 3:
        return float(scale[place])
    before, here, after = (float(profile[(place + step) % profile.size]) for step in (-1, 0, 1))
    curvature = before - 2 * here + after
    shift = (before - after) / (2 * curvature) if curvature < 0 else 0.0
    return float(np.clip(scale[place] + shift / profile.size, -0.5, 0.5))
