"""Keep in the address what Streamlit's own `bind="query-params"` cannot.

Sliders and text fields use `bind`. A choice would put its label there, and labels change: here its value's
name stands in the address. So does a number that no widget of Streamlit's holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import streamlit as st

__all__ = ["choose", "recall", "recall_text", "remember"]

# Browsers and chat programs cut off longer links.
_LONGEST = 1_500
_Name = TypeVar("_Name", bound=str)


def choose(
    label: str,
    options: Mapping[_Name, str],
    *,
    key: str,
    default: _Name,
    draw: Callable[..., Any] = st.selectbox,
    **options_of_widget: Any,
) -> _Name:
    """Draw a choice among `options`, name to label, and return the chosen name.

    Parameters
    ----------
    label : str
        What is chosen.
    options : mapping of str to str
        What stands in the address, and what the visitor reads.
    key : str
        The widget's key, and the name in the address.
    default : str
        The name chosen at first; it is left out of the address.
    draw : callable
        `st.selectbox`, or a widget called in the same way.
    **options_of_widget
        Passed on to `draw`.
    """
    linked = _from_outside(key)
    if linked in options:
        st.session_state[key] = linked
    elif st.session_state.get(key) not in options:
        st.session_state[key] = default
    name: _Name = draw(
        label, list(options), format_func=options.get, key=key, persist_state="session", **options_of_widget
    )
    _publish(key, name, default)
    return name


def recall(key: str, *, default: int, most: int) -> int:
    """Return the whole number under `key` in the address or the session, within 0 to `most`."""
    linked = _from_outside(key)
    value = int(linked) if linked and linked.isdecimal() else st.session_state.get(key, default)
    remember(key, min(value, most), default=default)
    return min(value, most)


def recall_text(key: str) -> str:
    """Return the text under `key` in the address or the session, empty if there is none."""
    linked = _from_outside(key)
    text = str(st.session_state.get(key, "") if linked is None else linked)
    remember(key, text, default="")
    return text


def remember(key: str, value: int | str, *, default: int | str) -> None:
    """Put a number or a text under `key` into the session and, unless it is too long, the address."""
    st.session_state[key] = value
    _publish(key, value, default)


def _from_outside(key: str) -> str | None:
    """Return what a link or the back button put into the address, None if it is only what we wrote there."""
    text = st.query_params.get(key)
    return None if text == st.session_state.get(f"address.{key}") else text


def _publish(key: str, value: object, default: object) -> None:
    """Write a value into the address, or take it out if it is the default."""
    st.session_state[f"address.{key}"] = str(value)
    if value == default or len(str(value)) > _LONGEST:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != str(value):
        st.query_params[key] = str(value)
