"""The table of the discs painted on the spectrum: the notches, by the waves that they take away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import hypot, inf
from typing import Any

import streamlit as st

from core.spectrum.painting import Mark

__all__ = ["edit_notches", "edited"]


def edit_notches(marks: tuple[Mark, ...], take: Callable[[Sequence[Mark]], None]) -> None:
    """Draw the table of discs, which can be changed, added to and deleted from; `take` gets all marks afterwards."""
    rows = [_row(mark) for mark in marks if mark.shape == "disc"]
    number: Any = st.column_config.NumberColumn
    # The table's own buttons appear above it.
    st.space("small")
    # A key of its own for every content, because the widget keeps its edits by row number.
    key = f"fourier.notches.{hash(marks)}"
    st.data_editor(
        rows,
        key=key,
        num_rows="dynamic",
        hide_index=True,
        on_change=_take_edit,
        args=(key, marks, take),
        column_config={
            "across": number(
                "x", help="Cycles per pixel, across", min_value=-0.5, max_value=0.5, format="%.4f", width=56
            ),
            "down": number("y", help="Cycles per pixel, down", min_value=-0.5, max_value=0.5, format="%.4f", width=56),
            "radius": number("Radius", help="Cycles per pixel", min_value=0.0, max_value=0.5, format="%.4f", width=80),
            "period": number("Period", help="Pixels from crest to crest", disabled=True, format="%.1f", width=66),
        },
    )
    st.caption(
        "Notches: one row is a wave, x cycles per pixel across and y down, and its mirror image. "
        "Change, add or delete rows."
    )


def _row(mark: Mark) -> dict[str, float]:
    """Return a disc as a row of the table."""
    x, y, radius = mark.numbers
    away = hypot(x, y)
    return {"across": x, "down": y, "radius": radius, "period": 1 / away if away else inf}


def _take_edit(key: str, marks: tuple[Mark, ...], take: Callable[[Sequence[Mark]], None]) -> None:
    """Hand the marks after the edit over."""
    take(edited(marks, st.session_state[key]))


def edited(marks: Sequence[Mark], edits: Mapping[str, Any]) -> tuple[Mark, ...]:
    """Return the marks after the edits of the table of discs, as `st.data_editor` reports them.

    A new row counts as soon as it says where; without a radius it gets 0.01 cycles per pixel.
    """
    discs = [list(mark.numbers) for mark in marks if mark.shape == "disc"]
    effects = [mark.effect for mark in marks if mark.shape == "disc"]
    names = ("across", "down", "radius")
    for index, changes in edits["edited_rows"].items():
        for name, value in changes.items():
            if name in names and value is not None:
                discs[int(index)][names.index(name)] = float(value)
    kept = [
        Mark(effect, "disc", (x, y, radius))
        for index, (effect, (x, y, radius)) in enumerate(zip(effects, discs, strict=True))
        if index not in edits["deleted_rows"]
    ]
    added = [
        Mark("remove", "disc", (float(row["across"]), float(row["down"]), float(row.get("radius") or 0.01)))
        for row in edits["added_rows"]
        if row.get("across") is not None and row.get("down") is not None
    ]
    return (*(mark for mark in marks if mark.shape != "disc"), *kept, *added)
