"""Keep the times of the convolution benchmark in a table, and say how they stand to the figures to reach."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import geometric_mean
from typing import TypeAlias

import numpy as np

from core.convolution import plan
from core.kernels import gaussian
from tests.bench.plot import draw

__all__ = ["COLUMNS", "OURS", "TRACE", "Cell", "Times", "behind", "read_cells", "report", "write_cells"]

OURS = "convoscope"
_TABLE = Path(__file__).with_name("convolution.csv")
_COLUMNS = ("size", "dtype", "channels", "side", "separable", "engine", "milliseconds", "cpu_milliseconds")
TRACE = Path(__file__).with_name("convolution_trace.csv")
COLUMNS = (*_COLUMNS[:5], "peer", "peer_us", "ours_us", "computing_us", "nan_us", "python_us")
_SLACK = 1.05
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
The quickest of several runs counts, some of them of earlier versions of ours, and most while others used the cores;
cells hold turns that other programs disturbed, and `--better` measures again. Processor time is given too: it suffers
less, but does not show that our transforms use all cores where `filter2D` uses one."""

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


def behind(cells: Cells) -> Iterator[tuple[Cell, str]]:
    """Yield every cell where a peer is ahead by more than 5 %, and the peer."""
    for key, cell in cells.items():
        peer = min((name for name in cell if name != OURS), key=cell.__getitem__)
        if cell[OURS][0] > _SLACK * cell[peer][0]:
            yield key, peer


def _behind(cells: Cells) -> list[str]:
    """Return a line for every cell that is behind, with what its time is made of."""
    lines = ["", "## Where a peer is ahead by more than 5 %", "", *_REASONS.splitlines(), ""]
    lines.append("| size | dtype | channels | side | kernel | peer | peer, ms | ours, ms | ratio | traced, µs | why |")
    lines.append("|---" * 11 + "|")
    traces = _read_traces()
    for key, peer in behind(cells):
        size, dtype, channels, side, is_product = key
        ours, theirs = cells[key][OURS][0], cells[key][peer][0]
        place = f"| {size} | {dtype} | {channels} | {side} | {'separable' if is_product else 'any'} | {peer} "
        told, why = _told(traces[key], key) if key in traces else ("", "not traced yet")
        lines.append(f"{place}| {theirs:.3f} | {ours:.3f} | {theirs / ours:.2f} | {told} | {why} |")
    return lines


_REASONS = """\
`python -m tests.bench.convolution_trace` takes these cells apart, in turns within the same seconds; its numbers are in
`convolution_trace.csv`. *computing* is what our way takes by itself on the whole picture: the very OpenCV calls, or all
transforms and their products divided by the cores. *NaN* is what looking for NaN and infinity adds, which the peers let
through: ours refuses them, and reads the rows of the result, or of the picture, that tell. *Python* is a call on a
picture of 16 x 16, or of the kernel's size if that is larger, less its OpenCV call: checking the arguments, finding
the plan, handing over. The *rest* is ours less these three; it was not measured by itself. Where threads share the work
it holds waking them and reading neighbouring strips' rows twice, elsewhere new memory for the result and turns that a
busy core spoilt; it is negative where sharing saves more than that. The word says which part is largest:

- *level*: measured again, ours was within 5 % of the peer.
- *Python*: the peer is the same OpenCV call; a wrapper in C++ would save at most what Python costs here.
- *NaN*: the peer is the same OpenCV call; reading the result costs more than Python does.
- *way*: the peer's own way is quicker than ours by itself, so the plan chose wrongly for this machine.
- *transforms*: the peer does its work in one piece without a border to fetch or numbers to sort into tiles.
- *rest*: what was not measured by itself is the largest part.

The cells where `oaconvolve` is less than 5 times slower were not traced. It transforms picture and kernel and goes
back, on one core; ours keeps the kernel's transform and uses two: for a picture of one tile these two save 3 times at
most. Nor were those traced where RGB takes more than 3 times gray."""


def _read_traces() -> dict[Cell, tuple[float, ...]]:
    """Return each traced cell's microseconds: the peer's, ours, computing, NaN and Python."""
    if not TRACE.exists():
        return {}
    with TRACE.open(newline="", encoding="utf-8") as file:
        return {
            (row["size"], row["dtype"], int(row["channels"]), int(row["side"]), int(row["separable"])): tuple(
                float(row[name]) for name in COLUMNS[-5:]
            )
            for row in csv.DictReader(file)
        }


def _told(parts: tuple[float, ...], key: Cell) -> tuple[str, str]:
    """Return a trace in figures, and the word for its largest part."""
    peer, ours, computing, looking, python = parts
    rest = ours - computing - looking - python
    told = (
        f"peer {peer:.0f}, ours {ours:.0f} = computing {computing:.0f} + NaN {looking:.0f} "
        f"+ Python {python:.0f} + rest {rest:.0f}"
    )
    if ours <= _SLACK * peer:
        return told, "level"
    size, dtype, channels, side, is_product = key
    shape = _SHAPES[size] if channels == 1 else (*_SHAPES[size], channels)
    kernel = gaussian(side, side / 6) if is_product else np.random.default_rng(side).normal(size=(side, side))
    if plan(shape, kernel, dtype=dtype).method == "fft":
        return told, "transforms"
    sizes = {"way": computing - peer, "NaN": looking, "Python": python, "rest": rest}
    return told, max(sizes, key=sizes.__getitem__)
