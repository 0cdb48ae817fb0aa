"""Time `convolve` against other libraries, side by side in one process, and write a table and a plot.

Run ``python -m tests.bench.convolution``; see ``--help`` for a smaller grid.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import sys
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from statistics import geometric_mean
from typing import Any

import cv2
import numpy as np
import scipy.ndimage
import scipy.signal

from core.convolution import convolve, plan
from core.kernels import gaussian
from tests.bench.plot import draw

__all__ = ["main"]

SIZES = {"256": (256, 256), "512": (512, 512), "1080p": (1080, 1920), "12MP": (3000, 4000)}
SIDES = (3, 5, 9, 15, 31, 63, 127, 255)
_SLOW_PRODUCTS = 5e9
_WARM = 200.0
_HERE = Path(__file__).parent
_OURS = "convoscope"


def main() -> int:
    """Measure every cell of the grid, print ratios and write convolution.csv and convolution.svg."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=list(SIZES))
    parser.add_argument("--sides", nargs="+", type=int, default=SIDES)
    parser.add_argument("--rounds", type=int, default=5, help="turns each engine gets; the quickest counts")
    options = parser.parse_args()
    rows = []
    for size, dtype, channels, side, is_product in product(
        options.sizes, ("float32", "uint8"), (1, 3), options.sides, (True, False)
    ):
        image, kernel = _case(SIZES[size], dtype, channels, side, is_product=is_product)
        times = _alternate(dict(_engines(image, kernel, is_product=is_product)), options.rounds)
        cell = {"size": size, "dtype": dtype, "channels": channels, "side": side, "separable": int(is_product)}
        method = plan(image.shape, kernel, dtype=dtype).method
        rows += [cell | {"engine": name, "milliseconds": round(ms, 4)} for name, ms in times.items()]
        ours = times.pop(_OURS)
        best = min(times, key=times.__getitem__)
        ratios = "  ".join(f"{name} {ms / ours:.2f}" for name, ms in times.items())
        note = "" if ours <= 1.05 * times[best] else f"  BEHIND {best}"
        kind = "separable" if is_product else "any"
        _say(f"{size:>5} {dtype:>7} x{channels} {side:>3} {kind:<9} {method:<9} {ours:9.3f} ms | {ratios}{note}")
    _write(rows)
    _summarise(rows)
    return 0


def _case(shape: tuple[int, int], dtype: str, channels: int, side: int, *, is_product: bool) -> tuple[Any, Any]:
    """Return an image of noise and a kernel, a Gaussian or noise."""
    rng = np.random.default_rng(side)
    size = shape if channels == 1 else (*shape, channels)
    image = rng.integers(0, 256, size, dtype=np.uint8)
    kernel = gaussian(side, side / 6) if is_product else rng.normal(size=(side, side)) / side
    return (image if dtype == "uint8" else image.astype(np.float32) / 255), kernel


def _engines(image: Any, kernel: Any, *, is_product: bool) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield each engine that would come to an end, with a call that gives float32 results."""
    flipped = np.ascontiguousarray(kernel[::-1, ::-1])
    yield _OURS, lambda: convolve(image, kernel)
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


def _alternate(engines: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Give every engine a turn, again and again; return each one's quickest call in milliseconds."""
    best = dict.fromkeys(engines, float("inf"))
    # The first turn warms every engine's caches, and its times count too.
    for _ in range(rounds):
        for name, call in engines.items():
            if best[name] < _WARM:  # a quick call finds the input cold after another engine's turn
                call()
            spent = 0.0
            while spent < 2.0:
                start = time.perf_counter()
                call()
                elapsed = 1e3 * (time.perf_counter() - start)
                spent += elapsed
                best[name] = min(best[name], elapsed)
    return best


def _write(rows: list[dict[str, Any]]) -> None:
    """Write the table, and plot the gray float32 cells of the largest size."""
    with (_HERE / "convolution.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    size = rows[-1]["size"]
    for is_product, name in ((0, "any"), (1, "separable")):
        lines: dict[str, list[tuple[float, float]]] = {}
        for row in rows:
            if (row["size"], row["dtype"], row["channels"], row["separable"]) == (size, "float32", 1, is_product):
                lines.setdefault(row["engine"], []).append((row["side"], row["milliseconds"]))
        title = f"{size}, gray, float32, {name} kernel: milliseconds against kernel side"
        (_HERE / f"convolution_{name}.svg").write_text(draw(lines, title), encoding="utf-8")


def _summarise(rows: list[dict[str, Any]]) -> None:
    """Print the figures that the engine is held to."""
    cells: dict[tuple[Any, ...], dict[str, float]] = {}
    for row in rows:
        key = tuple(row[name] for name in ("size", "dtype", "channels", "side", "separable"))
        cells.setdefault(key, {})[row["engine"]] = row["milliseconds"]

    def ratios(engine: str, wanted: Callable[..., bool]) -> list[float]:
        return [cell[engine] / cell[_OURS] for key, cell in cells.items() if engine in cell and wanted(*key)]

    behind = sum(min(ms for name, ms in cell.items() if name != _OURS) * 1.05 < cell[_OURS] for cell in cells.values())
    _say(f"behind the best peer by more than 5 %: {behind} of {len(cells)} cells")
    large = {"1080p", "12MP"}
    figures = {
        "filter2D, any kernel of 15 to 255, 1080p and 12 MP": ratios(
            "filter2D", lambda size, _d, _c, side, product: size in large and side >= 15 and not product
        ),
        "filter2D, separable kernel of 15 to 63, 1080p and 12 MP": ratios(
            "filter2D", lambda size, _d, _c, side, product: size in large and 15 <= side <= 63 and product
        ),
        "oaconvolve, all cells": ratios("oaconvolve", lambda *_: True),
    }
    for title, values in figures.items():
        if values:
            _say(f"{title}: {min(values):.2f} at least, {geometric_mean(values):.2f} in the mean")
    colour = [cell[_OURS] / cells[(*key[:2], 1, *key[3:])][_OURS] for key, cell in cells.items() if key[2] == 3]
    _say(f"RGB over gray: {max(colour):.2f} at most, {geometric_mean(colour):.2f} in the mean")


def _say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
