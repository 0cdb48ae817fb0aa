"""Play a series of pictures in the browser: play, pause and scrub without asking the server."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from pages._parts.component import declare, pack

__all__ = ["Film", "paused_frame", "show_player"]

_component = declare("player")


@dataclass(frozen=True)
class Film:
    """JPEG frames of one size, and a label for each that says what it shows."""

    title: str
    frames: tuple[bytes, ...]
    labels: tuple[str, ...]
    width: int
    height: int
    alt: str


def show_player(film: Film, *, frame: int, rate: float, key: str, on_pause: Callable[[], None]) -> None:
    """Show the film at a frame; `on_pause` runs after the visitor paused or scrubbed.

    Parameters
    ----------
    film : Film
        What to play.
    frame : int
        The frame to start at; it counts only when the film changes.
    rate : float
        Frames a second.
    key : str
        The player's name, for `paused_frame`.
    on_pause : callable
        Runs after the visitor paused or scrubbed.
    """
    header = {
        "mime": "image/jpeg",
        "title": film.title,
        "labels": film.labels,
        "width": film.width,
        "height": film.height,
        "alt": film.alt,
        "frame": frame,
        "rate": rate,
        "digest": hashlib.blake2b(b"".join(film.frames), digest_size=8).hexdigest(),
    }
    _component(data=pack(header, film.frames), key=key, on_frame_change=on_pause)


def paused_frame(key: str) -> int:
    """Return the frame at which the player called `key` stands, for use in `on_pause`."""
    return int(st.session_state[key]["frame"])
