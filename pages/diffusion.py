"""Let a picture spread as salt spreads in water: play it, take it apart, do it by hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from core.arrays import FloatArray
from core.diffusion import diffuse
from core.images.display import to_bytes
from core.takeaway.recipes.diffusion import diffusion_code
from pages._parts import (
    diffusion_edges,
    diffusion_kernel,
    diffusion_line,
    diffusion_mathematics,
    diffusion_molecules,
    diffusion_walls,
    diffusion_watch,
)
from pages._parts.diffusion_cached import film
from pages._parts.diffusion_export import offer_film
from pages._parts.diffusion_run import Run, Start
from pages._parts.diffusion_settings import Settings, control_run
from pages._parts.diffusion_start import choose_start
from pages._parts.downloads import offer_full_size
from pages._parts.layout import columns, errors_shown, heading
from pages._parts.outcome import Outcome
from pages._parts.sections import choose_section


def render() -> None:
    """Draw the diffusion page."""
    heading(
        "Diffusion",
        "Read brightness as salt in water, or as heat, and let it spread. Each moment is the picture convolved "
        "with a wider Gaussian. Press play.",
    )
    above = st.container()
    *_, control, show = _SECTIONS[choose_section(_SECTIONS, page="diffusion")]
    left, right = columns()
    with right, errors_shown():
        start = choose_start(above)
        choice = control()
        with left:
            if lack := start.lack:
                st.info(lack, icon=":material/brush:")
                return
        show(start, choice, left)


def _watch(start: Start, settings: Settings, left: DeltaGenerator) -> None:
    """Play the film beside its start, and offer to take it home."""
    run = _developed(start, settings)
    with left, errors_shown():
        diffusion_watch.show(run)
    offer_film(run)
    offer_full_size(_outcome(run))


def _walls(start: Start, choice: diffusion_walls.Choice, left: DeltaGenerator) -> None:
    """Put up walls and stir."""
    with left, errors_shown():
        diffusion_walls.show(start, choice)


def _mathematics(start: Start, choice: tuple[diffusion_mathematics.Kind, Settings], left: DeltaGenerator) -> None:
    """Show propagator, one convolution, and the difference."""
    kind, settings = choice
    run = _developed(start, settings)
    with left, errors_shown():
        diffusion_mathematics.show(run, kind)


def _line(start: Start, settings: Settings, left: DeltaGenerator) -> None:
    """Show the profile along a line."""
    run = _developed(start, settings)
    with left, errors_shown():
        diffusion_line.show(run)


def _kernel(start: Start, choice: diffusion_kernel.Choice, left: DeltaGenerator) -> None:
    """Apply a kernel's softmax again and again."""
    with left, errors_shown():
        diffusion_kernel.show(start, choice)


def _molecules(start: Start, choice: tuple[int, Settings], left: DeltaGenerator) -> None:
    """Let molecules wander beside the law."""
    count, settings = choice
    with left, errors_shown():
        diffusion_molecules.show(Run(start, settings), count)


def _edges(start: Start, choice: diffusion_edges.Choice, left: DeltaGenerator) -> None:
    """Smooth between the edges."""
    with left, errors_shown():
        diffusion_edges.show(start, choice)


def _developed(start: Start, settings: Settings) -> Run:
    """Return the run, its film ready.

    A film is developed below the controls, so that what says so does not push the pictures about.
    """
    run = Run(start, settings)
    film(run)
    return run


def _outcome(run: Run) -> Outcome:
    """Return the paused frame for one channel of any picture, spread by as large a share of it."""
    settings = run.settings

    def develop(channel: NDArray[np.generic], scale: float) -> FloatArray:
        return diffuse(
            channel,
            run.times[settings.frame] / scale**2,
            diffusivity=settings.diffusivity,
            boundary=settings.boundary,
            held=run.held,
        )

    def show(values: FloatArray) -> NDArray[np.uint8]:
        return to_bytes(values, run.start.black, run.start.white)

    picture, ends = run.start.picture, (run.start.black, run.start.white)
    code = partial(
        diffusion_code,
        time=run.times[settings.frame] / picture.scale**2,
        diffusivity=settings.diffusivity,
        boundary=settings.boundary,
        held=run.held,
    )
    return Outcome("diffusion", picture, develop, show, code=code, ends=ends)


# Title and sentence, controls, and what shows it. Controls stand also where there is nothing to show yet.
_SECTIONS: dict[str, tuple[str, str, Callable[[], Any], Callable[[Start, Any, DeltaGenerator], None]]] = {
    "watch": ("Watch", "Play its spreading, step through it, and take the film home.", control_run, _watch),
    "walls": (
        "Walls and spoon",
        "Put up walls, lift them and stir, and see how much sooner all is even than by waiting.",
        diffusion_walls.control,
        _walls,
    ),
    "mathematics": (
        "Mathematics",
        "One convolution with the propagator leads to any moment at once, and to the same picture.",
        lambda: (diffusion_mathematics.control(), control_run()),
        _mathematics,
    ),
    "line": (
        "Along a line",
        "Drag a line over the picture, and follow the brightness along it as time goes by.",
        control_run,
        _line,
    ),
    "kernel": (
        "Step by kernel",
        "Spread by any kernel's softmax, again and again, and a Gaussian comes of it.",
        diffusion_kernel.control,
        _kernel,
    ),
    "molecules": (
        "Molecules",
        "Let molecules wander by chance, beside the law that they follow on average.",
        lambda: (diffusion_molecules.control(), control_run()),
        _molecules,
    ),
    "edges": (
        "Keep edges",
        "Let brightness flow within the areas of the picture, and hardly across their edges.",
        diffusion_edges.control,
        _edges,
    ),
}

if __name__ == "__main__":
    from app import main

    main()
