"""Shared threads do every part once, whatever else goes on."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from core import _pool
from core._pool import WORKERS, share
from core.convolution import convolve


@pytest.mark.parametrize("workers", [1, 2, 8, 64])
@pytest.mark.parametrize("count", [0, 1, 2, 100])
def test_every_part_is_done_once(monkeypatch: pytest.MonkeyPatch, workers: int, count: int) -> None:
    monkeypatch.setattr(_pool, "WORKERS", workers)
    done: list[int] = []
    share(done.append, [(number,) for number in range(count)])
    assert sorted(done) == list(range(count))


def test_error_is_raised_and_ends_the_rest() -> None:
    done: list[int] = []

    def work(number: int) -> None:
        if number == 3:
            message = "three"
            raise ValueError(message)
        done.append(number)

    with pytest.raises(ValueError, match="three"):
        share(work, [(number,) for number in range(1000)])
    assert len(done) < 999
    share(done.append, [(-1,)])
    assert done[-1] == -1


def test_sharing_within_shared_work_comes_to_an_end() -> None:
    done: list[int] = []

    def outer(number: int) -> None:
        share(done.append, [(10 * number + part,) for part in range(10)])

    share(outer, [(number,) for number in range(20)])
    assert sorted(done) == list(range(200))


def test_many_callers_get_their_own_answers_with_few_threads() -> None:
    rng = np.random.default_rng(7)
    kernel = rng.normal(size=(41, 40))
    images = [rng.random((300, 200)) for _ in range(12)]
    alone = [convolve(image, kernel, backend="fft") for image in images]
    with ThreadPoolExecutor(12) as callers:
        together = list(callers.map(lambda image: convolve(image, kernel, backend="fft"), images))
    for one, other in zip(alone, together, strict=True):
        np.testing.assert_array_equal(one, other)
    ours = [thread for thread in threading.enumerate() if thread.name.startswith("convolution")]
    assert len(ours) <= max(WORKERS - 1, 1)
