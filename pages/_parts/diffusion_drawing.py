"""A tank to paint salt into by hand; the strokes stand in the address, as far as it holds them."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.diffusion import scenes
from core.diffusion.stroke_text import format_strokes, parse_strokes, rounded
from core.images.display import to_bytes
from pages._parts.address import is_too_long, recall_text, remember
from pages._parts.panel import Drawn, Panel, put_strokes, show_panels, strokes

__all__ = ["paint_by_hand"]

_PAD = "diffusion.pad"
_KEY = "diffusion.drawing"


def paint_by_hand() -> NDArray[np.float32]:
    """Draw the pad and return what is painted on it."""
    _take_from_address()
    painted = scenes.painted(_kept())
    caption = "Drag to paint; the film spreads what you painted."
    if not strokes(_PAD):
        caption = "Empty: drag here to paint."
    elif is_too_long(_KEY):
        caption = "Too much for a link: “Take away” saves a file that holds the whole drawing."
    pad = Panel(
        "Paint salt into clear water",
        to_bytes(painted, 0, 255),
        caption=caption,
        alt="Drawing pad",
        tools=("brush", "eraser", "line"),
    )
    show_panels([pad], key=_PAD, on_draw=_round_and_keep, on_undo=_keep)
    return painted


def _kept() -> list[scenes.Stroke]:
    """Return the strokes on the pad."""
    return [scenes.Stroke(stroke.points, stroke.radius, stroke.tool == "eraser") for stroke in strokes(_PAD)]


def _take_from_address() -> None:
    """Put the strokes of a link, of a file or of the last visit on the pad; say what could not be read."""
    text = recall_text(_KEY)
    if text == format_strokes(_kept()):
        return
    found, lost = parse_strokes(text)
    if lost:
        some = "1 stroke" if lost == 1 else f"{lost} strokes"
        st.warning(f"{some} of this link's drawing cannot be read and was left out.", icon=":material/link_off:")
    _put(found)
    _keep()


def _put(found: tuple[scenes.Stroke, ...] | list[scenes.Stroke]) -> None:
    """Make these the strokes on the pad."""
    put_strokes(
        _PAD, [Drawn(0, "eraser" if stroke.is_eraser else "brush", stroke.points, stroke.radius) for stroke in found]
    )


def _round_and_keep() -> None:
    """Round the new stroke to what a link can say, so that a link shows what is on the pad."""
    *before, last = _kept()
    _put([*before, rounded(last)])
    _keep()


def _keep() -> None:
    """Keep the strokes for a link, and for coming back."""
    remember(_KEY, format_strokes(_kept()), default="")
