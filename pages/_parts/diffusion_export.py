"""Take a film home: as MP4 or GIF, or the frame in hand as PNG."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import cv2
import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.images import decode, encode_png
from core.images.display import to_bytes
from core.takeaway.film import GIF_SIDE, encode_gif, encode_mp4, gif_pictures
from pages._parts.diffusion_cached import film, picture_at
from pages._parts.diffusion_latest import Progress, latest
from pages._parts.diffusion_run import Run
from pages._parts.jobs import size_in_words

__all__ = ["offer_film"]

_RATE = 30.0
_KINDS = {"mp4": (encode_mp4, "video/mp4"), "gif": (encode_gif, "image/gif")}
# An encoder takes tens of megabytes while it works, so that visitors wait for one another.
_turn = threading.Semaphore(1)


def offer_film(run: Run) -> None:
    """Draw what makes the film, then what saves it, and the frame in hand."""
    with st.popover("Save the film", icon=":material/movie:"):
        st.caption(
            f"MP4 plays in browsers and players of today (AV1 inside). GIF plays everywhere: "
            f"{gif_pictures(run.frames)} of the {run.frames} pictures, up to {GIF_SIDE} pixels wide or high."
        )
        for kind in _KINDS:
            _offer(run, kind)
        st.download_button(
            f"Frame {run.settings.frame + 1} as PNG",
            data=lambda: encode_png(to_bytes(picture_at(run, run.settings.frame), run.start.black, run.start.white)),
            file_name=f"convoscope-diffusion-{run.settings.frame + 1}.png",
            mime="image/png",
            icon=":material/image:",
            help="The frame at which the player stands.",
            on_click="ignore",
            key="diffusion.frame_png",
        )


def _offer(run: Run, kind: str) -> None:
    """Draw a button that makes the film, or if it is made, one that saves it."""
    asked = st.session_state.get(f"diffusion.asked.{kind}")
    if asked != run.name:
        st.button(
            f"Make {kind.upper()}",
            icon=":material/movie:",
            key=f"diffusion.make_{kind}",
            on_click=lambda: st.session_state.update({f"diffusion.asked.{kind}": run.name}),
        )
        return
    mime = _KINDS[kind][1]
    data = latest(kind, run.name, lambda tell: _encode(run, kind, tell), text=f"Making the {kind.upper()}…")
    st.download_button(
        f"Save {kind.upper()} ({size_in_words(data)})",
        data=data,
        file_name=f"convoscope-diffusion.{kind}",
        mime=mime,
        icon=":material/download:",
        on_click="ignore",
        type="primary",
        key=f"diffusion.save_{kind}",
    )


def _encode(run: Run, kind: str, tell: Progress) -> bytes:
    """Return the film as a file."""
    with _turn:
        return _KINDS[kind][0](_pictures(run), run.frames, _RATE, progress=tell)


def _pictures(run: Run) -> Iterator[NDArray[np.uint8]]:
    """Yield the film's pictures."""
    made = film(run)
    for frame in made.frames:
        picture = decode(frame)
        yield np.asarray(cv2.resize(picture, (made.width, made.height), interpolation=cv2.INTER_LINEAR), np.uint8)
