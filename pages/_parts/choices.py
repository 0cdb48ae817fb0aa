"""Draw choices that the address remembers by the chosen value's name: a label would change with the wording."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages._parts.address import from_outside, overrule, publish
from pages._parts.settings_in_use import call

__all__ = ["asked_name", "choose"]

_Name = TypeVar("_Name", bound=str)

_PAGE_OF = "page_of."
_LONGEST_NAME = 40
# Below this likeness, 0..1, a word is another word and not a misspelt one.
_LIKENESS = 0.7


def choose(
    label: str,
    options: Mapping[_Name, str],
    *,
    key: str,
    default: _Name,
    draw: Callable[..., Any] = st.selectbox,
    on_change: Callable[..., None] | None = None,
    args: tuple[Any, ...] = (),
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
    on_change, args : callable, tuple
        Called with these when the visitor has chosen.
    **options_of_widget
        Passed on to `draw`.
    """
    linked = asked_name(key, options, default=default)
    wanted = st.session_state.get(key) if linked is None else linked
    if wanted not in options:
        # Of a list that has changed meanwhile, Streamlit keeps the label that the browser had.
        wanted = next((name for name, shown in options.items() if shown == wanted), default)
    if _is_new_here(key) or wanted != st.session_state.get(key):
        st.session_state[key] = wanted
    name: _Name = draw(
        label,
        list(options),
        format_func=options.get,
        key=key,
        persist_state="session",
        on_change=_take_choice,
        args=(key, on_change, args),
        **options_of_widget,
    )
    publish(key, name, default)
    call(key, label, options)
    return name


def _take_choice(key: str, on_change: Callable[..., None] | None, args: tuple[Any, ...]) -> None:
    """Let what the visitor chose just now count, and go on."""
    overrule(key)
    if on_change:
        on_change(*args)


def _is_new_here(key: str) -> bool:
    """Return whether the page has not drawn this control before: then Streamlit may forget what another page set."""
    context = get_script_run_ctx()
    page, seen = context.page_script_hash if context else "", st.session_state.get(f"{_PAGE_OF}{key}")
    st.session_state[f"{_PAGE_OF}{key}"] = page
    return page != seen


def asked_name(key: str, names: Iterable[_Name], *, default: _Name) -> _Name | None:
    """Return which of the names a link or the back button asks for, or nearly so, None if none."""
    text = from_outside(key, default)
    known = {str(name): name for name in names}
    close = get_close_matches(text[:_LONGEST_NAME], known, 1, _LIKENESS) if text else []
    return known[close[0]] if close else None
