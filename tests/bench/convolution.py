"""Time `convolve` against other libraries, side by side in one process, and write a table, plots and a report.

Run ``python -m tests.bench.convolution``; see ``--help`` for a part of the grid or a run in pieces.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import cv2
import numpy as np
import scipy.ndimage
import scipy.signal

from core.convolution import convolve, plan
from core.kernels import gaussian
from tests.bench.convolution_report import OURS, Cell, Times, read_cells, report, write_cells

__all__ = ["SIZES", "case", "engines", "main"]

SIZES = {"256": (256, 256), "512": (512, 512), "1080p": (1080, 1920), "12MP": (3000, 4000)}
SIDES = (3, 5, 9, 15, 31, 63, 127, 255)
_SLOW_PRODUCTS = 1e9
_WARM = 200.0
_SPENT = 4.0
_TURNS_OF_SLOW, _SLOW_RATIO = 2, 3.0


def main() -> int:
    """Measure cells of the grid, print ratios, and renew convolution.csv, the plots and the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="*", choices=SIZES, default=list(SIZES), help="none: only write the report")
    parser.add_argument("--sides", nargs="+", type=int, default=SIDES)
    parser.add_argument("--dtypes", nargs="+", choices=("float32", "uint8"), default=("float32", "uint8"))
    parser.add_argument("--rounds", type=int, default=5, help="turns each engine gets; the quickest counts")
    parser.add_argument("--seconds", type=float, default=1e9, help="stop after the cell during which they are over")
    parser.add_argument(
        "--resume", action="store_true", help="keep what the table holds and measure only what it lacks"
    )
    parser.add_argument("--better", action="store_true", help="measure again, and keep each engine's quickest time")
    parser.add_argument("--renew", action="store_true", help="measure again, and keep what the table holds of the rest")
    options = parser.parse_args()
    is_kept = options.resume or options.better or options.renew or not options.sizes
    cells = read_cells() if is_kept else {}
    end = time.monotonic() + options.seconds
    for size, dtype, channels, side, is_product in product(
        options.sizes, options.dtypes, (1, 3), options.sides, (True, False)
    ):
        key = (size, dtype, channels, side, int(is_product))
        if (options.resume and key in cells) or time.monotonic() > end:
            continue
        image, kernel = case(SIZES[size], dtype, channels, side, is_product=is_product)
        times = _alternate(dict(engines(image, kernel, is_product=is_product)), options.rounds)
        earlier = cells.get(key, {}) if options.better else {}
        cells[key] = {
            name: (min(pair[0], earlier.get(name, pair)[0]), min(pair[1], earlier.get(name, pair)[1]))
            for name, pair in times.items()
        }
        _say_cell(key, cells[key], plan(image.shape, kernel, dtype=dtype).method)
        write_cells(cells)
    report(cells)
    return 0


def case(shape: tuple[int, int], dtype: str, channels: int, side: int, *, is_product: bool) -> tuple[Any, Any]:
    """Return an image of noise and a kernel, a Gaussian or noise."""
    rng = np.random.default_rng(side)
    size = shape if channels == 1 else (*shape, channels)
    image = rng.integers(0, 256, size, dtype=np.uint8)
    kernel = gaussian(side, side / 6) if is_product else rng.normal(size=(side, side)) / side
    return (image if dtype == "uint8" else image.astype(np.float32) / 255), kernel


def engines(image: Any, kernel: Any, *, is_product: bool) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield each engine that would come to an end, with a call that gives float32 results."""
    flipped = np.ascontiguousarray(kernel[::-1, ::-1])
    yield OURS, lambda: convolve(image, kernel)
    yield "filter2D", lambda: cv2.filter2D(image, cv2.CV_32F, flipped, borderType=cv2.BORDER_REFLECT)
    if is_product:
        row, column = flipped.sum(axis=0), flipped.sum(axis=1)
        yield (
            "sepFilter2D",
            lambda: cv2.sepFilter2D(image, cv2.CV_32F, row, column, borderType=cv2.BORDER_REFLECT),
        )
    is_slow = image.size * kernel.size > _SLOW_PRODUCTS
    shape = (*kernel.shape, 1) if image.ndim == 3 else kernel.shape
    single = kernel.astype(np.float32).reshape(shape)

    def floats() -> Any:
        return image.astype(np.float32, copy=False)

    if image.size <= 3 * 1080 * 1920:
        yield "oaconvolve", lambda: scipy.signal.oaconvolve(floats(), single, mode="same", axes=(0, 1))
    if image.size <= 1080 * 1920:
        yield "fftconvolve", lambda: scipy.signal.fftconvolve(floats(), single, mode="same", axes=(0, 1))
    if image.size * kernel.size <= _SLOW_PRODUCTS / 100:
        yield "ndimage", lambda: scipy.ndimage.convolve(floats(), single)
    if is_product and importlib.util.find_spec("skimage") and not is_slow:
        from skimage.filters import gaussian as blur

        axis = -1 if image.ndim == 3 else None
        side = len(kernel)
        yield (
            "scikit-image",
            lambda: blur(floats(), side / 6, truncate=3, mode="reflect", channel_axis=axis),
        )
    if importlib.util.find_spec("torch") and not is_slow:
        import torch

        planes = torch.from_numpy(np.atleast_3d(floats()).transpose(2, 0, 1)[:, None].copy())
        weights = torch.from_numpy(flipped.astype(np.float32))[None, None]
        yield "torch", lambda: torch.nn.functional.conv2d(planes, weights, padding="same")


def _alternate(engines: dict[str, Callable[[], Any]], rounds: int) -> Times:
    """Give every engine a turn, again and again; return each one's least time by the clock and of the processor."""
    busy = dict.fromkeys(engines, float("inf"))
    best = dict.fromkeys(engines, float("inf"))
    # The first turn warms every engine's caches, and its times count too.
    for turn in range(rounds):
        for name, call in engines.items():
            if turn >= _TURNS_OF_SLOW and best[name] > _SLOW_RATIO * min(best.values()):
                continue
            if best[name] < _WARM:  # a quick call finds the input cold after another engine's turn
                call()
            spent = 0.0
            while spent < _SPENT:
                start, start_cpu = time.perf_counter(), time.process_time()
                call()
                elapsed = 1e3 * (time.perf_counter() - start)
                busy[name] = min(busy[name], 1e3 * (time.process_time() - start_cpu))
                spent += elapsed
                best[name] = min(best[name], elapsed)
    return {name: (best[name], busy[name]) for name in engines}


def _say_cell(key: Cell, times: Times, method: str) -> None:
    """Print a cell's line: our time, then every peer's as a multiple of it."""
    size, dtype, channels, side, is_product = key
    ours, busy = times[OURS]
    ratios = "  ".join(
        f"{name} {ms / ours:.2f} ({cpu / busy:.2f})" for name, (ms, cpu) in times.items() if name != OURS
    )
    kind = "separable" if is_product else "any"
    sys.stdout.write(
        f"{size:>5} {dtype:>7} x{channels} {side:>3} {kind:<9} {method:<9} {ours:9.3f} ms ({busy:.3f}) | {ratios}\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
