"""Keep the times of the convolution benchmark in a table, and say how they stand to the figures to reach."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import geometric_mean
from typing import NamedTuple, TypeAlias

from tests.bench.plot import draw

__all__ = [
    "COLUMNS",
    "OURS",
    "TRACE",
    "Cell",
    "Times",
    "Trace",
    "behind",
    "near",
    "read_cells",
    "read_traces",
    "report",
    "write_cells",
]

OURS = "convoscope"
_TABLE = Path(__file__).with_name("convolution.csv")
_COLUMNS = ("size", "dtype", "channels", "side", "separable", "engine", "milliseconds", "cpu_milliseconds")
TRACE = Path(__file__).with_name("convolution_trace.csv")
_SLACK = 1.05
_QUICKER = 0.98
"""Less than this part of the time of our own way makes the peer's the quicker one."""
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


class Trace(NamedTuple):
    """Microseconds of a peer, of ours and of its parts, as the report says; `own` and `other` are ours by two ways."""

    peer: float
    ours: float
    computing: float
    looking: float
    python: float
    moving: float
    own: float
    other: float
    is_one_call: int


COLUMNS = (*_COLUMNS[:5], "engine", *Trace._fields)


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
All cells are of one version of ours. Nobody else used the cores, except that a type checker ran for seconds during the
first cells of 1080p, gray float32; and the machine itself is a virtual one. Its pace
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
    traces = read_traces()
    for key, peer in behind(cells):
        size, dtype, channels, side, is_product = key
        ours, theirs = cells[key][OURS][0], cells[key][peer][0]
        place = f"| {size} | {dtype} | {channels} | {side} | {'separable' if is_product else 'any'} | {peer} "
        told, why = _told(traces[key, peer]) if (key, peer) in traces else ("", "not traced")
        why += ", allowed" if size == _CALL[0] and ours - theirs <= _CALL[1] else ""
        lines.append(f"{place}| {theirs:.3f} | {ours:.3f} | {theirs / ours:.2f} | {told} | {why} |")
    return lines


def _too_near(cells: Cells) -> list[str]:
    """Return a line for every cell where oaconvolve is not as much slower as it is to be."""
    lines = ["", f"## Where oaconvolve is less than {_TIMES:.0f} times slower", "", *_NEAR.splitlines(), ""]
    lines += ["| size | dtype | channels | side | kernel | ratio | traced, µs | why |", "|---" * 8 + "|"]
    traces = read_traces()
    for key, peer in near(cells):
        size, dtype, channels, side, is_product = key
        ratio = cells[key][peer][0] / cells[key][OURS][0]
        told, why = "", "not traced"
        if (key, peer) in traces:
            trace = traces[key, peer]
            told = _told(trace)[0].partition(";")[0]
            if trace.peer >= _TIMES * trace.ours:
                why = "level"
            elif trace.peer < _TIMES * trace.computing:
                why = "computing"
            else:
                why = "moving" if trace.moving > trace.ours - trace.computing - trace.moving else "Python"
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
transforms, too. A picture of 256^2 goes in one tile on one core: a second thread would come too late. *computing* is
what our transforms and products take by themselves, on the same threads, or the very OpenCV calls where the kernel is
separable. *moving* is carrying numbers into tiles, their border too, and back, and *Python* here all else: both are
what a call takes whose transforms are left out. The *rest* is what is slower beside the transforms than without them,
as they leave other numbers in the caches.

- *computing*: that alone is more than a fifth of the peer's time, so nothing around it could reach five times.
- *moving*, *Python*: computing would reach five times; the word says whether moving is more than all else, the rest
  included.
- *level*: measured again, ours was five times quicker."""

_COLOUR = """\
For comparison, how many times gray OpenCV's own function takes, `sepFilter2D` for separable kernels and else
`filter2D`: its result and ours are three times as large, and leave the caches where gray's does not. Transforms pick
each channel out of the pixels and put it back, which gray does not need."""


_REASONS = """\
`python -m tests.bench.convolution_trace` takes these cells apart, in turns within the same seconds; its numbers are in
`convolution_trace.csv`. *computing* is what the very OpenCV calls of ours take on the whole picture, or all transforms
and their products on the same threads (at 1080p and 12 MP: divided by the cores). *NaN* is what looking for NaN and
infinity adds, which the peers let through: ours refuses them, and reads the rows of the result, or of the picture, that
tell. *Python* is a call on a picture of 16 x 16, or of the kernel's size if that is larger, less its OpenCV call, each
right after *computing*: checking the arguments, finding the plan, handing over. It costs 3 to 7 microseconds by itself,
and several times that where picture and result have driven Python's own code and data out of the nearer caches. The
*rest* is ours less these parts. Where the peer goes another way, as `filter2D` does where ours takes rows and columns,
ours was also made to take either, without checking arguments. The word says what puts ours behind:

- *level*: measured again, ours was within 5 % of the peer.
- *way*: the peer's way, taken by ours, is quicker by more than 2 %: the plan chose wrongly for this machine.
- *Python*: a wrapper in C++ as the peer's would save it.
- *NaN*: reading the result costs more than Python does; it is as quick as the memory or cache that holds it.
- *strips*: ours cuts the picture into strips, whose borders are read twice, for its own threads or to bound its memory;
  that is dearer than OpenCV's one piece, and more than the other parts.
- *noise*: ours is one OpenCV call, a look at the result and Python, but took longer than these measured by themselves.
- *transforms*: the peer does its work in one piece without a border to fetch or numbers to sort into tiles.

Where the peer's time in a trace is far from the table's, the machine's pace was another one. One piece instead
of strips, for OpenCV's threads to share, took 0.94 to 1.12 times as long in ten float32 cells of 1080p that are behind.

*allowed* says that the cell counts in the second row of the figures."""


def read_traces() -> dict[tuple[Cell, str], Trace]:
    """Return what each cell that was traced beside a peer is made of."""
    if not TRACE.exists():
        return {}
    with TRACE.open(newline="", encoding="utf-8") as file:
        return {
            (
                (row["size"], row["dtype"], int(row["channels"]), int(row["side"]), int(row["separable"])),
                row["engine"],
            ): Trace(*(int(row[name]) for name in Trace._fields))
            for row in csv.DictReader(file)
        }


def _told(trace: Trace) -> tuple[str, str]:
    """Return a trace in figures, and the word for what puts ours behind."""
    parts = {"NaN": trace.looking, "Python": trace.python, "moving": trace.moving}
    rest = trace.ours - trace.computing - sum(parts.values())
    sums = " + ".join([f"computing {trace.computing}", *(f"{name} {part}" for name, part in parts.items() if part)])
    told = f"peer {trace.peer}, ours {trace.ours} = {sums} + rest {rest}"
    if trace.ours <= _SLACK * trace.peer:
        return told, "level"
    if trace.own:
        told += f"; by its way {trace.own}, by the peer's {trace.other}"
    if trace.other < _QUICKER * trace.own:
        return told, "way"
    if trace.moving:
        return told, "transforms"
    # What neither Python nor looking for NaN explains.
    parts["noise" if trace.is_one_call else "strips"] = trace.ours - trace.peer - sum(parts.values())
    return told, max(parts, key=parts.__getitem__)
