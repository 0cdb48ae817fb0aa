"""Pages with nothing but panels: numbers to read, a frame to draw on, a sum to inspect, the same picture twice."""

from __future__ import annotations

from typing import get_args

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.convolution import correlate
from core.images.display import diverging, to_bytes
from core.padding import Padding
from pages._parts.drawing import Tool
from pages._parts.panel import Box, Inspector, Laid, Mask, Panel, Scale, drawn, show_panels, strokes

ROWS, COLUMNS = 97, 130
# The bright rectangle on the drawing stage: left, top, width, height.
TARGET = (41, 23, 30, 17)
KERNEL = np.array([[1, -2, 0.5, 3], [0, 4, -1, 2], [-3, 1, 2.25, 0], [1, 1, -2, 1], [0.125, 2, -1, 5]])


def colours() -> NDArray[np.uint8]:
    """Return noise in colour."""
    return np.random.default_rng(1).integers(0, 256, (ROWS, COLUMNS, 3), np.uint8)


def reals() -> NDArray[np.float32]:
    """Return signed numbers of many sizes, wider than a tile."""
    generator = np.random.default_rng(2)
    return (generator.normal(size=(200, 300)) * 10.0 ** generator.integers(-4, 5, (200, 300))).astype(np.float32)


def target() -> NDArray[np.uint8]:
    """Return a white rectangle on black."""
    left, top, width, height = TARGET
    image = np.zeros((ROWS, COLUMNS), np.uint8)
    image[top : top + height, left : left + width] = 255
    return image


def ramps() -> NDArray[np.uint8]:
    """Return red that rises by 2 a row, and green by as much a column, up to the middle and down again."""
    rows, columns = 2 * np.abs(np.mgrid[:ROWS, :COLUMNS] - np.array([ROWS // 2, COLUMNS // 2])[:, None, None])
    return np.stack([255 - rows, 255 - columns, np.full_like(rows, 90)], axis=-1).astype(np.uint8)


def _show_numbers() -> None:
    values = reals()
    show_panels([Panel("Colours", colours())], key="colours")
    show_panels([Panel("Reals", diverging(values, 100), values, Scale("diverging", -100, 100, "units"))], key="reals")


def _show_drawing() -> None:
    mask = Mask(np.zeros((ROWS, COLUMNS), bool), "#00ff00")
    mask.pixels[60:70, 20:40] = True
    marks = (mask, Box(90, 60, 20, 20, role="selection"))
    tools = tuple(sorted(get_args(Tool), key="box".__ne__))
    panel = Panel("Target", target(), marks=marks, tools=tools)
    show_panels([panel], key="drawing", on_draw=_draw, on_undo=_draw)
    st.code(st.session_state.get("report", "nothing drawn"))


def _draw() -> None:
    """Report what was drawn."""
    kept = strokes("drawing")
    st.session_state["report"] = f"{len(kept)} strokes; last {drawn('drawing')}"


def _show_inspector(padding: Padding) -> None:
    image, kernel = colours(), KERNEL * 2.0 ** st.session_state.get("doubled", 0)
    result = correlate(image, kernel, padding=padding, fill=7.0)
    panels = [Panel("Picture", image), Panel("Result", to_bytes(result, 0, 2550), result)]
    origin = (KERNEL.shape[0] // 2, KERNEL.shape[1] // 2)
    show_panels(panels, key="inspector", inspector=Inspector((Laid(kernel, origin),), padding, 7.0))
    st.button("Double", on_click=lambda: st.session_state.update(doubled=st.session_state.get("doubled", 0) + 1))


def _show_twins() -> None:
    panels = [Panel("Left", ramps()), Panel("Right", ramps()), Panel("Alone", ramps(), together=False)]
    panels.append(Panel("Waves", ramps(), spectrum=True))
    show_panels(panels, key="twins")
    show_panels([Panel("Below", ramps())], key="below", step_with="twins")


def _show_updates() -> None:
    step = st.session_state.get("step", 0)
    image = np.full((ROWS, COLUMNS), 10 * step, np.uint8)
    show_panels([Panel("Changing", image, image + 0.5)], key="updates")
    st.button("Next", on_click=lambda: st.session_state.update(step=step + 1))
    st.button("Again")


if __name__ == "__main__":
    st.set_page_config(layout="wide")
    match st.query_params.get("show", "numbers").split("."):
        case ["numbers"]:
            _show_numbers()
        case ["drawing"]:
            _show_drawing()
        case ["twins"]:
            _show_twins()
        case ["updates"]:
            _show_updates()
        case ["inspector", padding]:
            _show_inspector(padding)
