"""Calls into core whose results are kept: named by the picture's content, bounded in number and time."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.arrays import FloatArray
from core.convolution import convolve
from core.diffusion import diffuse
from core.matching import match_template
from core.padding import Padding
from core.spectrum import log_magnitude
from pages._parts.pictures import Picture

__all__ = [
    "convolved",
    "diffused",
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
