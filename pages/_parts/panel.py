"""Show pictures side by side, with marks over them, and take a box that the visitor drags."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.images import encode_jpeg, encode_png
from pages._parts.component import declare, pack

__all__ = ["Box", "Panel", "Ring", "dragged_box", "show_panels"]

# Below this many pixels a PNG costs next to nothing, so small pictures are shown without loss.
_LOSSLESS_PIXELS = 128 * 128
_component = declare("panel")


@dataclass(frozen=True)
class Box:
    """A rectangle in picture pixels, with an optional label; a selection can be dragged about."""

    left: float
    top: float
    width: float
    height: float
    label: str = ""
    role: Literal["match", "selection"] = "match"


@dataclass(frozen=True)
class Ring:
    """An ellipse in picture pixels: centre (cx, cy) and half axes (rx, ry)."""

    cx: float
    cy: float
    rx: float
    ry: float


@dataclass(frozen=True)
class Panel:
    """One picture for looking at: (M, N) or (M, N, 3) uint8 pixels and what is said and drawn on them.

    `share` is its part of the row's width; `square` stretches the picture to a square.
    """

    title: str
    pixels: NDArray[np.uint8]
    caption: str = ""
    alt: str = ""
    boxes: tuple[Box, ...] = ()
    rings: tuple[Ring, ...] = ()
    share: int = 2
    square: bool = False
    tool: Literal["box"] | None = None


def show_panels(panels: Sequence[Panel], *, key: str, on_box: Callable[[], None] | None = None) -> None:
    """Show the panels in a row that wraps; `on_box` runs after a box was dragged on a panel with the tool."""
    encoded = [_encode(panel.pixels) for panel in panels]
    header = {"panels": [_describe(panel, *picture) for panel, picture in zip(panels, encoded, strict=True)]}
    _component(
        data=pack(header, [data for _, data in encoded]),
        key=key,
        on_box_change=on_box or _ignore,
    )


def dragged_box(key: str) -> tuple[int, int, int, int]:
    """Return the (left, top, width, height) dragged last on the panels called `key`, for use in `on_box`."""
    left, top, width, height = (int(value) for value in st.session_state[key]["box"])
    return left, top, width, height


def _ignore() -> None:
    """Accept a change that the page does not use."""


def _encode(pixels: NDArray[np.uint8]) -> tuple[str, bytes]:
    """Return MIME type and bytes: JPEG for speed, PNG where the picture is small."""
    if pixels.shape[0] * pixels.shape[1] <= _LOSSLESS_PIXELS:
        return "image/png", encode_png(pixels)
    return "image/jpeg", encode_jpeg(pixels)


def _describe(panel: Panel, mime: str, data: bytes) -> dict[str, object]:
    """Return what the browser needs to know besides the picture's bytes."""
    height, width = panel.pixels.shape[:2]
    return {
        "title": panel.title,
        "caption": panel.caption,
        "alt": panel.alt or panel.title,
        "width": width,
        "height": height,
        "aspect": 1.0 if panel.square else width / height,
        "share": panel.share,
        "mime": mime,
        "digest": hashlib.blake2b(data, digest_size=8).hexdigest(),
        "boxes": [asdict(box) for box in panel.boxes],
        "rings": [asdict(ring) for ring in panel.rings],
        "tool": panel.tool,
    }
