"""The diffusion page's calls into core whose results are kept: named by the run, bounded in number and time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.arrays import FloatArray
from core.diffusion import diffuse, solution
from core.diffusion.development import develop
from core.diffusion.profiles import profile
from core.diffusion.propagator import convolve_once, discrete_propagator, gaussian_propagator
from pages._parts.diffusion_run import Run
from pages._parts.player import Film

__all__ = ["Balance", "balance_at", "convolved_once", "film", "history", "picture_at", "propagator", "propagator_for"]

_BY_NAME = {Run: lambda run: run.name}
_few = st.cache_data(max_entries=6, ttl="30m", show_spinner="Letting it spread…", hash_funcs=_BY_NAME)
_small = st.cache_data(max_entries=24, ttl="30m", show_spinner=False, hash_funcs=_BY_NAME)


@dataclass(frozen=True)
class Balance:
    """How much salt there is, and how uneven it is (variance), as shares of the start."""

    mass: float
    variance: float


@_few
def film(run: Run) -> Film:
    """Return the run as a film."""
    image = run.start.picture.image
    frames = develop(
        image,
        run.times,
        low=run.start.black,
        high=run.start.white,
        diffusivity=run.settings.diffusivity,
        boundary=run.settings.boundary,
        held=run.held,
    )
    height, width = image.shape[:2]
    title = run.start.picture.source.title
    return Film("Spreading", tuple(frames), run.labels, width, height, f"{title}, diffusing")


@_small
def picture_at(run: Run, frame: int) -> FloatArray:
    """Return the exact numbers at a frame."""
    settings = run.settings
    return diffuse(
        run.start.picture.image,
        run.times[frame],
        diffusivity=settings.diffusivity,
        boundary=settings.boundary,
        held=run.held,
    )


def propagator(run: Run, frame: int, kind: str) -> NDArray[np.float64]:
    """Return the propagator for a frame's time: "gaussian", or that of the cells."""
    return propagator_for(run.times[frame], run.settings.diffusivity, kind)


def propagator_for(time: float, diffusivity: tuple[float, float], kind: str) -> NDArray[np.float64]:
    """Return the propagator for a time, of the same kinds."""
    make = gaussian_propagator if kind == "gaussian" else discrete_propagator
    return make(time, diffusivity)


@_small
def convolved_once(run: Run, frame: int, kind: str) -> FloatArray:
    """Return the start convolved, once, with the propagator for a frame's time."""
    kernel = propagator(run, frame, kind)
    return convolve_once(run.start.picture.image, kernel, boundary=run.settings.boundary, held=run.held)


def balance_at(run: Run, frame: int) -> Balance:
    """Return how much is there, and how uneven, at a frame."""
    start = np.asarray(run.start.picture.image, np.float64)
    now = np.asarray(picture_at(run, frame), np.float64)
    return Balance(float(now.sum() / start.sum()) if start.any() else 1.0, _variance(now) / (_variance(start) or 1.0))


@_small
def history(run: Run, line: tuple[tuple[float, float], tuple[float, float]], rows: int) -> NDArray[np.float64]:
    """Return the profile along a line at `rows` of the frames, evenly from the first to the last, (rows, P)."""
    settings = run.settings
    image = run.start.picture.image
    # All channels spread alike, so that their mean does too.
    gray = image if image.ndim == 2 else image.mean(axis=2)
    at = solution(gray, diffusivity=settings.diffusivity, boundary=settings.boundary, held=run.held)
    chosen = np.linspace(0, run.frames - 1, rows).round().astype(int)
    return np.stack([profile(at(run.times[index]), *line) for index in chosen])


def _variance(picture: NDArray[np.float64]) -> float:
    """Return the variance over the pixels, each channel about its own mean."""
    return float(np.mean(np.square(picture - picture.mean(axis=(0, 1)))))
