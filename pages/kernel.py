"""Choose a kernel, edit it as a grid, see what it makes of the picture, and look into every number of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from core.arrays import FloatArray
from core.images.display import value_range
from core.images.rendering import View, automatic_view
from core.images.rendering import render as render_values
from core.kernels import softmax
from core.kernels.chain import format_link
from core.kernels.edits import normalise
from core.kernels.library import PAIRS, explain, make, title
from core.kernels.text import format_kernel
from core.padding import Padding
from core.takeaway.recipes.kernel import kernel_code
from pages._parts import (
    kernel_chain,
    kernel_chance,
    kernel_facts,
    kernel_propagator,
    kernel_quiz,
    kernel_slide,
    kernel_worked,
)
from pages._parts.choices import choose
from pages._parts.downloads import offer_full_size
from pages._parts.kernel_cached import applied, apply
from pages._parts.kernel_chooser import choose_kernel
from pages._parts.kernel_editor import edit_kernel, forget_edits
from pages._parts.kernel_panels import show_result
from pages._parts.kernel_settings import Channels, Settings, Weights
from pages._parts.layout import columns, errors_shown, heading
from pages._parts.outcome import Outcome
from pages._parts.pictures import Picture, choose_picture
from pages._parts.pictures_first import pictures_first
from pages._parts.sections import choose_section

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
_SECTIONS: dict[str, tuple[str, str, Callable[[Picture, Settings], None] | None]] = {
    "inspect": ("Inspect", "Point at any pixel: its patch, times the kernel, adds up to the new pixel.", None),
    "slide": (
        "Slide",
        "Below the pictures the kernel slides over a patch, sum by sum. Step it, or play it.",
        kernel_slide.show,
    ),
    "facts": (
        "Facts",
        "Below the pictures: what the kernel's numbers come to, its parts, and what it makes of waves.",
        kernel_facts.show,
    ),
    "propagator": (
        "Propagator",
        "Below the pictures: the kernel's numbers become chances, and the picture spreads by them.",
        kernel_propagator.show,
    ),
    "chain": (
        "Chain",
        "Below the pictures: several kernels one after another, and the one kernel that does the same.",
        kernel_chain.show,
    ),
    "chance": (
        "Chance",
        "Below the pictures: walkers draw lots in place of sums, and their mean comes ever nearer to the result.",
        kernel_chance.show,
    ),
    "numbers": (
        "Number grid",
        "Below the pictures: a table small enough for paper. Change it, and read every sum.",
        kernel_worked.show,
    ),
    "quiz": (
        "Quiz",
        "Below the pictures: guess from a kernel's numbers what it does, before you see it.",
        kernel_quiz.show,
    ),
}


@dataclass(frozen=True)
class _Options:
    """What the visitor chose for every kernel, and the place beside it for what the kernel cannot have of it."""

    weights: Weights
    turn: str
    padding: Padding
    view: View | Literal["auto"]
    channels: Channels
    refusals: DeltaGenerator


def render() -> None:
    """Draw the kernel page."""
    heading(
        "Kernel",
        "A kernel is a small grid of numbers. Laid over every pixel in turn, it multiplies the neighbours by its "
        "numbers and adds them up: that sum is the new pixel.",
    )
    picture = choose_picture()
    section = choose_section(_SECTIONS, page="kernel")
    place, row = st.container(), st.container(horizontal=True, key="kernel.options")
    with row:
        options = _options(picture)
    show = _SECTIONS[section][2]
    if show is None:
        # Nothing else depends on the kernel, so a slider need not run the rest of the page again.
        with place:
            st.fragment(_inspect)(picture, options)
        return
    with errors_shown(), place:
        settings, below = _work(picture, options, section)
        with below:
            show(picture, settings)


def _options(picture: Picture) -> _Options:
    """Draw the choices that hold for every kernel, and return them."""
    choices = {
        "weights": choose("Use the numbers", _WEIGHTS, key="kernel.weights", default="as_is", width=190),
        "turn": choose("Lay the kernel", _TURNS, key="kernel.turn", default="convolution", width=250),
        "padding": choose("Beyond the edge", _PADDINGS, key="kernel.padding", default="reflect", width=230),
        "view": choose("Show the result", _VIEWS, key="kernel.view", default="auto", width=170),
        "channels": "together",
    }
    if picture.image.ndim == 3:
        choices["channels"] = choose("Colours", _CHANNELS, key="kernel.channels", default="together", width=160)
    return _Options(**choices, refusals=st.empty())


def _inspect(picture: Picture, options: _Options) -> None:
    """Draw the page without a section below."""
    with errors_shown():
        _work(picture, options, "inspect")


def _work(picture: Picture, options: _Options, section: str) -> tuple[Settings, DeltaGenerator]:
    """Draw the kernel's controls and the pictures; return the settings, and the place below the pictures."""
    with pictures_first() as at_once:
        left, right = columns(has_lesson=section != "inspect")
        with right:
            settings, show_editor = _controls(picture, options)
        try:
            with left:
                crop = kernel_slide.crop_of(picture) if section == "slide" else None
                with at_once():
                    result = applied(picture, settings)
                    # The facts have a time of each engine, from runs that are alike.
                    how = {"is_inspected": section == "inspect", "is_timed": section != "facts"}
                    limit = show_result(picture, settings, result, crop=crop, **how)
        except ValueError:
            # What cannot be shown can still be edited.
            show_editor()
            raise
        show_editor()
        with right:
            offer_full_size(_outcome(picture, settings, limit))
    return settings, left


def _controls(picture: Picture, options: _Options) -> tuple[Settings, Callable[[], None]]:
    """Draw the kernel's controls; return all settings, and what draws the kernel's numbers."""
    name, parameters = choose_kernel(on_change=forget_edits)
    about = st.container()
    named = title(PAIRS.get(name, name))
    cells, is_edited, show_editor = edit_kernel(make(name, **parameters), named)
    about.caption(f"Your own kernel (from {title(name)})." if is_edited else explain(name))
    with options.refusals.container():
        kernel = _weighted(cells, options.weights)
    if (np.array(kernel.shape) > picture.image.shape[:2]).any():
        st.caption(":material/info: The kernel is larger than the picture, so every sum reaches beyond the edge.")
    is_pair = name in PAIRS
    settings = Settings(
        kernel,
        cells,
        f"your own kernel (from {named})" if is_edited else named,
        format_kernel(kernel) if is_edited or options.weights != "as_is" else format_link(name, parameters),
        options.weights,
        options.turn == "convolution",
        is_pair,
        options.padding,
        automatic_view(kernel, is_magnitude=is_pair) if options.view == "auto" else options.view,
        options.channels,
    )
    return settings, show_editor


def _weighted(cells: NDArray[np.float64], weights: Weights) -> NDArray[np.float64]:
    """Return the grid's numbers as they are used; where they cannot be, say why and leave them."""
    if weights == "softmax":
        return softmax(cells)
    if weights == "normalised":
        with errors_shown():
            return normalise(cells)
    return cells


def _is_gray(settings: Settings) -> bool:
    """Tell whether the download is made of the gray value."""
    return settings.view == "signed" or settings.channels == "gray"


def _outcome(picture: Picture, settings: Settings, limit: float) -> Outcome:
    """Return the kernel's work on one channel of any picture, shown as on the page."""
    black, white = value_range(picture.image)

    def develop(channel: NDArray[np.generic], scale: float) -> FloatArray:
        return apply(channel, settings)

    def show(values: FloatArray) -> NDArray[np.uint8]:
        return render_values(values, view=settings.view, black=black, white=white, limit=limit).pixels

    code = partial(
        kernel_code,
        kernel=settings.kernel,
        is_turned=settings.is_turned,
        is_pair=settings.is_pair,
        padding=settings.padding,
        view=settings.view,
        limit=limit,
        is_gray=_is_gray(settings),
    )

    return Outcome("kernel", picture, develop, show, _is_gray(settings), {"kernel": settings.kernel}, code)


if __name__ == "__main__":
    from app import main

    main()
