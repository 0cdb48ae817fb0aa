"""Keep what is on the page in full colour while the page runs again."""

from __future__ import annotations

import streamlit as st

__all__ = ["keep_steady"]


def keep_steady() -> None:
    """Let no element fade.

    Streamlit readies every element to fade whenever a run begins, which costs the browser a tenth of the time until
    a new picture is seen. That the page is at work is said beside the menu, and by progress bars.
    """
    st.html("<style>[data-testid=stElementContainer] { opacity: 1 !important; transition: none !important }</style>")
