"""Let the visitor put up walls and stir in a tank that answers at once: the browser computes, not the server."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import ArrayLike, NDArray

from pages._parts.address import recall, remember
from pages._parts.component import declare, pack

__all__ = ["MAX_CELLS", "TankState", "show_tank", "tank_state"]

MAX_CELLS = 512 * 512
"""More cells than these cannot be stepped at a display's rate."""
_component = declare("tank")
_FLOWS = ("still", "swirl", "shear")
_SPEEDS = (2, 6, 12, 24, 48, 96)
# In quarters of a cell per unit of time.
_STRONGEST = 12
_USUAL = {"flow": 0, "strength": 4, "speed": _SPEEDS.index(24)}


@dataclass(frozen=True)
class TankState:
    """The tank when it was reported: its time, its (M, N) walls, and whether neither hand nor stream has disturbed it.

    Undisturbed, it is `core.diffusion.diffuse` of the start at that time with those walls, to the error of its steps.
    """

    time: float
    walls: NDArray[np.bool_]
    is_undisturbed: bool
    is_playing: bool = False


def show_tank(
    salt: NDArray[Any],
    *,
    key: str,
    alt: str,
    low: float = 0.0,
    high: float = 255.0,
    walls: ArrayLike | None = None,
    beside_waiting: bool = False,
    on_pause: Callable[[], None] | None = None,
) -> None:
    """Show a tank to stir; `on_pause` runs after the visitor paused it, or changed it.

    Parameters
    ----------
    salt : array, shape (M, N)
        Finite concentrations at time 0, at most `MAX_CELLS` of them.
    key : str
        The tank's name, for `tank_state`.
    alt : str
        What the tank holds, for those who cannot see it.
    low, high : float
        The concentrations shown black and white, low < high.
    walls : bool array, shape (M, N), optional
        Walls that stand at first. Other walls than the tank's own, from a link or the back button, begin a new run.
    beside_waiting : bool
        Whether a second tank stands beside it, with the same walls and time, that is never stirred.
    on_pause : callable, optional
        Runs after the visitor paused, stepped or restarted, changed it while time stood still, or its walls while it
        plays; `tank_state` says which.

    Raises
    ------
    ValueError
        If the shapes or the range are not as said.

    Notes
    -----
    Diffusivity is 1, a cell's side is 1, the rim is sealed; see `core.diffusion.stirring` for the scheme. The browser
    keeps the last 12 changes for undo, at most 24 copies of the salt (12 MB for two tanks of 256 x 256). What stirs by
    itself, its strength and the speed stand in the address as "<key>.flow", "<key>.strength" and "<key>.speed".
    """
    start, blocked = _checked(salt, walls, low, high)
    titles = ["Wait", "Stir"] if beside_waiting else ["Tank"]
    parts = [start.tobytes(), blocked.tobytes()]
    header = {
        "width": start.shape[1],
        "height": start.shape[0],
        "low": low,
        "high": high,
        "titles": titles,
        "alt": alt,
        "digest": hashlib.blake2b(start.tobytes() + repr((start.shape, titles, low, high)).encode()).hexdigest(),
        "settings": _settings(key),
        "revision": 0 if walls is None else _revision(key, blocked),
    }
    _component(
        data=pack(header, parts),
        key=key,
        on_state_change=lambda: _take(key, on_pause),
        on_settings_change=lambda: _keep(key),
    )


def tank_state(key: str, shape: tuple[int, int]) -> TankState:
    """Return the tank called `key` of (M, N) cells as it was reported last, for use in `on_pause`.

    Raises
    ------
    ValueError
        If what the browser sent is not such a state.
    """
    state = st.session_state[key]["state"]
    time = state.get("time")
    if not isinstance(time, int | float) or not (isfinite(time) and time >= 0):
        message = f"the tank's time must be a finite number, at least 0; got {time!r}"
        raise ValueError(message)
    try:
        packed = np.frombuffer(base64.b64decode(state.get("walls", ""), validate=True), np.uint8)
    except (binascii.Error, TypeError) as error:
        message = "the tank's walls must be base64"
        raise ValueError(message) from error
    count = shape[0] * shape[1]
    if packed.size != -(-count // 8):
        message = f"the tank's walls must be {count} bits, got {8 * packed.size}"
        raise ValueError(message)
    walls = np.unpackbits(packed, count=count).astype(np.bool_).reshape(shape)
    return TankState(float(time), walls, state.get("undisturbed") is True, state.get("playing") is True)


def _settings(key: str) -> dict[str, object]:
    """Return what the address says of flow, strength and speed."""
    flow = recall(f"{key}.flow", default=_USUAL["flow"], most=len(_FLOWS) - 1)
    strength = recall(f"{key}.strength", default=_USUAL["strength"], most=_STRONGEST)
    speed = recall(f"{key}.speed", default=_USUAL["speed"], most=len(_SPEEDS) - 1)
    return {"flow": _FLOWS[flow], "strength": max(1, strength) / 4, "speed": _SPEEDS[speed]}


def _keep(key: str) -> None:
    """Put flow, strength and speed into the address, unless they are none that the tank offers."""
    settings = st.session_state[key]["settings"]
    flow, quarters, speed = settings.get("flow"), settings.get("strength", 0) * 4, settings.get("speed")
    if flow in _FLOWS and speed in _SPEEDS and quarters in range(1, _STRONGEST + 1):
        remember(f"{key}.flow", _FLOWS.index(flow), default=_USUAL["flow"])
        remember(f"{key}.strength", int(quarters), default=_USUAL["strength"])
        remember(f"{key}.speed", _SPEEDS.index(speed), default=_USUAL["speed"])


def _revision(key: str, walls: NDArray[np.bool_]) -> int:
    """Return a number that grows when the page wants other walls than the browser has."""
    packed = base64.b64encode(np.packbits(walls).tobytes()).decode()
    known, revision = st.session_state.get(f"{key}.known", (packed, 0))
    if packed != known:
        revision += 1
    st.session_state[f"{key}.known"] = (packed, revision)
    return int(revision)


def _take(key: str, on_pause: Callable[[], None] | None) -> None:
    """Note which walls the browser has, then let the page do what it wants."""
    _, revision = st.session_state.get(f"{key}.known", ("", 0))
    st.session_state[f"{key}.known"] = (st.session_state[key]["state"].get("walls"), revision)
    if on_pause is not None:
        on_pause()


def _checked(
    salt: NDArray[Any], walls: ArrayLike | None, low: float, high: float
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return salt and walls unless they do not fit."""
    start = np.ascontiguousarray(salt, np.float32)
    if start.ndim != 2 or not 0 < start.size <= MAX_CELLS or not np.isfinite(start).all():
        message = f"salt must be (M, N) finite numbers, at most {MAX_CELLS} of them, got shape {start.shape}"
        raise ValueError(message)
    blocked = np.zeros(start.shape, bool) if walls is None else np.ascontiguousarray(walls, bool)
    if blocked.shape != start.shape:
        message = f"walls must have the shape of salt, {start.shape}, got {blocked.shape}"
        raise ValueError(message)
    if not (isfinite(low) and isfinite(high) and low < high):
        message = f"low must be less than high, both finite; got {low} and {high}"
        raise ValueError(message)
    return start, blocked
