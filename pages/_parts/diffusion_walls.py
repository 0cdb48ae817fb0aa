"""Walls and a spoon: a tank that answers the hand at once, alone or beside one that only waits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.arrays import FloatArray
from core.diffusion import diffuse
from core.diffusion.wall_text import format_walls, parse_walls
from core.images import shrink, to_gray
from core.images.display import to_bytes
from pages._parts.address import recall_text, remember
from pages._parts.diffusion_run import Start
from pages._parts.diffusion_takeaway import state_walls
from pages._parts.panel import Panel, show_panels
from pages._parts.tank import TankState, show_tank, tank_state

__all__ = ["Choice", "control", "show"]

_TANK = "diffusion.tank"
_WALLS = "diffusion.walls"
_STATE = "diffusion.tank_state"
_SIDE = 256
# As in the tank.
_WALL = (240, 120, 20)
# Between walls the exact solution takes about a second up to here.
_LONGEST = 2_000


@dataclass(frozen=True)
class Choice:
    """Whether a second tank waits beside the stirred one, and whether the exact solution is shown."""

    is_beside: bool
    is_exact: bool


def control() -> Choice:
    """Draw the choices."""
    is_beside = st.toggle(
        "Wait beside stir",
        True,
        key="diffusion.beside",
        bind="query-params",
        persist_state="session",
        help="Two tanks with the same salt, walls and time; the spoon and the streams move only the second.",
    )
    is_exact = st.toggle(
        "Check against the exact solution",
        False,
        key="diffusion.exact",
        bind="query-params",
        persist_state="session",
        help="When the tank is paused, the server solves the same tank exactly: same start, walls and time.",
    )
    return Choice(is_beside, is_exact)


def show(start: Start, choice: Choice) -> None:
    """Draw the section."""
    st.markdown(
        "Draw walls, lift them while it plays, or drag the spoon through the water. Salt passes only where the way "
        "is open; stirring draws it out into threads so thin that diffusion finishes them at once."
    )
    gray = shrink(to_gray(start.picture.image), _SIDE)
    name = (start.picture.source.digest, gray.shape)
    st.session_state[f"{_TANK}.name"] = name
    walls = _walls(gray.shape)
    show_tank(
        gray,
        key=_TANK,
        alt=start.picture.source.title,
        low=start.black,
        high=start.white,
        walls=walls,
        beside_waiting=choice.is_beside,
        on_pause=_keep,
    )
    st.caption(
        f"Diffusivity 1, sealed edges; in gray and at most {_SIDE} pixels a side, so that the browser keeps up with "
        "the hand. Unevenness is the variance of the salt over the open water: 0 when all is mixed there. A wall keeps "
        "the salt that was in it until it is lifted. The address keeps the walls, unless they are too many for a link."
    )
    solution = None
    if choice.is_exact:
        # As wide as the tank above.
        with st.columns(2)[0] if choice.is_beside else st.container():
            solution = _show_exact(start, gray, name)
    state_walls(start, gray, walls, solution)


def _walls(shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return the walls that a link or the last visit left, if they fit; none otherwise."""
    none = np.zeros(shape, bool)
    text = recall_text(_WALLS)
    if not text:
        return none
    try:
        walls = parse_walls(text)
    except ValueError as error:
        st.warning(f"The link's walls cannot be read: {error}.", icon=":material/link_off:")
        remember(_WALLS, "", default="")
        return none
    return walls if walls.shape == shape else none


def _keep() -> None:
    """Keep the walls for a link and for coming back, and what the tank's exact solution needs."""
    name = st.session_state[f"{_TANK}.name"]
    state = tank_state(_TANK, name[1])
    remember(_WALLS, format_walls(state.walls) if state.walls.any() else "", default="")
    if not state.is_playing:
        st.session_state[_STATE] = (name, state)


def _show_exact(start: Start, gray: FloatArray, name: object) -> FloatArray | None:
    """Show and return the exact solution for the tank as it was paused, or say why there is none."""
    of_which, state = st.session_state.get(_STATE, (None, None))
    if state is None or of_which != name or state.time == 0:
        st.info("Play, then pause: here you will see the exact solution for that moment.", icon=":material/timer:")
        return None
    if not state.is_undisturbed:
        st.info(
            "Water was stirred, or a wall moved while time ran. The exact solution is that of salt which only spreads: "
            "pour the start in again, play and pause.",
            icon=":material/timer:",
        )
        return None
    if state.time > _LONGEST:
        st.info(f"Exact solutions are worked out up to t = {_LONGEST}.", icon=":material/timer:")
        return None
    solution = _exact(gray, state)
    pixels = np.repeat(to_bytes(solution, start.black, start.white)[..., None], 3, axis=2)
    pixels[state.walls] = _WALL
    title = f"Exactly, at t = {state.time:.1f}"
    caption = (
        "Solved in time without steps. For pixel noise, the worst case, the tank's steps are within 3 % of the range "
        "at t = 1, 0.5 % at t = 4 and 0.05 % from t = 16 on."
    )
    show_panels([Panel(title, pixels, solution, caption=caption, alt=title)], key="diffusion.exact_panels")
    return solution


def _by_walls(state: TankState) -> tuple[float, tuple[int, ...], bytes]:
    """Return what tells one state of the tank from another."""
    return state.time, state.walls.shape, np.packbits(state.walls).tobytes()


@st.cache_data(
    max_entries=6,
    ttl="30m",
    show_spinner="Solving it exactly…",
    hash_funcs={TankState: _by_walls, np.ndarray: lambda array: (array.shape, array.dtype.str, array.tobytes())},
)
def _exact(gray: FloatArray, state: TankState) -> FloatArray:
    """Return the exact solution for the tank."""
    return diffuse(gray, state.time, walls=state.walls)
