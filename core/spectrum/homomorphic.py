"""Even out the light on a picture: filter the logarithms of its values, in which light and surface add up."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from core.arrays import FloatArray, as_image
from core.spectrum import Spectrum, filter_spectrum, level_of, spectrum_of
from core.spectrum.filters import lowpass

__all__ = ["filter_logarithms", "from_logarithms", "logarithms", "spectrum_of_logarithms", "unevenness"]

_LEVELS = 255


def logarithms(image: ArrayLike, *, white: float) -> FloatArray:
    """Return ``log(1 + 255 image / white)``, shape of `image`: 0 for black, 5.5 for white.

    Raises
    ------
    ValueError
        If a value is negative, or white is not above 0.
    """
    picture = as_image(image)
    if picture.min() < 0:
        message = f"values below 0 have no logarithm, got {picture.min():.4g}"
        raise ValueError(message)
    if not 0 < white < np.inf:
        message = f"white must be above 0 and finite, got {white}"
        raise ValueError(message)
    scaled: Any = picture * picture.dtype.type(_LEVELS / white)
    return np.log1p(scaled, out=scaled)  # type: ignore[no-any-return]


def spectrum_of_logarithms(image: ArrayLike, *, white: float) -> Spectrum:
    """Return the waves of a picture's `logarithms`, about the logarithm of each channel's mean."""
    picture = as_image(image)
    means = [level_of(plane) for plane in np.moveaxis(np.atleast_3d(picture), -1, 0)]
    levels = logarithms(np.array([means], picture.dtype), white=white)[0]
    return spectrum_of(logarithms(picture, white=white), levels=levels)


def from_logarithms(numbers: FloatArray, *, white: float) -> FloatArray:
    """Return the picture whose `logarithms` these are; they may be changed."""
    # Beyond this a float32 overflows; no screen is as bright.
    restored: Any = np.minimum(numbers, 80, out=numbers)
    np.expm1(restored, out=restored)
    restored *= restored.dtype.type(white / _LEVELS)
    return restored  # type: ignore[no-any-return]


def filter_logarithms(
    image: ArrayLike, transfer: ArrayLike, *, white: float, spectrum: Spectrum | None = None
) -> FloatArray:
    """Return the picture whose logarithms are those of `image` after the filter.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
        Values of at least 0.
    transfer : array, shape (M, N)
        As for `core.spectrum.apply_filter`.
    white : float
        The value that stands for white.
    spectrum : Spectrum, optional
        `spectrum_of_logarithms(image, white=white)`, if at hand.

    Returns
    -------
    array, shape of `image`
        float64 for a float64 picture, float32 otherwise.
    """
    waves = spectrum_of_logarithms(image, white=white) if spectrum is None else spectrum
    return from_logarithms(filter_spectrum(waves, transfer), white=white)


def unevenness(image: ArrayLike, cutoff: float) -> float:
    """Return how far the slow light on a picture, (M, N) or (M, N, C) of values above 0, strays from its mean.

    That is the standard deviation of the picture after the Gaussian low-pass filter at `cutoff` cycles per pixel, over
    its mean; the channels are averaged first. 0 for a black picture, and for a constant one.
    """
    picture = as_image(image)
    gray = picture if picture.ndim == 2 else picture.mean(axis=-1)
    mean = float(gray.mean(dtype=np.float64))
    slow = filter_spectrum(spectrum_of(gray), lowpass((gray.shape[0], gray.shape[1]), cutoff, profile="gaussian"))
    return float(slow.std(dtype=np.float64)) / mean if mean > 0 else 0.0
