"""Take what the visitor draws on a panel: strokes, kept until they are undone or cleared, bounded and checked."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import streamlit as st

__all__ = ["Drawn", "Tool", "drawn", "forget_strokes", "offer_tools", "put_strokes", "seen", "strokes", "take_strokes"]

Tool = Literal["point", "box", "disc", "lasso", "line", "brush", "eraser"]
TOOLS: tuple[str, ...] = get_args(Tool)
_COUNTS = {
    "point": (1, 1),
    "box": (2, 2),
    "disc": (2, 2),
    "line": (2, 2),
    "lasso": (3, 4096),
    "brush": (1, 4096),
    "eraser": (1, 4096),
}
_MOST_STROKES = 400
# About 100 bytes each, so that a visitor's strokes take at most a few megabytes of memory.
_MOST_POINTS = 40_000


@dataclass(frozen=True)
class Drawn:
    """One stroke: the panel's index, the tool, (x, y) points in picture pixels, and the brush's radius in pixels.

    A point is the centre of the pixel pointed at; a box is its top left and bottom right corners, whole numbers;
    a disc is its centre and a point of its rim; a line's ends are centres of pixels; a lasso's last point joins its
    first.
    """

    panel: int
    tool: Tool
    points: tuple[tuple[float, float], ...]
    radius: float = 0.0

    @property
    def box(self) -> tuple[int, int, int, int]:
        """The smallest whole-pixel (left, top, width, height) around the points."""
        xs, ys = zip(*self.points, strict=True)
        left, top = math.floor(min(xs)), math.floor(min(ys))
        return left, top, math.ceil(max(xs)) - left, math.ceil(max(ys)) - top


def drawn(key: str) -> Drawn:
    """Return what was drawn just now on the panels called `key`, for use in `on_draw`."""
    last: Drawn = st.session_state[f"{key}.drawn"]
    return last


def strokes(key: str) -> tuple[Drawn, ...]:
    """Return all that was drawn on the panels called `key` and neither undone nor cleared, oldest first."""
    return tuple(st.session_state.get(f"{key}.strokes", ()))


def forget_strokes(key: str) -> None:
    """Clear what was drawn, because the picture is another one."""
    st.session_state[f"{key}.strokes"] = ()


def put_strokes(key: str, kept: Sequence[Drawn]) -> None:
    """Let these be what was drawn on the panels called `key`."""
    st.session_state[f"{key}.strokes"] = _bounded(tuple(kept))


def seen(key: str) -> int:
    """Return the number of the last stroke taken, so that the browser need not send it again."""
    return int(st.session_state.get(f"{key}.seen", 0))


def offer_tools(key: str, panels: tuple[tuple[int, int, tuple[str, ...]], ...]) -> None:
    """Note (rows, columns, tools) of each panel, against which strokes are checked."""
    st.session_state[f"{key}.panels"] = panels


def take_strokes(key: str, on_draw: Callable[[], None] | None, on_undo: Callable[[], None] | None) -> None:
    """Take the strokes that the browser sent and that are new; run the page's callback after each."""
    sent = st.session_state[key].get("strokes")
    for stroke in sent if isinstance(sent, list) else []:
        number = stroke.get("number") if isinstance(stroke, dict) else None
        if not isinstance(number, int) or number <= seen(key):
            continue
        st.session_state[f"{key}.seen"] = number
        if stroke.get("tool") in ("undo", "clear"):
            kept = strokes(key)[:-1] if stroke["tool"] == "undo" else ()
            st.session_state[f"{key}.strokes"] = kept
            if on_undo:
                on_undo()
        elif (taken := _checked(stroke, st.session_state.get(f"{key}.panels", ()))) is not None:
            st.session_state[f"{key}.strokes"] = _bounded((*strokes(key), taken))
            st.session_state[f"{key}.drawn"] = taken
            if on_draw:
                on_draw()


def _bounded(kept: tuple[Drawn, ...]) -> tuple[Drawn, ...]:
    """Return the newest strokes that fit into the memory a visitor may take."""
    kept = kept[-_MOST_STROKES:]
    while sum(len(stroke.points) for stroke in kept) > _MOST_POINTS:
        kept = kept[1:]
    return kept


def _checked(stroke: Mapping[str, Any], panels: tuple[tuple[int, int, tuple[str, ...]], ...]) -> Drawn | None:
    """Return the stroke within its picture, or None for one that no panel of ours sends."""
    panel, tool, points, radius = (stroke.get(name) for name in ("panel", "tool", "points", "radius"))
    if not isinstance(panel, int) or not 0 <= panel < len(panels) or not _is_number(radius):
        return None
    rows, columns, tools = panels[panel]
    if tool not in tools or not isinstance(points, list):
        return None
    least, most = _COUNTS[tool]
    if not least <= len(points) <= most or not all(_is_point(point) for point in points):
        return None
    within = tuple((_clip(x, columns), _clip(y, rows)) for x, y in points)
    return Drawn(panel, tool, within, _clip(radius, max(rows, columns)))


def _is_point(point: object) -> bool:
    return isinstance(point, list) and len(point) == 2 and all(_is_number(value) for value in point)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def _clip(value: float, most: int) -> float:
    return float(min(max(value, 0), most))
