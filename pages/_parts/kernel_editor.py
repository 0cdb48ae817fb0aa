"""Edit the kernel: cell by cell, as text, or as a whole; every edit can be undone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.images.display import diverging
from core.kernels.edits import add, normalise, resize, total
from core.kernels.library import GROUPS, make, title
from core.kernels.text import MAX_SIDE, format_kernel, in_words, parse_kernel, written
from pages._parts.address import stand_in
from pages._parts.kernel_grid import MAX_GRID_SIDE, edited_kernel, show_kernel_grid
from pages._parts.panel import Panel, Scale, show_panels

__all__ = ["edit_kernel", "forget_edits", "refusal_of"]

_Kernel = NDArray[np.float64]

_CHANGES: dict[str, Callable[[_Kernel], _Kernel]] = {
    "Rotate by 90°": lambda kernel: np.rot90(kernel),
    "Mirror left to right": lambda kernel: kernel[:, ::-1],
    "Mirror top to bottom": lambda kernel: kernel[::-1],
    "Transpose (swap rows and columns)": lambda kernel: kernel.T,
    "Divide by the sum": normalise,
    "Change every sign": lambda kernel: 0 - kernel,
    "Clear (all 0)": np.zeros_like,
}
# A link that holds longer text would be refused by servers on its way.
_MAX_LINK = 6_000
_MOST_REPLACED = 8
# With larger numbers, sums over a 16-bit picture would leave single precision.
_LARGEST = 1e20


def edit_kernel(named: _Kernel, name: str) -> tuple[_Kernel, bool, Callable[[], None]]:
    """Read the visitor's edits; return the kernel with them, whether there are any, and what draws the grid.

    Without edits it is the named kernel. The grid, in the place made here, may be drawn once the result is on its way.
    """
    place = st.container()
    _mend_overtaken_text()
    text = _as_text(named)
    kernel = named
    if text:
        try:
            kernel = _checked(parse_kernel(text))
            st.session_state["kernel.good_text"] = text
        except ValueError as error:
            kernel = st.session_state.get("kernel.good", named)
            st.session_state["kernel.refusal"] = refusal_of(error)
            stand_in("kernel.cells", "" if np.array_equal(kernel, named) else format_kernel(kernel))
    else:
        st.session_state["kernel.good_text"] = ""
    st.session_state["kernel.good"] = kernel

    def show() -> None:
        with place:
            _show(kernel)
            if refusal := st.session_state.pop("kernel.refusal", None):
                st.error(refusal, icon=":material/error:")
            if st.session_state.pop("kernel.is_emptied", False):
                st.info(f"The box was empty, so the kernel is unchanged. Reset brings {name} back.")
            _tools(kernel, is_edited=bool(text))

    return kernel, bool(st.session_state.get("kernel.good_text")), show


def forget_edits() -> None:
    """Go back to the named kernel; an edit of the grid that is still on its way comes too late."""
    st.session_state["kernel.generation"] = st.session_state.get("kernel.generation", 0) + 1
    _write("")
    st.session_state["kernel.undo"] = []


def refusal_of(error: ValueError) -> str:
    """Return the sentence that says why the kernel stays as it is."""
    return f"The kernel is unchanged: {error}."


def _show(kernel: _Kernel) -> None:
    """Show the kernel as a grid, or as a picture where its cells would be too small to read."""
    if max(kernel.shape) <= MAX_GRID_SIDE:
        of = st.session_state.get("kernel.generation", 0)
        show_kernel_grid(kernel, key="kernel.grid", of=of, on_edit=_take_edit)
        return
    limit = float(np.abs(kernel).max()) or 1.0
    scale = Scale("diverging", -limit, limit)
    show_panels([Panel("", diverging(kernel, limit), kernel, scale, alt="The kernel")], key="kernel.large")


def _tools(kernel: _Kernel, *, is_edited: bool) -> None:
    """Say what the kernel does to brightness, and offer the changes and the way back."""
    st.caption(f"{in_words(kernel)}, sum {written(total(kernel))}")
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    row.menu_button(
        "Change", list(_CHANGES), key="kernel.change", icon=":material/transform:", on_click=_change_as_chosen
    )
    window = row.popover("Size, add", icon=":material/add_box:", key="kernel.size_add", on_change="rerun")
    # What is closed is not drawn: every control costs each rerun time.
    if window.open:
        with window:
            _offer_size(kernel)
            _offer_sum()
    if st.session_state.get("kernel.undo"):
        row.button("Undo", icon=":material/undo:", on_click=_undo, type="tertiary")
    if is_edited:
        row.button("Reset", icon=":material/restart_alt:", on_click=forget_edits, type="tertiary")


def _as_text(named: _Kernel) -> str:
    """Draw the text of the kernel below the grid and return it; empty without edits."""
    example = format_kernel(named) if max(named.shape) <= MAX_GRID_SIDE else "0 1 0; 1 -4 1; 0 1 0"
    with st.expander("Paste or type all numbers", key="kernel.paste", on_change="rerun"):
        text: str = st.text_area(
            "A table from a spreadsheet, or rows that end with a semicolon; fractions such as 1/9 are fine",
            placeholder=example,
            key="kernel.cells",
            height=110,
            bind="query-params" if len(st.session_state.get("kernel.cells", "")) <= _MAX_LINK else None,
            persist_state="session",
            on_change=_take_text,
        )
    return text.strip()


def _offer_size(kernel: _Kernel) -> None:
    """Draw the two numbers of the kernel's size; they take any number, so that a wrong one gets its sentence."""
    for name, label, side in zip(("rows", "columns"), ("Rows", "Columns"), kernel.shape, strict=True):
        st.session_state[f"kernel.{name}"] = float(side)
        st.number_input(label, value=None, step=1.0, format="%g", key=f"kernel.{name}", on_change=_resize)
    st.caption("Zeros are added around, or outer cells cut off; the middle stays.")


def _offer_sum() -> None:
    """Draw the choice of a kernel to add."""
    names = [name for group in GROUPS.values() for name in group if not name.endswith("magnitude")]
    st.selectbox(
        "Add another kernel",
        names,
        index=None,
        format_func=title,
        placeholder="Choose one to add",
        key="kernel.added",
        on_change=_add,
    )


def _take_text() -> None:
    """Remember the way back from what is typed into the box; an empty box changes nothing and is told of."""
    if _mend_overtaken_text():
        return
    st.session_state["kernel.replaced"] = []
    good = st.session_state.get("kernel.good_text", "")
    if not st.session_state["kernel.cells"].strip():
        st.session_state["kernel.cells"] = good
        st.session_state["kernel.is_emptied"] = bool(good)
        return
    st.session_state.setdefault("kernel.undo", []).append(good)


def _take_edit() -> None:
    """Make the edited grid the kernel, or keep the kernel and say what was wrong."""
    if st.session_state["kernel.grid"]["edit"]["of"] == st.session_state.get("kernel.generation", 0):
        _replace(lambda kernel: edited_kernel(kernel, key="kernel.grid"))


def _change_as_chosen() -> None:
    """Apply the change chosen from the menu."""
    _replace(_CHANGES[st.session_state["kernel.change"]])


def _resize() -> None:
    """Give the kernel the size that the two numbers say."""
    _replace(lambda kernel: resize(kernel, _wanted_side("rows"), _wanted_side("columns")))


def _wanted_side(name: str) -> int:
    """Return the number of rows or columns that the visitor wants; ValueError if there can be no such number."""
    value = st.session_state[f"kernel.{name}"]
    if value is None or value != int(value) or not 1 <= value <= MAX_SIDE:
        got = "none" if value is None else written(value)
        message = f"the {name} must be a whole number from 1 to {MAX_SIDE}, got {got}"
        raise ValueError(message)
    return int(value)


def _add() -> None:
    """Add the chosen kernel to this one."""
    name = st.session_state["kernel.added"]
    st.session_state["kernel.added"] = None
    if name:
        _replace(lambda kernel: add(kernel, make(name)))


def _replace(change: Callable[[_Kernel], _Kernel]) -> None:
    """Make the changed kernel the kernel and remember the way back, or say why it cannot be."""
    try:
        kernel = _checked(change(st.session_state["kernel.good"]))
    except ValueError as error:
        st.session_state["kernel.refusal"] = refusal_of(error)
        return
    st.session_state.setdefault("kernel.undo", []).append(st.session_state.get("kernel.good_text", ""))
    # The next edit may come before the page is drawn with this one.
    st.session_state["kernel.good"], st.session_state["kernel.good_text"] = kernel, format_kernel(kernel)
    _write(st.session_state["kernel.good_text"])


def _write(text: str) -> None:
    """Put a text into the box, and remember what the browser has there until it gets it."""
    st.session_state["kernel.replaced"] = [
        *st.session_state.get("kernel.replaced", [])[1 - _MOST_REPLACED :],
        st.session_state.get("kernel.cells", ""),
    ]
    st.session_state["kernel.cells"] = st.session_state["kernel.meant"] = text


def _mend_overtaken_text() -> bool:
    """Put the text back that a click has overtaken, and return whether it had.

    A click sends along what the browser has in the box; that is old if it has not yet got what an edit put there.
    Nobody types into a closed box.
    """
    text, meant = st.session_state.get("kernel.cells", ""), st.session_state.get("kernel.meant")
    is_old = (
        meant is not None
        and text != meant
        and text in st.session_state.get("kernel.replaced", [])
        and not st.session_state.get("kernel.paste")
    )
    if is_old:
        st.session_state["kernel.cells"] = meant
    return is_old


def _checked(kernel: _Kernel) -> _Kernel:
    """Return the kernel; ValueError if it is too wide or its numbers are too large to be worked with."""
    if max(kernel.shape) > MAX_SIDE:
        message = f"it would have more than {MAX_SIDE} rows or columns"
        raise ValueError(message)
    if np.abs(kernel).max() > _LARGEST:
        message = f"a number in it is too large; numbers up to {_LARGEST:g} are fine"
        raise ValueError(message)
    return kernel


def _undo() -> None:
    """Take the last edit back."""
    _write(st.session_state["kernel.undo"].pop())
