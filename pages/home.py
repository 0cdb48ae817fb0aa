"""Show the picture through all four pages at once, each a way in."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.images.display import sequential, to_bytes, value_range
from core.images.rendering import render as render_values
from core.kernels import KERNELS
from pages._parts import cached
from pages._parts.layout import heading
from pages._parts.panel import Panel, show_panels
from pages._parts.pictures import Picture, choose_picture
from pages._parts.regions import default_region

_SPREAD = 12.0


def render(pages: Sequence[st.Page]) -> None:
    """Draw the home page, with a link to each of the pages."""
    heading(
        "See what a convolution does",
        "One idea, four views of it, on your own photo. Choose a picture, or bring one, and open a view.",
    )
    picture = choose_picture()
    views = (_kernel_view, _fourier_view, _template_view, _diffusion_view)
    for column, page, view in zip(st.columns(len(pages)), pages, views, strict=True):
        with column.container(border=True, height="stretch"):
            st.page_link(page, label=f"**{page.title}**", icon=page.icon)
            show_panels([view(picture)], key=f"home.{page.url_path}")


def _kernel_view(picture: Picture) -> Panel:
    """Return the picture's edges."""
    result = cached.convolved(picture, KERNELS["sobel_x"](), "reflect")
    black, white = value_range(picture.image)
    pixels = render_values(result, view="absolute", black=black, white=white).pixels
    return Panel("", pixels, caption="A grid of numbers slides over the picture and finds its edges.", alt="Edges")


def _fourier_view(picture: Picture) -> Panel:
    """Return the picture's spectrum."""
    spectrum = cached.magnitude(picture)
    pixels = sequential(spectrum, 0.0, float(spectrum.max()))
    caption = "The same picture as a sum of waves: slow ones in the centre, fast ones outside."
    return Panel("", pixels, caption=caption, alt="Spectrum")


def _template_view(picture: Picture) -> Panel:
    """Return the score map of a region."""
    region = default_region(picture)
    scores = cached.scores(picture, region.left, region.top, region.width, region.height)
    caption = "How alike each place is to a piece of the picture: the bright dot is where it was cut out."
    return Panel("", sequential(scores, -1.0, 1.0), caption=caption, alt="Score map")


def _diffusion_view(picture: Picture) -> Panel:
    """Return the picture after it has spread."""
    spread = cached.diffused(picture, _SPREAD)
    pixels = to_bytes(spread, *value_range(picture.image))
    return Panel("", pixels, caption="Brightness spreads like salt in water, until all is one gray.", alt="Diffused")


if __name__ == "__main__":
    from app import main

    main()
