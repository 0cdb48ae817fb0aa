"""Share work among the processor's cores."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from functools import cache

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

    # Each with a copy of the caller's context, which says whether somebody may stop the work.
    helpers = [_pool().submit(copy_context().run, take) for _ in range(min(WORKERS, len(left)) - 1)]
    try:
        take()
    finally:
        # What has not begun by now has nothing left to do.
        begun = [helper for helper in helpers if not helper.cancel()]
        wait(begun)
    for helper in begun:
        helper.result()


@cache
def _pool() -> ThreadPoolExecutor:
    """Return the threads, which are started once."""
    return ThreadPoolExecutor(max(WORKERS - 1, 1), thread_name_prefix="convolution")
