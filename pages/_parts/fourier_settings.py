"""What the visitor set as the filter, and the transfer function it makes for a picture of any size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np

from core.spectrum.filters import (
    Profile,
    Transfer,
    bandpass,
    bandstop,
    emphasis,
    frequencies,
    highpass,
    lowpass,
    notch,
    wedge,
)
from core.spectrum.painting import Mark, lay, paint_of, scaled

__all__ = ["Filter", "Keep", "keeps_mean", "transfer_by_rows", "transfer_of"]

_ALL = slice(None)

Keep = Literal["low", "high", "band", "stop", "notch", "lines", "cut", "light", "all", "none"]


@dataclass(frozen=True)
class Filter:
    """Which waves to keep: frequencies in cycles per pixel of the picture in hand, angles in degrees.

    `notch` is the wave, across and down, about which a disc of radius `width` is removed, with its mirror image.
    """

    keep: Keep = "low"
    profile: Profile = "ideal"
    order: int = 2
    radius: float = 0.08
    band: tuple[float, float] = (0.05, 0.15)
    notch: tuple[float, float] = (0.08, 0.04)
    width: float = 0.02
    direction: int = 45
    spread: int = 30
    shade: float = 0.5
    texture: float = 1.2
    marks: tuple[Mark, ...] = ()


def transfer_of(chosen: Filter, shape: tuple[int, int], scale: float = 1.0) -> Transfer:
    """Return the centred transfer function, shape (M, N); `scale` is the size in hand over this one."""
    return transfer_by_rows(chosen, shape, scale)(_ALL)


def transfer_by_rows(chosen: Filter, shape: tuple[int, int], scale: float = 1.0) -> Callable[[slice], Transfer]:
    """Return what makes some rows of `transfer_of`, for a picture so large that not all shall lie in memory."""
    if not chosen.marks:
        return partial(_unpainted, chosen, shape, scale)
    paint = paint_of(scaled(chosen.marks, scale), shape)
    return lambda rows: lay(paint[rows], _unpainted(chosen, shape, scale, rows))


def keeps_mean(transfer: Transfer) -> bool:
    """Tell whether the result is about as bright as the picture, not about zero."""
    rows, cols = transfer.shape
    return bool(transfer[rows // 2, cols // 2] > 0.5)


def _unpainted(chosen: Filter, shape: tuple[int, int], scale: float, rows: slice) -> Transfer:
    """Return rows of the transfer function without the marks."""
    rim: dict[str, Any] = {"profile": chosen.profile, "order": chosen.order, "rows": rows}
    low, high = (scale * side for side in chosen.band)
    match chosen.keep:
        case "low":
            return lowpass(shape, scale * chosen.radius, **rim)
        case "high":
            return highpass(shape, scale * chosen.radius, **rim)
        case "band":
            return bandpass(shape, low, high, **rim)
        case "stop":
            return bandstop(shape, low, high, **rim)
        case "notch":
            across, down = (scale * side for side in chosen.notch)
            return notch(shape, down, across, scale * chosen.width, **rim)
        case "lines":
            return wedge(shape, chosen.direction, chosen.spread, **rim)
        case "cut":
            kept = 1 - wedge(shape, chosen.direction, chosen.spread, **rim)
            kept[frequencies(shape)[0][rows] == 0, shape[1] // 2] = 1
            return kept
        case "light":
            return emphasis(shape, scale * chosen.radius, low_gain=chosen.shade, high_gain=chosen.texture, **rim)
    return np.full((len(range(shape[0])[rows]), shape[1]), float(chosen.keep == "all"))
