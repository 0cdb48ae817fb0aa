"""Let long work be given up halfway: it passes checkpoints, and at each it is asked whether anybody still waits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["Interrupted", "checkpoint", "interruptible", "is_ending", "is_interruptible"]

_asked: ContextVar[Callable[[], bool] | None] = ContextVar("asked", default=None)


class Interrupted(BaseException):
    """Raised at a checkpoint when nobody waits any longer."""


@contextmanager
def interruptible(should_stop: Callable[[], bool]) -> Iterator[None]:
    """Within it, this thread and those it shares its work with raise `Interrupted` once `should_stop` says True.

    It is asked often, from several threads.
    """
    token = _asked.set(should_stop)
    try:
        yield
    finally:
        _asked.reset(token)


def is_interruptible() -> bool:
    """Return whether somebody may want to stop what runs here: then it is worth working in pieces."""
    return _asked.get() is not None


def is_ending() -> bool:
    """Return whether the program is about to end, so that nobody waits for any work.

    It then waits for its threads: one that were ended amid OpenCV's code would bring the program down instead.
    """
    return not threading.main_thread().is_alive()


def checkpoint() -> None:
    """Raise `Interrupted` if nobody waits any longer; outside of `interruptible` it does nothing."""
    should_stop = _asked.get()
    if should_stop is not None and should_stop():
        raise Interrupted
