"""Share work among the processor's cores."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from contextvars import copy_context
from functools import cache, partial
from queue import SimpleQueue

from core.interruption import checkpoint

__all__ = ["WORKERS", "share"]

_MOST = 8
"""More threads than this gain little: the memory is what limits."""


def _cores() -> int:
    """Return how many cores this process may run on, which a container or `taskset` can limit."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows
        return os.cpu_count() or 1


WORKERS = min(_cores(), _MOST)

_starting = threading.Lock()


def share(work: Callable[..., None], parts: Sequence[tuple[int, ...]]) -> None:
    """Call `work` with each part, several at a time; the first error is raised when all calls have ended.

    The calling thread works too, so a call goes on, only slower, while other calls keep the shared threads busy,
    and however many calls there are, no more than `WORKERS - 1` threads are added to the callers' own.
    """
    left = deque(parts)

    def take() -> None:
        try:
            while True:
                try:
                    part = left.popleft()
                except IndexError:
                    return
                checkpoint()
                work(*part)
        except BaseException:
            left.clear()
            raise

    # Queues in C, not futures: they hand work over in half the time.
    helpers = min(WORKERS, len(left)) - 1
    tickets, outcomes = deque(range(helpers)), SimpleQueue[BaseException | None]()
    for _ in range(helpers):
        # Each with a copy of the caller's context, which says whether somebody may stop the work.
        _calls().put(partial(copy_context().run, _help, take, tickets, outcomes))
    try:
        take()
    finally:
        # Who has not begun by now has nothing left to do.
        begun = helpers
        with suppress(IndexError):
            while True:
                tickets.pop()
                begun -= 1
        ends = [outcomes.get() for _ in range(begun)]
    for error in ends:
        if error is not None:
            raise error


def _help(take: Callable[[], None], tickets: deque[int], outcomes: SimpleQueue[BaseException | None]) -> None:
    """Work as long as there is work, unless the caller has done it all, and say how it ended."""
    with suppress(IndexError):
        tickets.pop()
        try:
            take()
        except BaseException as error:  # the caller raises it
            outcomes.put(error)
        else:
            outcomes.put(None)


def _calls() -> SimpleQueue[Callable[[], None]]:
    """Return the queue that the shared threads take calls from."""
    with _starting:
        return _started()


@cache
def _started() -> SimpleQueue[Callable[[], None]]:
    """Start the threads, which end with the program: nobody leaves `share` while they are at work."""
    calls = SimpleQueue[Callable[[], None]]()
    for _ in range(max(WORKERS - 1, 1)):
        threading.Thread(target=_serve, args=(calls,), name="convolution", daemon=True).start()
    return calls


def _serve(calls: SimpleQueue[Callable[[], None]]) -> None:
    """Do whatever comes."""
    while True:
        calls.get()()
