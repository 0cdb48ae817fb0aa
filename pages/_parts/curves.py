"""Curves over one axis, each in its own stroke, on any theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.takeaway.line_plot import Line, LinePlot
from pages._parts.outcome import state_plot

__all__ = ["Curve", "show_curves", "tell_plots"]

Look = Literal["main", "soft", "faint", "dashed"]
# These read on the light and on the dark theme.
_COLORS: dict[Look, str] = {"main": "#ea580c", "soft": "#0d9488", "faint": "#94a3b8", "dashed": "#3b82f6"}
_DASHES: dict[Look, list[int]] = {"main": [1, 0], "soft": [1, 0], "faint": [1, 0], "dashed": [6, 4]}


@dataclass(frozen=True)
class Curve:
    """A named series of numbers, and how prominent it is."""

    name: str
    values: NDArray[np.float64] = field(repr=False)
    look: Look


def show_curves(
    along: NDArray[np.float64], curves: Sequence[Curve], *, across: str, up: str, height: int = 340
) -> None:
    """Draw the curves over `along`; `across` and `up` are the axes' titles."""
    rows: list[dict[str, Any]] = [
        {"x": round(float(x), 3), "y": round(float(y), 6), "curve": curve.name}
        for curve in curves
        for x, y in zip(along, curve.values, strict=True)
    ]
    lines = tuple(
        Line(curve.name, along, curve.values, _COLORS[curve.look], curve.look == "dashed") for curve in curves
    )
    state_plot(LinePlot(f"{up} by {across}".capitalize(), across, up, lines))
    names = [curve.name for curve in curves]
    scale = {"domain": names, "range": [_COLORS[curve.look] for curve in curves]}
    dashes = {"domain": names, "range": [_DASHES[curve.look] for curve in curves]}
    legend = (
        None
        if len(curves) == 1
        else {"orient": "top", "title": None, "labelLimit": 400, "columns": 2, "symbolType": "stroke"}
    )
    st.vega_lite_chart(
        {
            "data": {"values": rows},
            "height": height,
            "mark": {"type": "line", "strokeWidth": 2, "interpolate": "linear"},
            "encoding": {
                "x": {"field": "x", "type": "quantitative", "title": across, "scale": {"nice": False}},
                "y": {"field": "y", "type": "quantitative", "title": up},
                "color": {"field": "curve", "type": "nominal", "scale": scale, "legend": legend},
                "strokeDash": {"field": "curve", "type": "nominal", "scale": dashes, "legend": legend},
            },
        },
        width="stretch",
    )
    tell_plots()


def tell_plots() -> None:
    """Say below a plot where it is saved: "Take away" stands at the top of the page, far from here."""
    st.caption(":material/ios_share: As SVG, or as HTML with its numbers: **Take away**, **Plots**.")
