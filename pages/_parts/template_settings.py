"""Choose the score, what counts as a match, and the sizes and angles to try."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.matching import Method
from core.matching.search import Plan
from pages._parts.address import recall_text
from pages._parts.choices import choose
from pages._parts.pictures import Picture
from pages._parts.settings_in_use import note
from pages._parts.sliders import range_slider, slider

__all__ = ["SCORES", "choose_colors", "choose_plan"]

SCORES: dict[Method, tuple[str, str, str]] = {
    "zncc": (
        "Zero-mean normalised (recommended)",
        "Compares the pattern of light and dark only, so brighter light or weaker contrast change nothing.",
        "Fooled by almost nothing; where the picture is flat it says 0, neither alike nor unlike.",
    ),
    "ncc": (
        "Normalised",
        "Multiplies pixel by pixel and divides by how bright both are, so the contrast does not matter.",
        "Fooled by brightness: any evenly bright place is already quite alike.",
    ),
    "cc": (
        "Plain cross-correlation",
        "Multiplies pixel by pixel and adds up, exactly as a convolution with the turned template does.",
        "Fooled by bright places: they win whatever they show, and may score above 1.",
    ),
    "ssd": (
        "Squared differences",
        "Subtracts pixel by pixel: 1 means no difference at all, 0 black against white.",
        "Fooled by light: the same thing in brighter light or weaker contrast looks different.",
    ),
    "phase": (
        "Phase correlation",
        "Makes every wave of both equally strong and asks only where they line up: one very sharp dot.",
        "Fooled by noise and by turned or resized things; even good matches score low.",
    ),
}
_THRESHOLDS = {"phase": 0.04}
_SIZE_STEPS, _ANGLE_STEP = 8, 15


@dataclass(frozen=True)
class _Span:
    """Ends of a range of sizes or angles, the template's own, and from where to where the slider begins."""

    ends: tuple[float, float]
    own: float
    start: tuple[float, float]


_SIZES = _Span((0.25, 3.0), 1.0, (0.75, 1.5))
_ANGLES = _Span((-180.0, 180.0), 0.0, (-45.0, 45.0))


def choose_colors(picture: Picture) -> bool:
    """Draw the choice between colour and gray, for a colour picture, and say whether it is gray."""
    if picture.image.ndim == 2:
        return True
    options = {"channels": "Red, green and blue", "gray": "Brightness only"}
    chosen = choose(
        "Compare", options, key="template.colors", default="channels", draw=st.segmented_control, required=True
    )
    return chosen == "gray"


def choose_plan() -> Plan:
    """Draw the controls of the search and return what they say."""
    titles = {name: title for name, (title, _, _) in SCORES.items()}
    method = choose("Score", titles, key="template.score", default="zncc")
    _, meaning, weakness = SCORES[method]
    st.caption(f"{meaning} *{weakness}*")
    threshold = _threshold(method)
    count = _slider("At most so many matches", 1, 100, 50, 1, name="count")
    overlap = _slider(
        "Matches may overlap by",
        0.0,
        0.9,
        0.3,
        0.05,
        name="overlap",
        help="Shared area over the area of both together.",
    )
    scales, angles = _variants()
    return Plan(method, threshold, int(count), overlap, scales, angles)


def _threshold(method: Method) -> float:
    """Draw the threshold; phase correlation has its own, because its scores are low."""
    label = "Mark scores from"
    if method == "phase":
        return _slider(label, 0.0, 0.5, _THRESHOLDS["phase"], 0.005, name="threshold_phase", format="%.3f")
    return _slider(label, 0.0, 1.0, 0.7, 0.01, name="threshold")


def _variants() -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Draw the ranges of sizes and angles and return what is to be tried."""
    steps, by = _SIZE_STEPS, _ANGLE_STEP
    with st.expander("Other sizes and angles"):
        smallest, largest = _range("Try other sizes", "Sizes", _SIZES, 0.05, format="%.2f ×")
        if smallest < largest:
            steps = int(_slider("How many sizes", 2, 20, _SIZE_STEPS, 1, name="size_steps"))
        first, last = _range("Try other angles", "Angles", _ANGLES, 5.0, format="%.0f°")
        if first < last:
            by = _slider("Degrees between angles", 1, 45, _ANGLE_STEP, 1, name="angle_step")
        scales = _sizes(smallest, largest, steps)
        angles = _angles(first, last, by)
        if len(scales) * len(angles) > 1:
            sizes = f"{len(scales)} size{'s' * (len(scales) > 1)}"
            turns = f"{len(angles)} angle{'s' * (len(angles) > 1)}"
            st.caption(f"{sizes} × {turns} = {len(scales) * len(angles)} to try.")
    return scales, angles


def _range(ask: str, label: str, span: _Span, step: float, *, format: str) -> tuple[float, float]:
    """Draw a switch and, while it is on, a slider with two dots; off, only the template's own is tried."""
    key, asked = f"template.{label.lower()}", f"template.{label.lower()}.asked"
    own = (span.own, span.own)
    st.session_state[asked] = bool(recall_text(key))
    note(key, at_first=f"{span.own:g}")

    def take() -> None:
        # Apart, or the dots would hide each other.
        st.session_state[key] = f"{span.start[0]:g}, {span.start[1]:g}" if st.session_state[asked] else ""

    if not st.toggle(ask, key=asked, on_change=take):
        return own
    return range_slider(label, *span.ends, own, step, key=key, format=format)


def _angles(first: float, last: float, by: float) -> tuple[float, ...]:
    """Return angles in even steps, counted from the template's own, 0, where the range holds it."""
    start = first + (-first) % by if first <= 0 <= last else first
    angles = tuple(float(angle) for angle in np.arange(start, last + 1, by))
    # Half a turn to either side is the same.
    return angles[:-1] if len(angles) > 1 and angles[-1] - angles[0] == 360 else angles


def _sizes(smallest: float, largest: float, steps: int) -> tuple[float, ...]:
    """Return sizes in equal ratios, and the template's own among them where the range holds it."""
    if smallest == largest:
        return (smallest,)
    sizes = np.geomspace(smallest, largest, steps)
    if smallest <= 1 <= largest:
        sizes[np.argmin(np.abs(np.log(sizes)))] = 1.0
    return tuple(round(float(size), 3) for size in sizes)


def _slider(label: str, low: float, high: float, default: float, step: float, *, name: str, **options: object) -> float:
    """Draw a slider that is bound to the address."""
    return float(slider(label, low, high, default, step, key=f"template.{name}", **options))
