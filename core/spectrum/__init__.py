"""Turn a picture into its waves, keep some of them, and come back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.fft
from numpy.typing import ArrayLike, NDArray

from core._transforms import irfft2, rfft2
from core.arrays import FloatArray, as_image
from core.interruption import checkpoint
from core.spectrum.filters import bandpass, frequencies, highpass, lowpass, notch
from core.spectrum.orientation import dominant_orientation

__all__ = [
    "Spectrum",
    "apply_filter",
    "bandpass",
    "column_weights",
    "compression_ratio",
    "dominant_orientation",
    "energy_kept",
    "equivalent_kernel",
    "filter_by_half",
    "filter_spectrum",
    "frequencies",
    "full_spectrum",
    "half_transfer",
    "highpass",
    "kept_fraction",
    "kernel_of_half",
    "level_of",
    "log_magnitude",
    "lowpass",
    "notch",
    "spectrum_of",
]


@dataclass(frozen=True)
class Spectrum:
    """The waves of a picture of some shape: what `filter_spectrum` needs again and again.

    `waves`, shape (C, M, N // 2 + 1), is the half of each channel's transform that a real picture needs, of the
    picture less its `levels`, shape (C,): about the means, which so lose nothing to rounding.
    """

    shape: tuple[int, ...]
    levels: FloatArray
    waves: NDArray[Any]


def spectrum_of(image: ArrayLike, *, levels: ArrayLike | None = None) -> Spectrum:
    """Return the waves of a picture, (M, N) or (M, N, C): complex128 for a float64 picture, complex64 otherwise.

    `levels`, shape (C,), are numbers about the means; without them the means are taken.
    """
    picture = as_image(image)
    planes = np.moveaxis(np.atleast_3d(picture), -1, 0)
    means = [level_of(plane) for plane in planes] if levels is None else levels
    levels = np.array(means, picture.dtype)
    waves = [rfft2(plane - level) for plane, level in zip(planes, levels, strict=True)]
    return Spectrum(picture.shape, levels, waves[0][None] if len(waves) == 1 else np.stack(waves))


def full_spectrum(image: ArrayLike) -> Any:
    """Return the whole discrete Fourier transform, shape (M, N), zero frequency at ``[M // 2, N // 2]``.

    The channels of a colour picture are averaged first. Unnormalised: the mean's entry is the sum of all pixels.
    """
    gray = _gray(image)
    return np.fft.fftshift(_unfolded(_half_spectrum(gray), gray.shape[1]))


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
    gray = _gray(image)
    half = np.log1p(np.abs(_half_spectrum(gray)))
    centred: Any = np.fft.fftshift(_unfolded(half, gray.shape[1]))
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
        The real part of the result; for a transfer that is conjugate symmetric, which every filter of
        `core.spectrum.filters` is, there is no other part. float64 for a float64 picture, float32 otherwise.

    Raises
    ------
    ValueError
        If the shapes do not fit, or the transfer holds NaN or infinity.
    """
    return filter_spectrum(spectrum_of(image), transfer)


def filter_spectrum(spectrum: Spectrum, transfer: ArrayLike) -> FloatArray:
    """Return what `apply_filter` returns for the picture of this spectrum."""
    rows, cols = spectrum.shape[:2]
    half = half_transfer(transfer, (rows, cols))
    return filter_by_half(spectrum, half)


def filter_by_half(spectrum: Spectrum, half: NDArray[Any]) -> FloatArray:
    """Return what `filter_spectrum` returns, for the `half_transfer` of the filter."""
    rows, cols = spectrum.shape[:2]
    half = _without_end(half).astype(spectrum.waves.dtype if np.iscomplexobj(half) else spectrum.levels.dtype)
    filtered = np.empty((rows, cols, len(spectrum.waves)), spectrum.levels.dtype)
    for channel, (waves, level) in enumerate(zip(spectrum.waves, spectrum.levels, strict=True)):
        checkpoint()
        plane = irfft2(waves[:, : half.shape[1]] * half, (rows, cols))
        np.add(plane, level * half[0, 0].real, out=filtered[..., channel])
    return filtered.reshape(spectrum.shape)


def equivalent_kernel(transfer: ArrayLike) -> NDArray[np.float64]:
    """Return the kernel whose circular convolution with a picture is this filter.

    Parameters
    ----------
    transfer : array, shape (M, N)
        As for `apply_filter`.

    Returns
    -------
    float64 array, shape (M, N)
        Its origin stands at ``[M // 2, N // 2]``; the cells sum to the mean's factor.
    """
    factors = np.asarray(transfer)
    return kernel_of_half(half_transfer(factors, factors.shape), factors.shape)


def kernel_of_half(half: NDArray[Any], shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return what `equivalent_kernel` returns, for the `half_transfer` of the filter."""
    return np.fft.fftshift(np.asarray(irfft2(_without_end(half).copy(), (shape[0], shape[1])), np.float64))


def half_transfer(transfer: ArrayLike, shape: tuple[int, ...]) -> Any:
    """Return the conjugate symmetric part of a transfer function at the columns 0 to N // 2, zero frequency first."""
    factors = np.asarray(transfer)
    if factors.dtype.kind not in "buifc":
        message = f"transfer must hold numbers, got {factors.dtype}"
        raise TypeError(message)
    if factors.shape != shape or factors.ndim != 2:
        message = f"transfer must have the picture's shape {shape[:2]}, got {factors.shape}"
        raise ValueError(message)
    if not np.isfinite(factors).all():
        message = "transfer must hold finite numbers, got NaN or infinity"
        raise ValueError(message)
    checkpoint()
    factors = factors.astype(np.complex128 if factors.dtype.kind == "c" else np.float64, copy=False)
    (height, width), row, col = shape, shape[0] // 2, shape[1] // 2
    half = np.empty((height, col + 1), factors.dtype)
    # In blocks, because an index for every row and column takes three times as long.
    for block, rows in ((half[: height - row], slice(row, None)), (half[height - row :], slice(row))):
        block[:, : width - col] = factors[rows, col:]
        if width % 2 == 0:
            block[:, col] = factors[rows, 0]
    checkpoint()
    mirror = factors[:, col::-1].conj()
    half[: row + 1] += mirror[row::-1]
    half[row + 1 :] += mirror[:row:-1]
    half /= 2
    return half


def kept_fraction(transfer: ArrayLike) -> float:
    """Return the share, 0 to 1, of the spectrum's area that passes: a factor of 0.5 counts half, one above 1 as 1."""
    return float(np.minimum(np.abs(np.asarray(transfer)), 1).mean(dtype=np.float64))


def compression_ratio(transfer: ArrayLike) -> float:
    """Return the black area of a mask over its white area: 0 if everything passes, infinity if nothing does."""
    kept = kept_fraction(transfer)
    return (1 - kept) / kept if kept > 0 else float("inf")


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
    weights = column_weights(picture.shape[1])
    gain = np.square(np.abs(half_transfer(transfer, picture.shape[:2]))) * weights
    before = after = 0.0
    for channel in np.atleast_3d(picture).transpose(2, 0, 1):
        power = np.square(np.abs(_half_spectrum(channel)), dtype=np.float64)
        before += float(np.sum(power * weights))
        after += float(np.sum(power * gain))
    return after / before if before > 0 else 1.0


def _without_end(half: NDArray[Any]) -> NDArray[Any]:
    """Return the half of a transfer function without the columns beyond its last wave: nothing to transform."""
    used = np.flatnonzero(half.any(axis=0))
    return half[:, : int(used[-1]) + 1] if used.size else half[:, :1]


def column_weights(width: int) -> NDArray[np.float64]:
    """Return how many columns of the whole spectrum each of the N // 2 + 1 columns of its half stands for."""
    weights = np.full(width // 2 + 1, 2.0)
    weights[0] = 1
    if width % 2 == 0:
        weights[-1] = 1
    return weights


def _gray(image: ArrayLike) -> FloatArray:
    """Return the mean of the channels."""
    picture = as_image(image)
    return picture if picture.ndim == 2 else picture.mean(axis=-1)


def level_of(channel: FloatArray) -> float:
    """Return about the mean of a channel, (M, N); exactly its value where it is constant."""
    mean = channel.dtype.type(channel.mean(dtype=np.float64))
    return float(np.clip(mean, channel.min(), channel.max()))


def _half_spectrum(channel: FloatArray) -> NDArray[Any]:
    """Return the columns 0 to N // 2 of the spectrum; the mean is added afterwards, where it cannot swamp the rest."""
    level = level_of(channel)
    half = scipy.fft.rfft2(channel - channel.dtype.type(level), workers=-1)
    half[0, 0] += level * channel.size
    return half


def _unfolded(half: NDArray[Any], width: int) -> NDArray[Any]:
    """Return the whole of a conjugate symmetric spectrum, zero frequency first."""
    full = np.empty((half.shape[0], width), half.dtype)
    full[:, : half.shape[1]] = half
    mirror = np.roll(half[::-1], 1, axis=0)[:, (width - 1) // 2 : 0 : -1]
    full[:, half.shape[1] :] = np.conj(mirror)
    return full
