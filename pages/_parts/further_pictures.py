"""Pictures that a visitor brings beside the main one, each under the setting that names it in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from pages._parts.own_photo import keep_photo

if TYPE_CHECKING:
    from pages._parts.pictures import Source

__all__ = ["OWN", "SETTINGS", "are_shared", "further", "give_back", "keep_further", "miss_further", "named_in"]

OWN = "yours"
"""What the address says in place of a picture of the visitor's own, which it never holds."""
SETTINGS = ("fourier.other",)
"""The settings that may name such a picture."""
_KEY = "picture.further"


def further(setting: str) -> Source | None:
    """Return the visitor's own picture for a setting, None if there is none."""
    source: Source | None = st.session_state.get(_KEY, {}).get(setting)
    return source


def keep_further(setting: str, source: Source) -> None:
    """Keep the visitor's own picture for a setting, as long as the main one is kept."""
    st.session_state[_KEY] = st.session_state.get(_KEY, {}) | {setting: source}
    keep_photo(source, setting)


def miss_further(setting: str) -> None:
    """Note that the address asks for a picture that is not here; it may come back yet."""
    st.session_state[f"{_KEY}.missed.{setting}"] = True


def give_back(setting: str, source: Source) -> None:
    """Offer the visitor's picture of before again, and choose it if the address that led here says so."""
    if further(setting) is None:
        st.session_state[_KEY] = st.session_state.get(_KEY, {}) | {setting: source}
        if st.session_state.pop(f"{_KEY}.missed.{setting}", False):
            st.session_state[setting] = OWN


def named_in(address: Mapping[str, str]) -> dict[str, Source]:
    """Return the visitor's own pictures, besides the main one, that an address names."""
    at_hand: dict[str, Source] = st.session_state.get(_KEY, {})
    return {setting: source for setting, source in at_hand.items() if address.get(setting) == OWN}


def are_shared(address: Mapping[str, str]) -> bool:
    """Return whether an address leads a stranger to the same pictures: to samples, and to none of the visitor's own."""
    return address.get("picture") != OWN and not named_in(address)
