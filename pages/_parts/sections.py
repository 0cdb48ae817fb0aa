"""The row in which a page's section is chosen: on every page between the picture's picker and the pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import streamlit as st

from pages._parts.choices import choose

__all__ = ["choose_section"]

_Name = TypeVar("_Name", bound=str)


def choose_section(sections: Mapping[_Name, tuple[str, str, *tuple[Any, ...]]], *, page: str) -> _Name:
    """Draw the row, and below it a sentence about the chosen section; return its name.

    Parameters
    ----------
    sections : mapping of str to (str, str, ...)
        Name in the address to title, sentence, and whatever the page keeps beside; the first is chosen at first.
    page : str
        The page's path.
    """
    name = choose(
        "What to do",
        {name: title for name, (title, *_) in sections.items()},
        key=f"{page}.section",
        default=next(iter(sections)),
        draw=st.segmented_control,
        required=True,
        wrap=True,
        label_visibility="collapsed",
    )
    st.caption(sections[name][1])
    return name
