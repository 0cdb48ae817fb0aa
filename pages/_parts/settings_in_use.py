"""Tell every setting that the page on screen has, those that stand as at first too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages._parts.address_names import is_setting

__all__ = ["call", "forget_settings", "note", "settings_in_use", "spelled_settings"]

_NOTED = "address.in_use"
_CALLED = "address.called"


def forget_settings() -> None:
    """Begin a page anew: it has no setting yet."""
    st.session_state[_NOTED] = {}
    st.session_state[_CALLED] = {}


def call(key: str, label: str, values: Mapping[Any, str] | None = None) -> None:
    """Note what the page calls a setting, and each of its values where these have names."""
    st.session_state.setdefault(_CALLED, {})[key] = (label, values or {})


def note(key: str, *, at_first: str = "none") -> None:
    """Note that the page has a setting that may be no control of Streamlit's, and what an empty text in it means."""
    st.session_state.setdefault(_NOTED, {})[key] = at_first


def settings_in_use(page: str, address: Mapping[str, str]) -> dict[str, str]:
    """Return the name and the value of each of the page's settings as a person reads them; the page is drawn by now.

    `address` holds what stands in the link besides: a setting of a section that is not shown.
    """
    noted: dict[str, str] = st.session_state.get(_NOTED, {})
    called: dict[str, tuple[str, Mapping[str, str]]] = st.session_state.get(_CALLED, {})
    told: dict[str, str] = {}
    for key, value in _values(page, address).items():
        label, values = called.get(key, ("", {}))
        title = label if label and label not in told else _title(key.removeprefix(f"{page}."))
        told[title] = values.get(str(value)) or _in_words(key, value, noted.get(key, "none"))
    return told


def spelled_settings(page: str, address: Mapping[str, str]) -> dict[str, str]:
    """Return every setting as a link spells it, those that stand as at first and are left out of links too."""
    spelled = {key: _spelled(key, value) for key, value in _values(page, address).items()}
    return {key: text for key, text in spelled.items() if text} | dict(address)


def _values(page: str, address: Mapping[str, str]) -> dict[str, str | float]:
    """Return the values of the page's settings by their names in the address."""
    context = get_script_run_ctx()
    drawn = context.shared.widget_user_keys_this_run if context else ()
    noted = st.session_state.get(_NOTED, {})
    keys = {str(key) for key in st.session_state if key in noted or key in drawn} | set(address)
    mine = sorted(key for key in keys if key.startswith(f"{page}.") and is_setting(key))
    values = {key: st.session_state.get(key, address.get(key, "")) for key in mine}
    return {key: value for key, value in values.items() if isinstance(value, str | bool | int | float)}


def _spelled(key: str, value: str | float) -> str:
    """Return a setting's value as the address has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if value == "":
        return ", ".join(f"{end:g}" for end in st.session_state.get(f"{key}.slider", ()))
    return str(value)


def _title(name: str) -> str:
    """Return a setting's name as a person writes it."""
    return name.replace("_", " ").replace(".", ", ").capitalize()


def _in_words(key: str, value: str | float, at_first: str) -> str:
    """Return a setting's value as a person reads it."""
    if value == "":
        # Both ends of a range stand in its slider, and in the address only if they are not those at first.
        ends = st.session_state.get(f"{key}.slider", ())
        return " to ".join(f"{end:g}" for end in ends) or at_first
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")
