"""Share work among the processor's cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

__all__ = ["WORKERS", "share"]

WORKERS = min(os.cpu_count() or 1, 8)


def share(work: Callable[..., None], parts: Sequence[tuple[int, ...]]) -> None:
    """Call `work` with each part, several at a time; the first error is raised."""
    if len(parts) == 1 or WORKERS == 1:
        for part in parts:
            work(*part)
        return
    for _ in _pool().map(lambda part: work(*part), parts):
        pass


@cache
def _pool() -> ThreadPoolExecutor:
    """Return the threads, which are started once."""
    return ThreadPoolExecutor(WORKERS, thread_name_prefix="convolution")
