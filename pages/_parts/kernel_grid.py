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


def show_kernel_grid(kernel: NDArray[np.float64], *, key: str, on_edit: Callable[[], None]) -> None:
    """Show the (kh, kw) kernel as a grid; `on_edit` runs after the visitor changed a cell or pasted a table."""
    cells = [[_short(value) for value in row] for row in kernel]
    _component(data={"cells": cells, "numbers": kernel.tolist()}, key=key, on_edit_change=on_edit)


def edited_kernel(kernel: NDArray[np.float64], *, key: str) -> NDArray[np.float64]:
    """Return the kernel with the last edit of the grid called `key` made, for use in `on_edit`.

    Raises
    ------
    ValueError
        If what was typed or pasted is not a kernel.
    """
    edit = st.session_state[key]["edit"]
    if "table" in edit:
        return parse_kernel(edit["table"])
    changed = kernel.copy()
    changed[edit["row"], edit["column"]] = parse_number(edit["text"])
    return changed


def _short(value: float) -> str:
    """Return a number that fits its cell, 1/9, .05 for 0.05123 or 6e-5; the exact one is the cell's tooltip."""
    exact = format_number(value)
    if "/" in exact and len(exact) <= _MAX_FRACTION:
        return exact
    if 0 < abs(value) < _SMALL:
        return re.sub(r"e-0?", "e-", f"{value:.0e}")
    return re.sub(r"^(-?)0\.", r"\1.", format_number(float(f"{value:.2g}")))
