"""Choose a kernel, edit it as a grid, and see what it makes of the picture."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.convolution import convolve, plan
from core.display import diverging, to_bytes, value_range
from core.kernel_text import format_kernel, parse_kernel
from core.kernels import KERNELS
from core.padding import Padding
from core.rendering import Rendering, View, automatic_view
from core.rendering import render as render_values
from pages._parts import cached
from pages._parts.address import choose
from pages._parts.downloads import offer_full_size
from pages._parts.kernel_grid import MAX_GRID_SIDE, edited_kernel, show_kernel_grid
from pages._parts.layout import columns, errors_shown, heading
from pages._parts.panel import Panel, Scale, show_panels
from pages._parts.pictures import Picture, choose_picture

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


@dataclass(frozen=True)
class Settings:
    """The kernel, its name, what lies beyond the picture's edge, and how the result is shown."""

    name: str
    kernel: NDArray[np.float64]
    padding: Padding
    view: View


@dataclass(frozen=True)
class _Parameter:
    """One slider: what it says and how far it goes."""

    label: str
    low: float
    high: float
    step: float


# The parameters that the factories in core.kernels share.
_PARAMETERS = {
    "size": _Parameter("Size (cells)", 1, 63, 2),
    "sigma": _Parameter("Sigma (cells)", 0.3, 16.0, 0.1),
}


def render() -> None:
    """Draw the kernel page."""
    heading(
        "Kernel",
        "A kernel is a small grid of numbers. Laid over every pixel in turn, it multiplies the neighbours by its "
        "numbers and adds them up: that sum is the new pixel.",
    )
    picture = choose_picture()
    left, right = columns()
    with right:
        settings = _controls()
    with left, errors_shown():
        result = _show(picture, settings)
        with right:
            develop = _developer(picture, settings, result.limit)
            offer_full_size(picture, develop, page="kernel", is_gray=settings.view == "signed")


def _controls() -> Settings:
    """Draw the controls and return what they say."""
    names = {name: _title(name) for name in KERNELS}
    name = choose("Kernel", names, key="kernel.name", default="sobel_x", on_change=_forget_edits)
    kernel = _edits(KERNELS[name](**_parameters(name)))
    padding = choose("Beyond the edge", _PADDINGS, key="kernel.padding", default="reflect")
    view = choose("Show the result", _VIEWS, key="kernel.view", default="auto")
    return Settings(name, kernel, padding, automatic_view(kernel) if view == "auto" else view)


def _parameters(name: str) -> dict[str, float]:
    """Draw a slider for each parameter of the kernel's factory and return their values."""
    values = {}
    for parameter in inspect.signature(KERNELS[name]).parameters.values():
        spec = _PARAMETERS[parameter.name]
        kind = type(parameter.default)
        values[parameter.name] = st.slider(
            spec.label,
            kind(spec.low),
            kind(spec.high),
            parameter.default,
            kind(spec.step),
            key=f"kernel.{parameter.name}",
            bind="query-params",
            persist_state="session",
            on_change=_forget_edits,
        )
    return values


def _edits(named: NDArray[np.float64]) -> NDArray[np.float64]:
    """Draw the grid and the text of the kernel, and return it with the visitor's edits."""
    grid = st.container()
    with st.expander("As text"):
        text = st.text_input(
            "Rows end with a semicolon; fractions such as 1/9 are fine",
            placeholder=format_kernel(named) if max(named.shape) <= MAX_GRID_SIDE else "0 1 0; 1 -4 1; 0 1 0",
            key="kernel.cells",
            bind="query-params",
            persist_state="session",
        )
    kernel = named
    with grid:
        if text:
            with errors_shown():
                kernel = parse_kernel(text)
        if max(kernel.shape) <= MAX_GRID_SIDE:
            st.session_state["kernel.current"] = kernel
            show_kernel_grid(kernel, key="kernel.grid", on_edit=_take_edit)
        else:
            _show_large(kernel)
        if refusal := st.session_state.pop("kernel.refusal", None):
            st.error(refusal, icon=":material/error:")
        _summary(kernel, is_edited=bool(text))
    return kernel


def _take_edit() -> None:
    """Make the edited grid the kernel, or keep the kernel and say what was wrong."""
    try:
        kernel = edited_kernel(st.session_state["kernel.current"], key="kernel.grid")
    except ValueError as error:
        st.session_state["kernel.refusal"] = f"The kernel is unchanged: {error}."
    else:
        st.session_state.setdefault("kernel.undo", []).append(st.session_state.get("kernel.cells", ""))
        st.session_state["kernel.cells"] = format_kernel(kernel)


def _undo() -> None:
    """Take the last edit of the grid back."""
    st.session_state["kernel.cells"] = st.session_state["kernel.undo"].pop()


def _forget_edits() -> None:
    """Go back to the named kernel."""
    st.session_state["kernel.cells"] = ""
    st.session_state["kernel.undo"] = []


def _summary(kernel: NDArray[np.float64], *, is_edited: bool) -> None:
    """Say what the kernel does to brightness, and offer the way back from edits."""
    rows, cols = kernel.shape
    row = st.container(horizontal=True, vertical_alignment="center")
    row.caption(f"{rows} × {cols} cells, sum {kernel.sum():.4g}")
    if st.session_state.get("kernel.undo"):
        row.button("Undo", icon=":material/undo:", on_click=_undo, type="tertiary")
    if is_edited:
        row.button("Reset", icon=":material/restart_alt:", on_click=_forget_edits, type="tertiary")


def _show_large(kernel: NDArray[np.float64]) -> None:
    """Show a kernel too large for a grid as a picture."""
    limit = float(np.abs(kernel).max()) or 1.0
    panel = Panel(
        "",
        diverging(kernel, limit),
        kernel,
        Scale("diverging", -limit, limit),
        alt="The kernel",
    )
    show_panels([panel], key="kernel.large")


def _show(picture: Picture, settings: Settings) -> Rendering:
    """Show the picture beside the result, say which engine made it, and return the result as shown."""
    black, white = value_range(picture.image)
    values = cached.convolved(picture, settings.kernel, settings.padding)
    result = render_values(values, view=settings.view, black=black, white=white)
    show_panels(
        [
            Panel("Picture", to_bytes(picture.image, black, white), picture.image, alt=picture.source.title),
            Panel("Result", result.pixels, values, caption=result.note, alt=f"{picture.source.title} after the kernel"),
        ],
        key="kernel.panels",
    )
    st.caption(plan(picture.image.shape, settings.kernel).reason)
    return result


def _developer(
    picture: Picture, settings: Settings, limit: float
) -> Callable[[NDArray[np.generic]], NDArray[np.uint8]]:
    """Return the kernel's work on one channel of the original, shown as on the page."""
    black, white = value_range(picture.image)

    def develop(channel: NDArray[np.generic]) -> NDArray[np.uint8]:
        result = convolve(channel, settings.kernel, padding=settings.padding)
        return render_values(result, view=settings.view, black=black, white=white, limit=limit).pixels

    return develop


def _title(name: str) -> str:
    """Return the kernel's name as a person writes it."""
    return name.replace("_", " ").capitalize()


if __name__ == "__main__":
    from app import main

    main()
