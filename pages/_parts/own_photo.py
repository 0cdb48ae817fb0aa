"""Keep a visitor's photos in the server's memory for about an hour, for a reload or a second tab."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from pages._parts.component import declare

if TYPE_CHECKING:
    from pages._parts.pictures import Source

__all__ = ["keep_photo", "offer_return"]

_SECONDS = 3600
_MOST_BYTES = 64 << 20
"""All visitors' photos together; the oldest go first."""

_KEY = "picture.keeper"
_TOKEN = "picture.token"
_HEARD = "picture.is_token_heard"
_lock = threading.Lock()
_component = declare("own_photo")


def keep_photo(source: Source, setting: str = "picture") -> None:
    """Keep the photo that a setting names, beside the visitor's others.

    They lie under a word that nobody can guess, and that only the visitor's own tabs learn.
    """
    token = secrets.token_urlsafe(16)
    with _lock:
        photos = _photos()
        _, others = photos.get(st.session_state.get(_TOKEN, ""), (0.0, {}))
        photos[token] = (time.monotonic(), {**others, setting: source})
        _let_go(photos)
    st.session_state[_TOKEN] = token


def offer_return(on_found: Callable[[Mapping[str, Source]], None]) -> None:
    """Draw the invisible element that tells whether this browser's visitor had photos here; `on_found` takes them."""
    with _lock:
        # Whoever opens a page lets old photos go.
        _let_go(_photos())
    token = st.session_state.get(_TOKEN, "")
    is_heard = bool(token) or st.session_state.get(_HEARD, False)
    _component(data={"token": token, "isHeard": is_heard}, key=_KEY, on_token_change=partial(_find, on_found))


def _find(on_found: Callable[[Mapping[str, Source]], None]) -> None:
    """Hand over the photos under the word that the browser has kept, if they are still here."""
    token = st.session_state[_KEY].get("token")
    st.session_state[_HEARD] = True
    with _lock:
        photos = _photos()
        _let_go(photos)
        _, sources = photos.get(token, (0.0, {})) if isinstance(token, str) else (0.0, {})
    if sources:
        st.session_state[_TOKEN] = token
        on_found(sources)


def _let_go(photos: dict[str, tuple[float, Mapping[str, Source]]]) -> None:
    """Forget photos that are too old, or too many; the dictionary has the oldest first."""
    for token, (since, _) in list(photos.items()):
        # A photo that lies under several words takes its room once.
        sizes = {source.digest: len(source.data) for _, sources in photos.values() for source in sources.values()}
        if sum(sizes.values()) <= _MOST_BYTES and time.monotonic() - since < _SECONDS:
            return
        del photos[token]


@st.cache_resource(show_spinner=False)
def _photos() -> dict[str, tuple[float, Mapping[str, Source]]]:
    """Return what is kept: token to the moment, and the photos by the setting that names each."""
    return {}
