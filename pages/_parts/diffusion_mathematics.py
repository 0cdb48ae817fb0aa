"""The propagator for the time in hand, the frame as one convolution with it, and what is left between both."""

from __future__ import annotations

from typing import Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.arrays import FloatArray
from core.images.display import diverging, sequential, to_bytes
from pages._parts.choices import choose
from pages._parts.diffusion_cached import convolved_once, picture_at, propagator
from pages._parts.diffusion_run import Run, duration
from pages._parts.diffusion_takeaway import state_once
from pages._parts.diffusion_watch import moment, play
from pages._parts.panel import Panel, Scale, show_panels

__all__ = ["Kind", "control", "show"]

Kind = Literal["gaussian", "cells"]
_KINDS: dict[Kind, str] = {"gaussian": "Gaussian: of an endless fine liquid", "cells": "Of salt in cells: exact"}

_SOLVES: dict[Kind, str] = {
    "gaussian": "the Gaussian solves the heat equation in a liquid without cells.",
    "cells": "this propagator is what a drop becomes in just these cells, so that both are the same, to rounding.",
}


def control() -> Kind:
    """Draw the choice of the propagator."""
    return choose(
        "Propagator",
        _KINDS,
        key="diffusion.propagator",
        default="gaussian",
        help="What a single drop has become by then. Pixels are cells, not points: their own propagator is a "
        "Gaussian's discrete twin, with the same variance 2Dt.",
    )


def show(run: Run, kind: Kind) -> None:
    """Draw the section."""
    frame = moment(run)
    time = run.times[frame]
    kernel = propagator(run, frame, kind)
    exact, once = picture_at(run, frame), convolved_once(run, frame, kind)
    span = run.start.white - run.start.black
    difference = _largest_channel((once - exact) / span)
    state_once(run, frame, kind, kernel, exact, once)
    apart = float(np.abs(difference).max())
    film, convolution = st.columns(2)
    with film:
        play(run, frame)
    with convolution:
        title = "The start * the propagator, once"
        pixels = to_bytes(once, run.start.black, run.start.white)
        caption = f"{kernel.shape[1]} × {kernel.shape[0]} numbers slid over the start, one time."
        show_panels([Panel(title, pixels, once, caption=caption, alt="One convolution")], key="diffusion.once")
    limit = max(apart, 1e-9)
    square = _squared(kernel)
    peak = float(kernel.max())
    drop = Panel(
        "The propagator: a drop after that time",
        sequential(square, 0, peak),
        square,
        Scale("sequential", 0, peak),
        caption=f"{run.blot(time)}; all its numbers add up to {kernel.sum():.6f}.",
        alt="Propagator",
        together=False,
    )
    rest = Panel(
        "One convolution less the exact frame",
        diverging(difference, limit),
        difference,
        Scale("diverging", -limit, limit, "of the range"),
        caption="Red: one convolution is brighter. Blue: darker." + _of_colour(once),
        alt="Difference",
    )
    show_panels([drop, rest], key="diffusion.difference")
    st.latex(r"u(t) = G_{\sigma} * u(0), \qquad \sigma = \sqrt{2 D t}")
    st.caption(
        f"Pause, step or drag the film's slider: all four follow. Now t = {duration(time)}, and both ways differ by "
        f"**{apart:.2g}** of the range from black to white at most. The exact frame solves salt in cells that exchange "
        f"with their four neighbours; {_SOLVES[kind]}"
    )


def _largest_channel(difference: FloatArray) -> FloatArray:
    """Return, at each pixel, the difference of the channel in which it is largest."""
    if difference.ndim == 2:
        return difference
    largest = np.abs(difference).argmax(axis=2)
    return np.take_along_axis(difference, largest[..., None], axis=2)[..., 0]


def _of_colour(picture: FloatArray) -> str:
    """Say which channel's difference is shown, if there are several."""
    return " At each pixel, the channel that differs most." if picture.ndim == 3 else ""


def _squared(kernel: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a kernel with zeros around it that make it square: one that spreads along one axis only can be seen."""
    side = max(kernel.shape)
    margins = [((side - size) // 2, (side - size) // 2) for size in kernel.shape]
    return np.pad(kernel, margins)
