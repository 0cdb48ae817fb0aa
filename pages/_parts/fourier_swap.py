"""Give a picture the magnitudes of another, or its phases, and see which of the two carries the shapes."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from core.arrays import FloatArray
from core.images.display import to_bytes, value_range
from core.spectrum.fitting import fitted
from core.spectrum.phase import swap_phases
from pages._parts.fourier_cached import BY_DIGEST
from pages._parts.fourier_second import choose_second, describe_fit
from pages._parts.fourier_takeaway import state_swap
from pages._parts.layout import errors_shown
from pages._parts.panel import Panel, show_panels
from pages._parts.pictures import Picture, original

__all__ = ["show"]


def show(picture: Picture, pictures: DeltaGenerator, controls: DeltaGenerator) -> None:
    """Draw the section."""
    with controls:
        other = choose_second(picture)
        st.caption(describe_fit(other, picture))
        st.caption(
            "A wave has a magnitude, how strong it is, and a phase, where its crests stand. The mixed pictures look "
            "like the one that gave the phases: shapes are where crests meet."
        )
    with pictures, errors_shown():
        black, white = value_range(picture.image)
        second = _second(picture, other)
        first_size, second_size = _swapped(picture, other)
        name, title = picture.source.title, other.source.title
        show_panels(
            [
                Panel(f"1: {name}", picture.pixels, picture.image, alt=name, share=5),
                Panel(f"2: {title}", to_bytes(second, black, white), second, alt=f"Second: {title}", share=5),
                Panel(
                    "Magnitudes of 2, phases of 1",
                    to_bytes(second_size, black, white),
                    second_size,
                    alt="Phases of the first",
                    share=5,
                ),
                Panel(
                    "Magnitudes of 1, phases of 2",
                    to_bytes(first_size, black, white),
                    first_size,
                    alt="Phases of the second",
                    share=5,
                ),
            ],
            key="fourier.swapped",
            pair=(0, 2),
        )
        state_swap(picture, second, second_size, first_size, partial(_second_for, ends=(black, white), other=other))


@st.cache_resource(max_entries=8, ttl="1h", show_spinner=False, hash_funcs=BY_DIGEST)
def _second(picture: Picture, other: Picture) -> FloatArray:
    """Return the second picture in the shape and the range of the first."""
    return _ranged(fitted(other.image, picture.image.shape), value_range(other.image), value_range(picture.image))


def _second_for(photo: NDArray[np.generic], *, ends: tuple[float, float], other: Picture) -> FloatArray:
    """Return the second picture, from its original, in the shape of a photo."""
    return _ranged(fitted(original(other.source), photo.shape), value_range(other.image), ends)


def _ranged(second: FloatArray, ends: tuple[float, float], wanted: tuple[float, float]) -> FloatArray:
    """Return numbers such that what lay at either end lies at the wanted ones."""
    (low, high), (black, white) = ends, wanted
    moved: FloatArray = (second - low) * ((white - black) / (high - low)) + black
    return moved


@st.cache_resource(max_entries=8, ttl="1h", show_spinner=False, hash_funcs=BY_DIGEST)
def _swapped(picture: Picture, other: Picture) -> tuple[FloatArray, FloatArray]:
    """Return both mixtures."""
    return swap_phases(picture.image, _second(picture, other))
