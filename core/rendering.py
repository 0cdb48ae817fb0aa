"""Turn a result, whose numbers may leave the picture's range, into pixels, and say how it was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from core.arrays import FloatArray, check_choice
from core.display import clipped_fraction, diverging, to_bytes
from core.images import to_gray

__all__ = ["BRIGHT", "VIEWS", "Rendering", "View", "automatic_view", "render"]

View = Literal["clip", "absolute", "signed"]
VIEWS: tuple[str, ...] = get_args(View)
BRIGHT = 0.995


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


def render(result: FloatArray, *, view: View, black: float, white: float, limit: float | None = None) -> Rendering:
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
        low, high = result.min(), result.max()
        cut = clipped_fraction(result, black, white) if low < black or high > white else 0.0
        note = f"Values {low:.4g} to {high:.4g}, shown from {black:.4g} to {white:.4g}"
        return Rendering(to_bytes(result, black, white), white, note + (f"; {cut:.1%} cut off." if cut else "."))
    shown = to_gray(result) if view == "signed" else np.abs(result)
    if limit is None:
        limit = _bright(shown)
    if view == "signed":
        note = f"Values {_span(shown)}: blue is negative, red positive, fully so from ±{limit:.4g} on."
        return Rendering(diverging(shown, limit), limit, note)
    note = f"Values {_span(result)}, shown without their sign: black is 0, white {limit:.4g} and more."
    return Rendering(to_bytes(shown, 0.0, limit), limit, note)


def _bright(values: FloatArray) -> float:
    """Return the magnitude that BRIGHT of the values do not exceed, or the largest, or 1 if all are 0."""
    magnitudes = np.abs(values).ravel()
    place = int(BRIGHT * (magnitudes.size - 1))
    return float(np.partition(magnitudes, place)[place]) or float(magnitudes.max()) or 1.0


def _span(values: FloatArray) -> str:
    """Return smallest to largest value in words."""
    return f"{values.min():.4g} to {values.max():.4g}"
