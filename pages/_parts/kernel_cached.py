"""Calls into core that only the kernel page makes, with the time they took."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal

import numpy as np
import streamlit as st
from numpy.typing import ArrayLike, NDArray

from core.arrays import FloatArray
from core.convolution import BACKENDS, convolve, correlate, plan
from core.images import to_gray
from core.kernels.gradients import magnitude
from pages._parts.kernel_settings import Settings
from pages._parts.pictures import Picture

__all__ = ["Applied", "Comparison", "applied", "apply", "compared", "source_of"]

_RUNS = 2


@dataclass(frozen=True)
class Applied:
    """The result's numbers, the engine that made them, and how many milliseconds it took."""

    values: FloatArray
    engine: str
    milliseconds: float


@dataclass(frozen=True)
class Comparison:
    """Milliseconds of each engine, and the largest difference between their results."""

    milliseconds: dict[str, float]
    difference: float
    largest: float


def apply(image: ArrayLike, settings: Settings, *, backend: str = "auto") -> FloatArray:
    """Return what the kernel, laid as the settings say, makes of (M, N[, C]) pixels; ValueError if it overflows."""
    how: Literal["convolve", "correlate"] = "convolve" if settings.is_turned else "correlate"
    call = convolve if settings.is_turned else correlate
    with np.errstate(over="ignore", invalid="ignore"):
        if settings.is_pair:
            result = magnitude(image, settings.kernel, how=how, padding=settings.padding, backend=backend)
        else:
            result = call(image, settings.kernel, padding=settings.padding, backend=backend)
    if not np.isfinite(result).all():
        message = "the result is too large to be held as a number; make the kernel's numbers smaller"
        raise ValueError(message)
    return result


def source_of(picture: Picture, settings: Settings) -> NDArray[np.generic]:
    """Return the pixels that the kernel is laid on: the picture's, or their gray value."""
    if settings.channels == "gray" and picture.image.ndim == 3:
        return _gray(picture)
    return picture.image


def applied(picture: Picture, settings: Settings) -> Applied:
    """Return what the kernel makes of the picture."""
    image = source_of(picture, settings)
    engine = plan(image.shape, settings.kernel, dtype=image.dtype).backend
    start = time.perf_counter()
    values = apply(image, settings)
    return Applied(values, engine, 1000 * (time.perf_counter() - start))


def compared(picture: Picture, settings: Settings) -> Comparison:
    """Run every engine once without timing it, take the best time of the next runs, and compare what they give."""
    image = source_of(picture, settings)
    milliseconds, results = {}, []
    for backend in BACKENDS:
        results.append(apply(image, settings, backend=backend))
        times = []
        for _ in range(_RUNS):
            start = time.perf_counter()
            apply(image, settings, backend=backend)
            times.append(time.perf_counter() - start)
        milliseconds[backend] = 1000 * min(times)
    difference = max(float(np.abs(result - results[0]).max()) for result in results)
    return Comparison(milliseconds, difference, float(np.abs(results[0]).max()))


_BY_DIGEST = {Picture: lambda picture: (picture.source.digest, picture.image.shape)}


@st.cache_data(max_entries=8, ttl="1h", show_spinner=False, hash_funcs=_BY_DIGEST)
def _gray(picture: Picture) -> NDArray[np.generic]:
    """Return the picture's gray value."""
    return to_gray(picture.image)
