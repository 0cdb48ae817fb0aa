"""Choose a named kernel by what it does, and set its parameters."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.kernels.library import GROUPS, PARAMETERS, defaults, fitting_size, group_of, name_of, title
from core.kernels.text import format_number
from pages._parts.address import hold, overrule
from pages._parts.choices import asked_name, choose
from pages._parts.settings_in_use import call
from pages._parts.sliders import bring_to

__all__ = ["choose_kernel"]

_DEFAULT = "sobel_x"


def choose_kernel(*, on_change: Callable[[], None]) -> tuple[str, dict[str, float]]:
    """Draw the groups, the kernels of one group and the sliders; return the name and its parameters."""
    name = asked_name("kernel.name", _names(), default=_DEFAULT) or _chosen()
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
    name = choose("Kernel", names, key="kernel.name", default=_DEFAULT, on_change=_start_over, args=(on_change,))
    parameters = {key: _slide(name, key, first, on_change) for key, first in defaults(name).items()}
    fitting = fitting_size(name, **parameters)
    # Until the visitor wants another size, it follows.
    st.session_state["kernel.size_follows"] = fitting == parameters.get("size")
    if fitting and parameters["size"] < fitting:
        st.caption(
            f":material/content_cut: {parameters['size']} × {parameters['size']} cells cut this kernel off: "
            f"sigma {format_number(parameters['sigma'])} needs {fitting} × {fitting}."
        )
    return name, parameters


def _names() -> set[str]:
    """Return every name in the library."""
    return {name for names in GROUPS.values() for name in names}


def _chosen() -> str:
    """Return the name of the kernel chosen last.

    Clicks that come quicker than the list of kernels changes leave the label in the list's state.
    """
    return name_of(str(st.session_state.get("kernel.name", _DEFAULT))) or _DEFAULT


def _open_group(on_change: Callable[[], None]) -> None:
    """Choose the first kernel of the group."""
    overrule("kernel.name")
    st.session_state["kernel.name"] = GROUPS[st.session_state["kernel.group"]][0]
    _start_over(on_change)


def _start_over(on_change: Callable[[], None]) -> None:
    """Let another kernel begin with its own first values, not with those of the one before."""
    name, names = _chosen(), GROUPS[st.session_state["kernel.group"]]
    if name not in names:
        # The browser sent what its list held before the group was clicked.
        name = st.session_state["kernel.name"] = names[0]
    for key, first in defaults(name).items():
        st.session_state[f"kernel.{key}"] = first
    on_change()


def _slide(name: str, key: str, first: float, on_change: Callable[[], None]) -> float:
    """Draw the slider of one parameter and return its value."""
    spec = PARAMETERS[key]
    bring_to(f"kernel.{key}", spec.values, format_number)
    call(f"kernel.{key}", spec.label)
    value: float = st.select_slider(
        spec.label,
        spec.values,
        first,
        format_func=format_number,
        key=f"kernel.{key}",
        bind="query-params",
        persist_state="session",
        on_change=_follow,
        args=(name, key, on_change),
    )
    hold(f"kernel.{key}", value, format_number(value), default=first)
    return value


def _follow(name: str, key: str, on_change: Callable[[], None]) -> None:
    """Let the size fit the kernel's new shape, unless the visitor has chosen the size."""
    if key != "size" and st.session_state.get("kernel.size_follows"):
        shape = {each: st.session_state[f"kernel.{each}"] for each in defaults(name)}
        st.session_state["kernel.size"] = fitting_size(name, **shape)
    on_change()
