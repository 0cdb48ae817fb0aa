"""Let the picture spread by the heat equation, and play it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.diffusion import Boundary, diffuse
from core.display import to_bytes, value_range
from pages._parts import cached
from pages._parts.address import choose, recall, remember
from pages._parts.downloads import offer_full_size
from pages._parts.layout import columns, errors_shown, heading
from pages._parts.panel import Panel, show_panels
from pages._parts.pictures import Picture, choose_picture
from pages._parts.player import paused_frame, show_player

FRAMES = 91
_RATE = 30.0
_BOUNDARIES: dict[Boundary, str] = {
    "neumann": "Sealed: nothing leaves",
    "periodic": "Periodic: left meets right",
    "dirichlet": "Held at black",
}


@dataclass(frozen=True)
class Settings:
    """How far a point has spread at the end (sigma, pixels), what holds at the edge, and the paused frame."""

    spread: int = 24
    boundary: Boundary = "neumann"
    frame: int = 0

    @property
    def sigmas(self) -> tuple[float, ...]:
        """Spread at each frame: it grows evenly, because the eye sees sizes rather than times."""
        return tuple(self.spread * index / (FRAMES - 1) for index in range(FRAMES))


def render() -> None:
    """Draw the diffusion page."""
    heading(
        "Diffusion",
        "Read brightness as heat, or as salt in water, and let it spread. Each moment of the heat equation is "
        "the picture convolved with a wider Gaussian. Press play.",
    )
    picture = choose_picture()
    left, right = columns()
    with right:
        settings = _controls()
    with left, errors_shown():
        _show(picture, settings)
    with right:
        offer_full_size(picture, _developer(picture, settings), page="diffusion")


def _controls() -> Settings:
    """Draw the controls and return what they say."""
    default = Settings()
    spread = st.slider(
        "Spread at the end (σ in pixels)",
        2,
        96,
        default.spread,
        help="After time t a point has become a Gaussian of σ = √(2Dt); here D is 1 pixel² per unit of time.",
        key="diffusion.spread",
        bind="query-params",
        persist_state="session",
    )
    boundary = choose("Edge of the picture", _BOUNDARIES, key="diffusion.boundary", default=default.boundary)
    return Settings(spread, boundary, recall("diffusion.frame", default=default.frame, most=FRAMES - 1))


def _show(picture: Picture, settings: Settings) -> None:
    """Show the picture beside the film that starts from it."""
    film = cached.diffusion_film(picture, settings.sigmas, settings.boundary)
    playing, start = st.columns(2)
    with playing:
        show_player(film, frame=settings.frame, rate=_RATE, key="diffusion.player", on_pause=_pause)
    with start:
        pixels = to_bytes(picture.image, *value_range(picture.image))
        show_panels([Panel("Start", pixels, picture.image, alt=picture.source.title)], key="diffusion.panels")


def _pause() -> None:
    """Keep the frame at which the player stands."""
    remember("diffusion.frame", paused_frame("diffusion.player"), default=Settings().frame)


def _developer(picture: Picture, settings: Settings) -> Callable[[NDArray[np.generic]], NDArray[np.uint8]]:
    """Return the paused frame for one channel of the original, spread by as large a share of it."""
    black, white = value_range(picture.image)
    time = (settings.sigmas[settings.frame] / picture.scale) ** 2 / 2

    def develop(channel: NDArray[np.generic]) -> NDArray[np.uint8]:
        return to_bytes(diffuse(channel, time, boundary=settings.boundary), black, white)

    return develop


if __name__ == "__main__":
    from app import main

    main()
