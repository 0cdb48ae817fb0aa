"""Choose a kernel, edit it as a grid, see what it makes of the picture, and look into every number of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from core.arrays import FloatArray
from core.images.display import value_range
from core.images.rendering import automatic_view
from core.images.rendering import render as render_values
from core.kernels import softmax
from core.kernels.chain import format_link
from core.kernels.edits import normalise
from core.kernels.library import PAIRS, explain, make, title
from core.kernels.text import format_kernel
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
from pages._parts.downloads import offer_full_size
from pages._parts.kernel_cached import applied, apply
from pages._parts.kernel_chooser import choose_kernel
from pages._parts.kernel_editor import edit_kernel, forget_edits
from pages._parts.kernel_options import Options, choose_options
from pages._parts.kernel_panels import show_result
from pages._parts.kernel_settings import Settings, Weights
from pages._parts.layout import columns, errors_shown, heading
from pages._parts.outcome import Outcome
from pages._parts.pictures import Picture, choose_picture
from pages._parts.pictures_first import pictures_first
from pages._parts.sections import choose_section

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
        "Below the pictures: walkers draw lots in place of sums; their mean comes ever nearer to the convolution.",
        kernel_chance.show,
    ),
    "numbers": (
        "Number grid",
        "A table small enough for paper. Change it, and read every sum.",
        kernel_worked.show,
    ),
    "quiz": (
        "Quiz",
        "Guess from a kernel's numbers what it does, before you see it.",
        kernel_quiz.show,
    ),
}
# Their kernels are not the one that the pictures show, so they stand before those.
_OWN_KERNEL = ("numbers", "quiz")


def render() -> None:
    """Draw the kernel page."""
    heading(
        "Kernel",
        "A kernel is a small grid of numbers. Laid over every pixel in turn, it multiplies the neighbours by its "
        "numbers and adds them up: that sum is the new pixel.",
    )
    picture = choose_picture()
    section = choose_section(_SECTIONS, page="kernel")
    # As in arrangement.css, which makes the options the lower part of the right column.
    body = st.container(key="kernel.body")
    place = body.container()
    with body.container(key="kernel.options"):
        options = choose_options(picture)
    show = _SECTIONS[section][2]
    if show is None:
        # Nothing else depends on the kernel, so a slider need not run the rest of the page again.
        with place:
            st.fragment(_inspect)(picture, options)
        return
    with errors_shown(), place:
        settings, lesson = _work(picture, options, section)
        with lesson:
            show(picture, settings)


def _inspect(picture: Picture, options: Options) -> None:
    """Draw the page without a section below."""
    with errors_shown():
        _work(picture, options, "inspect")


def _work(picture: Picture, options: Options, section: str) -> tuple[Settings, DeltaGenerator]:
    """Draw the kernel's controls and the pictures; return the settings, and the place for the section's own."""
    with pictures_first() as at_once:
        left, right = columns(has_lesson=section != "inspect")
        lesson = left.container() if section in _OWN_KERNEL else left
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
    return settings, lesson


def _controls(picture: Picture, options: Options) -> tuple[Settings, Callable[[], None]]:
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
