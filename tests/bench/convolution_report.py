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

__all__ = ["COLUMNS", "OURS", "TRACE", "Cell", "Times", "behind", "near", "read_cells", "report", "write_cells"]

OURS = "convoscope"
_TABLE = Path(__file__).with_name("convolution.csv")
_COLUMNS = ("size", "dtype", "channels", "side", "separable", "engine", "milliseconds", "cpu_milliseconds")
TRACE = Path(__file__).with_name("convolution_trace.csv")
COLUMNS = (*_COLUMNS[:5], "peer", "peer_us", "ours_us", "computing_us", "nan_us", "python_us")
_SLACK = 1.05
_CALL = ("256", 0.06)
"""The size at which a call may cost so many milliseconds more than the best peer's."""
_TIMES = 5.0
"""How many times slower oaconvolve is to be."""
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
        *_too_near(cells),
        *_colour(cells),
    ]
    _TABLE.with_name("convolution.md").write_text("\n".join([*parts, ""]), encoding="utf-8")


_INTRODUCTION = """
Written by `python -m tests.bench.convolution`. Ratios are the peer's time over ours, each the least of several
alternating turns in one process on two cores. The times are in `convolution.csv`, which holds {cells} of 256 cells.
All cells are of one version of ours. Nobody else used the cores, but the machine itself is a virtual one. Its pace
changes by half within minutes, which ratios within one cell hardly feel; but at times it gives two threads one core,
and then our time by the clock is that of the processor. Processor time is given too: it does not show that our
transforms use all cores where `filter2D` uses one. A call may cost 60 microseconds more than the best peer's at 256^2:
the first row counts a cell as reached only within 5 % of the best peer, the second row also where ours is behind at
256^2 by at most these 60 microseconds."""

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
    allowed = [
        max(ratio, 1.0) if key[0] == _CALL[0] and cell[OURS][clock] * (1 - ratio) <= _CALL[1] else ratio
        for ratio, (key, cell) in zip(best, cells.items(), strict=True)
    ]
    rows = [
        ("best peer, every cell", 1 / _SLACK, None, best),
        ("the same, 60 microseconds more allowed at 256^2", 1 / _SLACK, None, allowed),
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
        ("oaconvolve, every cell", _TIMES, None, ratios("oaconvolve", lambda *_: True)),
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


def near(cells: Cells) -> Iterator[tuple[Cell, str]]:
    """Yield every cell where oaconvolve is not as much slower as it is to be, and its name."""
    for key, cell in cells.items():
        if "oaconvolve" in cell and cell["oaconvolve"][0] < _TIMES * cell[OURS][0]:
            yield key, "oaconvolve"


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
        told, why = _told(traces[key, peer], key) if (key, peer) in traces else ("", "not traced")
        why += ", allowed" if size == _CALL[0] and ours - theirs <= _CALL[1] else ""
        lines.append(f"{place}| {theirs:.3f} | {ours:.3f} | {theirs / ours:.2f} | {told} | {why} |")
    return lines


def _too_near(cells: Cells) -> list[str]:
    """Return a line for every cell where oaconvolve is not as much slower as it is to be."""
    lines = ["", f"## Where oaconvolve is less than {_TIMES:.0f} times slower", "", *_NEAR.splitlines(), ""]
    lines += ["| size | dtype | channels | side | kernel | ratio | traced, µs | why |", "|---" * 8 + "|"]
    traces = _read_traces()
    for key, peer in near(cells):
        size, dtype, channels, side, is_product = key
        ratio = cells[key][peer][0] / cells[key][OURS][0]
        told, why = "", "not traced"
        if (key, peer) in traces:
            theirs, ours, computing, *_ = traces[key, peer]
            told = f"peer {theirs:.0f}, ours {ours:.0f}, of which computing {computing:.0f}"
            why = "level" if theirs >= _TIMES * ours else "computing" if theirs < _TIMES * computing else "rest"
        kind = "separable" if is_product else "any"
        lines.append(f"| {size} | {dtype} | {channels} | {side} | {kind} | {ratio:.2f} | {told} | {why} |")
    return lines


def _colour(cells: Cells) -> list[str]:
    """Return a line for every cell where RGB takes more than three times gray."""
    lines = ["", "## Where RGB takes more than three times gray", "", *_COLOUR.splitlines(), ""]
    lines += ["| size | dtype | side | kernel | ours | OpenCV |", "|---" * 6 + "|"]
    for (size, dtype, channels, side, is_product), cell in cells.items():
        gray = cells.get((size, dtype, 1, side, is_product), {})
        ratios = {name: cell[name][0] / gray[name][0] for name in cell if name in gray}
        if channels == 3 and ratios.get(OURS, 0.0) > 3:
            peer = ratios["sepFilter2D" if is_product else "filter2D"]
            kind = "separable" if is_product else "any"
            lines.append(f"| {size} | {dtype} | {side} | {kind} | {ratios[OURS]:.2f} | {peer:.2f} |")
    return lines


_NEAR = """\
It transforms picture and kernel and goes back, on one core: three transforms. Ours keeps the kernel's transform, so it
takes two of the three: 1.5 times, or 3 times on two cores where there are tiles for both. Five times needs quicker
transforms, too. A picture of 256^2 goes in one tile on one core: a second thread would come too late. *Computing* is
what our transforms and products take by themselves, on the same threads, or the very OpenCV calls where the kernel is
separable.

- *computing*: that alone is more than a fifth of the peer's time, so nothing around it could reach five times.
- *rest*: fetching numbers into tiles and back and sharing them among threads makes the difference.
- *level*: measured again, ours was five times quicker."""

_COLOUR = """\
For comparison, how many times gray OpenCV's own function takes, `sepFilter2D` for separable kernels and else
`filter2D`: its result and ours are three times as large, and leave the caches where gray's does not. Transforms pick
each channel out of the pixels and put it back, which gray does not need."""


_REASONS = """\
`python -m tests.bench.convolution_trace` takes these cells apart, in turns within the same seconds; its numbers are in
`convolution_trace.csv`. *computing* is what our way takes by itself on the whole picture: the very OpenCV calls, or all
transforms and their products on the same threads (at 1080p and 12 MP: divided by the cores). *NaN* is what looking for
NaN and infinity adds, which the peers let through: ours refuses them, and reads the rows of the result, or of the
picture, that tell. *Python* is a call on a picture of 16 x 16, or of the kernel's size if that is larger, less its
OpenCV call: checking the arguments, finding the plan, handing over. The *rest* is ours less these three; it was not
measured by itself. Where threads share the work it holds waking them and reading neighbouring strips' rows twice, with
transforms also fetching numbers into tiles and back, elsewhere new memory for the result and turns that a
busy core spoilt; it is negative where sharing saves more than that. The word says which part is largest:

- *level*: measured again, ours was within 5 % of the peer.
- *Python*: the peer is the same OpenCV call; a wrapper in C++ would save at most what Python costs here.
- *NaN*: the peer is the same OpenCV call; reading the result costs more than Python does.
- *way*: the peer's own way is quicker than ours by itself, so the plan chose wrongly for this machine.
- *transforms*: the peer does its work in one piece without a border to fetch or numbers to sort into tiles.
- *rest*: what was not measured by itself is the largest part.

*allowed* says that the cell counts in the second row of the figures."""


def _read_traces() -> dict[tuple[Cell, str], tuple[float, ...]]:
    """Return the microseconds of each cell traced beside a peer: the peer's, ours, computing, NaN and Python."""
    if not TRACE.exists():
        return {}
    with TRACE.open(newline="", encoding="utf-8") as file:
        return {
            (
                (row["size"], row["dtype"], int(row["channels"]), int(row["side"]), int(row["separable"])),
                row["peer"],
            ): tuple(float(row[name]) for name in COLUMNS[-5:])
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
