"""Take apart the cells of the convolution benchmark where a peer is ahead: what does each part of our time cost?

Run ``python -m tests.bench.convolution_trace`` after the benchmark; it writes convolution_trace.csv and the report.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import chain
from threading import get_ident
from typing import Any
from unittest.mock import patch

import cv2
import numpy as np

from core._pool import share
from core.convolution import _fft, _strips, convolve
from core.convolution._job import Job, job_for
from core.convolution._opencv import filter_of, joint_filter_of
from core.convolution._planning import factorise
from core.padding import Bordered
from tests.bench.convolution import SIZES, case, engines
from tests.bench.convolution_report import COLUMNS, TRACE, Cell, Trace, behind, near, read_cells, read_traces, report

__all__ = ["main"]

_SECONDS, _LEAST_TURNS, _SMALL = 1.0, 4, 16


def main() -> int:
    """Trace every cell that is behind or where oaconvolve is too near, and renew the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", choices=SIZES, help="trace only these, and keep what is held of the rest")
    sizes = parser.parse_args().sizes
    cells, kept = read_cells(), read_traces() if sizes else {}
    with TRACE.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for key, peer in chain(behind(cells), near(cells)):
            is_kept = (key, peer) in kept and key[0] not in sizes
            trace = kept[key, peer] if is_kept else _trace(key, peer)
            writer.writerow([*key, peer, *(round(part) for part in trace)])
            sys.stdout.write(f"{key} {peer}: {trace}\n")
            sys.stdout.flush()
    report(cells)
    return 0


def _trace(key: Cell, peer: str) -> Trace:
    """Return microseconds of the peer, of ours and of its parts."""
    size, dtype, channels, side, is_product = key
    image, kernel = case(SIZES[size], dtype, channels, side, is_product=bool(is_product))
    calls: dict[str, Callable[[], Any]] = {
        "peer": dict(engines(image, kernel, is_product=bool(is_product)))[peer],
        "ours": lambda: convolve(image, kernel),
    }
    job = _job_of(image, kernel)
    if job.way is None:
        calls["computing"] = _transforms(image, kernel)
        calls["around"] = _within(lambda: convolve(image, kernel), _no_transforms)
        calls["python"] = _within(calls["around"], _no_moving)
        best = _alternate(calls, [])
        python, moving = best["python"], best["around"] - best["python"]
        return Trace(best["peer"], best["ours"], best["computing"], 0.0, python, max(moving, 0.0), 0.0, 0.0, 0)
    # A kernel larger than the picture would be given a border by hand, which the whole picture is not.
    small = np.ascontiguousarray(image[: max(_SMALL, side), : max(_SMALL, side)])
    calls["computing"] = _opencv_alone(image, kernel)
    calls["unchecked"] = _within(calls["ours"], _believing)
    other = _as_the_peer(job, image, kernel, peer)
    if other.way is not job.way:
        calls["own"], calls["other"] = _by(image, job), _by(image, other)
    best = _alternate(calls, [("small", lambda: convolve(small, kernel)), ("alone", _opencv_alone(small, kernel))])
    looking, python = max(best["ours"] - best["unchecked"], 0.0), best["small"] - best["alone"]
    ways, is_one_call = (best.get("own", 0.0), best.get("other", 0.0)), int(job.is_one_call)
    return Trace(best["peer"], best["ours"], best["computing"], looking, python, 0.0, *ways, is_one_call)


def _job_of(image: Any, kernel: Any) -> Job:
    """Return what `convolve` does."""
    return job_for(image.shape, image.dtype, kernel, "same", "auto", is_turned=True)


def _as_the_peer(job: Job, image: Any, kernel: Any, peer: str) -> Job:
    """Return the job done in the way of a function of OpenCV's."""
    turned = np.ascontiguousarray(kernel[::-1, ::-1])
    is_product, way = bool(job.way and job.plan.method == "separable"), job.way
    if peer == "sepFilter2D" and way is not None and way.is_in_turn:
        way = joint_filter_of(factorise(turned, job.dtype), image.dtype, job.dtype)
    elif peer == "filter2D" and is_product:
        way = filter_of(turned, job.dtype)
    return replace(job, way=way, is_one_call=way is not None and _strips.is_one_call(job.shape, image.shape, way))


def _by(image: Any, job: Job) -> Callable[[], Any]:
    """Return a call that does a job of OpenCV's without the checking of arguments."""
    way = job.way
    assert way is not None

    def call() -> Any:
        if job.is_one_call:
            return _strips.fill_at_once(image, way, job.origin, cv2.BORDER_REFLECT, job.told)
        out = np.empty(job.shape, job.dtype)
        _strips.fill(Bordered(image, "reflect", 0.0, *job.origin), way, out, job.reach)
        return out

    return call


def _opencv_alone(image: Any, kernel: Any) -> Callable[[], Any]:
    """Return the very OpenCV calls that ours makes, on the whole picture, with nothing around them."""
    job = job_for(image.shape, image.dtype, kernel, "same", "opencv", is_turned=True)
    way, anchor = job.way, (job.origin[1], job.origin[0])
    assert way is not None
    return lambda: way.run(np.ascontiguousarray(image, way.dtype), anchor, cv2.BORDER_REFLECT, None)


def _transforms(image: Any, kernel: Any) -> Callable[[], Any]:
    """Return transforms and products of all tiles on as many threads as ours takes, without fetching numbers."""
    tile = _fft.tile_shape(image.shape, kernel.shape)
    steps = [tile[axis] - kernel.shape[axis] + 1 for axis in (0, 1)]
    count = -(-image.shape[0] // steps[0]) * -(-image.shape[1] // steps[1])
    parts = _fft.parts_of(count, 1 if image.ndim == 2 else image.shape[2])
    sides = [tile, (tile[0], tile[1] // 2)]
    responses = [np.ones(side, np.complex64) / (side[0] * side[1]) for side in sides]
    weights = np.ones(sides[1][1], np.complex64)
    kept: dict[int, list[Any]] = {}

    def turn(wave: Any, response: Any) -> None:
        numbers = wave.view(np.complex64)[..., 0]
        cv2.dft(wave, dst=wave)
        np.multiply(numbers, response, out=numbers)
        cv2.dft(wave, dst=wave, flags=cv2.DFT_INVERSE)

    def work(first: int, last: int, begin: int, end: int) -> None:
        if get_ident() not in kept:
            kept[get_ident()] = [np.ones((*side, 2), np.float32) for side in sides]
        pair, folded = kept[get_ident()]
        planes = (last - first) * (end - begin)
        for _ in range(planes // 2):
            turn(pair, responses[0])
        if planes % 2:
            numbers = folded.view(np.complex64)[..., 0]
            np.multiply(numbers, weights, out=numbers)
            turn(folded, responses[1])
            np.multiply(numbers, weights, out=numbers)

    return lambda: share(work, parts)


def _within(call: Callable[[], Any], change: Callable[[], Any]) -> Callable[[], Any]:
    """Return a call made while something is changed."""

    def changed() -> Any:
        with change():
            return call()

    return changed


@contextmanager
def _believing() -> Iterator[None]:
    """Take every number for finite meanwhile."""
    with patch.object(_strips, "is_surely_finite", lambda _rows: True):
        yield


@contextmanager
def _no_transforms() -> Iterator[None]:
    """Leave waves as they are meanwhile."""
    with patch.object(_fft.cv2, "dft", _nothing), patch.object(_fft.np, "multiply", _nothing):
        yield


@contextmanager
def _no_moving() -> Iterator[None]:
    """Carry no numbers into waves and back meanwhile, nor into a copy that holds the border."""
    with ExitStack() as stack:
        for name in ("read", "gather", "scatter", "unfold"):
            stack.enter_context(patch.object(_fft, name, _nothing))
        stack.enter_context(patch.object(Bordered, "window", lambda *_places, room=None, **_: room))
        yield


def _nothing(*_arguments: Any, **_options: Any) -> None:
    """Take the place of what is left out."""


def _alternate(calls: dict[str, Callable[[], Any]], after: list[tuple[str, Callable[[], Any]]]) -> dict[str, float]:
    """Return each call's least time in microseconds; all get turns in the same seconds.

    Those of `after` each come after one of "computing", which leaves the caches as a whole picture does.
    """
    best = dict.fromkeys([*calls, *(name for name, _ in after)], float("inf"))
    end, turns = time.monotonic() + _SECONDS, 0

    def time_once(name: str, call: Callable[[], Any]) -> None:
        start = time.perf_counter()
        call()
        best[name] = min(best[name], 1e6 * (time.perf_counter() - start))

    while time.monotonic() < end or turns < _LEAST_TURNS:
        turns += 1
        for name, call in calls.items():
            call()
            for _ in range(3):
                time_once(name, call)
        for name, call in after:
            for _ in range(3):
                calls["computing"]()
                time_once(name, call)
    return best


if __name__ == "__main__":
    sys.exit(main())
