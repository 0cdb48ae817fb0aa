"""A page with nothing but the player: two locked films whose frame number is their gray level."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.images import encode_jpeg
from pages._parts.player import Film, paused_frame, show_player

COUNT, HEIGHT, WIDTH = 200, 48, 64


def _film(title: str, first: int, step: int) -> Film:
    levels = [first + step * frame for frame in range(COUNT)]
    return Film(
        title=title,
        frames=tuple(encode_jpeg(np.full((HEIGHT, WIDTH), level, np.uint8)) for level in levels),
        labels=tuple(f"t = {frame / 10:.1f} s" for frame in range(COUNT)),
        width=WIDTH,
        height=HEIGHT,
        alt=f"{title} film",
        notes=tuple(f"level {level}" for level in levels),
    )


def _pause() -> None:
    st.session_state["frame"] = paused_frame("player")
    st.session_state["reports"] = st.session_state.get("reports", 0) + 1


def main() -> None:
    """Draw the player, and what Python knows of it."""
    show_player(
        [_film("Rising", 0, 1), _film("Falling", 250, -1)],
        key="player",
        frame=st.session_state.get("frame", 5),
        rate=60,
        on_pause=_pause,
    )
    st.write(
        f"Python knows frame {st.session_state.get('frame', 5)} after {st.session_state.get('reports', 0)} reports"
    )
    if st.button("Go to frame 77"):
        st.session_state["frame"] = 77
        st.rerun()


if __name__ == "__main__":
    main()
