"""Take apart the cells of the convolution benchmark where a peer is ahead: what does each part of our time cost?

Run ``python -m tests.bench.convolution_trace`` after the benchmark; it writes convolution_trace.csv and the report.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from threading import get_ident
from typing import Any

import cv2
import numpy as np

from core._pool import share
from core.convolution import _fft, _strips, convolve, plan
from core.convolution._job import job_for
from tests.bench.convolution import SIZES, case, engines
from tests.bench.convolution_report import COLUMNS, TRACE, Cell, behind, near, read_cells, report

__all__ = ["main"]

_SECONDS, _LEAST_TURNS, _SMALL = 1.0, 4, 16


def main() -> int:
    """Trace every cell that is behind or where oaconvolve is too near, and renew the report."""
    cells = read_cells()
    with TRACE.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for key, peer in chain(behind(cells), near(cells)):
            parts = _trace(key, peer)
            writer.writerow([*key, peer, *(round(part) for part in parts)])
            sys.stdout.write(f"{key} {peer}: {', '.join(f'{part:.0f}' for part in parts)} microseconds\n")
            sys.stdout.flush()
    report(cells)
    return 0


def _trace(key: Cell, peer: str) -> tuple[float, float, float, float, float]:
    """Return microseconds of the peer, of ours, and of its parts: computing, looking for NaN, Python."""
    size, dtype, channels, side, is_product = key
    image, kernel = case(SIZES[size], dtype, channels, side, is_product=bool(is_product))
    # A kernel larger than the picture would be given a border by hand, which the whole picture is not.
    small = np.ascontiguousarray(image[: max(_SMALL, side), : max(_SMALL, side)])
    calls: dict[str, Callable[[], Any]] = {
        "peer": dict(engines(image, kernel, is_product=bool(is_product)))[peer],
        "ours": lambda: convolve(image, kernel),
    }
    if plan(image.shape, kernel, dtype=dtype).method == "fft":
        calls["computing"] = _transforms(image, kernel)
        best = _alternate(calls)
        return best["peer"], best["ours"], best["computing"], 0.0, 0.0
    calls["computing"] = _opencv_alone(image, kernel)

    def unchecked() -> Any:
        with _believing():
            return convolve(image, kernel)

    calls["unchecked"] = unchecked
    calls["small"] = lambda: convolve(small, kernel)
    calls["small alone"] = _opencv_alone(small, kernel)
    best = _alternate(calls)
    python = best["small"] - best["small alone"]
    return best["peer"], best["ours"], best["computing"], max(best["ours"] - best["unchecked"], 0.0), python


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


@contextmanager
def _believing() -> Iterator[None]:
    """Take every number for finite meanwhile."""
    looking = _strips.is_surely_finite
    _strips.is_surely_finite = lambda _rows: True
    try:
        yield
    finally:
        _strips.is_surely_finite = looking


def _alternate(calls: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Return each call's least time in microseconds; all get turns in the same seconds."""
    best = dict.fromkeys(calls, float("inf"))
    end, turns = time.monotonic() + _SECONDS, 0
    while time.monotonic() < end or turns < _LEAST_TURNS:
        turns += 1
        for name, call in calls.items():
            call()
            for _ in range(3):
                start = time.perf_counter()
                call()
                best[name] = min(best[name], 1e6 * (time.perf_counter() - start))
    return best


if __name__ == "__main__":
    sys.exit(main())
