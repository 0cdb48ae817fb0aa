"""Keep in the address what Streamlit's own `bind="query-params"` cannot, and read strange links kindly.

Sliders and text fields use `bind`. A choice would put its label there, and labels change: here its value's
name stands in the address. So does a number that no widget of Streamlit's holds. What a link asks for and
cannot have becomes the nearest thing it can, and `tell_differences` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from math import isnan
from typing import Any, TypeVar
from urllib.parse import parse_qs

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages._parts.address_names import is_setting
from pages._parts.settings_in_use import forget_settings, note

__all__ = [
    "asked_name",
    "bring_to",
    "bring_within",
    "choose",
    "current_address",
    "is_too_long",
    "listen",
    "overrule",
    "range_slider",
    "recall",
    "recall_text",
    "remember",
    "slider",
    "stand_in",
    "tell_differences",
]

# Browsers and chat programs cut off longer links.
_LONGEST = 1_500
_Name = TypeVar("_Name", bound=str)
_Number = TypeVar("_Number", int, float)

_ASKED = "address.asked"
_KNOWN = "address.known"
_PAGE_OF = "page_of."
_PHOTOS = (("picture", "yours"), ("fourier.other", "yours"))
_QUOTED = 40
# Below this likeness, 0..1, a word is another word and not a misspelt one.
_LIKENESS = 0.7
_TOLD = 4
_MOST_ENDS = 16


def listen() -> None:
    """Note what a link or the back button asks for, before any control answers; `layout.heading` calls this."""
    forget_settings()
    now, known = st.query_params.to_dict(), st.session_state.get(_KNOWN, {})
    new = {key: text for key, text in now.items() if known.get(key) != text}
    st.session_state.setdefault(_ASKED, {}).update(new)


def tell_differences(page: str) -> None:
    """Say what a link asked for and did not get; `sharing` calls this when every control is drawn."""
    asked, is_arrival = st.session_state.pop(_ASKED, {}), _KNOWN not in st.session_state
    strange = [
        f"`{_quoted(key)}` = `{_quoted(text)}` {_instead(key)}"
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


def _is_granted(key: str, text: str) -> bool:
    """Return whether the control called `key` now stands where the link's text wants it."""
    if key not in st.session_state:
        # A setting that waits for another choice, such as the rim of a filter that has none, is no mistake.
        return is_setting(key)
    value = st.session_state[key]
    if isinstance(value, bool):
        return text.lower() == str(value).lower()
    if isinstance(value, int | float):
        return _number(text) == value
    # Other kinds of control check their own text: a region or a kernel that is wrong is shown with its error.
    return text == value if key == "picture" or isinstance(value, str) else value is not None


def _instead(key: str) -> str:
    """Say what stands in place of what was asked for."""
    if key not in st.session_state:
        return "has no meaning here"
    shown = str(st.session_state[key])
    return f"became `{_quoted(shown)}`" if shown else "is left out"


def _quoted(text: str) -> str:
    """Return the start of a text in which nothing can be Markdown or run on."""
    plain = "".join(character if character.isprintable() and character != "`" else "?" for character in text)
    return plain if len(plain) <= _QUOTED else plain[: _QUOTED - 1] + "…"


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


def current_address(page: str) -> dict[str, str]:
    """Return every setting of the page as the browser's address spells it, and those too long to stand there.

    The last of a repeated name counts, as for `st.query_params`, which learns of a slider only on the next page.
    """
    context = get_script_run_ctx()
    query = parse_qs(context.query_string if context else "", keep_blank_values=True)
    address = {name: values[-1] for name, values in query.items() if not name.startswith("embed")}
    return address | _too_long(f"{page}.")


def slider(
    label: str, low: _Number, high: _Number, default: _Number, step: _Number | None = None, *, key: str, **options: Any
) -> _Number:
    """Draw a slider that the address remembers; a link beyond its ends gets the nearer end.

    Parameters are those of `st.slider`; `key` is the name in the address.
    """
    bring_within(key, low, high, default)
    value: _Number = st.slider(
        label, low, high, default, step, key=key, bind="query-params", persist_state="session", **options
    )
    return value


def bring_within(key: str, low: _Number, high: _Number, default: _Number) -> None:
    """Let a link that asks for a number beyond the ends get the nearer end; call it before the control is drawn."""
    linked = _number(st.session_state.get(_ASKED, {}).get(key, ""))
    if linked is not None and not low <= linked <= high:
        _correct(key, str(type(default)(min(max(linked, low), high))))


def bring_to(key: str, values: Iterable[float], spell: Callable[[float], str]) -> None:
    """Let a link that asks for a number between a control's values get the nearest; call it before that is drawn.

    `spell` writes a value as the address has it.
    """
    linked = _number(st.session_state.get(_ASKED, {}).get(key, ""))
    if linked is not None:
        known = sorted(values)
        within = min(max(linked, known[0]), known[-1])
        nearest = min(known, key=lambda value: abs(value - within))
        if nearest != linked:
            _correct(key, spell(nearest))


def range_slider(
    label: str,
    low: float,
    high: float,
    default: tuple[float, float],
    step: float,
    *,
    key: str,
    **options: Any,
) -> tuple[float, float]:
    """Draw a slider with two dots; both numbers stand in the address as one text, such as ``0.5, 1.5``.

    A link that asks for something else gets the nearest range: ends beyond the slider's are brought within, a single
    number takes the place of the end that it is nearer to, and what is no number is passed over.
    """
    repeated = st.query_params.get_all(key)
    if len(repeated) > 1:
        # As links of earlier versions have it.
        joined = ", ".join(repeated)
        st.session_state.setdefault(_ASKED, {})[key] = joined
        remember(key, joined, default="")
    text, slider_key = recall_text(key), f"{key}.slider"
    ends, is_exact = _nearest_ends(text, (low, high), default)
    if text and not is_exact:
        remember(key, _range_text(ends, default), default="")

    def take() -> None:
        st.session_state[key] = _range_text(st.session_state[slider_key], default)

    st.session_state[slider_key] = ends
    st.slider(label, low, high, step=step, key=slider_key, on_change=take, **options)
    return ends


def _range_text(ends: tuple[float, float], default: tuple[float, float]) -> str:
    """Return how a range is written, nothing for the default."""
    return "" if tuple(ends) == default else f"{ends[0]:g}, {ends[1]:g}"


def _nearest_ends(
    text: str, span: tuple[float, float], default: tuple[float, float]
) -> tuple[tuple[float, float], bool]:
    """Return the range nearest to what a text spells, and whether it is just that."""
    parts = text.replace(";", ",").split(",") if text else []
    read = [number for part in parts[:_MOST_ENDS] if (number := _number(part)) is not None]
    within = sorted(min(max(number, span[0]), span[1]) for number in read)
    if not within:
        return default, False
    if len(within) == 1:
        other = max(default, key=lambda end: abs(end - within[0]))
        return (min(within[0], other), max(within[0], other)), False
    return (within[0], within[-1]), len(parts) == 2 and read == within


def _correct(key: str, text: str) -> None:
    """Put a text under a name that is about to be bound into the address, as if the link had held it."""
    if context := get_script_run_ctx():
        with context.session_state.query_params() as params:
            params.set_with_no_forward_msg(key, text)
            params.set_initial_query_params_from_current()
            params._send_query_param_msg()


def _number(text: str) -> float | None:
    """Return the number that a link's text spells, None if none."""
    try:
        value = float(text)
    except ValueError:
        return None
    return None if isnan(value) else value


def choose(
    label: str,
    options: Mapping[_Name, str],
    *,
    key: str,
    default: _Name,
    draw: Callable[..., Any] = st.selectbox,
    on_change: Callable[..., None] | None = None,
    args: tuple[Any, ...] = (),
    **options_of_widget: Any,
) -> _Name:
    """Draw a choice among `options`, name to label, and return the chosen name.

    Parameters
    ----------
    label : str
        What is chosen.
    options : mapping of str to str
        What stands in the address, and what the visitor reads.
    key : str
        The widget's key, and the name in the address.
    default : str
        The name chosen at first; it is left out of the address.
    draw : callable
        `st.selectbox`, or a widget called in the same way.
    on_change, args : callable, tuple
        Called with these when the visitor has chosen.
    **options_of_widget
        Passed on to `draw`.
    """
    linked = asked_name(key, options, default=default)
    wanted = st.session_state.get(key) if linked is None else linked
    if wanted not in options:
        # Of a list that has changed meanwhile, Streamlit keeps the label that the browser had.
        wanted = next((name for name, shown in options.items() if shown == wanted), default)
    if _is_new_here(key) or wanted != st.session_state.get(key):
        st.session_state[key] = wanted
    name: _Name = draw(
        label,
        list(options),
        format_func=options.get,
        key=key,
        persist_state="session",
        on_change=_take_choice,
        args=(key, on_change, args),
        **options_of_widget,
    )
    _publish(key, name, default)
    return name


def _take_choice(key: str, on_change: Callable[..., None] | None, args: tuple[Any, ...]) -> None:
    """Let what the visitor chose just now count, and go on."""
    overrule(key)
    if on_change:
        on_change(*args)


def overrule(key: str) -> None:
    """Let a click count more than what the address holds under `key`; call it when the click is answered.

    The browser may send a click before the address of the click before has reached it, and would ask for that again.
    """
    if (text := st.query_params.get(key)) is not None:
        st.session_state[f"address.{key}"] = text
        st.session_state.get(_KNOWN, {})[key] = text


def _is_new_here(key: str) -> bool:
    """Return whether the page has not drawn this control before: then Streamlit may forget what another page set."""
    context = get_script_run_ctx()
    page, seen = context.page_script_hash if context else "", st.session_state.get(f"{_PAGE_OF}{key}")
    st.session_state[f"{_PAGE_OF}{key}"] = page
    return page != seen


def asked_name(key: str, names: Iterable[_Name], *, default: _Name) -> _Name | None:
    """Return which of the names a link or the back button asks for, or nearly so, None if none."""
    text = _from_outside(key, default)
    known = {str(name): name for name in names}
    close = get_close_matches(text[:_QUOTED], known, 1, _LIKENESS) if text else []
    return known[close[0]] if close else None


def recall(key: str, *, default: int, most: int) -> int:
    """Return the whole number under `key` in the address or the session, within 0 to `most`."""
    linked = _number(_from_outside(key, str(default)) or "")
    wanted = st.session_state.get(key, default) if linked is None else linked
    value = int(min(max(wanted, 0), most))
    remember(key, value, default=default)
    return value


def recall_text(key: str) -> str:
    """Return the text under `key` in the address or the session, empty if there is none."""
    linked = _from_outside(key, "")
    text = str(st.session_state.get(key, "") if linked is None else linked)
    remember(key, text, default="")
    return text


def remember(key: str, value: int | str, *, default: int | str) -> None:
    """Put a number or a text under `key` into the session and, unless it is too long, the address."""
    st.session_state[key] = value
    _publish(key, value, default)


def _from_outside(key: str, default: str) -> str | None:
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


def _publish(key: str, value: object, default: object) -> None:
    """Write a value into the address, or take it out if it is the default."""
    note(key)
    st.session_state[f"address.{key}"] = str(value)
    if value == default or len(str(value)) > _LONGEST:
        st.query_params.pop(key, None)
    elif st.query_params.get_all(key) != [str(value)]:
        st.query_params[key] = str(value)
