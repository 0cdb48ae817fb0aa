"""Choose a named kernel by what it does, and set its parameters."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.kernel_library import GROUPS, PARAMETERS, defaults, explain, group_of, title
from core.kernel_text import format_number
from pages._parts.address import asked_name, bring_to, choose

__all__ = ["choose_kernel"]

_DEFAULT = "sobel_x"


def choose_kernel(*, on_change: Callable[[], None]) -> tuple[str, dict[str, float]]:
    """Draw the groups, the kernels of one group and the sliders; return the name and its parameters."""
    name = asked_name("kernel.name", _names(), default=_DEFAULT) or st.session_state.get("kernel.name") or _DEFAULT
    st.session_state["kernel.group"] = group_of(name)
    group = st.pills(
        "What it does",
        list(GROUPS),
        key="kernel.group",
        required=True,
        wrap=True,
        on_change=_open_group,
        args=(on_change,),
    )
    names = {name: title(name) for name in GROUPS[group]}
    name = choose("Kernel", names, key="kernel.name", default=_DEFAULT, on_change=on_change)
    st.caption(explain(name))
    return name, {key: _slide(key, first, on_change) for key, first in defaults(name).items()}


def _names() -> set[str]:
    """Return every name in the library."""
    return {name for names in GROUPS.values() for name in names}


def _open_group(on_change: Callable[[], None]) -> None:
    """Choose the first kernel of the group."""
    st.session_state["kernel.name"] = GROUPS[st.session_state["kernel.group"]][0]
    on_change()


def _slide(key: str, first: float, on_change: Callable[[], None]) -> float:
    """Draw the slider of one parameter and return its value."""
    spec = PARAMETERS[key]
    bring_to(f"kernel.{key}", spec.values, format_number)
    value: float = st.select_slider(
        spec.label,
        spec.values,
        first,
        format_func=format_number,
        key=f"kernel.{key}",
        bind="query-params",
        persist_state="session",
        on_change=on_change,
    )
    return value
