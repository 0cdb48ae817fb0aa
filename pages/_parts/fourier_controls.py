"""The filter's controls: which waves to keep, how far, and with which rim."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.spectrum.filters import Profile
from core.spectrum.painting import Mark
from pages._parts.choices import choose
from pages._parts.fourier_settings import Filter, Keep
from pages._parts.sliders import range_slider, slider

__all__ = ["KEEP", "NOTCH", "choose_filter"]

KEEP: dict[Keep, str] = {
    "low": "Slow waves: low-pass",
    "high": "Fast waves: high-pass",
    "band": "A ring of waves: band-pass",
    "stop": "All but a ring: band-stop",
    "notch": "All but one wave: notch pair",
    "lines": "Lines of one direction: wedge",
    "cut": "All but lines of one direction",
    "light": "Even out the light: homomorphic",
    "all": "All waves, to paint out",
    "none": "No wave, to paint in",
}
_RIMS: dict[Profile, str] = {"ideal": "Hard", "gaussian": "Gaussian", "butterworth": "Butterworth"}
_FINEST = 0.71
NOTCH = ("notch_x", "notch_y")
"""The names of the notch's frequencies across and down."""


def choose_filter(marks: tuple[Mark, ...]) -> Filter:
    """Draw the controls and return the filter that they say, with the marks painted on it."""
    first = Filter()
    keep = choose(
        "Keep",
        KEEP,
        key="fourier.keep",
        default=first.keep,
        help="Of a colour picture, red, green and blue are filtered each. The spectrum shown is that of their plain "
        "mean.",
    )
    chosen: dict[str, Any] = {}
    if keep in ("low", "high"):
        chosen["radius"] = _slider(
            "Radius of the disc (cycles per pixel)",
            "radius",
            (0.0, _FINEST, 0.005),
            first.radius,
            help="0.5 is the fastest wave along a row or column: one cycle in two pixels.",
        )
    if keep in ("band", "stop"):
        chosen["band"] = range_slider(
            "Ring, from and to (cycles per pixel)",
            0.0,
            _FINEST,
            first.band,
            0.005,
            key="fourier.band",
            format="%.3f",
        )
    if keep == "notch":
        st.caption("Point at the spectrum with the first tool, or say where. The mirror image is removed too.")
        chosen["notch"] = tuple(
            _slider(f"The wave, {way} (cycles per pixel)", name, (-0.5, 0.5, 0.001), at)
            for way, name, at in zip(("across", "down"), NOTCH, first.notch, strict=True)
        )
        chosen["width"] = _slider(
            "Radius of the notch (cycles per pixel)", "notch_radius", (0.0, 0.25, 0.005), first.width
        )
    if keep in ("lines", "cut"):
        chosen["direction"] = _slider(
            "Direction of the lines (degrees)",
            "direction",
            (0, 179, 1),
            first.direction,
            help="0 is level, 45 rises to the right, 90 is upright. Their waves lie across them in the spectrum.",
        )
        chosen["spread"] = _slider("Width of the wedge (degrees)", "spread", (2, 178, 2), first.spread)
    if keep == "light":
        chosen["profile"] = "gaussian"
        chosen["radius"] = _slider("Light changes slower than (cycles per pixel)", "slow", (0.0, 0.2, 0.005), 0.02)
        chosen["shade"] = _slider("Slow light and shade, times", "shade", (0.0, 1.0, 0.05), first.shade)
        chosen["texture"] = _slider("Fine texture, times", "texture", (1.0, 3.0, 0.05), first.texture)
    if keep not in ("all", "none", "light"):
        chosen["profile"] = choose(
            "Rim of the filter",
            _RIMS,
            key="fourier.profile",
            default=first.profile,
            draw=st.segmented_control,
            required=True,
            help="A hard rim cuts sharply, and edges in the picture ring; the soft ones do not.",
        )
        if chosen["profile"] == "butterworth":
            chosen["order"] = _slider("Steepness of the rim (order)", "order", (1, 10, 1), first.order)
    return Filter(keep, marks=marks, **chosen)


def _slider(label: str, name: str, span: tuple[Any, Any, Any], first: Any, **options: Any) -> Any:
    """Draw a slider that is bound to the address."""
    low, high, step = span
    return slider(
        label,
        low,
        high,
        first,
        step,
        format="%.3f" if step in (0.001, 0.005) else None,
        key=f"fourier.{name}",
        **options,
    )
