"""Play series of pictures in the browser: play, pause, step and scrub without asking the server."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from pages._parts.address import recall, remember
from pages._parts.component import declare, pack

__all__ = ["Film", "paused_frame", "show_player"]

_component = declare("player")
# Of the film's own rate; the address names one by its place here.
_FACTORS = (0.125, 0.25, 0.5, 1, 2, 4)
_USUAL = _FACTORS.index(1)


@dataclass(frozen=True)
class Film:
    """JPEG or WebP frames, gray or colour, and what is said about each; smaller ones are scaled to the film's size.

    `labels` stand beside the slider (the physical time), `notes` below the picture; `notes` may be left out.
    """

    title: str
    frames: tuple[bytes, ...]
    labels: tuple[str, ...]
    width: int
    height: int
    alt: str
    notes: tuple[str, ...] = ()


def show_player(
    films: Film | Sequence[Film],
    *,
    key: str,
    on_pause: Callable[[], None],
    frame: int = 0,
    rate: float = 30.0,
) -> None:
    """Show one film, or several locked to one transport; `on_pause` runs after the visitor paused or scrubbed.

    Parameters
    ----------
    films : Film or sequence of Film
        What to play, side by side where there is room; all have as many frames. The first one's labels count.
    key : str
        The player's name, for `paused_frame`.
    on_pause : callable
        Runs after the visitor paused, stepped or scrubbed, or the film came to its end.
    frame : int
        The frame to stand at; it does not disturb a film that plays.
    rate : float
        Frames a second; the visitor can choose from an eighth of it to four times it.

    Raises
    ------
    ValueError
        If there is no film or no frame, or the films or their labels and notes differ in number.

    Notes
    -----
    The browser keeps the compressed frames and at most 64 MB of decoded ones, whatever the film's length. Speed and
    loop, once chosen, stand in the address as "<key>.speed" and "<key>.loop".
    """
    shown = (films,) if isinstance(films, Film) else tuple(films)
    _check(shown)
    frames = [data for film in shown for data in film.frames]
    header = {
        "films": [_describe(film) for film in shown],
        "count": len(shown[0].frames),
        "frame": frame,
        "rate": rate,
        "factors": _FACTORS,
        "usual": _USUAL,
        "playback": {
            "speed": recall(f"{key}.speed", default=_USUAL, most=len(_FACTORS) - 1),
            "loop": recall(f"{key}.loop", default=0, most=1) == 1,
        },
        "digest": _digest(shown),
    }
    _component(data=pack(header, frames), key=key, on_frame_change=on_pause, on_playback_change=lambda: _keep(key))


def paused_frame(key: str) -> int:
    """Return the frame at which the player called `key` stands, for use in `on_pause`."""
    return int(st.session_state[key]["frame"])


def _keep(key: str) -> None:
    """Put speed and loop into the address."""
    playback = st.session_state[key]["playback"]
    speed = int(playback["speed"])
    remember(f"{key}.speed", speed if 0 <= speed < len(_FACTORS) else _USUAL, default=_USUAL)
    remember(f"{key}.loop", int(playback["loop"] is True), default=0)


def _check(films: tuple[Film, ...]) -> None:
    """Raise ValueError unless the films can be played together."""
    counts = {len(film.frames) for film in films}
    if len(counts) != 1 or counts == {0}:
        message = f"films must all have as many frames, at least one; got {sorted(counts) or 'no film'}"
        raise ValueError(message)
    for film in films:
        if len(film.labels) != len(film.frames) or len(film.notes) not in {0, len(film.frames)}:
            message = (
                f"a film of {len(film.frames)} frames needs as many labels, and as many notes or none; "
                f"got {len(film.labels)} and {len(film.notes)}"
            )
            raise ValueError(message)


def _describe(film: Film) -> dict[str, object]:
    """Return what the browser needs to know besides the frames."""
    return {
        "title": film.title,
        "labels": film.labels,
        "notes": film.notes,
        "width": film.width,
        "height": film.height,
        "alt": film.alt,
        "mime": "image/jpeg" if film.frames[0].startswith(b"\xff\xd8") else "image/webp",
    }


def _digest(films: tuple[Film, ...]) -> str:
    """Return a name for what is shown, so that the browser knows when it is something else."""
    digest = hashlib.blake2b(digest_size=8)
    for film in films:
        digest.update(repr((film.title, film.labels, film.notes, film.width, film.height)).encode())
        for frame in film.frames:
            digest.update(frame)
    return digest.hexdigest()
