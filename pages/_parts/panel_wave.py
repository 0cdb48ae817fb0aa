"""One wave that is shown alone: it follows the pointer over the spectrum in the browser, until a click pins it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import isfinite

from core.spectrum.waves import Wave

__all__ = ["Alone", "describe_alone"]


@dataclass(frozen=True)
class Alone:
    """The pinned wave of a picture; `source`, `spectrum` and `alone` are the indices of the panels that show
    the picture, its spectrum and the wave, all of one size."""

    wave: Wave
    source: int = 0
    spectrum: int = 1
    alone: int = 2


def describe_alone(one: Alone) -> dict[str, object]:
    """Return what the browser needs to know; a period without end is None."""
    numbers = asdict(one.wave)
    period = one.wave.period if isfinite(one.wave.period) else None
    panels = {"source": one.source, "spectrum": one.spectrum, "alone": one.alone}
    return {**panels, "numbers": {**numbers, "period": period}}
