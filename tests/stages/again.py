"""A long text that is exchanged slowly and comes again, beside another that is drawn by itself."""

import time

import streamlit as st

from pages._parts.references import refer_to_what_is_kept

_LONG = 20_000  # characters: short messages are never referred to.
_SLOW = 1.5  # s
_SENT = 0.2  # s: what was drawn when the next run begins is on its way, which would otherwise be left out.


def _exchange() -> None:
    st.session_state["is_other"] = not st.session_state.get("is_other", False)


def _count() -> None:
    st.session_state["count"] = st.session_state.get("count", 0) + 1


@st.fragment
def _draw_text() -> None:
    name = "second" if st.session_state.get("is_other") else "first"
    st.button("Exchange", on_click=_exchange)
    time.sleep(_SLOW)
    st.text(name * (_LONG // len(name)))
    st.caption(name)
    time.sleep(_SENT)


@st.fragment
def _draw_beside() -> None:
    st.button("Beside", on_click=_count)
    st.caption(f"drawn {st.session_state.get('count', 0)} times more")


refer_to_what_is_kept()
_draw_beside()
_draw_text()
