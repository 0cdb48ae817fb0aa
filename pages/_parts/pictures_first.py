"""Let pictures leave for the browser before the controls beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from streamlit.runtime.scriptrunner import get_script_run_ctx

__all__ = ["pictures_first"]


@contextmanager
def pictures_first() -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """Hold back what is drawn inside until the end, except within what this yields.

    A page draws its controls first, because they say what to compute. But the browser takes as long to redraw them
    as to show a picture, and does one after the other: so the pictures go ahead. They need a container of their own.
    """
    context: Any = get_script_run_ctx()
    send, held = context._enqueue, []

    def hold(message: Any) -> None:
        # Every message is where a run that has become old may end.
        context.yield_check()
        held.append(message)

    @contextmanager
    def at_once() -> Iterator[None]:
        context._enqueue = send
        try:
            yield
        finally:
            context._enqueue = hold

    context._enqueue = hold
    try:
        yield at_once
    finally:
        context._enqueue = send
        for message in held:
            send(message)
