"""Let pictures leave for the browser before the controls beside them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from streamlit.runtime.scriptrunner import RerunException, get_script_run_ctx

__all__ = ["pictures_first"]

# While the browser draws controls it does not finish the pictures: they get this long to come, decode and be seen.
_PAUSE = 0.005
_PAUSES = 12


@contextmanager
def pictures_first() -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """Hold back what is drawn inside until the end, except within what this yields.

    A page draws its controls first, because they say what to compute. But the browser takes as long to redraw them
    as to show a picture, and does one after the other: so the pictures go ahead. They need a container of their own,
    and containers that are made first of all go along with them: alone, they would be drawn alone.
    """
    context: Any = get_script_run_ctx()
    if not hasattr(context, "_enqueue"):
        # Another version of Streamlit: then all goes in the order in which it is drawn.
        yield nullcontext
        return
    send = context._enqueue
    held: list[Any] = []

    def hold(message: Any) -> None:
        # Every message is where a run that has become old may end.
        context.yield_check()
        held.append(message)

    @contextmanager
    def at_once() -> Iterator[None]:
        context._enqueue = send
        while held and held[0].delta.WhichOneof("type") == "add_block":
            send(held.pop(0))
        try:
            yield
        finally:
            context._enqueue = hold

    context._enqueue = hold
    try:
        yield at_once
        for _ in range(_PAUSES):
            time.sleep(_PAUSE)
            context.yield_check()
    except RerunException:
        # What the controls say is old.
        held.clear()
        raise
    finally:
        context._enqueue = send
        for message in held:
            send(message)
