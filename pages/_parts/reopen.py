"""Open an experiment file that was dropped on the picture's upload, on the page that it was saved from."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import Page
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.takeaway.experiment import Experiment

__all__ = ["go_where_a_file_leads", "keep"]

_WAITING = "reopen.waiting"


def keep(experiment: Experiment) -> None:
    """Let the next run open the experiment, whose picture is chosen already."""
    st.session_state[_WAITING] = (experiment.page, dict(experiment.address))


def go_where_a_file_leads(pages: Mapping[str, Page], *, current: str) -> None:
    """Switch to the page of an experiment that waits, and put its settings into the address.

    Parameters
    ----------
    pages : mapping of str to page
        Every page by its path.
    current : str
        The path of the page that is about to be drawn.
    """
    name, address = st.session_state.get(_WAITING, ("", {}))
    if not name:
        return
    if name in pages and name != current:
        _clear_address()
        st.switch_page(pages[name])
    del st.session_state[_WAITING]
    if name in pages:
        _replace_address(address)
    else:
        st.session_state["picture.refusal"] = (
            f"This experiment was saved from a page called {name[:40]}, which is not here."
        )


def _clear_address() -> None:
    """Take this page's settings out of the address: `st.switch_page` refuses to leave names that are bound."""
    if context := get_script_run_ctx():
        with context.session_state.query_params() as params:
            params.clear_with_no_forward_msg(preserve_embed=True)


def _replace_address(address: Mapping[str, str]) -> None:
    """Let an address win over what the controls hold, as after the browser's back button.

    `st.query_params` refuses names that a control is bound to, and Streamlit reads an address once a page; this is
    the way that it goes itself for the back button.
    """
    context = get_script_run_ctx()
    if context is None:
        return
    with context.session_state.query_params() as params:
        params.clear_with_no_forward_msg(preserve_embed=True)
        for name, text in address.items():
            params.set_with_no_forward_msg(name, text)
        params.set_initial_query_params_from_current()
        params._send_query_param_msg()
    context.is_history_navigation = True
