"""Let pictures leave for the browser before the controls beside them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from streamlit.runtime.scriptrunner import RerunException, get_script_run_ctx

__all__ = ["pictures_first"]

# Streamlit's browser side gathers what arrives for 10 ms and draws that at once; the pictures are to be alone in it.
_PAUSE = 0.005
_PAUSES = 6


@contextmanager
def pictures_first() -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """Hold back what is drawn inside until the end, except within what this yields.

    A page draws its controls first, because they say what to compute. But the browser takes as long to redraw them
    as to show a picture, and does one after the other: so the pictures go ahead. They need a container of their own.
    """
    context: Any = get_script_run_ctx()
    if not hasattr(context, "_enqueue"):
        # Another version of Streamlit: then all goes in the order in which it is drawn.
        yield nullcontext
        return
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
