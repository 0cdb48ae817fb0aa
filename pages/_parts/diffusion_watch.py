"""The film of a run beside its start, and what the paused frame holds."""

from __future__ import annotations

import streamlit as st

from core.images.display import to_bytes
from pages._parts.diffusion_cached import balance_at, film
from pages._parts.diffusion_run import Run
from pages._parts.diffusion_settings import keep_frame
from pages._parts.panel import Panel, show_panels
from pages._parts.player import paused_frame, show_player

__all__ = ["moment", "play", "show"]

_RATE = 60.0
_PLAYER = "diffusion.player"


def show(run: Run) -> None:
    """Draw the section."""
    if run.start.kind == "drawn":
        # The pad beside it is the start.
        play(run, run.settings.frame)
    else:
        playing, start = st.columns(2)
        with playing:
            play(run, run.settings.frame)
        with start:
            picture = run.start.picture
            pixels = to_bytes(picture.image, run.start.black, run.start.white)
            show_panels([Panel("Start", pixels, picture.image, alt=picture.source.title)], key="diffusion.panels")
    _describe(run)


def play(run: Run, frame: int) -> None:
    """Draw the film at a frame; a pause or a scrub chooses another."""
    show_player(film(run), frame=frame, rate=_RATE, key=_PLAYER, on_pause=_pause)


def moment(run: Run) -> int:
    """Return the frame in hand, or one on the way if none was chosen: at the start there is nothing to explain."""
    return run.settings.frame or run.frames // 4


def _describe(run: Run) -> None:
    """Say what the frame in hand holds."""
    balance = balance_at(run, run.settings.frame)
    kept = {"neumann": " Between sealed edges none is lost.", "periodic": " What leaves at one side comes in opposite."}
    st.caption(
        f"In this frame: **{balance.mass:.4%}** of the start's salt, **{balance.variance:.1%}** of its unevenness "
        f"(the variance over the picture).{kept.get(run.settings.boundary, '')}"
    )


def _pause() -> None:
    """Keep the frame at which the player stands."""
    keep_frame(paused_frame(_PLAYER))
