"""Let pictures leave for the browser before what else a page draws."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException, get_script_run_ctx

__all__ = ["pictures_first"]

# While the browser draws controls it does not finish the pictures: they get this long to come, decode and be seen.
_PAUSE = 0.005
_PAUSES = 12
_PLACES = "pictures_first.places"


@contextmanager
def pictures_first() -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """Hold back what is drawn inside until the end, except for the pictures drawn within what this yields.

    A page draws its controls first, because they say what to compute. But the browser takes as long to redraw them
    as to show a picture, and does one after the other: so the pictures go ahead, all together. They need a container
    of their own. At first, containers that are made first of all go along with them, and what is drawn between them;
    when a fragment runs again, the browser has all that, and they go alone.
    """
    context: Any = get_script_run_ctx()
    if not hasattr(context, "_enqueue"):
        # Another version of Streamlit: then all goes in the order in which it is drawn.
        yield nullcontext
        return
    send = context._enqueue
    held: list[Any] = []
    known: list[list[int]] = st.session_state.get(_PLACES, []) if context.fragment_ids_this_run else []
    st.session_state[_PLACES] = known

    def hold(message: Any) -> None:
        # Every message is where a run that has become old may end.
        context.yield_check()
        held.append(message)

    @contextmanager
    def at_once() -> Iterator[None]:
        before = len(held)
        yield
        pictures = [index for index in range(before, len(held)) if _has_pictures(held[index])]
        if not pictures:
            return
        places = [list(held[index].metadata.delta_path) for index in pictures]
        if all(each in known for each in places):
            first = set(pictures)
        else:
            controls = next((index for index in range(before) if not _is_container(held[index])), before)
            first = {*range(controls), *range(before, pictures[-1] + 1)}
        for index in sorted(first):
            send(held[index])
        held[:] = [message for index, message in enumerate(held) if index not in first]
        for _ in range(_PAUSES):
            time.sleep(_PAUSE)
            context.yield_check()
        st.session_state[_PLACES] = places

    context._enqueue = hold
    try:
        yield at_once
        context.yield_check()
    except RerunException:
        # What the controls say is old.
        held.clear()
        raise
    finally:
        context._enqueue = send
        for message in held:
            send(message)


def _is_container(message: Any) -> bool:
    """Tell whether a message makes a container."""
    return bool(message.delta.WhichOneof("type") == "add_block")


def _has_pictures(message: Any) -> bool:
    """Tell whether a message is a row of pictures, or refers to a large message that the browser still has."""
    is_reference = message.WhichOneof("type") == "ref_hash"
    return bool(is_reference or message.delta.new_element.bidi_component.component_name == "convoscope_panel")
