"""Say where a section describes one of the two kernels that the result is made of."""

from __future__ import annotations

import streamlit as st

from pages._parts.kernel_settings import Settings

__all__ = ["tell_half"]


def tell_half(settings: Settings, what: str) -> None:
    """Say that `what`, the start of a sentence, is of the first half alone; nothing where there is one kernel."""
    if settings.is_pair:
        st.caption(
            f":material/info: The result above is made of two kernels, as the root of both results' squares. {what} of "
            f"its first half, {settings.title}; the other half is the same, turned by 90°."
        )
