"""What the visitor set as the filter, and the transfer function it makes for a picture of any size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.filters import Profile, Transfer, bandpass, bandstop, emphasis, highpass, lowpass, wedge
from core.painting import Mark, paint, scaled

__all__ = ["Filter", "Keep", "keeps_mean", "transfer_of"]

Keep = Literal["low", "high", "band", "stop", "lines", "cut", "light", "all", "none"]


@dataclass(frozen=True)
class Filter:
    """Which waves to keep: frequencies in cycles per pixel of the picture in hand, angles in degrees."""

    keep: Keep = "low"
    profile: Profile = "ideal"
    order: int = 2
    radius: float = 0.08
    band: tuple[float, float] = (0.05, 0.15)
    direction: int = 45
    spread: int = 30
    shade: float = 0.3
    texture: float = 1.5
    marks: tuple[Mark, ...] = ()


def transfer_of(chosen: Filter, shape: tuple[int, int], scale: float = 1.0) -> Transfer:
    """Return the centred transfer function, shape (M, N); `scale` is the size in hand over this one."""
    return paint(_unpainted(chosen, shape, scale), scaled(chosen.marks, scale))


def keeps_mean(transfer: Transfer) -> bool:
    """Tell whether the result is about as bright as the picture, not about zero."""
    rows, cols = transfer.shape
    return bool(transfer[rows // 2, cols // 2] > 0.5)


def _unpainted(chosen: Filter, shape: tuple[int, int], scale: float) -> Transfer:
    """Return the transfer function without the marks."""
    profile, order = chosen.profile, chosen.order
    low, high = (scale * side for side in chosen.band)
    match chosen.keep:
        case "low":
            return lowpass(shape, scale * chosen.radius, profile=profile, order=order)
        case "high":
            return highpass(shape, scale * chosen.radius, profile=profile, order=order)
        case "band":
            return bandpass(shape, low, high, profile=profile, order=order)
        case "stop":
            return bandstop(shape, low, high, profile=profile, order=order)
        case "lines":
            return wedge(shape, chosen.direction, chosen.spread, profile=profile, order=order)
        case "cut":
            kept = 1 - wedge(shape, chosen.direction, chosen.spread, profile=profile, order=order)
            kept[shape[0] // 2, shape[1] // 2] = 1
            return kept
        case "light":
            gains = {"low_gain": chosen.shade, "high_gain": chosen.texture}
            return emphasis(shape, scale * chosen.radius, profile=profile, order=order, **gains)
    return np.full(shape, float(chosen.keep == "all"))
