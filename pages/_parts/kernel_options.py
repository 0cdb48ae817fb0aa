"""Choose what holds for every kernel: how it is used and laid, what lies beyond the edge, how the result is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.images.rendering import View
from core.padding import Padding
from pages._parts.choices import choose
from pages._parts.kernel_settings import Channels, Weights
from pages._parts.pictures import Picture

__all__ = ["Options", "choose_options"]

_PADDINGS: dict[Padding, str] = {
    "reflect": "Reflect: c b a | a b c",
    "mirror": "Mirror: d c b | a b c",
    "nearest": "Nearest: a a a | a b c",
    "wrap": "Wrap: x y z | a b c",
    "constant": "Constant: 0 0 0 | a b c",
}
_VIEWS: dict[View | Literal["auto"], str] = {
    "auto": "Automatic",
    "clip": "As a picture",
    "absolute": "Without sign",
    "signed": "Signed, in colour",
}
_WEIGHTS: dict[Weights, str] = {
    "as_is": "As they are",
    "normalised": "Divided by their sum",
    "softmax": "As chances (softmax)",
}
_TURNS = {"convolution": "Turned by 180° (convolution)", "correlation": "As written (correlation)"}
_CHANNELS: dict[Channels, str] = {"together": "Together", "apart": "Three apart", "gray": "Brightness only"}


@dataclass(frozen=True)
class Options:
    """What the visitor chose for every kernel, and the place for why a kernel cannot have such weights."""

    weights: Weights
    refusals: DeltaGenerator
    turn: str
    padding: Padding
    view: View | Literal["auto"]
    channels: Channels


def choose_options(picture: Picture) -> Options:
    """Draw the choices that hold for every kernel, and return them."""
    weights = choose("Use the numbers", _WEIGHTS, key="kernel.weights", default="as_is")
    refusals = st.empty()
    turn = choose("Lay the kernel", _TURNS, key="kernel.turn", default="convolution")
    padding = choose("Beyond the edge", _PADDINGS, key="kernel.padding", default="reflect")
    view = choose("Show the result", _VIEWS, key="kernel.view", default="auto")
    channels: Channels = "together"
    if picture.image.ndim == 3:
        channels = choose("Colours", _CHANNELS, key="kernel.channels", default="together")
    return Options(weights, refusals, turn, padding, view, channels)
