"""Calls into core whose results are kept: named by the picture's content, bounded in number and time."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.arrays import FloatArray
from core.convolution import convolve
from core.diffusion import Boundary, diffuse, frames
from core.display import to_bytes, value_range
from core.images import encode_jpeg
from core.matching import match_template
from core.padding import Padding
from core.spectrum import log_magnitude
from pages._parts.pictures import Picture
from pages._parts.player import Film

__all__ = [
    "convolved",
    "diffused",
    "diffusion_film",
    "magnitude",
    "scores",
]

# Streamlit would hash only a sample of a large array's values, so a picture is named by its bytes' digest.
_BY_DIGEST = {Picture: lambda picture: (picture.source.digest, picture.image.shape)}
_cached = st.cache_data(max_entries=32, ttl="1h", show_spinner=False, hash_funcs=_BY_DIGEST)


@_cached
def convolved(picture: Picture, kernel: NDArray[np.float64], padding: Padding) -> FloatArray:
    """Return the picture convolved with the kernel."""
    return convolve(picture.image, kernel, padding=padding)


@_cached
def magnitude(picture: Picture) -> FloatArray:
    """Return the picture's centred log-magnitude spectrum."""
    return log_magnitude(picture.image)


@_cached
def scores(picture: Picture, left: int, top: int, width: int, height: int) -> FloatArray:
    """Return the score map of the picture's own region as the template."""
    return match_template(picture.image, picture.image[top : top + height, left : left + width])


@_cached
def diffused(picture: Picture, sigma: float) -> FloatArray:
    """Return the picture when a point of it has spread to sigma, in pixels."""
    return diffuse(picture.image, sigma**2 / 2)


@st.cache_data(max_entries=16, ttl="1h", show_spinner="Letting it spread…", hash_funcs=_BY_DIGEST)
def diffusion_film(picture: Picture, sigmas: tuple[float, ...], boundary: Boundary) -> Film:
    """Return the heat equation's solution at the times when a point has spread to each sigma (diffusivity 1)."""
    black, white = value_range(picture.image)
    times = [sigma**2 / 2 for sigma in sigmas]
    pictures = frames(picture.image, times, boundary=boundary)
    height, width = picture.image.shape[:2]
    return Film(
        title="Spreading",
        frames=tuple(encode_jpeg(to_bytes(image, black, white)) for image in pictures),
        labels=tuple(f"σ = {sigma:.1f} px, t = {time:.1f}" for sigma, time in zip(sigmas, times, strict=True)),
        width=width,
        height=height,
        alt=f"{picture.source.title}, diffusing",
    )
