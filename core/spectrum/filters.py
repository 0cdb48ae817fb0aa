"""Transfer functions: how much of each of a picture's waves a filter lets through."""

from __future__ import annotations

from functools import lru_cache
from math import isfinite
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import check_choice
from core.interruption import checkpoint

__all__ = [
    "PROFILES",
    "Profile",
    "Transfer",
    "bandpass",
    "bandstop",
    "emphasis",
    "frequencies",
    "highpass",
    "lowpass",
    "mirrored",
    "notch",
    "wedge",
]

Transfer = NDArray[np.float64]
Profile = Literal["ideal", "gaussian", "butterworth"]
_KEPT_PIXELS = 1 << 20
_ALL = slice(None)
PROFILES: tuple[str, ...] = get_args(Profile)


def frequencies(shape: tuple[int, int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the frequency of every row and of every column of a centred spectrum.

    Parameters
    ----------
    shape : (M, N)
        The picture's height and width in pixels.

    Returns
    -------
    row, col : float64 arrays, shapes (M,) and (N,)
        Cycles per pixel in [-0.5, 0.5), ascending; zero stands at index M // 2 and N // 2.

    Raises
    ------
    ValueError
        If a side is shorter than one pixel.
    """
    height, width = shape
    if height < 1 or width < 1:
        message = f"shape must be at least (1, 1), got {shape}"
        raise ValueError(message)
    return np.fft.fftshift(np.fft.fftfreq(height)), np.fft.fftshift(np.fft.fftfreq(width))


def lowpass(
    shape: tuple[int, int], cutoff: float, *, profile: Profile = "ideal", order: int = 2, rows: slice = _ALL
) -> Transfer:
    """Return a low-pass filter: it lets through what lies within the cutoff of the mean.

    Parameters
    ----------
    shape : (M, N)
        The picture's height and width in pixels.
    cutoff : float
        Radius D of the disc in cycles per pixel, at least 0. 0.5 is the finest wave along an axis, sqrt(0.5)
        the finest of all; 0 keeps the mean alone.
    profile : {"ideal", "gaussian", "butterworth"}
        The way from 1 to 0 at a distance d from the centre: 1 up to D and there, 0 beyond; ``exp(-(d / D)**2 / 2)``;
        or ``1 / (1 + (d / D)**(2 order))``.
    order : int
        Steepness of the Butterworth filter, at least 1.
    rows : slice
        Which of the M rows are wanted, for a picture so large that not all of them shall lie in memory.

    Returns
    -------
    float64 array, shape (M, N)
        Centred transfer function between 0 and 1, conjugate symmetric; of `rows`, if they are given.

    Raises
    ------
    ValueError
        If the cutoff is negative or not finite, a side is shorter than one pixel, or profile or order is none.
    """
    return _disc(shape, cutoff, profile, order, rows, name="cutoff")


def highpass(
    shape: tuple[int, int], cutoff: float, *, profile: Profile = "ideal", order: int = 2, rows: slice = _ALL
) -> Transfer:
    """Return the high-pass filter: what `lowpass` of the same arguments leaves out."""
    return 1 - lowpass(shape, cutoff, profile=profile, order=order, rows=rows)


def bandpass(
    shape: tuple[int, int],
    low: float,
    high: float,
    *,
    profile: Profile = "ideal",
    order: int = 2,
    rows: slice = _ALL,
) -> Transfer:
    """Return the band-pass filter: the low-pass at `high` less the low-pass at `low`.

    With `lowpass` at `low` and `highpass` at `high` it adds up to 1 everywhere, so it never keeps the mean.
    The ideal one is 1 above `low`, up to `high` and there.

    Raises
    ------
    ValueError
        If not 0 <= low <= high < infinity, or otherwise as for `lowpass`.
    """
    if high < low:
        message = f"high must be at least low, got low={low} and high={high}"
        raise ValueError(message)
    inner = _disc(shape, low, profile, order, rows, name="low")
    return _disc(shape, high, profile, order, rows, name="high") - inner


def bandstop(
    shape: tuple[int, int],
    low: float,
    high: float,
    *,
    profile: Profile = "ideal",
    order: int = 2,
    rows: slice = _ALL,
) -> Transfer:
    """Return the band-stop filter: what `bandpass` of the same arguments leaves out, the mean included."""
    return 1 - bandpass(shape, low, high, profile=profile, order=order, rows=rows)


def notch(
    shape: tuple[int, int],
    row_frequency: float,
    col_frequency: float,
    radius: float,
    *,
    profile: Profile = "ideal",
    order: int = 2,
    rows: slice = _ALL,
) -> Transfer:
    """Return the notch filter: 0 on a disc about one frequency and on its mirror image, 1 elsewhere.

    Parameters
    ----------
    shape : (M, N)
        The picture's height and width in pixels.
    row_frequency, col_frequency : float
        Centre in cycles per pixel, from -0.5 to 0.5; a wave whose crests are level has col_frequency 0.
    radius : float
        Radius of the disc in cycles per pixel, at least 0. The disc goes on at the opposite edge.
    profile, order, rows
        The disc's rim, and what is wanted, as for `lowpass`.

    Returns
    -------
    float64 array, shape (M, N)
        Centred transfer function between 0 and 1, conjugate symmetric.

    Raises
    ------
    ValueError
        If the centre lies outside the spectrum, the radius is negative or not finite, or otherwise as for
        `lowpass`.
    """
    for value, name in ((row_frequency, "row_frequency"), (col_frequency, "col_frequency")):
        if not abs(value) <= 0.5:
            message = f"{name} must lie between -0.5 and 0.5 cycles per pixel, got {value}"
            raise ValueError(message)
    _check_frequency(radius, "radius")
    row, col = frequencies(shape)
    row = row[rows]
    kept = np.ones((row.size, col.size))
    for sign in (1, -1):
        distance = np.hypot(_around(row - sign * row_frequency)[:, None], _around(col - sign * col_frequency))
        kept *= 1 - _passed(distance, radius, profile, order)
    return kept


def wedge(
    shape: tuple[int, int],
    degrees: float,
    spread: float,
    *,
    profile: Profile = "ideal",
    order: int = 2,
    rows: slice = _ALL,
) -> Transfer:
    """Return the filter that lets through lines of one direction, and the mean.

    Parameters
    ----------
    shape : (M, N)
        The picture's height and width in pixels.
    degrees : float
        Direction of the lines in the picture, counter-clockwise from the x axis as seen on screen; their waves
        lie across it in the spectrum.
    spread : float
        Width of the wedge in degrees, 0 to 180: lines up to half of it to either side pass.
    profile, order, rows
        The way from 1 to 0 at the wedge's sides, and what is wanted, as for `lowpass`.

    Raises
    ------
    ValueError
        If the direction is not finite, the spread is not within 0 to 180, or otherwise as for `lowpass`.
    """
    if not isfinite(degrees):
        message = f"degrees must be finite, got {degrees}"
        raise ValueError(message)
    if not 0 <= spread <= 180:
        message = f"spread must lie between 0 and 180 degrees, got {spread}"
        raise ValueError(message)
    row, col = frequencies(shape)
    row = row[rows]

    def passed(row: NDArray[np.float64], col: NDArray[np.float64]) -> Transfer:
        turn = np.abs((np.degrees(np.arctan2(col, row[:, None])) - degrees + 90) % 180 - 90)
        # Rounding must not decide about the waves on the wedge's own sides.
        return _passed(np.maximum(turn - 1e-9, 0), spread / 2, profile, order)

    both = np.maximum(passed(row, col), passed(_opposite(row), _opposite(col)))
    both[row == 0, col.size // 2] = 1
    return both


def emphasis(
    shape: tuple[int, int],
    cutoff: float,
    *,
    low_gain: float,
    high_gain: float,
    profile: Profile = "gaussian",
    order: int = 2,
    rows: slice = _ALL,
) -> Transfer:
    """Return the filter that goes from `low_gain` for the slowest waves to `high_gain` for the fine ones.

    The change lies about the cutoff; the mean itself keeps the factor 1, so that a picture is as bright as before.
    With low_gain < 1 < high_gain it is the transfer function of homomorphic filtering.

    Raises
    ------
    ValueError
        If a gain is negative or not finite, or otherwise as for `lowpass`.
    """
    for value, name in ((low_gain, "low_gain"), (high_gain, "high_gain")):
        if not (isfinite(value) and value >= 0):
            message = f"{name} must be finite and at least 0, got {value}"
            raise ValueError(message)
    gains = high_gain + (low_gain - high_gain) * lowpass(shape, cutoff, profile=profile, order=order, rows=rows)
    gains[frequencies(shape)[0][rows] == 0, shape[1] // 2] = 1
    return gains


def mirrored(transfer: ArrayLike) -> Any:
    """Return a centred transfer function turned about zero frequency: at each wave, the factor of its mirror image."""
    factors = np.asarray(transfer)
    for axis, side in enumerate(factors.shape):
        factors = np.flip(factors, axis)
        if side % 2 == 0:
            factors = np.roll(factors, 1, axis)
    return factors


def _check_frequency(value: float, name: str) -> None:
    """Raise ValueError unless the value is a finite number of cycles per pixel, at least 0."""
    if not (isfinite(value) and value >= 0):
        message = f"{name} must be a finite number of cycles per pixel, at least 0; got {value}"
        raise ValueError(message)


def _disc(shape: tuple[int, int], cutoff: float, profile: Profile, order: int, rows: slice, *, name: str) -> Transfer:
    """Return the factor of every wave, or of those in some rows, for a disc about the mean."""
    _check_frequency(cutoff, name)
    if rows != _ALL:
        row, col = frequencies(shape)
        return _passed(np.hypot(row[rows][:, None], col), cutoff, profile, order)
    return _passed(_distances(shape), cutoff, profile, order)


def _distances(shape: tuple[int, int]) -> Transfer:
    """Return every wave's distance from the mean; kept for pictures of a size that is explored, wave by wave."""
    height, width = shape
    return _kept_distances(height, width) if height * width <= _KEPT_PIXELS else _new_distances(height, width)


def _new_distances(height: int, width: int) -> Transfer:
    """Compute every wave's distance from the mean."""
    row, col = frequencies((height, width))
    distances = np.hypot(row[:, None], col)
    distances.flags.writeable = False
    return distances


# A slider asks for the same distances again and again; a few megabytes each.
_kept_distances = lru_cache(maxsize=4)(_new_distances)


def _opposite(frequency: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where the mirror images of waves stand; -0.5 is 0.5 too."""
    return np.where(frequency == -0.5, frequency, -frequency)


def _around(difference: Transfer) -> Transfer:
    """Return the shortest way between two frequencies on the circle where -0.5 and 0.5 are one."""
    return np.asarray(difference - np.round(difference))


def _passed(distance: Transfer, cutoff: float, profile: Profile, order: int) -> Transfer:
    """Return the factor at each distance from a filter's middle."""
    check_choice(profile, PROFILES, name="profile")
    if order < 1:
        message = f"order must be at least 1, got {order}"
        raise ValueError(message)
    checkpoint()
    if profile == "ideal" or cutoff == 0:
        return (distance <= cutoff).astype(np.float64)
    # In logarithms, for a high power of a large ratio would overflow.
    with np.errstate(divide="ignore"):
        ratio = np.log(distance) - np.log(cutoff)
    checkpoint()
    powers = np.exp(np.minimum(ratio * (2 if profile == "gaussian" else 2 * order), 700))
    checkpoint()
    return np.asarray(np.exp(powers / -2) if profile == "gaussian" else 1 / (1 + powers))
