"""Diffusion that keeps edges (Perona-Malik), playing beside plain diffusion for the same time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st

from core.arrays import FloatArray
from core.diffusion import diffuse
from core.diffusion.anisotropic import LONGEST_STEP, Conductance, perona_malik
from core.diffusion.development import develop, encode_frame
from core.images import shrink
from core.images.display import to_bytes
from pages._parts.address import recall, remember
from pages._parts.choices import choose
from pages._parts.diffusion_latest import Progress, latest
from pages._parts.diffusion_run import Start
from pages._parts.diffusion_takeaway import state_edges
from pages._parts.player import Film, paused_frame, show_player
from pages._parts.sliders import slider

__all__ = ["Choice", "control", "show"]

_PLAYER = "diffusion.edges"
_FRAMES = 60
_RATE = 20.0
_SIDE = 384
_LAWS: dict[Conductance, str] = {
    "exponential": "exp(−(d/K)²): strong edges stay",
    "rational": "1/(1 + (d/K)²): wide regions grow",
}


@dataclass(frozen=True)
class Choice:
    """The contrast K in percent of the range, the law, how far plain diffusion spreads meanwhile, and the frame."""

    contrast: int
    spread: int
    law: Conductance
    frame: int


def control() -> Choice:
    """Draw the controls."""
    contrast: int = slider(
        "A difference above this is an edge (% of white)",
        1,
        50,
        6,
        key="diffusion.contrast",
        help="K. Smaller differences between neighbours are smoothed away, larger ones hardly conduct.",
    )
    spread: int = slider(
        "Until plain diffusion spreads by (σ in pixels)",
        1,
        10,
        5,
        key="diffusion.edge_spread",
    )
    law = choose("How a difference conducts", _LAWS, key="diffusion.law", default="exponential")
    return Choice(contrast, spread, law, recall("diffusion.edge_frame", default=0, most=_FRAMES - 1))


def show(start: Start, choice: Choice) -> None:
    """Draw the section."""
    st.markdown(
        "What if the picture itself decides where it conducts? Where neighbours are alike it spreads freely, across "
        "an edge hardly at all: noise goes, outlines stay."
    )
    how = (start.picture.source.digest, start.black, start.white, choice.contrast, choice.spread, choice.law)
    films = latest("edges", how, lambda tell: _films(start, choice, tell), text="Smoothing between the edges…")
    show_player(films, key=_PLAYER, on_pause=_pause, frame=choice.frame, rate=_RATE)
    st.caption(
        f"Perona and Malik (1990), by explicit steps of at most {LONGEST_STEP} in D·t, below their limit of 0.25; "
        f"the edges of the picture are sealed. Pictures larger than {_SIDE} pixels are scaled down here."
    )
    _state(start, choice)


def _state(start: Start, choice: Choice) -> None:
    """State the frame in hand, to be worked out anew: the films hold pixels only."""
    image = shrink(start.picture.image, _SIDE)
    time = (choice.spread * choice.frame / (_FRAMES - 1)) ** 2 / 2
    contrast = choice.contrast / 100 * (start.white - start.black)

    def kept() -> FloatArray:
        return next(iter(perona_malik(image, [time], contrast=contrast, law=choice.law)))

    state_edges(start, _SIDE, kept, partial(diffuse, image, time), time, contrast=contrast, law=choice.law)


def _films(start: Start, choice: Choice, tell: Progress) -> tuple[Film, Film]:
    """Return both films over the same times."""
    image = shrink(start.picture.image, _SIDE)
    sigmas = [choice.spread * index / (_FRAMES - 1) for index in range(_FRAMES)]
    times = [sigma**2 / 2 for sigma in sigmas]
    contrast = choice.contrast / 100 * (start.white - start.black)
    kept = []
    for time, frame in zip(times, perona_malik(image, times, contrast=contrast, law=choice.law), strict=True):
        tell(time / times[-1])
        kept.append(encode_frame(to_bytes(frame, start.black, start.white), is_smooth=False))
    plain = develop(image, times, low=start.black, high=start.white)
    labels = tuple(f"D·t = {time:.1f} px²" for time in times)
    height, width = image.shape[:2]
    title = start.picture.source.title
    return (
        Film("Edges kept", tuple(kept), labels, width, height, f"{title}, edges kept"),
        Film("Plain diffusion", tuple(plain), labels, width, height, f"{title}, plain diffusion"),
    )


def _pause() -> None:
    """Keep the frame at which the player stands."""
    remember("diffusion.edge_frame", paused_frame(_PLAYER), default=0)
