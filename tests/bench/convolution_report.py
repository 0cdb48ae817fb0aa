"""Keep the times of the convolution benchmark in a table, and say how they stand to the figures to reach."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from statistics import geometric_mean
from typing import TypeAlias

import numpy as np

from core.convolution import plan
from core.kernels import gaussian
from tests.bench.plot import draw

__all__ = ["OURS", "Cell", "Times", "read_cells", "report", "write_cells"]

OURS = "convoscope"
_TABLE = Path(__file__).with_name("convolution.csv")
_COLUMNS = ("size", "dtype", "channels", "side", "separable", "engine", "milliseconds", "cpu_milliseconds")
_SLACK, _CALL = 1.05, 0.06
_SHAPES = {"256": (256, 256), "512": (512, 512), "1080p": (1080, 1920), "12MP": (3000, 4000)}

Cell: TypeAlias = tuple[str, str, int, int, int]
"""Size, dtype, channels, side of the kernel, whether it is separable."""

Times: TypeAlias = dict[str, tuple[float, float]]
"""Each engine's milliseconds by the clock and of processor time."""

Cells: TypeAlias = dict[Cell, Times]


def read_cells() -> Cells:
    """Return the table's times in milliseconds, by cell and engine."""
    cells: Cells = {}
    if _TABLE.exists():
        with _TABLE.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                key = (row["size"], row["dtype"], int(row["channels"]), int(row["side"]), int(row["separable"]))
                cells.setdefault(key, {})[row["engine"]] = (
                    float(row["milliseconds"]),
                    float(row["cpu_milliseconds"]),
                )
    return cells


def write_cells(cells: Cells) -> None:
    """Write the table, in the order of the grid."""
    order = list(_SHAPES)
    with _TABLE.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for key in sorted(cells, key=lambda key: (order.index(key[0]), *key[1:])):
            writer.writerows([*key, engine, round(ms, 4), round(cpu, 4)] for engine, (ms, cpu) in cells[key].items())


def report(cells: Cells) -> None:
    """Write the plots of the largest size, and convolution.md with the figures and every cell that is behind."""
    if not cells:
        return
    size = max((key[0] for key in cells), key=list(_SHAPES).index)
    for is_product, name in ((0, "any"), (1, "separable")):
        lines: dict[str, list[tuple[float, float]]] = {}
        for key in sorted(cells):
            if key[:3] == (size, "float32", 1) and key[4] == is_product:
                for engine, (ms, _) in cells[key].items():
                    lines.setdefault(engine, []).append((key[3], ms))
        if lines:
            title = f"{size}, gray, float32, {name} kernel: milliseconds against kernel side"
            _TABLE.with_name(f"convolution_{name}.svg").write_text(draw(lines, title), encoding="utf-8")
    parts = [
        "# Convolution against other libraries",
        _INTRODUCTION.format(cells=len(cells)),
        *_figures(cells, 0),
        *_figures(cells, 1),
        *_behind(cells),
    ]
    _TABLE.with_name("convolution.md").write_text("\n".join([*parts, ""]), encoding="utf-8")


_INTRODUCTION = """
Written by `python -m tests.bench.convolution`. Ratios are the peer's time over ours, each the least of several
alternating turns in one process on two cores. The times are in `convolution.csv`, which holds {cells} of 256 cells.
The quickest of several runs counts, the last of them on quiet cores; a few cells may still hold a turn that other
programs disturbed, and `--better` measures again. Processor time is given too: it suffers less, but does not show
that our transforms use all cores where `filter2D` uses one."""

_CLOCKS = ("By the clock", "Processor time of all threads")


def _figures(cells: Cells, clock: int) -> list[str]:
    """Return the table of figures to reach and reached, by the clock (0) or of processor time (1)."""

    def ratios(engine: str, wanted: Callable[..., bool]) -> list[float]:
        return [
            cell[engine][clock] / cell[OURS][clock] for key, cell in cells.items() if engine in cell and wanted(*key)
        ]

    large = {"1080p", "12MP"}
    best = [
        min(times[clock] for name, times in cell.items() if name != OURS) / cell[OURS][clock] for cell in cells.values()
    ]
    colour = [
        cells[(*key[:2], 1, *key[3:])][OURS][clock] * 3 / cell[OURS][clock]
        for key, cell in cells.items()
        if key[2] == 3 and (*key[:2], 1, *key[3:]) in cells
    ]
    rows = [
        ("best peer, every cell", 1 / _SLACK, None, best),
        (
            "filter2D, any kernel of 15 to 255, 1080p and 12 MP",
            2,
            2.5,
            ratios("filter2D", lambda size, _d, _c, side, product: size in large and side >= 15 and not product),
        ),
        (
            "filter2D, separable kernel of 15 to 63, 1080p and 12 MP",
            3,
            None,
            ratios("filter2D", lambda size, _d, _c, side, product: size in large and 15 <= side <= 63 and product),
        ),
        ("oaconvolve, every cell", 5, None, ratios("oaconvolve", lambda *_: True)),
        ("three times gray over RGB", 1, None, colour),
    ]
    lines = [
        "",
        f"## {_CLOCKS[clock]}",
        "",
        "| ratio to | wanted | least | geometric mean | cells that reach it |",
        "|---|---|---|---|---|",
    ]
    for title, wanted, mean, values in rows:
        if values:
            goal = f"{wanted:.3g}" + (f", mean {mean}" if mean else "")
            reached = sum(value >= wanted for value in values)
            lines.append(
                f"| {title} | {goal} | {min(values):.2f} | {geometric_mean(values):.2f} | {reached} of {len(values)} |"
            )
    return lines


def _behind(cells: Cells) -> list[str]:
    """Return a line for every cell where a peer is ahead by more than 5 %, with the reason."""
    lines = [
        "",
        "## Where a peer is ahead by more than 5 %",
        "",
        "The reasons are assigned by rule, not traced one by one.",
        "",
        *_REASONS.splitlines(),
        "",
    ]
    lines += [
        "| size | dtype | channels | side | kernel | peer | ms | ours, ms | ratio | of processor time | why |",
        "|---" * 11 + "|",
    ]
    for key, cell in cells.items():
        peer = min((name for name in cell if name != OURS), key=cell.__getitem__)
        (ours, busy), (theirs, peer_busy) = cell[OURS], cell[peer]
        if ours > _SLACK * theirs:
            size, dtype, channels, side, is_product = key
            kind = "separable" if is_product else "any"
            place = f"| {size} | {dtype} | {channels} | {side} | {kind} | {peer} "
            ratios = f"| {theirs:.3f} | {ours:.3f} | {theirs / ours:.2f} | {peer_busy / busy:.2f} "
            lines.append(f"{place}{ratios}| {_reason(key, ours - theirs, peer_busy / busy)} |")
    return lines


_REASONS = """\
- *call*: at most 60 microseconds more, what checking the arguments, planning and handing work to threads cost.
- *check*: the peer is the very OpenCV function that runs here too; what is added is one reading of the whole picture
  for NaN and infinity, which the peer lets through, and the copies by which integers become floats strip by strip.
- *load*: our processor time is not more than the peer's; other programs had the cores during our turns.
- *transforms*: two threads of transforms against one pass of a peer that takes less work in all; the plan expects the
  second core to be free, and is late where it is not."""


def _reason(key: Cell, excess: float, busy_ratio: float) -> str:
    """Return the word for why a cell is behind."""
    size, dtype, channels, side, is_product = key
    if excess <= _CALL:
        return "call"
    if busy_ratio * _SLACK >= 1:
        return "load"
    shape = (*_SHAPES[size], *([channels] if channels > 1 else []))
    kernel = gaussian(side, side / 6) if is_product else np.random.default_rng(side).normal(size=(side, side))
    return "transforms" if plan(shape, kernel, dtype=dtype).method == "fft" else "check"
