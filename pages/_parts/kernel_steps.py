"""Play a small convolution step by step in the browser: grid, kernel, products, sum and result as numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.kernels.number_grid import Worked
from core.kernels.text import parse_kernel, parse_number
from pages._parts.component import declare

__all__ = ["Look", "edited_part", "show_steps"]

_component = declare("kernel_steps")


@dataclass(frozen=True)
class Look:
    """How the steps appear.

    `levels` are the numbers shown black and white, None for red and blue; `fills` hides results not yet
    reached; `beyond` holds for each cell of the padded grid 0 inside, 1 around the crop, 2 made by the border rule.
    """

    title: str
    levels: tuple[float, float] | None
    is_signed: bool
    fills: bool
    is_editable: bool
    beyond: NDArray[np.int_]


def show_steps(
    worked: Worked,
    look: Look,
    *,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    key: str,
    on_edit: Callable[[], None] | None = None,
) -> None:
    """Show the steps; `on_edit` runs after the visitor changed a cell of the grid or the kernel, or pasted one."""
    data = {
        "title": look.title,
        "padded": worked.padded.tolist(),
        "kernel": worked.kernel.tolist(),
        "result": worked.result.tolist(),
        "beyond": look.beyond.tolist(),
        "levels": look.levels,
        "isSigned": look.is_signed,
        "fills": look.fills,
        "isEditable": look.is_editable,
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
    }
    # Edits keep the place; another crop or another kind of step starts over.
    identity = f"{look}" if look.is_editable else f"{data}"
    data["id"] = hashlib.blake2b(identity.encode(), digest_size=8).hexdigest()
    _component(data=data, key=key, on_edit_change=on_edit or _ignore)


def edited_part(
    grid: NDArray[np.float64], kernel: NDArray[np.float64], *, key: str
) -> tuple[Literal["grid", "kernel"], NDArray[np.float64]]:
    """Return which part the visitor edited last and what it is now, for use in `on_edit`.

    Raises
    ------
    ValueError
        If what was typed or pasted is no number or table of numbers.
    """
    edit: dict[str, Any] = st.session_state[key]["edit"]
    part: Literal["grid", "kernel"] = "grid" if edit["part"] == "grid" else "kernel"
    if "table" in edit:
        return part, parse_kernel(edit["table"])
    changed = (grid if part == "grid" else kernel).copy()
    changed[edit["row"], edit["column"]] = parse_number(edit["text"])
    return part, changed


def _ignore() -> None:
    """Accept a change that the section does not use."""
