"""Show the picture beside what the kernel makes of it, channels together or apart, and say who computed it."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.convolution import plan
from core.display import to_bytes, value_range
from core.rendering import render
from pages._parts.kernel_cached import Applied, source_of
from pages._parts.kernel_settings import Settings
from pages._parts.panel import Panel, show_panels
from pages._parts.pictures import Picture

__all__ = ["ENGINES", "show_result"]

ENGINES = {"opencv": "OpenCV", "fft": "Fourier tiles"}
_CHANNELS = ("Red", "Green", "Blue")


def show_result(picture: Picture, settings: Settings, result: Applied) -> float:
    """Show picture and result, and return the magnitude that is shown brightest."""
    black, white = value_range(picture.image)
    source = source_of(picture, settings)
    shown = render(result.values, view=settings.view, black=black, white=white)
    if settings.channels == "apart" and source.ndim == 3:
        panels = _apart(source, result.values, settings, black, white, shown.limit)
        note = f"{shown.note} All three by the same scale."
    else:
        panels = [
            Panel("Picture", to_bytes(source, black, white), alt=picture.source.title),
            Panel("Result", shown.pixels, alt=f"{picture.source.title} after the kernel"),
        ]
        note = shown.note
    show_panels(panels, key="kernel.panels")
    reason = plan(source.shape, settings.kernel, dtype=source.dtype).reason
    st.caption(f"{note}  \nComputed by {ENGINES[result.engine]} in {result.milliseconds:.1f} ms. {reason}")
    return shown.limit


def _apart(
    source: NDArray[np.generic],
    values: NDArray[np.floating],
    settings: Settings,
    black: float,
    white: float,
    limit: float,
) -> list[Panel]:
    """Return the three channels of the picture, and below them those of the result."""
    before, after = [], []
    for index, name in enumerate(_CHANNELS):
        plane, feature = (np.ascontiguousarray(array[..., index]) for array in (source, values))
        shown = render(feature, view=settings.view, black=black, white=white, limit=limit)
        before.append(Panel(name, to_bytes(plane, black, white), alt=f"{name} of the picture", share=3))
        after.append(Panel(f"{name} after the kernel", shown.pixels, alt=f"{name} after the kernel", share=3))
    return [*before, *after]
