"""Edit a kernel as a grid of numbers."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.kernels.text import format_number, parse_kernel, parse_number
from pages._parts.component import declare

__all__ = ["MAX_GRID_SIDE", "edited_kernel", "show_kernel_grid"]

# A larger grid has cells too small to read; such a kernel is shown as a picture.
MAX_GRID_SIDE = 9
_MAX_FRACTION = 5
_SMALL = 1e-4
_component = declare("kernel_grid")


def show_kernel_grid(kernel: NDArray[np.float64], *, key: str, of: int, on_edit: Callable[[], None]) -> None:
    """Show the (kh, kw) kernel as a grid; `on_edit` runs after the visitor changed cells or pasted a table.

    An edit holds `of`, so that one which another choice of kernel has overtaken can be told.
    """
    cells = [[_short(value) for value in row] for row in kernel]
    data = {"cells": cells, "numbers": kernel.tolist(), "of": of, "taken": st.session_state.get(f"{key}.taken", 0)}
    _component(data=data, key=key, on_edit_change=on_edit)


def edited_kernel(kernel: NDArray[np.float64], *, key: str) -> NDArray[np.float64]:
    """Return the kernel with the edits of the grid called `key` made that were not made before, for use in `on_edit`.

    Raises
    ------
    ValueError
        If what was typed or pasted is not a kernel.
    """
    edit = st.session_state[key]["edit"]
    if "table" in edit:
        return parse_kernel(edit["table"])
    before = st.session_state.get(f"{key}.taken", 0)
    new = [change for change in edit["changes"] if change["serial"] > before]
    st.session_state[f"{key}.taken"] = max((change["serial"] for change in new), default=before)
    changed = kernel.copy()
    for change in new:
        changed[change["row"], change["column"]] = parse_number(change["text"])
    return changed


def _short(value: float) -> str:
    """Return a number that fits its cell, 1/9, .05 for 0.05123 or 6e-5; the exact one is the cell's tooltip."""
    exact = format_number(value)
    if "/" in exact and len(exact) <= _MAX_FRACTION:
        return exact
    if 0 < abs(value) < _SMALL:
        return re.sub(r"e-0?", "e-", f"{value:.0e}")
    return re.sub(r"^(-?)0\.", r"\1.", format_number(float(f"{value:.2g}")))
