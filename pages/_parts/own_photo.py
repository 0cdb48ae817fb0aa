"""Keep a visitor's photo in the server's memory for about an hour, so that a reload or a second tab finds it again."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
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
_lock = threading.Lock()
_component = declare("own_photo")


def keep_photo(source: Source) -> None:
    """Keep the photo under a word that nobody can guess, and that only the visitor's own tabs learn."""
    token = secrets.token_urlsafe(16)
    st.session_state[_TOKEN] = token
    with _lock:
        photos = _photos()
        photos[token] = (time.monotonic(), source)
        _let_go(photos)


def offer_return(on_found: Callable[[Source], None]) -> None:
    """Draw the invisible element that tells whether this browser's visitor had a photo here; `on_found` takes it."""
    with _lock:
        # Whoever opens a page lets old photos go.
        _let_go(_photos())
    token = st.session_state.get(_TOKEN, "")
    _component(data={"token": token}, key=_KEY, on_token_change=partial(_find, on_found))


def _find(on_found: Callable[[Source], None]) -> None:
    """Hand over the photo under the word that the browser has kept, if it is still here."""
    token = st.session_state[_KEY].get("token")
    with _lock:
        photos = _photos()
        _let_go(photos)
        _, source = photos.get(token, (0.0, None)) if isinstance(token, str) else (0.0, None)
    if source is not None:
        st.session_state[_TOKEN] = token
        on_found(source)


def _let_go(photos: dict[str, tuple[float, Source]]) -> None:
    """Forget photos that are too old, or too many; the dictionary has the oldest first."""
    held = sum(len(source.data) for _, source in photos.values())
    for token, (since, source) in list(photos.items()):
        if held <= _MOST_BYTES and time.monotonic() - since < _SECONDS:
            return
        held -= len(source.data)
        del photos[token]


@st.cache_resource(show_spinner=False)
def _photos() -> dict[str, tuple[float, Source]]:
    """Return what is kept: token to the moment and the photo."""
    return {}
