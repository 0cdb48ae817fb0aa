"""Read off a picture's spectrum which way its strongest lines run."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, isfinite, pi, radians, sin
from typing import Any

import cv2
import numpy as np
import scipy.fft
import scipy.ndimage
from numpy.typing import ArrayLike, NDArray
from scipy.signal.windows import hann

from core.arrays import FloatArray, as_image

__all__ = ["Directions", "directions", "dominant_orientation", "turn"]

_BINS = 360
_SMOOTHING = radians(8)
_NARROWEST = radians(2)
_BEAM = radians(15)
_STEPS = 12
_FAINTEST = 1e-9
# The share of the disc's radius within which a turned picture is left as it is.
_FLAT = 0.85

_Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Directions:
    """The directions of a picture's lines.

    `dominant` and `strength` are those of `dominant_orientation`; `share` is which part of the energy lies within half
    a degree about each of `degrees`, 0.25 to 179.75, smoothed: all 0 for a constant picture.
    """

    dominant: float
    strength: float
    degrees: _Doubles
    share: _Doubles


def dominant_orientation(image: ArrayLike) -> tuple[float, float]:
    """Return the direction of the strongest lines in the picture.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
        The channels of a colour picture are averaged first.

    Returns
    -------
    degrees : float
        In [0, 180), counter-clockwise from the x axis as seen on screen: 0 for level lines, 90 for upright.
    strength : float
        In [0, 1]: by how much the energy within 15 degrees of that direction exceeds an even spread, relative
        to all of it there. 0 for a constant picture, whose direction is given as 0.

    Notes
    -----
    Lines gather the spectrum on the ray across them. The power spectrum under a Hann window, times the squared
    frequency (the power of the gradient) and a taper that ends at the same frequency all around, is
    sorted by angle; mean shift then leads from the highest bin to the centre of its peak. The
    width of the search follows the peak's own, and grows for long waves, whose angle the window blurs.
    """
    found = directions(image)
    return found.dominant, found.strength


def directions(image: ArrayLike) -> Directions:
    """Return which directions the picture's lines have, and how strong each is.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
        The channels of a colour picture are averaged first.
    """
    degrees = (np.arange(_BINS) + 0.5) * 180 / _BINS
    gray = as_image(image).astype(np.float64)
    if gray.ndim == 3:
        gray = gray.mean(axis=-1)
    none = Directions(0.0, 0.0, degrees, np.zeros(_BINS))
    if gray.min() == gray.max():
        return none
    angle, radius, energy = _spectrum_by_angle(gray)
    if energy.size == 0:
        return none
    profile = _profile(angle, energy)
    direction = _centre_of_peak(angle, energy, profile, blur=1 / (radius * min(gray.shape)))
    near = np.abs(_turn(angle, direction)) < _BEAM
    share, even = float(energy[near].sum() / energy.sum()), 2 * _BEAM / pi
    strength = min(1.0, max(0.0, (share - even) / (1 - even)))
    # Twice, because the first of a number just below 0 may be 180.
    return Directions(float(np.degrees(direction)) % 180 % 180, strength, degrees, profile / profile.sum())


def _profile(angle: _Doubles, energy: _Doubles) -> _Doubles:
    """Return the energy by angle, in even bins, smoothed."""
    profile, _ = np.histogram(angle, bins=_BINS, range=(0, pi), weights=energy)
    return np.asarray(scipy.ndimage.gaussian_filter1d(profile, _SMOOTHING * _BINS / pi, mode="wrap"), np.float64)


def _spectrum_by_angle(gray: _Doubles) -> tuple[_Doubles, _Doubles, _Doubles]:
    """Return the line direction, frequency and energy of every wave that matters."""
    height, width = gray.shape
    window = np.outer(hann(height + 2)[1:-1], hann(width + 2)[1:-1])
    level = np.sum(gray * window) / np.sum(window)
    power = np.square(np.abs(scipy.fft.rfft2((gray - level) * window, workers=-1)))
    row, col = scipy.fft.fftfreq(height)[:, None], scipy.fft.rfftfreq(width)
    squared = np.square(row) + np.square(col)
    energy = power * squared * np.clip(1 - 4 * squared, 0, None)
    energy[:, 0] /= 2
    counts = energy > max(_FAINTEST * float(energy.max()), float(np.finfo(np.float64).eps * power.max()))
    rows, cols = np.nonzero(counts)
    return np.arctan2(col[cols], row[rows, 0]) % pi, np.sqrt(squared[counts]), energy[counts]


def _centre_of_peak(angle: _Doubles, energy: _Doubles, profile: _Doubles, blur: _Doubles) -> float:
    """Return the angle about which the energy of the profile's highest peak lies evenly."""
    centre = (float(np.argmax(profile)) + 0.5) * pi / _BINS
    width = radians(10)
    for _ in range(_STEPS):
        turn = _turn(angle, centre)
        weight = energy * np.exp(-0.5 * np.square(turn) / (width**2 + np.square(blur)))
        weight /= weight.sum()
        centre += float(np.sum(weight * turn))
        width = max(_NARROWEST, 1.5 * float(np.sqrt(np.sum(weight * np.square(turn)))))
    return centre


def _turn(angle: _Doubles, centre: float) -> _Doubles:
    """Return the shortest turn from the centre to each angle, lines having no front."""
    return np.asarray((angle - centre + pi / 2) % pi - pi / 2)


def turn(image: ArrayLike, degrees: float) -> FloatArray:
    """Turn the disc in the middle of a picture, and let it fade into its mean.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
        Finite numbers.
    degrees : float
        Counter-clockwise as seen on screen.

    Returns
    -------
    array, shape (S, S) or (S, S, C)
        S is the shorter side. What lies outside the largest disc is the mean, so that the result has no corner
        that would turn, or stay, as a line of its own. float64 for a float64 picture, float32 otherwise.

    Raises
    ------
    ValueError
        If the angle is not finite.
    """
    picture = as_image(image)
    if not isfinite(degrees):
        message = f"degrees must be finite, got {degrees}"
        raise ValueError(message)
    height, width = picture.shape[:2]
    side = min(height, width)
    # Counted from one of its pixels a constant picture is zero, and stays constant without rounding.
    level = picture[:1, :1]
    angle = radians(degrees)
    matrix = np.array([[cos(angle), -sin(angle)], [sin(angle), cos(angle)]])
    # From a pixel of the result back to the place in the picture that it shows.
    start = np.array([(width - 1) / 2, (height - 1) / 2]) - matrix @ np.full(2, (side - 1) / 2)
    turned: Any = cv2.warpAffine(
        np.ascontiguousarray(picture - level),
        np.column_stack([matrix, start]),
        (side, side),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    reach = np.arange(side) - (side - 1) / 2
    away = np.hypot(reach[:, None], reach) / (side / 2)
    weight = np.cos(np.clip((away - _FLAT) / (1 - _FLAT), 0, 1) * pi / 2)[..., None] ** 2
    planes = turned.astype(np.float64).reshape(side, side, -1)
    mean = (planes * weight).sum(axis=(0, 1)) / weight.sum()
    faded: Any = mean + (planes - mean) * weight
    return (faded.reshape(side, side, *picture.shape[2:]) + level).astype(picture.dtype)  # type: ignore[no-any-return]
