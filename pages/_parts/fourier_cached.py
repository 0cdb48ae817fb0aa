"""Calls into core that only the Fourier page makes: spectra are kept, because every move of a slider needs them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.arrays import FloatArray
from core.images.display import clipped_fraction, sequential, value_range
from core.quality import energy_ratio, psnr, ssim
from core.spectrum import (
    Spectrum,
    compression_ratio,
    filter_by_half,
    half_transfer,
    kept_fraction,
    kernel_of_half,
    log_magnitude,
    spectrum_of,
)
from core.spectrum.equivalent import VisiblePart, visible_part
from core.spectrum.homomorphic import filter_logarithms, spectrum_of_logarithms, unevenness
from pages._parts.fourier_settings import Filter, transfer_of
from pages._parts.pictures import Picture

__all__ = [
    "BY_DIGEST",
    "Filtered",
    "Light",
    "Magnitude",
    "Quality",
    "filtered",
    "kernel",
    "light",
    "magnitude",
    "quality",
    "removed",
    "spectrum",
]

BY_DIGEST = {Picture: lambda picture: (picture.source.digest, picture.image.shape)}
# Shared by all visitors and never changed, so nothing is copied: a few megabytes each.
_shared = st.cache_resource(max_entries=8, ttl="1h", show_spinner=False, hash_funcs=BY_DIGEST)


@dataclass(frozen=True)
class Magnitude:
    """The log-magnitude spectrum, its largest value, and its pixels for looking."""

    values: FloatArray
    largest: float
    pixels: NDArray[np.uint8]


@dataclass(frozen=True)
class Filtered:
    """A filter, the part of it that a real picture needs, and what it leaves."""

    transfer: NDArray[np.float64]
    half: NDArray[np.float64]
    result: FloatArray


@dataclass(frozen=True)
class Quality:
    """How much passes, and how near the result is to the picture.

    `kept` is the share of the waves, `ratio` the mask's black area over its white one, and `energy` the result's share
    of the energy of all waves but the mean.
    """

    kept: float
    ratio: float
    psnr: float
    ssim: float
    energy: float


@dataclass(frozen=True)
class Light:
    """How uneven the light is before and after the filter, the result's share beyond white, and its likeness."""

    before: float
    after: float
    clipped: float
    ssim: float


@_shared
def magnitude(picture: Picture) -> Magnitude:
    """Return the picture's centred log-magnitude spectrum."""
    values = log_magnitude(picture.image)
    largest = float(values.max())
    return Magnitude(values, largest, sequential(values, 0.0, largest))


@_shared
def spectrum(picture: Picture) -> Spectrum:
    """Return the picture's waves."""
    return spectrum_of(picture.image)


@_shared
def _spectrum_of_logarithms(picture: Picture) -> Spectrum:
    """Return the waves of the picture's logarithms."""
    return spectrum_of_logarithms(picture.image, white=value_range(picture.image)[1])


@_shared
def _as_numbers(picture: Picture) -> FloatArray:
    """Return the picture as float32 or float64."""
    return np.asarray(picture.image, np.float64 if picture.image.dtype == np.float64 else np.float32)


def filtered(picture: Picture, chosen: Filter) -> Filtered:
    """Filter the picture; what else is shown of it follows below, so that the result is on its way meanwhile."""
    image = _as_numbers(picture)
    transfer = transfer_of(chosen, (image.shape[0], image.shape[1]))
    half = half_transfer(transfer, transfer.shape)
    if chosen.keep == "light":
        white = value_range(picture.image)[1]
        result = filter_logarithms(image, transfer, white=white, spectrum=_spectrum_of_logarithms(picture))
    else:
        result = filter_by_half(spectrum(picture), half)
    return Filtered(transfer, half, result)


def removed(picture: Picture, of: Filtered) -> FloatArray:
    """Return what the filter takes away."""
    return _as_numbers(picture) - of.result


def kernel(of: Filtered) -> VisiblePart:
    """Return the visible part of the kernel that does the same."""
    return visible_part(kernel_of_half(of.half, of.transfer.shape))


def quality(picture: Picture, of: Filtered) -> Quality:
    """Measure how much passes, and how near the result is to the picture."""
    black, white = value_range(picture.image)
    image = _as_numbers(picture)
    return Quality(
        kept_fraction(of.transfer),
        compression_ratio(of.transfer),
        psnr(image, of.result, span=white - black),
        ssim(image, of.result, span=white - black),
        energy_ratio(image, of.result),
    )


def light(picture: Picture, chosen: Filter, of: Filtered) -> Light:
    """Measure what homomorphic filtering does to the light."""
    black, white = value_range(picture.image)
    image = _as_numbers(picture)
    return Light(
        unevenness(image, chosen.radius),
        unevenness(of.result, chosen.radius),
        clipped_fraction(of.result, -np.inf, white),
        ssim(image, of.result, span=white - black),
    )
