"""Lead the address of a page that does not exist to the nearest one that does, and say so."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

__all__ = ["lead_to_a_page", "tell_wrong_page"]

_ASKED = "wrong_page.asked"
# Below this likeness, 0..1, a word is another word and not a misspelt one.
_LIKENESS = 0.6
_QUOTED = 40


def lead_to_a_page(titles: Mapping[str, str]) -> None:
    """Let the nearest page open, or the first page; call it before `st.navigation`, whose window says neither.

    `titles` are those of all pages by their path; the first page's path is empty.
    """
    context = get_script_run_ctx()
    if context is None or context.pages_manager.intended_page_script_hash:
        return
    asked = context.pages_manager.intended_page_name or ""
    if asked in titles:
        return
    words = asked[:_QUOTED].lower().strip("/").split("/")
    close = [near for word in words for near in get_close_matches(word, filter(None, titles), 1, _LIKENESS)]
    nearest = close[0] if close else ""
    context.pages_manager.set_script_intent("", nearest)
    st.session_state[_ASKED] = (asked, titles[nearest] if nearest else "")


def tell_wrong_page() -> None:
    """Say which page was asked for and which one is here instead; call it when the page is drawn."""
    asked, title = st.session_state.pop(_ASKED, ("", ""))
    if asked:
        plain = "".join(sign if sign.isalnum() or sign in "-_./" else "?" for sign in asked[:_QUOTED])
        here = f"this is the page {title}" if title else "this is the first page, which leads to all others"
        st.toast(f"There is no page called `{plain}` here; {here}.", icon=":material/signpost:", duration="infinite")
