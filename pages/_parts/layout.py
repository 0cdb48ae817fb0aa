"""What every page has: a heading, two columns, and one way to show an error."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages._parts.links import listen
from pages._parts.outcome import forget

__all__ = ["aside", "columns", "errors_shown", "heading", "read_or_keep"]

_Value = TypeVar("_Value")

_ASIDE = "heading.aside"
_ASIDE_WIDTH = 340
# As in arrangement.css.
_COLUMNS = "columns"


def heading(title: str, lead: str) -> None:
    """Draw the page's title and the sentence that says what can be done here."""
    listen()
    forget()
    row = st.container(horizontal=True, vertical_alignment="center", key="heading.row")
    row.title(title, anchor=False)
    st.session_state[_ASIDE] = row.container(width=_ASIDE_WIDTH, key=_ASIDE)
    st.markdown(lead)


def aside() -> DeltaGenerator:
    """Return the place beside the title, for what is known only when the page is drawn."""
    place: DeltaGenerator = st.session_state[_ASIDE]
    return place


def columns(*, has_lesson: bool = False) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return the place for pictures and the place for controls.

    On a phone the controls follow the first pictures, and what else stands below those comes last; with `has_lesson`
    that is what was asked for, and comes first.
    """
    key = f"{_COLUMNS}_lesson" if has_lesson else _COLUMNS
    pictures, controls = st.container(key=key).columns([2.6, 1], gap="medium")
    return pictures, controls


@contextmanager
def errors_shown() -> Iterator[None]:
    """Show a ValueError raised below `core` as one sentence, and let the rest of the page stand."""
    try:
        yield
    except ValueError as error:
        # What a visitor wrote is quoted as it is.
        sentence = re.sub(r"([\\`*_\[\]<$])", r"\\\1", str(error))
        st.error(f"{sentence[:1].upper()}{sentence[1:]}.".replace("..", "."), icon=":material/error:")


def read_or_keep(read: Callable[[], _Value], kept: _Value) -> tuple[_Value, bool]:
    """Return what `read` returns, and True; where it raises a ValueError, show that, and return what is kept, False."""
    with errors_shown():
        return read(), True
    return kept, False
