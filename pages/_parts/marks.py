"""What is drawn over a picture: boxes, rings, arrows, paths and masks, in picture pixels.

x runs to the right and y down; (0, 0) is the top left corner of the top left pixel, so that pixel
(row, col) spans [col, col + 1) x [row, row + 1).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["Arrow", "Box", "Mark", "Mask", "Path", "Ring", "describe_marks"]


@dataclass(frozen=True)
class Box:
    """A rectangle with an optional label; one in the role of the selection can be dragged about.

    A table points at it by its name; a quiet label is shown only then.
    """

    left: float
    top: float
    width: float
    height: float
    label: str = ""
    role: Literal["match", "selection"] = "match"
    color: str = ""
    name: str = ""
    is_quiet: bool = False


@dataclass(frozen=True)
class Ring:
    """An ellipse: centre (cx, cy) and half axes (rx, ry)."""

    cx: float
    cy: float
    rx: float
    ry: float
    label: str = ""
    color: str = ""


@dataclass(frozen=True)
class Arrow:
    """An arrow from (x0, y0) to (x1, y1)."""

    x0: float
    y0: float
    x1: float
    y1: float
    label: str = ""
    color: str = ""


@dataclass(frozen=True)
class Path:
    """Straight lines through (x, y) points: a line, or closed, a polygon; name and label are like a box's."""

    points: tuple[tuple[float, float], ...]
    closed: bool = False
    label: str = ""
    color: str = ""
    name: str = ""
    is_quiet: bool = False


@dataclass(frozen=True)
class Mask:
    """A tint over the pixels that are True in an (M, N) array."""

    pixels: NDArray[np.bool_] = field(repr=False)
    color: str = ""


Mark = Box | Ring | Arrow | Path | Mask


def describe_marks(marks: Sequence[Mark], shape: tuple[int, int], parts: list[bytes]) -> list[dict[str, Any]]:
    """Return the marks as the browser reads them; a mask's bits are appended to `parts`.

    Raises
    ------
    ValueError
        If a mask's shape is not the picture's `shape`.
    """
    described = []
    for mark in marks:
        if isinstance(mark, Mask):
            if mark.pixels.shape != shape:
                message = f"mask must have the picture's shape {shape}, got {mark.pixels.shape}"
                raise ValueError(message)
            described.append({"kind": "mask", "color": mark.color, "part": len(parts)})
            parts.append(zlib.compress(np.packbits(mark.pixels).tobytes(), 1))
        else:
            described.append({"kind": type(mark).__name__.lower(), **asdict(mark)})
    return described
