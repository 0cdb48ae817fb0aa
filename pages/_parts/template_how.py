"""How it works: the template turned by 180 degrees and zero-padded, and the convolution that equals the correlation."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.images import to_gray
from core.images.display import diverging
from core.kernels.text import written
from core.matching.turned_template import at_every_pixel, prove
from core.padding import Padding
from core.takeaway.recipes.template import convolution_code
from pages._parts.choices import choose
from pages._parts.outcome import figures, signed, state
from pages._parts.panel import Box, Panel, Ring, Scale, show_panels
from pages._parts.pictures import Picture
from pages._parts.template_sources import Template

__all__ = ["show"]

_RULES: dict[Padding, str] = {
    "constant": "Constant: 0 0 0 | a b c",
    "reflect": "Reflect: c b a | a b c",
    "mirror": "Mirror: d c b | a b c",
    "nearest": "Nearest: a a a | a b c",
    "wrap": "Wrap: x y z | a b c",
}


def show(picture: Picture, template: Template) -> None:
    """Show the steps from template to score map, and what the rule beyond the edge decides."""
    st.markdown(
        "**Correlating is convolving with the template turned by 180°.** Both lose their mean first; "
        "blue is below it, red above. Multiply the waves of the picture by the waves of the turned, zero-padded "
        "template, go back, and the bright dot marks the place."
    )
    if template.sought.mask is not None:
        st.caption("Shown for the whole box around the template; pixels that do not count would be zeros.")
    plane, pattern = to_gray(picture.image), to_gray(np.asarray(template.sought.pixels))
    proof = prove(plane, pattern)
    show_panels(
        [
            _signed("1. Turned by 180°", proof.turned, "Its last pixel comes first.", share=1),
            _signed(
                "2. Zero-padded",
                proof.padded,
                "The turned template in the corner, zeros up to the picture's size.",
                share=2,
            ),
            _sums("3. The convolution", proof.convolution, "Laid out by the place of the template's top left corner."),
        ],
        key="template.how",
    )
    first, second, third = st.columns(3)
    first.metric("Places compared", f"{proof.correlation.size:,}".replace(",", "\u202f"))
    second.metric("Largest sum", f"{proof.scale:,.0f}".replace(",", "\u202f"))
    third.metric(
        "Largest difference",
        written(proof.difference, 2),
        help="Between the convolution and laying the template on every place, pixel by pixel: rounding only.",
    )
    region = template.region
    state(
        figures(
            "template",
            picture,
            proof.convolution,
            name="The convolution with the turned template",
            show=signed,
            arrays={"template": np.asarray(template.sought.pixels), "turned": proof.turned, "padded": proof.padded},
            code=partial(
                convolution_code,
                region=(region.left, region.top, region.width, region.height) if region else None,
            ),
            files={} if region else {"template": np.asarray(template.sought.pixels)},
            small="These are the steps behind the score map on screen; the search itself, under “Of”, is made at it.",
            alone="These are the steps behind one score map. The search itself, under “Of”, goes through many photos.",
        )
    )
    _show_edge(plane, pattern)


def _show_edge(plane: NDArray[np.generic], pattern: NDArray[np.generic]) -> None:
    """Show the sums with the template's centre on every pixel, where the edge matters."""
    st.markdown("**At the edge the template hangs over.** What lies beyond is a choice, and programs differ in it:")
    rule = choose("Beyond the edge", _RULES, key="template.padding", default="constant")
    rows, cols = plane.shape
    height, width = pattern.shape
    sums = at_every_pixel(plane, pattern, padding=rule)
    inside = (rows - height + 1) * (cols - width + 1)
    frame = Box((width - 1) // 2, (height - 1) // 2, cols - width + 1, rows - height + 1)
    if rule == "constant":
        caption = "0 is the picture's mean here."
    else:
        other = at_every_pixel(plane, pattern, padding="constant")
        peak = float(np.abs(other).max()) or 1.0
        caption = f"Up to {float(np.abs(sums - other).max()) / peak:.0%} of the largest sum away from “constant”."
    share = 1 - inside / plane.size
    panel = _sums(
        "The template's centre on every pixel",
        sums,
        f"Inside the frame no rule matters; outside, at {share:.0%} of the pixels, the rule decides. {caption}",
    )
    show_panels([Panel(**{**vars(panel), "marks": (*panel.marks, frame)})], key="template.edge")


def _signed(title: str, values: NDArray[np.float64], caption: str, *, share: int) -> Panel:
    """Return numbers around zero in blue and red."""
    limit = float(np.abs(values).max()) or 1.0
    return Panel(
        title,
        diverging(values, limit),
        values=values,
        scale=Scale("diverging", -limit, limit),
        caption=caption,
        alt=title,
        share=share,
        together=False,
    )


def _sums(title: str, values: NDArray[np.float64], caption: str) -> Panel:
    """Return a map of sums with its largest ringed."""
    panel = _signed(title, values, caption, share=2)
    row, col = np.unravel_index(int(values.argmax()), values.shape)
    radius = max(values.shape) / 40
    return Panel(**{**vars(panel), "marks": (Ring(col + 0.5, row + 0.5, radius, radius),)})
