"""Write a small matrix as a grid of numbers, shaded by sign and size like the kernel's own grid."""

from __future__ import annotations

import html

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.kernels.text import written

__all__ = ["show_numbers"]

_TABLE = "border-collapse:separate;border-spacing:2px;width:auto"
_CELL = "padding:.3rem .55rem;text-align:center;border:0;border-radius:4px;font-family:monospace;font-size:.85rem"


def show_numbers(cells: NDArray[np.float64], *, label: str) -> None:
    """Show (kh, kw) numbers to four digits; `label` says what they are, above them and to a screen reader."""
    largest = float(np.abs(cells).max()) or 1.0
    rows = "".join("<tr>" + "".join(_cell(value, largest) for value in line) + "</tr>" for line in cells.tolist())
    caption = html.escape(label)
    st.html(
        f'<div style="overflow-x:auto"><div style="padding-bottom:.3rem">{caption}</div>'
        f'<table aria-label="{caption}" style="{_TABLE}"><tbody>{rows}</tbody></table></div>'
    )


def _cell(value: float, largest: float) -> str:
    """Return one cell: red is positive, blue negative, stronger is larger, as in signed pictures."""
    color = "#3b8ae0" if value < 0 else "#dc5648"
    share = round(80 * abs(value) / largest)
    shade = f"background:color-mix(in srgb, {color} {share}%, transparent)"
    return f'<td title="{value!r}" style="{_CELL};{shade}">{written(value)}</td>'
