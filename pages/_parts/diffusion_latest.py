"""Keep a section's last film in the visitor's session, and show a progress bar while it is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

__all__ = ["Progress", "latest"]

_Made = TypeVar("_Made")
Progress = Callable[[float], None]
_STEP = 0.04


def latest(kind: str, name: object, make: Callable[[Progress], _Made], *, text: str) -> _Made:
    """Return what `make` makes; the last of its kind is kept under its name, older ones are let go.

    Parameters
    ----------
    kind : str
        What is kept one of.
    name : object
        All that the result depends on.
    make : callable
        Takes a function to tell the finished part, 0..1, to.
    text : str
        What stands over the bar.
    """
    key = f"diffusion.latest.{kind}"
    kept = st.session_state.get(key)
    if kept is not None and kept[0] == name:
        found: _Made = kept[1]
        return found
    bar = st.progress(0.0, text=text)
    told = 0.0

    def tell(part: float) -> None:
        nonlocal told
        # The browser redraws at each, so that a bar told of every frame would take longer than the film.
        if part - told >= _STEP:
            told = part
            bar.progress(min(part, 1.0), text=text)

    try:
        made = make(tell)
    finally:
        bar.empty()
    st.session_state[key] = (name, made)
    return made
