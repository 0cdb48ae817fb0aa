"""Work a small convolution out on a grid of numbers that the visitor edits: stride, padding, dilation."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.kernels import article
from core.kernels.number_grid import output_size, size_formula, work
from core.kernels.text import format_kernel, parse_kernel
from pages._parts.address import stand_in
from pages._parts.kernel_settings import Settings
from pages._parts.kernel_steps import Look, edited_part, show_steps
from pages._parts.kernel_takeaway import state_grid
from pages._parts.layout import errors_shown, read_or_keep
from pages._parts.pictures import Picture
from pages._parts.sliders import slider

__all__ = ["show"]

_GRID = np.array([[3.0, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]])
_MOST_RINGS = 3
_MOST = {"grid": 12, "kernel": 7}
_STARTS = {"grid": _GRID, "kernel": article()}


def show(picture: Picture, settings: Settings) -> None:
    """Draw the section; it has a picture and a kernel of its own, small enough for paper."""
    st.markdown(
        "Change any number of the grid or the kernel, or paste a table into either. Point at a result to see the sum "
        "behind it. **Lay the kernel** and its neighbours are for the picture, not for this grid."
    )
    body = st.container()
    with st.expander("Grid and kernel as text"):
        grid, kernel = _part("grid"), _part("kernel")
    with body:
        _show_body(picture, grid, kernel)


def _show_body(picture: Picture, grid: NDArray[np.float64], kernel: NDArray[np.float64]) -> None:
    """Draw the choices, the grids and the sizes."""
    for name in _STARTS:
        if refusal := st.session_state.pop(f"kernel.worked_{name}.refusal", None):
            st.error(refusal, icon=":material/error:")
    row = st.container(horizontal=True, vertical_alignment="bottom")
    with row:
        numbers = {
            name: slider(label, low, high, first, key=f"kernel.{name}", width=150)
            for name, label, low, high, first in (
                ("stride", "Stride", 1, 3, 1),
                ("ring", "Padding (rings of 0)", 0, _MOST_RINGS, 0),
                ("dilation", "Dilation", 1, 3, 1),
            )
        }
    turned = row.toggle("Turn this kernel by 180°", key="kernel.turned", bind="query-params", persist_state="session")
    stride, padding, dilation = _fitting(grid, kernel, numbers["stride"], numbers["ring"], numbers["dilation"])
    with errors_shown():
        worked = work(grid, kernel, stride=stride, padding=padding, dilation=dilation, turned=turned)
        beyond = np.pad(np.zeros(grid.shape, int), padding, constant_values=2)
        look = Look("Grid", None, is_signed=True, fills=False, is_editable=True, beyond=beyond)
        show_steps(
            worked,
            look,
            stride=stride,
            padding=padding,
            dilation=dilation,
            key="kernel.worked",
            on_edit=_take_turned if turned else _take,
        )
        how = {"stride": stride, "padding": padding, "dilation": dilation}
        state_grid("The number grid", picture, worked, grid, kernel, **how, is_turned=turned)
        for name, size, side in zip(("Rows", "Columns"), grid.shape, kernel.shape, strict=True):
            formula = size_formula(size, side, stride=stride, padding=padding, dilation=dilation)
            st.markdown(f"{name} of the result: **{formula}**")
        st.caption("⌊(cells + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1; ⌊ ⌋ rounds down.")


def _fitting(
    grid: NDArray[np.float64], kernel: NDArray[np.float64], stride: int, padding: int, dilation: int
) -> tuple[int, int, int]:
    """Return stride, padding and dilation; where the kernel would not fit, say so and return the last that do."""
    wanted = (stride, padding, dilation)
    refusal = _misfit(grid, kernel, *wanted)
    if refusal is None:
        st.session_state["kernel.worked.fitting"] = wanted
        return wanted
    last: tuple[int, int, int] = st.session_state.get("kernel.worked.fitting", (stride, padding, 1))
    # With as many rings as there may be, the largest kernel fits the smallest grid.
    ways = (last, (stride, padding, 1), (stride, _MOST_RINGS, 1))
    way = next(way for way in ways if _misfit(grid, kernel, *way) is None)
    st.error(
        f"This does not fit: {refusal}. Shown is what fits: stride {way[0]}, padding {way[1]}, dilation {way[2]}.",
        icon=":material/error:",
    )
    return way


def _misfit(
    grid: NDArray[np.float64], kernel: NDArray[np.float64], stride: int, padding: int, dilation: int
) -> ValueError | None:
    """Return why the kernel does not fit into the padded grid, None if it does."""
    try:
        for size, side in zip(grid.shape, kernel.shape, strict=True):
            output_size(size, side, stride=stride, padding=padding, dilation=dilation)
    except ValueError as error:
        return error
    return None


def _part(name: str) -> NDArray[np.float64]:
    """Draw the text of the grid or the kernel and return its numbers, or the last good ones and say what is wrong."""
    key = f"kernel.worked_{name}"
    text = st.text_input(
        f"The {name}",
        placeholder=format_kernel(_STARTS[name]),
        key=key,
        bind="query-params",
        persist_state="session",
    )
    good: NDArray[np.float64] = st.session_state.get(f"{key}.good", _STARTS[name])
    good, is_read = read_or_keep(lambda: _checked(name, parse_kernel(text)) if text else _STARTS[name], good)
    st.session_state[f"{key}.good"] = good
    if not is_read:
        stand_in(key, "" if np.array_equal(good, _STARTS[name]) else format_kernel(good))
    return good


def _checked(name: str, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the numbers; ValueError if there are too many to read."""
    if max(numbers.shape) > _MOST[name]:
        message = f"the {name} may have at most {_MOST[name]} rows and columns here, got {numbers.shape}"
        raise ValueError(message)
    return numbers


def _take(*, turned: bool = False) -> None:
    """Keep the edited grid or kernel, or say what was wrong."""
    grid, kernel = (st.session_state[f"kernel.worked_{name}.good"] for name in _STARTS)
    # The visitor edits the kernel as it is laid on the grid.
    kernel = kernel[::-1, ::-1] if turned else kernel
    try:
        part, numbers = edited_part(grid, kernel, key="kernel.worked")
        numbers = _checked(part, numbers[::-1, ::-1] if turned and part == "kernel" else numbers)
    except ValueError as error:
        st.session_state["kernel.worked_grid.refusal"] = f"Nothing has changed: {error}."
    else:
        st.session_state[f"kernel.worked_{part}"] = format_kernel(numbers)


def _take_turned() -> None:
    """Keep an edit that was made on the turned kernel."""
    _take(turned=True)
