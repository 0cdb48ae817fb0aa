"""A button that opens a place to drop one file, and lets go of the file once it is taken."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

__all__ = ["close_upload", "offer_upload"]


def offer_upload(place: DeltaGenerator, label: str, prompt: str, *, note: str, key: str) -> tuple[str, bytes] | None:
    """Draw the button; return the name and the bytes of a file that has just come, None if there is none.

    Parameters
    ----------
    place : DeltaGenerator
        Where the button stands.
    label, prompt, note : str
        On the button, above the place to drop a file, and below it.
    key : str
        The button's name in the session.
    """
    if st.session_state.pop(f"{key}.is_taken", False):
        # The window has done its work, and would cover the picture, or the sentence that refuses the file.
        st.session_state[f"{key}.window"] = False
    with place.popover(label, icon=":material/upload:", key=f"{key}.window", on_change="rerun"):
        # A new key empties the widget, so that the bytes are not held twice.
        turn = st.session_state.setdefault(f"{key}.uploads", 0)
        # Of any kind: Streamlit would refuse others in words that do not say what to do.
        file = st.file_uploader(prompt, key=f"{key}.upload.{turn}")
        st.caption(note)
    if file is None:
        return None
    st.session_state[f"{key}.uploads"] += 1
    return file.name, file.getvalue()


def close_upload(key: str) -> None:
    """Let the next run close the button's window, because the file was taken or refused."""
    st.session_state[f"{key}.is_taken"] = True
