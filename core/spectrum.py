"""Turn a picture into its waves, keep some of them, and come back."""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np
import scipy.fft
from numpy.typing import ArrayLike, NDArray

from core.arrays import FloatArray, as_image
from core.orientation import dominant_orientation

__all__ = [
    "apply_filter",
    "bandpass",
    "dominant_orientation",
    "energy_kept",
    "frequencies",
    "highpass",
    "kept_fraction",
    "log_magnitude",
    "lowpass",
    "notch",
]

Transfer = NDArray[np.float64]


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


def log_magnitude(image: ArrayLike) -> FloatArray:
    """Return the logarithm of the spectrum's magnitude, zero frequency in the centre.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
        The channels of a colour picture are averaged first.

    Returns
    -------
    array, shape (M, N)
        ``log(1 + |F|)``, at least 0, F the unnormalised discrete Fourier transform; ``F[M // 2, N // 2]``
        is the sum of all pixels. float64 for a float64 picture, float32 otherwise.
    """
    gray = as_image(image)
    if gray.ndim == 3:
        gray = gray.mean(axis=-1)
    half = np.log1p(np.abs(_half_spectrum(gray)))
    full = np.empty_like(gray)
    kept = half.shape[1]
    full[:, :kept] = half
    full[:, kept:] = _mirrored_rows(half)[:, (gray.shape[1] - 1) // 2 : 0 : -1]
    centred: Any = np.fft.fftshift(full)
    return centred  # type: ignore[no-any-return]


def apply_filter(image: ArrayLike, transfer: ArrayLike) -> FloatArray:
    """Multiply the picture's spectrum by a transfer function and transform back.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
        Each channel is filtered alike. The picture counts as periodic.
    transfer : array, shape (M, N)
        Real or complex factor of each frequency, zero frequency at ``[M // 2, N // 2]``.

    Returns
    -------
    array, shape of `image`
        The real part of the result; for a transfer that is conjugate symmetric, which every filter of this
        module is, there is no other part. float64 for a float64 picture, float32 otherwise.

    Raises
    ------
    ValueError
        If the shapes do not fit, or the transfer holds NaN or infinity.
    """
    picture = as_image(image)
    half = _half_transfer(transfer, picture)
    planes = np.moveaxis(np.atleast_3d(picture), -1, 0)
    filtered: Any = np.stack([_filtered(plane, half) for plane in planes], axis=-1)
    return filtered.reshape(picture.shape)  # type: ignore[no-any-return]


def lowpass(shape: tuple[int, int], cutoff: float) -> Transfer:
    """Return the ideal low-pass filter: 1 up to the cutoff and there, 0 beyond.

    Parameters
    ----------
    shape : (M, N)
        The picture's height and width in pixels.
    cutoff : float
        Radius of the disc in cycles per pixel, at least 0. 0.5 is the finest wave along an axis, sqrt(0.5)
        the finest of all; 0 keeps the mean alone.

    Returns
    -------
    float64 array, shape (M, N)
        Centred transfer function of zeros and ones, conjugate symmetric.

    Raises
    ------
    ValueError
        If the cutoff is negative or not finite, or a side is shorter than one pixel.
    """
    _check_frequency(cutoff, "cutoff")
    row, col = frequencies(shape)
    return (np.hypot(row[:, None], col) <= cutoff).astype(np.float64)


def highpass(shape: tuple[int, int], cutoff: float) -> Transfer:
    """Return the ideal high-pass filter: what `lowpass` of the same cutoff leaves out."""
    return 1 - lowpass(shape, cutoff)


def bandpass(shape: tuple[int, int], low: float, high: float) -> Transfer:
    """Return the ideal band-pass filter: 1 above `low`, up to `high` and there.

    With `lowpass` at `low` and `highpass` at `high` it adds up to 1 everywhere, so it never keeps the mean.

    Raises
    ------
    ValueError
        If not 0 <= low <= high < infinity, or a side is shorter than one pixel.
    """
    _check_frequency(low, "low")
    if high < low:
        message = f"high must be at least low, got low={low} and high={high}"
        raise ValueError(message)
    return lowpass(shape, high) - lowpass(shape, low)


def notch(shape: tuple[int, int], row_frequency: float, col_frequency: float, radius: float) -> Transfer:
    """Return the ideal notch filter: 0 on a disc about one frequency and on its mirror image, 1 elsewhere.

    Parameters
    ----------
    shape : (M, N)
        The picture's height and width in pixels.
    row_frequency, col_frequency : float
        Centre in cycles per pixel, from -0.5 to 0.5; a wave whose crests are level has col_frequency 0.
    radius : float
        Radius of the disc in cycles per pixel, at least 0. The disc goes on at the opposite edge.

    Returns
    -------
    float64 array, shape (M, N)
        Centred transfer function of zeros and ones, conjugate symmetric.

    Raises
    ------
    ValueError
        If the centre lies outside the spectrum, the radius is negative or not finite, or a side is shorter than
        one pixel.
    """
    for value, name in ((row_frequency, "row_frequency"), (col_frequency, "col_frequency")):
        if not abs(value) <= 0.5:
            message = f"{name} must lie between -0.5 and 0.5 cycles per pixel, got {value}"
            raise ValueError(message)
    _check_frequency(radius, "radius")
    row, col = frequencies(shape)
    removed = np.zeros((row.size, col.size), dtype=bool)
    for sign in (1, -1):
        across = _around(row - sign * row_frequency)
        along = _around(col - sign * col_frequency)
        removed |= np.hypot(across[:, None], along) <= radius
    return (~removed).astype(np.float64)


def kept_fraction(transfer: ArrayLike) -> float:
    """Return the share of frequencies, from 0 to 1, that a transfer function does not put to zero."""
    factors = np.asarray(transfer)
    return float(np.count_nonzero(factors) / factors.size)


def energy_kept(image: ArrayLike, transfer: ArrayLike) -> float:
    """Return the share of the picture's energy that is left after `apply_filter`.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
    transfer : array, shape (M, N)
        As for `apply_filter`.

    Returns
    -------
    float
        Sum of squares after the filter over sum of squares before, of the waves or, by Parseval's theorem, of
        the pixels: from 0 to 1 if no factor exceeds 1. The mean counts too. 1 for a black picture, which
        has nothing to lose.

    Raises
    ------
    ValueError
        As for `apply_filter`.
    """
    picture = as_image(image)
    half = _half_transfer(transfer, picture)
    gain = np.square(np.abs(half), dtype=np.float64) * _column_weights(picture.shape[1])
    before = after = 0.0
    for channel in np.atleast_3d(picture).transpose(2, 0, 1):
        power = np.square(np.abs(_half_spectrum(channel)), dtype=np.float64)
        before += float(np.sum(power * _column_weights(picture.shape[1])))
        after += float(np.sum(power * gain))
    return after / before if before > 0 else 1.0


def _check_frequency(value: float, name: str) -> None:
    """Raise ValueError unless the value is a finite number of cycles per pixel, at least 0."""
    if not (isfinite(value) and value >= 0):
        message = f"{name} must be a finite number of cycles per pixel, at least 0; got {value}"
        raise ValueError(message)


def _around(difference: Transfer) -> Transfer:
    """Return the shortest way between two frequencies on the circle where -0.5 and 0.5 are one."""
    return np.asarray(difference - np.round(difference))


def _level(channel: FloatArray) -> float:
    """Return about the mean of a channel; exactly its value where it is constant."""
    mean = channel.dtype.type(channel.mean(dtype=np.float64))
    return float(np.clip(mean, channel.min(), channel.max()))


def _half_spectrum(channel: FloatArray) -> NDArray[Any]:
    """Return the columns 0 to N // 2 of the spectrum; the mean is added afterwards, where it cannot swamp the rest."""
    level = _level(channel)
    half = scipy.fft.rfft2(channel - channel.dtype.type(level), workers=-1)
    half[0, 0] += level * channel.size
    return half


def _mirrored_rows(half: NDArray[Any]) -> NDArray[Any]:
    """Return row -k for every row k."""
    return np.roll(half[::-1], 1, axis=0)


def _half_transfer(transfer: ArrayLike, picture: FloatArray) -> Any:
    """Return the conjugate symmetric part of a transfer function at the columns 0 to N // 2."""
    factors = np.asarray(transfer)
    if factors.dtype.kind not in "buifc":
        message = f"transfer must hold numbers, got {factors.dtype}"
        raise TypeError(message)
    if factors.shape != picture.shape[:2]:
        message = f"transfer must have the picture's shape {picture.shape[:2]}, got {factors.shape}"
        raise ValueError(message)
    if not np.isfinite(factors).all():
        message = "transfer must hold finite numbers, got NaN or infinity"
        raise ValueError(message)
    kept = picture.shape[1] // 2 + 1
    wide = np.complex128 if factors.dtype.kind == "c" else np.float64
    factors = np.fft.ifftshift(factors)
    mirror = _mirrored_rows(np.roll(factors[:, ::-1], 1, axis=1)[:, :kept])
    half = (factors[:, :kept].astype(wide) + np.conj(mirror)) / 2
    return half.astype(np.result_type(picture.dtype, np.complex64) if wide is np.complex128 else picture.dtype)


def _filtered(channel: FloatArray, half: NDArray[Any]) -> Any:
    """Filter one channel; the mean passes apart from the waves, so that it loses nothing to rounding."""
    level = channel.dtype.type(_level(channel))
    waves = scipy.fft.rfft2(channel - level, workers=-1)
    waves *= half
    filtered = scipy.fft.irfft2(waves, s=channel.shape, workers=-1, overwrite_x=True)
    filtered += level * half[0, 0].real
    return filtered


def _column_weights(width: int) -> NDArray[np.float64]:
    """Return how many columns of the whole spectrum each column of the half spectrum stands for."""
    weights = np.full(width // 2 + 1, 2.0)
    weights[0] = 1
    if width % 2 == 0:
        weights[-1] = 1
    return weights
