"""Draw sliders that the address remembers, and bring a link's number within what a control can have."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import streamlit as st

from pages._parts.address import hold, recall_text, remember
from pages._parts.links import asked_number, correct, expect, read_number
from pages._parts.settings_in_use import call

__all__ = ["bring_to", "bring_within", "range_slider", "slider"]

_Number = TypeVar("_Number", int, float)

_MOST_ENDS = 16


def slider(
    label: str, low: _Number, high: _Number, default: _Number, step: _Number | None = None, *, key: str, **options: Any
) -> _Number:
    """Draw a slider that the address remembers; a link beyond its ends gets the nearer end.

    Parameters are those of `st.slider`; `key` is the name in the address.
    """
    bring_within(key, low, high, default)
    call(key, label)
    value: _Number = st.slider(
        label, low, high, default, step, key=key, bind="query-params", persist_state="session", **options
    )
    hold(key, value, f"{value:.10g}", default=default)
    return value


def bring_within(key: str, low: _Number, high: _Number, default: _Number) -> None:
    """Let a link that asks for a number beyond the ends get the nearer end; call it before the control is drawn."""
    linked = asked_number(key)
    if linked is not None and not low <= linked <= high:
        correct(key, str(type(default)(min(max(linked, low), high))))


def bring_to(key: str, values: Iterable[float], spell: Callable[[float], str]) -> None:
    """Let a link that asks for a number between a control's values get the nearest; call it before that is drawn.

    `spell` writes a value as the address has it.
    """
    linked = asked_number(key)
    if linked is not None:
        known = sorted(values)
        within = min(max(linked, known[0]), known[-1])
        nearest = min(known, key=lambda value: abs(value - within))
        if nearest != linked:
            correct(key, spell(nearest))


def range_slider(
    label: str,
    low: float,
    high: float,
    default: tuple[float, float],
    step: float,
    *,
    key: str,
    **options: Any,
) -> tuple[float, float]:
    """Draw a slider with two dots; both numbers stand in the address as one text, such as ``0.5, 1.5``.

    A link that asks for something else gets the nearest range: ends beyond the slider's are brought within, a single
    number takes the place of the end that it is nearer to, and what is no number is passed over.
    """
    repeated = st.query_params.get_all(key)
    if len(repeated) > 1:
        # As links of earlier versions have it.
        joined = ", ".join(repeated)
        expect(key, joined)
        remember(key, joined, default="")
    text, slider_key = recall_text(key), f"{key}.slider"
    ends, is_exact = _nearest_ends(text, (low, high), default)
    if text and not is_exact:
        remember(key, _range_text(ends, default), default="")

    def take() -> None:
        st.session_state[key] = _range_text(st.session_state[slider_key], default)

    st.session_state[slider_key] = ends
    call(key, label)
    st.slider(label, low, high, step=step, key=slider_key, on_change=take, **options)
    return ends


def _range_text(ends: tuple[float, float], default: tuple[float, float]) -> str:
    """Return how a range is written, nothing for the default."""
    return "" if tuple(ends) == default else f"{ends[0]:g}, {ends[1]:g}"


def _nearest_ends(
    text: str, span: tuple[float, float], default: tuple[float, float]
) -> tuple[tuple[float, float], bool]:
    """Return the range nearest to what a text spells, and whether it is just that."""
    parts = text.replace(";", ",").split(",") if text else []
    read = [number for part in parts[:_MOST_ENDS] if (number := read_number(part)) is not None]
    within = sorted(min(max(number, span[0]), span[1]) for number in read)
    if not within:
        return default, False
    if len(within) == 1:
        other = max(default, key=lambda end: abs(end - within[0]))
        return (min(within[0], other), max(within[0], other)), False
    return (within[0], within[-1]), len(parts) == 2 and read == within
