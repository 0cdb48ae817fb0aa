"""A kernel's softmax as a propagator: apply it again and again, and watch it become a Gaussian."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.convolution import convolve
from core.diffusion.development import encode_frame
from core.images.display import sequential, to_bytes
from core.images.rendering import automatic_view, render
from core.kernels import KERNELS, article, softmax
from core.kernels.central_limit import Shape, iterates, shape_of, window
from core.kernels.library import make, title
from core.kernels.text import format_kernel, parse_kernel
from pages._parts.address import recall, remember, stand_in
from pages._parts.choices import choose
from pages._parts.curves import Curve, show_curves
from pages._parts.diffusion_latest import Progress, latest
from pages._parts.diffusion_run import Start
from pages._parts.diffusion_takeaway import state_iterate
from pages._parts.kernel_numbers import show_numbers
from pages._parts.layout import read_or_keep
from pages._parts.panel import Panel, show_panels
from pages._parts.player import Film, paused_frame, show_player

__all__ = ["Choice", "control", "show"]

_ITERATES = 32
# After one step the drop is a few pixels in a dark square.
_FIRST = 8
_PLAYER = "diffusion.iterates"
_RATE = 8.0
_OWN = "own"
_LARGEST = 15
_WRITTEN = 5
_VIEW = 320
_NUMBER = 150
_NAMES = {
    **{name: title(name) for name in KERNELS if name != "identity" and max(make(name).shape) <= _LARGEST},
    _OWN: "Numbers of your own",
}


@dataclass(frozen=True)
class Choice:
    """The kernel and how many times its softmax has been applied."""

    kernel: NDArray[np.float64] = field(repr=False)
    steps: int


@dataclass(frozen=True)
class _Iterates:
    """The picture's and the density's films, from nothing applied on, and the shape after 1, 2, ... steps."""

    films: tuple[Film, Film]
    shapes: tuple[Shape, ...]


def control() -> Choice:
    """Draw the choice of the kernel."""
    name = choose("Kernel", _NAMES, key="diffusion.kernel", default="sobel_x")
    kernel = _typed() if name == _OWN else make(name)
    return Choice(kernel, recall("diffusion.steps", default=_FIRST, most=_ITERATES))


def show(start: Start, choice: Choice) -> None:
    """Draw the section."""
    st.markdown(
        "Softmax turns any kernel into chances that add up to 1. Applied once, every pixel's brightness moves by "
        "these chances; applied again and again it spreads, and whatever the kernel was, a Gaussian comes of it."
    )
    digest = start.picture.source.digest
    name = (digest, start.picture.image.shape, choice.kernel.tobytes(), choice.kernel.shape)
    found = latest("iterates", name, lambda tell: _iterate(start, choice.kernel, tell), text="Applying it…")
    show_player(found.films, key=_PLAYER, on_pause=_pause, frame=choice.steps, rate=_RATE)
    if choice.steps:
        _describe(choice.steps, found.shapes[choice.steps - 1])
    else:
        st.caption("Nothing has been applied yet: press play, or step.")
    show_curves(
        np.arange(1, _ITERATES + 1, dtype=np.float64),
        [Curve("distance", np.array([shape.distance for shape in found.shapes]), "main")],
        across="times applied",
        up="from a Gaussian",
        height=240,
    )
    _compare(start, choice.kernel)
    state_iterate(start, choice.kernel, choice.steps, partial(_drop, choice))


def _drop(choice: Choice) -> NDArray[np.float64]:
    """Return what a single drop has become."""
    powers = list(iterates(softmax(choice.kernel), choice.steps)) if choice.steps else []
    return powers[-1] if powers else np.ones((1, 1))


def _typed() -> NDArray[np.float64]:
    """Draw a field for numbers and return the kernel they spell."""
    text = st.text_area(
        "Its numbers, row by row",
        format_kernel(article()),
        key="diffusion.numbers",
        bind="query-params",
        persist_state="session",
        help=f"Blanks between numbers, a semicolon or a new line between rows; up to {_LARGEST} × {_LARGEST}.",
    )
    good: NDArray[np.float64] = st.session_state.get("diffusion.numbers.good", article())
    good, is_read = read_or_keep(lambda: _checked(parse_kernel(text)), good)
    if not is_read:
        stand_in("diffusion.numbers", "" if np.array_equal(good, article()) else format_kernel(good))
    st.session_state["diffusion.numbers.good"] = good
    return good


def _checked(kernel: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the kernel; ValueError if it is too large to be iterated."""
    if max(kernel.shape) > _LARGEST:
        message = f"to be iterated, a kernel may have up to {_LARGEST} × {_LARGEST} cells, got {kernel.shape}"
        raise ValueError(message)
    return kernel


def _iterate(start: Start, kernel: NDArray[np.float64], tell: Progress) -> _Iterates:
    """Apply the softmax step by step to the picture, and to a single drop."""
    density = softmax(kernel)
    powers = list(iterates(density, _ITERATES))
    shapes = tuple(shape_of(power) for power in powers)
    reach = round(2 + 4 * shapes[-1].sigma + max(abs(shapes[-1].drift_x), abs(shapes[-1].drift_y)))
    image = start.picture.image
    pictures, drops, labels = [], [], []
    for step in range(_ITERATES + 1):
        tell(step / _ITERATES)
        pictures.append(encode_frame(to_bytes(image, start.black, start.white), is_smooth=False))
        drop = window(powers[step - 1] if step else np.ones((1, 1)), reach, _VIEW)
        drops.append(encode_frame(sequential(drop, 0, float(drop.max())), is_smooth=False))
        labels.append(f"{step} time{'s' * (step != 1)}")
        image = convolve(image, density)
    height, width = image.shape[:2]
    side = drop.shape[0]
    names = ("The picture, softmax applied", "A single drop, each step at its full brightness")
    alts = (f"{start.picture.source.title}, softmax applied again and again", "A drop, becoming a Gaussian")
    picture = Film(names[0], tuple(pictures), tuple(labels), width, height, alts[0])
    return _Iterates((picture, Film(names[1], tuple(drops), tuple(labels), side, side, alts[1])), shapes)


def _describe(steps: int, shape: Shape) -> None:
    """Give the numbers that show how close to a Gaussian the iterate is."""
    row = st.container(horizontal=True, gap="large")
    row.metric("Times applied", steps, width=_NUMBER)
    row.metric(
        "Spread σ (px)", f"{shape.sigma:.2f}", help="It grows with the root of the number of steps.", width=_NUMBER
    )
    row.metric(
        "Excess kurtosis", f"{shape.kurtosis:+.3f}", help="0 for a Gaussian; it falls as 1 / steps.", width=_NUMBER
    )
    row.metric("From a Gaussian", f"{shape.distance:.1%}", help="Share of the mass that lies elsewhere.", width=_NUMBER)
    is_moving = max(abs(shape.drift_x), abs(shape.drift_y)) > 0.05
    drift = f" The kernel is lopsided, so all has moved by ({shape.drift_x:+.1f}, {shape.drift_y:+.1f}) pixels, x to "
    st.caption(
        f"Variance along x {shape.variance_x:.3f}, along y {shape.variance_y:.3f} px²: {steps} × that of one step."
        + (f"{drift}the right, y down." if is_moving else "")
    )


def _compare(start: Start, kernel: NDArray[np.float64]) -> None:
    """Show kernel and softmax as numbers, and what each makes of the picture in one step."""
    density = softmax(kernel)
    if max(kernel.shape) <= _WRITTEN:
        left, right = st.columns(2, gap="medium")
        with left:
            show_numbers(kernel, label=f"The kernel, sum {kernel.sum():.4g}")
        with right:
            show_numbers(density, label="Its softmax, sum 1")
    found, spread = convolve(start.picture.image, kernel), convolve(start.picture.image, density)
    shown = render(found, view=automatic_view(kernel), black=start.black, white=start.white)
    pixels = to_bytes(spread, start.black, start.white)
    panels = [
        Panel("By the kernel itself, once", shown.pixels, found, caption=shown.note, alt="By the kernel"),
        Panel(
            "By its softmax, once", pixels, spread, caption="A weighted mean: no mass is lost.", alt="By its softmax"
        ),
    ]
    show_panels(panels, key="diffusion.results")


def _pause() -> None:
    """Keep how many times the softmax was applied."""
    remember("diffusion.steps", paused_frame(_PLAYER), default=_FIRST)
