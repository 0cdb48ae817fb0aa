"""Arrange the page's blocks, on a desk and on a phone."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

__all__ = ["arrange"]

_STYLE = Path(__file__).with_suffix(".css")


def arrange() -> None:
    """Put controls near the pictures that they change, where there is room for one column only."""
    st.html(_STYLE)
