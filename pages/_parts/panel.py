"""Show pictures that answer under the pointer: zoom, compare, read numbers, inspect, draw."""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from core.images.display import cyclic, diverging, sequential
from core.padding import Padding
from pages._parts.component import declare, pack
from pages._parts.drawing import (
    Drawn,
    Tool,
    drawn,
    forget_strokes,
    offer_tools,
    put_strokes,
    seen,
    strokes,
    take_strokes,
)
from pages._parts.kept_pictures import forget_kept, keep_pictures, new_pictures
from pages._parts.marks import Arrow, Box, Mark, Mask, Path, Ring, describe_marks
from pages._parts.numbers import as_numbers, describe_numbers, serve_numbers
from pages._parts.panel_pin import Pixel, describe_pin, take_pin
from pages._parts.panel_wave import Alone, describe_alone

__all__ = [
    "Alone",
    "Arrow",
    "Box",
    "Drawn",
    "Inspector",
    "Laid",
    "Layout",
    "Mark",
    "Mask",
    "Panel",
    "Path",
    "Ring",
    "Scale",
    "Tool",
    "drawn",
    "forget_strokes",
    "put_strokes",
    "show_panels",
    "strokes",
]

Layout = Literal["side", "divider", "flicker"]
LAYOUTS: tuple[str, ...] = get_args(Layout)
_LEGEND_STEPS = 33
_SIGNED_STEPS = 129
_panel = declare("panel")
_digests: dict[int, str] = {}
"""Names of the arrays that live."""


@dataclass(frozen=True)
class Scale:
    """How numbers became colours: the legend under a picture, from `low` to `high`.

    "gray" is black to white, "diverging" blue over white (zero) to red, "sequential" dark to light,
    "cyclic" a circle of hues for angles.
    """

    kind: Literal["gray", "diverging", "sequential", "cyclic"]
    low: float
    high: float
    unit: str = ""


@dataclass(frozen=True)
class Panel:
    """One picture for looking at, (M, N) or (M, N, 3) uint8, and what is said, drawn and asked on it.

    `values`, (M, N) or (M, N, 3), are the exact numbers for the readout, the pixels' own if None; `scale` is how
    they became the pixels. With `tools` the visitor draws on the panel. `share` is its part of the row's width;
    `square` stretches the picture to a square; a panel that is not `together` zooms by itself. The places of a
    `spectrum` are read out as frequencies, zero at ``[M // 2, N // 2]``; spectra zoom and are pointed at together,
    apart from pictures. Numbers within `noise` of such with fewer digits are read out as those.
    """

    title: str
    pixels: NDArray[np.uint8] = field(repr=False)
    values: NDArray[Any] | None = field(default=None, repr=False)
    scale: Scale | None = None
    caption: str = ""
    alt: str = ""
    marks: tuple[Mark, ...] = ()
    tools: tuple[Tool, ...] = ()
    share: int = 2
    square: bool = False
    together: bool = True
    spectrum: bool = False
    noise: float = 0.0


@dataclass(frozen=True)
class Laid:
    """A kernel, (kh, kw), as it is laid on a picture.

    Its sum at (row, col) is that of kernel[i, j] times the picture at (row + i - origin[0], col + j - origin[1]).
    """

    kernel: NDArray[np.float64] = field(repr=False)
    origin: tuple[int, int]


@dataclass(frozen=True)
class Inspector:
    """What it takes to compute one pixel of a result in the browser.

    The result is the sum of the one kernel, or the root of the squared sums of two, added up. `sources` and `results`
    are indices of panels: one each, or as many as there are channels shown apart. Each sum is divided by `divisor`;
    `remark` is a sentence to say about the kernel.
    """

    kernels: tuple[Laid, ...]
    padding: Padding
    fill: float = 0.0
    sources: tuple[int, ...] = (0,)
    results: tuple[int, ...] = (1,)
    divisor: float = 1.0
    remark: str = ""


def show_panels(
    panels: Sequence[Panel],
    *,
    key: str,
    layout: Layout = "side",
    pair: tuple[int, int] | None = (0, -1),
    step_with: str = "",
    inspector: Inspector | None = None,
    alone: Alone | None = None,
    on_draw: Callable[[], None] | None = None,
    on_undo: Callable[[], None] | None = None,
    pin: Pixel | None = None,
    on_pin: Callable[[Pixel | None], None] | None = None,
) -> None:
    """Show the panels in a row that wraps, or two of them in one frame.

    Parameters
    ----------
    panels : sequence of Panel
        What to show.
    key : str
        The panels' name, for `drawn` and `strokes`.
    layout : {"side", "divider", "flicker"}
        How to compare at first: side by side, under a divider that can be dragged, or in turns. The visitor
        may choose another.
    pair : (int, int), optional
        The two panels that may be laid over one another, where they are alike in size and kind. None for panels
        that have nothing to compare: they offer no layout.
    step_with : str
        The key of other panels, with which these zoom and pan in step.
    inspector : Inspector, optional
        Shows the sum behind the pixel under the pointer.
    alone : Alone, optional
        Draws the wave under the pointer, and its numbers.
    on_draw : callable, optional
        Runs after the visitor drew something; `drawn(key)` tells what.
    on_undo : callable, optional
        Offers "Undo" and "Clear", and runs after either; `strokes(key)` tells what remains.
    pin : (int, int), optional
        Row and column that the inspector holds at first.
    on_pin : callable, optional
        Takes the pixel that the visitor pinned, or None, so that `pin` can be it the next time.

    Raises
    ------
    ValueError
        If a panel's `values` or a mask has another shape than its picture.
    """
    offer_tools(key, tuple((*panel.pixels.shape[:2], panel.tools) for panel in panels))
    digests = [_digest(panel.pixels) for panel in panels]
    parts: list[bytes] = []
    arrays = [as_numbers(panel.values if panel.values is not None else panel.pixels) for panel in panels]
    needed = (*(inspector.sources if inspector else ()), *((alone.source,) if alone else ()))
    kinds = [
        describe_numbers(array, digest, is_inspected=index in needed)
        for index, (array, digest) in enumerate(zip(arrays, digests, strict=True))
    ]
    header = {
        "key": key,
        "panels": [
            {**_describe(panel, digest, parts), "numbers": kind}
            for panel, digest, kind in zip(panels, digests, kinds, strict=True)
        ],
        "inspector": _describe_inspector(inspector, parts) if inspector else None,
        "wave": describe_alone(alone) if alone else None,
        "layout": layout,
        "pair": _comparable(panels, pair) if pair and len(panels) > 1 else None,
        "stepWith": step_with or key,
        "canUndo": on_undo is not None,
        "strokes": len(strokes(key)),
        "seen": seen(key),
        "pin": describe_pin(key, pin) if on_pin else None,
    }
    version = _version(header, parts)
    new = new_pictures([panel.pixels for panel in panels], digests)
    pictures = [{"digest": one.digest, "mime": one.mime, "part": len(parts) + index} for index, one in enumerate(new)]
    _panel(
        data=pack({"version": version, **header, "pictures": pictures}, [*parts, *(one.data for one in new)]),
        key=key,
        on_strokes_change=partial(take_strokes, key, on_draw, on_undo),
        on_refresh_change=forget_kept,
        on_pin_change=partial(take_pin, key, panels[0].pixels.shape, on_pin) if on_pin else _ignore,
    )
    keep_pictures(digests, new)
    serve_numbers(key, version, arrays, [kind["token"] for kind in kinds])


def _ignore() -> None:
    """Take no notice: these panels keep no pixel."""


def _comparable(panels: Sequence[Panel], pair: tuple[int, int]) -> tuple[int, int] | None:
    """Return the indices of both panels, None if they cannot be laid over one another."""
    first, second = (range(len(panels))[index] for index in pair)
    one, other = panels[first], panels[second]
    is_alike = one.pixels.shape[:2] == other.pixels.shape[:2] and (one.square, one.spectrum) == (
        other.square,
        other.spectrum,
    )
    return (first, second) if first != second and is_alike else None


def _version(header: Mapping[str, Any], parts: Sequence[bytes]) -> str:
    """Return the name of what is shown, by which the browser notices that an update was lost."""
    return hashlib.sha1(pack(header, parts), usedforsecurity=False).hexdigest()[:16]


def _digest(pixels: NDArray[Any]) -> str:
    """Return the name of an array's content, found once for an array, which therefore has to stay as it is."""
    if id(pixels) not in _digests:
        digest = hashlib.sha1(np.ascontiguousarray(pixels).data, usedforsecurity=False)
        digest.update(f"{pixels.shape}{pixels.dtype}".encode())
        _digests[id(pixels)] = digest.hexdigest()
        weakref.finalize(pixels, _digests.pop, id(pixels), None)
    return _digests[id(pixels)]


def _describe(panel: Panel, digest: str, parts: list[bytes]) -> dict[str, object]:
    """Return what the browser needs to know besides the picture itself."""
    height, width = panel.pixels.shape[:2]
    if panel.values is not None and panel.values.shape[:2] != (height, width):
        message = f"values must be {height} × {width} like the pixels, got shape {panel.values.shape}"
        raise ValueError(message)
    return {
        "title": panel.title,
        "caption": panel.caption,
        "alt": panel.alt or panel.title,
        "width": width,
        "height": height,
        "aspect": 1.0 if panel.square else width / height,
        "share": panel.share,
        "together": panel.together,
        "spectrum": panel.spectrum,
        "digest": digest,
        "marks": describe_marks(panel.marks, (height, width), parts),
        "tools": panel.tools,
        "scale": _legend(panel.scale) if panel.scale else None,
        "noise": panel.noise,
    }


def _describe_inspector(inspector: Inspector, parts: list[bytes]) -> dict[str, object]:
    """Return what the browser needs to compute a pixel; the kernels' numbers are appended to `parts`."""
    kernels = []
    for laid in inspector.kernels:
        rows, columns = laid.kernel.shape
        kernels.append({"rows": rows, "columns": columns, "origin": laid.origin, "part": len(parts)})
        parts.append(np.ascontiguousarray(laid.kernel, "<f8").tobytes())
    colors = diverging(np.linspace(-1, 1, _SIGNED_STEPS)[None], 1.0)[0].tolist()
    named = {name: getattr(inspector, name) for name in ("padding", "fill", "sources", "results", "divisor", "remark")}
    return {"kernels": kernels, "colors": colors, **named}


def _legend(scale: Scale) -> dict[str, object]:
    """Return the scale with colours of even steps from its low to its high end."""
    steps = np.linspace(scale.low, scale.high, _LEGEND_STEPS)[None]
    if scale.kind == "diverging":
        colors = diverging(steps, max(abs(scale.low), abs(scale.high)) or 1.0)
    elif scale.kind == "cyclic":
        colors = cyclic(steps)
    elif scale.kind == "sequential":
        colors = sequential(steps, scale.low, scale.high)
    else:
        colors = np.repeat(np.linspace(0, 255, _LEGEND_STEPS).astype(np.uint8)[None, :, None], 3, axis=2)
    return {**asdict(scale), "colors": [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in colors[0].tolist()]}
