"""Walls and a spoon: a tank that answers the hand at once, alone or beside one that only waits."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.images import shrink, to_gray
from pages._parts.diffusion_run import Start
from pages._parts.tank import show_tank, tank_state

__all__ = ["control", "show"]

_TANK = "diffusion.tank"
_WALLS = "diffusion.walls"
_SIDE = 256


def control() -> bool:
    """Draw the choice between one tank and two; return whether a second one waits beside the stirred one."""
    return st.toggle(
        "Wait beside stir",
        True,
        key="diffusion.beside",
        bind="query-params",
        persist_state="session",
        help="Two tanks with the same salt, walls and time; the spoon and the streams move only the second.",
    )


def show(start: Start, is_beside: bool) -> None:
    """Draw the section."""
    st.markdown(
        "Draw walls, lift them while it plays, or drag the spoon through the water. Salt passes only where the way "
        "is open; stirring draws it out into threads so thin that diffusion finishes them at once."
    )
    gray = shrink(to_gray(start.picture.image), _SIDE)
    st.session_state[f"{_WALLS}.shape"] = gray.shape
    show_tank(
        gray,
        key=_TANK,
        alt=start.picture.source.title,
        low=start.black,
        high=start.white,
        walls=_walls(gray.shape),
        beside_waiting=is_beside,
        on_pause=_keep,
    )
    st.caption(
        f"Diffusivity 1, sealed edges; in gray and at most {_SIDE} pixels a side, so that the browser keeps up with "
        "the hand. Unevenness is the variance of the salt over the tank: 0 when all is mixed."
    )


def _walls(shape: tuple[int, ...]) -> NDArray[np.bool_] | None:
    """Return the walls that stood when the tank was left, if they fit."""
    kept: NDArray[np.bool_] | None = st.session_state.get(_WALLS)
    return kept if kept is not None and kept.shape == shape else None


def _keep() -> None:
    """Keep the walls for when the visitor comes back to the tank."""
    st.session_state[_WALLS] = tank_state(_TANK, st.session_state[f"{_WALLS}.shape"]).walls
