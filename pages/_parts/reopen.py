"""Open an experiment file that was dropped on the picture's upload, on the page that it was saved from."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import Page
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.experiment import Experiment

__all__ = ["go_where_a_file_leads", "keep"]

_WAITING = "reopen.waiting"
_ARRIVING = "reopen.arriving"


def keep(experiment: Experiment) -> None:
    """Let the next run open the experiment, whose picture is chosen already."""
    st.session_state[_WAITING] = (experiment.page, dict(experiment.address))


def go_where_a_file_leads(pages: Mapping[str, Page]) -> None:
    """Switch to the page of an experiment that waits, with its settings in the address.

    Parameters
    ----------
    pages : mapping of str to page
        Every page by its path.
    """
    if waiting := st.session_state.pop(_WAITING, None):
        name, address = waiting
        if name not in pages:
            st.session_state["picture.refusal"] = (
                f"This experiment was saved from a page called {name[:40]}, which is not here."
            )
            return
        st.session_state[_ARRIVING] = True
        st.switch_page(pages[name], query_params=address)
    if st.session_state.pop(_ARRIVING, False):
        _read_address_anew()


def _read_address_anew() -> None:
    """Let the address win over what the controls hold, as after the browser's back button.

    Streamlit's own `switch_page` reads the new address on another page only, and leaves settings that it does not
    name as they are.
    """
    context = get_script_run_ctx()
    if context is not None:
        with context.session_state.query_params() as params:
            params.set_initial_query_params_from_current()
        context.is_history_navigation = True
