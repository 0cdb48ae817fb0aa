"""Show a kernel, its softmax propagator, and what both make of the picture, together."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.images.display import value_range
from core.images.rendering import automatic_view, render, rounding
from core.kernels import softmax
from core.kernels.edits import total
from core.kernels.text import written
from pages._parts.kernel_cached import apply, source_of
from pages._parts.kernel_grid import MAX_GRID_SIDE
from pages._parts.kernel_half import tell_half
from pages._parts.kernel_numbers import show_numbers
from pages._parts.kernel_settings import Settings
from pages._parts.kernel_takeaway import state_kernel
from pages._parts.panel import Panel, show_panels
from pages._parts.pictures import Picture

__all__ = ["show"]


def show(picture: Picture, settings: Settings) -> None:
    """Draw the section."""
    st.markdown(
        "Softmax turns every number into a chance: *e* to its power, divided by the sum of all. As chances the "
        "kernel spreads brightness like a drop of dye, and spreads it further where the kernel's number is larger."
    )
    tell_half(settings, "The propagator and both pictures here are")
    kernel, chances = settings.kernel, softmax(settings.kernel)
    left, right = st.columns(2, gap="medium")
    if max(kernel.shape) <= MAX_GRID_SIDE:
        with left:
            show_numbers(kernel, label=f"The kernel, sum {written(total(kernel))}")
        with right:
            show_numbers(chances, label=f"Its softmax, sum {written(total(chances))}")
    else:
        st.caption(f"Numbers are written out up to {MAX_GRID_SIDE} × {MAX_GRID_SIDE} cells.")
    image = source_of(picture, settings)
    black, white = value_range(picture.image)
    ways = (replace(settings, is_pair=False), replace(settings, kernel=chances, is_pair=False))
    titles = ("By the kernel", "By its softmax")
    panels, limits = [], []
    for title, way in zip(titles, ways, strict=True):
        values = apply(image, way)
        noise = rounding(way.kernel, black, white)
        shown = render(values, view=automatic_view(way.kernel), black=black, white=white, noise=noise)
        limits.append(shown.limit)
        panels.append(Panel(title, shown.pixels, values, caption=shown.note, alt=f"Result {title.lower()}"))
    show_panels(panels, key="kernel.propagator")
    state_kernel(
        "By the kernel's softmax",
        picture,
        settings,
        chances,
        limit=limits[1],
        arrays={"kernel before softmax": kernel},
        pictures={titles[0]: panels[0].pixels},
    )
