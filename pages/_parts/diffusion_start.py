"""Choose what spreads: the photo, a sharp step, drops, an aquarium of salt cubes, or a drawing by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from core.diffusion import scenes
from core.images import encode_png
from core.images.display import to_bytes, value_range
from pages._parts.address import recall, remember
from pages._parts.choices import choose
from pages._parts.diffusion_drawing import paint_by_hand
from pages._parts.diffusion_run import Start
from pages._parts.pictures import SHOWN, Picture, Source, choose_picture
from pages._parts.sliders import slider

__all__ = ["Kind", "choose_start"]

Kind = Literal["photo", "step", "drops", "aquarium", "drawn"]
_KINDS: dict[Kind, str] = {
    "photo": "The photo: each pixel a concentration",
    "step": "A sharp step: salt left, water right",
    "drops": "Five drops of ink",
    "aquarium": "An aquarium of salt cubes",
    "drawn": "Drawn by hand",
}
_MOST_SEEDS = 9999


def choose_start(above: DeltaGenerator) -> Start:
    """Draw the choice, and above the pictures what belongs to it; return the start."""
    kind = choose("Start from", _KINDS, key="diffusion.start", default="photo")
    if kind == "photo":
        with above:
            picture = choose_picture()
        return Start(kind, picture, *value_range(picture.image))
    if kind == "aquarium":
        return _aquarium()
    if kind == "drawn":
        return _scene("drawn", paint_by_hand(), "Your drawing")
    make: Callable[[], NDArray[np.float32]] = scenes.step if kind == "step" else scenes.drops
    return _scene(kind, make(), {"step": "A sharp step", "drops": "Five drops"}[kind])


def _aquarium() -> Start:
    """Draw the aquarium's controls and return its start."""
    cube: int = slider(
        "Side of a salt cube (pixels)",
        1,
        64,
        8,
        key="diffusion.cube",
        help="256 × 256 pixels; at 1 every pixel has a concentration of its own.",
    )
    seed = recall("diffusion.seed", default=0, most=_MOST_SEEDS)
    st.button("Fill it anew", icon=":material/casino:", on_click=_refill, key="diffusion.refill")
    return _scene("aquarium", scenes.aquarium(cube, seed), "Aquarium")


def _refill() -> None:
    """Choose other random cubes; the address keeps which."""
    remember("diffusion.seed", (st.session_state["diffusion.seed"] + 1) % (_MOST_SEEDS + 1), default=0)


def _scene(kind: Kind, image: NDArray[np.float32], title: str) -> Start:
    """Return a scene as a picture that every other part of the app can take, and let it be taken away."""
    # A picture like any other, in whole gray levels: what is saved is what spreads here.
    image = to_bytes(image, 0, 255).astype(np.float32)
    digest = hashlib.blake2b(image.tobytes(), digest_size=16).hexdigest()
    shape = (image.shape[0], image.shape[1])
    source = Source(kind, title, digest, encode_png(to_bytes(image, 0, 255)))
    picture = Picture(image, shape, source)
    st.session_state[SHOWN] = picture
    return Start(kind, picture, 0.0, 255.0)
