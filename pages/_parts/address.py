"""Keep in the address what Streamlit's own `bind="query-params"` cannot.

Sliders and text fields use `bind`. A choice would put its label there, and labels change: here its value's
name stands in the address. So does a number that no widget of Streamlit's holds.
"""

from __future__ import annotations

from urllib.parse import parse_qs

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages._parts.links import know, read_number
from pages._parts.settings_in_use import note

__all__ = [
    "current_address",
    "from_outside",
    "hold",
    "is_too_long",
    "overrule",
    "publish",
    "recall",
    "recall_text",
    "remember",
    "stand_in",
]

# Browsers and chat programs cut off longer links.
_LONGEST = 1_500


def recall(key: str, *, default: int, most: int) -> int:
    """Return the whole number under `key` in the address or the session, within 0 to `most`."""
    linked = read_number(from_outside(key, str(default)) or "")
    wanted = st.session_state.get(key, default) if linked is None else linked
    value = int(min(max(wanted, 0), most))
    remember(key, value, default=default)
    return value


def recall_text(key: str) -> str:
    """Return the text under `key` in the address or the session, empty if there is none."""
    linked = from_outside(key, "")
    text = str(st.session_state.get(key, "") if linked is None else linked)
    remember(key, text, default="")
    return text


def remember(key: str, value: int | str, *, default: int | str) -> None:
    """Put a number or a text under `key` into the session and, unless it is too long, the address."""
    st.session_state[key] = value
    publish(key, value, default)


def publish(key: str, value: object, default: object) -> None:
    """Write a value into the address, or take it out if it is the default."""
    note(key)
    st.session_state[f"address.{key}"] = str(value)
    if value == default or len(str(value)) > _LONGEST:
        st.query_params.pop(key, None)
    elif st.query_params.get_all(key) != [str(value)]:
        st.query_params[key] = str(value)


def from_outside(key: str, default: str) -> str | None:
    """Return what a link or the back button put into the address, None if it is only what we wrote there."""
    text, known = st.query_params.get(key), st.session_state.get(f"address.{key}")
    if _went_back():
        is_elsewhere = text is None and known is not None and len(known) > _LONGEST
        return None if is_elsewhere else default if text is None else text
    return None if text == known else text


def _went_back() -> bool:
    """Return whether the browser's back or forward button led here: then a missing name means its default."""
    context = get_script_run_ctx()
    return bool(context and context.is_history_navigation)


def overrule(key: str) -> None:
    """Let a click count more than what the address holds under `key`; call it when the click is answered.

    The browser may send a click before the address of the click before has reached it, and would ask for that again.
    """
    if (text := st.query_params.get(key)) is not None:
        st.session_state[f"address.{key}"] = text
        know(key, text)


def stand_in(key: str, text: str) -> None:
    """Let the address hold a text in use, or nothing, while the field called `key` holds one that cannot be used.

    Call it after the field is drawn. The field keeps what the visitor wrote, so that it can be mended.
    """
    context = get_script_run_ctx()
    if context is None:
        return
    if f"address.{key}" in st.session_state:
        st.session_state[f"address.{key}"] = text
    with context.session_state.query_params() as params:
        if not text or len(text) > _LONGEST:
            params.remove_param(key)
        elif params.get_all(key) != [text]:
            params.set_with_no_forward_msg(key, text)
            params._send_query_param_msg()


def hold(key: str, value: float, text: str, *, default: float) -> None:
    """Let the address hold a moved control's value, which `text` spells; call it after the control is drawn.

    The browser writes it there as the control moves. But what the server writes meanwhile, for another setting, knows
    only the step before and puts that back.
    """
    context = get_script_run_ctx()
    if context is None or context.is_history_navigation:
        return
    with context.session_state.query_params() as params:
        if value == default:
            params.discard_param_no_forward_msg(key)
        else:
            params.set_with_no_forward_msg(key, text)
        shown = parse_qs(context.query_string).get(key, [""])[-1]
        if value != (default if read_number(shown) is None else read_number(shown)):
            params._send_query_param_msg()


def current_address(page: str) -> dict[str, str]:
    """Return every setting of the page as the browser's address spells it, and those too long to stand there.

    The last of a repeated name counts, as for `st.query_params`, which learns of a slider only on the next page.
    """
    context = get_script_run_ctx()
    query = parse_qs(context.query_string if context else "", keep_blank_values=True)
    address = {name: values[-1] for name, values in query.items() if not name.startswith("embed")}
    return address | _too_long(f"{page}.")


def is_too_long(name: str) -> bool:
    """Return whether a setting whose name begins so is too long to stand in the address."""
    return bool(_too_long(name))


def _too_long(name: str) -> dict[str, str]:
    """Return the settings whose names begin so and that are too long for the address."""
    begin = f"address.{name}"
    return {
        str(key).removeprefix("address."): text
        for key, text in st.session_state.items()
        if str(key).startswith(begin) and isinstance(text, str) and len(text) > _LONGEST
    }
