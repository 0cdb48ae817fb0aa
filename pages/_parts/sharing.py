"""Draw beside every page's title what its experiment can be shared by."""

from __future__ import annotations

import streamlit as st

from pages._parts.address import current_address, is_too_long
from pages._parts.copy_link import show_copy_link
from pages._parts.further_pictures import are_shared
from pages._parts.layout import aside
from pages._parts.links import tell_differences
from pages._parts.outcome import recall, recall_plots
from pages._parts.pictures import SHOWN, Picture
from pages._parts.settings_in_use import settings_in_use, spelled_settings
from pages._parts.takeaway import open_window

__all__ = ["share"]

_BUTTON_WIDTH = 160


def share(page: str) -> None:
    """Draw "Copy link", and say what the link that led here could not have; the page is drawn by now."""
    tell_differences(page)
    outcomes = recall()
    row = aside().container(horizontal=True, key=f"{page}.sharing")
    with row.container(width=_BUTTON_WIDTH):
        show_copy_link(
            is_own=not are_shared(st.query_params.to_dict()), is_cut=is_too_long(f"{page}."), key=f"{page}.link"
        )
    picture: Picture | None = st.session_state.get(SHOWN)
    if (picture is not None or outcomes or recall_plots()) and row.button(
        "Take away", icon=":material/ios_share:", width=_BUTTON_WIDTH, key=f"{page}.take_away"
    ):
        address = current_address(page)
        settings, spelled = settings_in_use(page, address), spelled_settings(page, address)
        open_window(page, picture, outcomes, recall_plots(), settings, spelled)
