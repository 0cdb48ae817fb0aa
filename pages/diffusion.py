"""Let a picture spread as salt spreads in water: play it, take it apart, do it by hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from core.arrays import FloatArray
from core.diffusion import diffuse
from core.display import to_bytes
from core.recipes.diffusion import diffusion_code
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
from pages._parts.diffusion_settings import Section, choose_section, control_run
from pages._parts.diffusion_start import choose_start
from pages._parts.downloads import offer_full_size
from pages._parts.layout import columns, errors_shown, heading
from pages._parts.outcome import Outcome, given_of


def render() -> None:
    """Draw the diffusion page."""
    heading(
        "Diffusion",
        "Read brightness as salt in water, or as heat, and let it spread. Each moment is the picture convolved "
        "with a wider Gaussian. Press play.",
    )
    section = choose_section()
    above = st.container()
    left, right = columns()
    with right, errors_shown():
        start = choose_start(above)
        _OF[section](start, left, right)


def _watch(start: Start, left: DeltaGenerator, right: DeltaGenerator) -> None:
    """Play the film beside its start, and offer to take it home."""
    run = _developed(start)
    with left, errors_shown():
        diffusion_watch.show(run)
    with right:
        offer_film(run)
        offer_full_size(_outcome(run))


def _walls(start: Start, left: DeltaGenerator, right: DeltaGenerator) -> None:
    """Put up walls and stir."""
    is_beside = diffusion_walls.control()
    with left, errors_shown():
        diffusion_walls.show(start, is_beside)


def _mathematics(start: Start, left: DeltaGenerator, right: DeltaGenerator) -> None:
    """Show propagator, one convolution, and the difference."""
    kind = diffusion_mathematics.control()
    run = _developed(start)
    with left, errors_shown():
        diffusion_mathematics.show(run, kind)


def _line(start: Start, left: DeltaGenerator, right: DeltaGenerator) -> None:
    """Show the profile along a line."""
    run = _developed(start)
    with left, errors_shown():
        diffusion_line.show(run)


def _kernel(start: Start, left: DeltaGenerator, right: DeltaGenerator) -> None:
    """Apply a kernel's softmax again and again."""
    choice = diffusion_kernel.control()
    with left, errors_shown():
        diffusion_kernel.show(start, choice)


def _molecules(start: Start, left: DeltaGenerator, right: DeltaGenerator) -> None:
    """Let molecules wander beside the law."""
    count = diffusion_molecules.control()
    run = Run(start, control_run())
    with left, errors_shown():
        diffusion_molecules.show(run, count)


def _edges(start: Start, left: DeltaGenerator, right: DeltaGenerator) -> None:
    """Smooth between the edges."""
    choice = diffusion_edges.control()
    with left, errors_shown():
        diffusion_edges.show(start, choice)


def _developed(start: Start) -> Run:
    """Draw the controls and return the run, its film ready.

    A film is developed below the controls, so that what says so does not push the pictures about.
    """
    run = Run(start, control_run())
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

    def code() -> str:
        return diffusion_code(
            given_of(run.start.picture),
            run.times[settings.frame],
            diffusivity=settings.diffusivity,
            boundary=settings.boundary,
            held=run.held,
        )

    return Outcome("diffusion", run.start.picture, develop, show, code=code)


_OF: dict[Section, Callable[[Start, DeltaGenerator, DeltaGenerator], None]] = {
    "watch": _watch,
    "walls": _walls,
    "mathematics": _mathematics,
    "line": _line,
    "kernel": _kernel,
    "molecules": _molecules,
    "edges": _edges,
}

if __name__ == "__main__":
    from app import main

    main()
