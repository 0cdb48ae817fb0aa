"""From a picture to its waves and back: filter them, look at them, add them up one by one."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages._parts import (
    fourier_filter,
    fourier_look,
    fourier_orientation,
    fourier_swap,
    fourier_theorem,
    fourier_waves,
)
from pages._parts.layout import columns, heading
from pages._parts.pictures import Picture, choose_picture
from pages._parts.sections import choose_section

_SECTIONS: dict[str, tuple[str, str, Callable[[Picture, DeltaGenerator, DeltaGenerator], None]]] = {
    "filter": (
        "Filter",
        "Keep some of the waves, remove the others, and see what remains. Choose a filter, or paint on the spectrum.",
        fourier_filter.show,
    ),
    "look": (
        "Look",
        "See the spectrum in five ways, and what the picture's edges add to it.",
        fourier_look.show,
    ),
    "waves": (
        "Waves",
        "Point at the spectrum to see one wave alone. Then add them up, the strongest first.",
        fourier_waves.show,
    ),
    "theorem": (
        "Theorem",
        "Sliding a kernel over the picture is the same as multiplying spectra. See both ways, and their difference.",
        fourier_theorem.show,
    ),
    "orientation": (
        "Orientation",
        "Turn the picture by any angle, and its spectrum tells which way the lines run.",
        fourier_orientation.show,
    ),
    "swap": (
        "Swap",
        "Exchange the strengths and the places of the waves between two pictures.",
        fourier_swap.show,
    ),
}


def render() -> None:
    """Draw the Fourier page."""
    heading(
        "Fourier",
        "Every picture is a sum of waves. The spectrum shows how strong each one is: slow waves in the centre, "
        "fast ones outside.",
    )
    picture = choose_picture()
    section = choose_section(_SECTIONS, page="fourier")
    _draw(section, picture)


# What a section's own controls change is drawn again without the rest of the page.
@st.fragment
def _draw(section: str, picture: Picture) -> None:
    """Draw one section beside its controls."""
    pictures, controls = columns()
    _SECTIONS[section][2](picture, pictures, controls)


if __name__ == "__main__":
    from app import main

    main()
