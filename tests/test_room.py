"""Room is lent to one caller at a time, found again, and bounded."""

from __future__ import annotations

from collections import OrderedDict
from threading import Thread

import numpy as np
import pytest

from core.convolution import _room
from core.convolution._room import room


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_room, "_kept", OrderedDict())


def test_room_is_found_again_even_after_an_error() -> None:
    with pytest.raises(RuntimeError), room(100) as first:
        raise RuntimeError
    with room(60) as second:
        assert np.shares_memory(first, second)
        assert second.nbytes == 60


def test_two_callers_never_share_room() -> None:
    with room(100) as first, room(100) as second:
        assert not np.shares_memory(first, second)


def test_little_is_kept() -> None:
    with room(_room._KEPT_BYTES + 1):
        pass
    assert not _room._kept

    def borrow() -> None:
        with room(10):
            pass

    threads = [Thread(target=borrow) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 <= len(_room._kept) <= _room._MOST
