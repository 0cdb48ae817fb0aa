"""Note what a link or the back button asks for, and say what of it the page could not have.

What a link asks for and cannot have becomes the nearest thing it can.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages._parts.address_names import is_setting, nearest_setting
from pages._parts.settings_in_use import forget_settings

__all__ = ["asked_number", "correct", "expect", "know", "listen", "read_number", "tell_differences"]

_ASKED = "address.asked"
_KNOWN = "address.known"
_READ_AS = "address.read_as"
_TWICE = "address.twice"
# Both ends of a range were two values of one name in earlier versions.
_RANGES = ("fourier.band", "template.angles", "template.sizes")
_PHOTOS = (("picture", "yours"), ("fourier.other", "yours"))
_QUOTED = 40
_TOLD = 12


def listen() -> None:
    """Note what a link or the back button asks for, before any control answers; `layout.heading` calls this."""
    forget_settings()
    now, known = st.query_params.to_dict(), st.session_state.get(_KNOWN, {})
    new = {key: text for key, text in now.items() if known.get(key) != text}
    st.session_state.setdefault(_ASKED, {}).update(new)
    twice = {key: len(st.query_params.get_all(key)) for key in new if key not in _RANGES}
    st.session_state.setdefault(_TWICE, {}).update({key: count for key, count in twice.items() if count > 1})
    for key in st.session_state[_TWICE].keys() & new.keys():
        correct(key, new[key])
    _mend_names()


def _mend_names() -> None:
    """Let misspelt names in a link be those that they are nearest to."""
    asked = st.session_state[_ASKED]
    for key in [key for key in asked if key != "picture" and not is_setting(key)]:
        name = nearest_setting(key)
        if name and name not in st.query_params:
            text = asked.pop(key)
            _take_out([key])
            correct(name, text)
            asked[name] = text
            st.session_state.setdefault(_READ_AS, {})[key] = name


def tell_differences(page: str) -> None:
    """Say what a link asked for and did not get; `sharing` calls this when every control is drawn."""
    asked, is_arrival = st.session_state.pop(_ASKED, {}), _KNOWN not in st.session_state
    strange = [f"`{_quoted(key)}` is read as `{name}`" for key, name in st.session_state.pop(_READ_AS, {}).items()]
    strange += [
        f"`{_quoted(key)}` stands there {count} times, and the last one counts"
        for key, count in st.session_state.pop(_TWICE, {}).items()
    ]
    strange += [
        f"{_named(key, text)} {_instead(key)}"
        for key, text in asked.items()
        # The pickers say themselves why a photo is missing; other pages' settings are left over on the way from there.
        if (key, text) not in _PHOTOS
        and (is_arrival or not is_setting(key) or key.startswith(f"{page}."))
        and not (_belongs(key, page) and _is_granted(key, text))
    ]
    _take_out(key for key in st.query_params.to_dict() if not _belongs(key, page))
    st.session_state[_KNOWN] = st.query_params.to_dict()
    if strange:
        rest = f" And {len(strange) - _TOLD} more." if len(strange) > _TOLD else ""
        st.toast(
            f"Not all of this link can be had: {'; '.join(strange[:_TOLD])}.{rest}",
            icon=":material/link:",
            duration="infinite",
        )


def _belongs(key: str, page: str) -> bool:
    """Return whether a name in the address has a meaning on this page, now or after another choice."""
    return key == "picture" or (key.startswith(f"{page}.") and (is_setting(key) or key in st.session_state))


def _take_out(keys: Iterable[str]) -> None:
    """Take names that nothing here has a meaning for out of the address."""
    context = get_script_run_ctx()
    if context is None:
        return
    with context.session_state.query_params() as params:
        # All of them, as a message to the browser is sent for each call that does send one.
        if any([params.discard_param_no_forward_msg(key) for key in keys]):
            params._send_query_param_msg()


def _is_granted(key: str, text: str) -> bool:
    """Return whether the control called `key` now stands where the link's text wants it."""
    if key not in st.session_state:
        # A setting that waits for another choice, such as the rim of a filter that has none, is no mistake.
        return is_setting(key)
    value = st.session_state[key]
    if isinstance(value, bool):
        return text.lower() == str(value).lower()
    if isinstance(value, int | float):
        return read_number(text) == value
    # Other kinds of control check their own text: a region or a kernel that is wrong is shown with its error.
    return text == value if key == "picture" or isinstance(value, str) else value is not None


def _instead(key: str) -> str:
    """Say what stands in place of what was asked for."""
    if key not in st.session_state:
        return "has no meaning here"
    shown = str(st.session_state[key])
    return f"became `{_quoted(shown)}`" if shown else "is left out"


def _named(key: str, text: str) -> str:
    """Return a name and its text as the link has them."""
    return f"`{_quoted(key)}` = `{_quoted(text)}`" if text else f"`{_quoted(key)}`"


def _quoted(text: str) -> str:
    """Return the start of a text in which nothing can be Markdown or run on."""
    plain = "".join(character if character.isprintable() and character != "`" else "?" for character in text)
    return plain if len(plain) <= _QUOTED else plain[: _QUOTED - 1] + "…"


def asked_number(key: str) -> float | None:
    """Return the number that a link asks for under `key`, None if none."""
    return read_number(st.session_state.get(_ASKED, {}).get(key, ""))


def expect(key: str, text: str) -> None:
    """Take this text for what the link asks for under `key`."""
    st.session_state.setdefault(_ASKED, {})[key] = text


def know(key: str, text: str) -> None:
    """Take what the address holds under `key` for our own, and not for a link's."""
    st.session_state.get(_KNOWN, {})[key] = text


def correct(key: str, text: str) -> None:
    """Put a text under a name that is about to be bound into the address, as if the link had held it."""
    if context := get_script_run_ctx():
        with context.session_state.query_params() as params:
            params.set_with_no_forward_msg(key, text)
            params.set_initial_query_params_from_current()
            params._send_query_param_msg()


def read_number(text: str) -> float | None:
    """Return the number that a link's text spells, None if none."""
    try:
        value = float(text)
    except ValueError:
        return None
    return None if isnan(value) else value
