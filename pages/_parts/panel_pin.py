"""The pixel that the visitor pinned on panels with an inspector: told by the browser, kept by the page."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

__all__ = ["Pixel", "describe_pin", "take_pin"]

Pixel = tuple[int, int]


def describe_pin(key: str, pin: Pixel | None) -> dict[str, object]:
    """Return what the browser needs to know: the pixel (row, column), and the number of its last message seen here."""
    return {"place": pin, "seen": int(st.session_state.get(f"{key}.pin_seen", 0))}


def take_pin(key: str, shape: tuple[int, ...], on_pin: Callable[[Pixel | None], None]) -> None:
    """Hand the pixel that the browser pinned, None for none, to the page; what no panel of ours sends is passed over.

    `shape` is that of the picture.
    """
    sent = st.session_state[key].get("pin")
    if not isinstance(sent, dict) or not isinstance(sent.get("number"), int):
        return
    place = sent.get("place")
    if place is None:
        pixel = None
    elif isinstance(place, list) and len(place) == 2 and all(isinstance(side, int) for side in place):
        row, column = (min(max(side, 0), most - 1) for side, most in zip(place, shape, strict=False))
        pixel = (row, column)
    else:
        return
    st.session_state[f"{key}.pin_seen"] = sent["number"]
    on_pin(pixel)
