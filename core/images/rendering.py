"""Turn a result, whose numbers may leave the picture's range, into pixels, and say how it was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from core.arrays import FloatArray, check_choice
from core.images import to_gray
from core.images.display import clipped_fraction, diverging, to_bytes
from core.kernels.text import written

__all__ = ["BRIGHT", "VIEWS", "Rendering", "View", "automatic_view", "render", "rounding"]

View = Literal["clip", "absolute", "signed"]
VIEWS: tuple[str, ...] = get_args(View)
BRIGHT = 0.995
_LEAST_TOLD = 0.0005


@dataclass(frozen=True)
class Rendering:
    """Pixels for looking, (M, N) or (M, N, 3) uint8, the value shown brightest, and the mapping in words."""

    pixels: NDArray[np.uint8]
    limit: float
    note: str


def automatic_view(kernel: NDArray[np.float64], *, is_magnitude: bool = False) -> View:
    """Return the view that suits a kernel: absolute values for one whose numbers cancel to (nearly) zero.

    With `is_magnitude` the result is one already.
    """
    if is_magnitude:
        return "absolute"
    return "absolute" if abs(kernel.sum()) < 1e-3 * np.abs(kernel).sum() else "clip"


def rounding(kernel: NDArray[np.float64], black: float, white: float) -> float:
    """Return how far single precision may leave a kernel's result on numbers of that range from the true one."""
    return float(8 * np.finfo(np.float32).eps * max(abs(black), abs(white)) * np.abs(kernel).sum())


def render(
    result: FloatArray,
    *,
    view: View,
    black: float,
    white: float,
    limit: float | None = None,
    noise: float = 0.0,
) -> Rendering:
    """Map numbers to pixels.

    Parameters
    ----------
    result : array, shape (M, N) or (M, N, 3)
        Any finite numbers.
    view : {"clip", "absolute", "signed"}
        "clip" shows `black` to `white` and cuts off the rest; "absolute" shows magnitudes from 0 to `limit`
        and beyond it white; "signed" shows the gray value in two colours with a true zero, up to ±`limit`.
    black, white : float
        The picture's own range, for "clip".
    limit : float, optional
        The magnitude shown brightest. Unless given, the one that BRIGHT of the pixels do not exceed, because
        a few extreme ones would leave the rest in the dark.
    noise : float
        How far rounding may have moved the numbers: what is no larger is said to be 0, and what lies no further
        beyond the range is not counted as cut off.

    Returns
    -------
    Rendering

    Raises
    ------
    ValueError
        If `view` is none of the three.
    """
    check_choice(view, VIEWS, name="view")
    if view == "clip":
        least, most = float(result.min()), float(result.max())
        low, high = black - noise, white + noise
        cut = clipped_fraction(result, low, high) if least < low or most > high else 0.0
        share = "less than 0.1%" if cut < _LEAST_TOLD else f"{cut:.1%}"
        note = f"Values {_span(least, most, noise)}, shown from {written(black)} to {written(white)}"
        return Rendering(to_bytes(result, black, white), white, note + (f"; {share} cut off." if cut else "."))
    shown = to_gray(result) if view == "signed" else np.abs(result)
    if limit is None:
        limit = _bright(shown, noise)
    if view == "signed":
        span = _span(shown.min(), shown.max(), noise)
        if result.ndim == 3:
            channels = _span(result.min(), result.max(), noise)
            span = f"of the channels {channels}. Shown is their brightness, {span}"
        note = f"Values {span}: blue is negative, red positive, fully so from ±{written(limit)} on."
        return Rendering(diverging(shown, limit), limit, note)
    if shown.max() <= noise:
        return Rendering(to_bytes(shown, 0.0, limit), limit, "All values are 0, which is black.")
    least, most = result.min(), result.max()
    sign = ", shown without their sign" if least < -noise else ""
    note = f"Values {_span(least, most, noise)}{sign}: black is 0, white {written(limit)} and more."
    return Rendering(to_bytes(shown, 0.0, limit), limit, note)


def _bright(values: FloatArray, noise: float) -> float:
    """Return the magnitude that BRIGHT of the values do not exceed, or the largest, or 1 if all are 0."""
    magnitudes = np.abs(values).ravel()
    place = int(BRIGHT * (magnitudes.size - 1))
    most = (float(np.partition(magnitudes, place)[place]), float(magnitudes.max()))
    return next((each for each in most if each > noise), 1.0)


def _span(least: float, most: float, noise: float) -> str:
    """Return smallest to largest value in words, what is only rounding as 0."""
    return " to ".join(written(end if abs(end) > noise else 0.0) for end in (least, most))
