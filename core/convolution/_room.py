"""Keep the room that threads work in from call to call: new memory costs more than filling it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import get_ident

import numpy as np
from numpy.typing import NDArray

from core._pool import WORKERS

__all__ = ["room"]

_KEPT_BYTES, _MOST = 20 << 20, min(WORKERS, 4)
"""The largest room that is kept, and how many are."""

_kept: OrderedDict[int, NDArray[np.uint8]] = OrderedDict()
"""The room that each thread used last, which its core's cache may still hold; first the one that rested longest."""


@contextmanager
def room(size: int) -> Iterator[NDArray[np.uint8]]:
    """Lend so many bytes, which hold whatever was left there."""
    place = _kept.pop(get_ident(), None)
    with suppress(KeyError):
        # Another thread's, which may have ended long ago.
        if place is None and len(_kept) >= _MOST:
            place = _kept.popitem(last=False)[1]
    if place is None or place.size < size:
        place = np.empty(size, np.uint8)
    try:
        yield place[:size]
    finally:
        if place.size <= _KEPT_BYTES:
            _kept[get_ident()] = place
            with suppress(KeyError):
                while len(_kept) > _MOST:
                    _kept.popitem(last=False)
