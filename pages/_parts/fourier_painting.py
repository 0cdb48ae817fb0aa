"""What the visitor paints on the spectrum: kept in the address as text, undone and cleared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import hypot

import streamlit as st

from core.spectrum.painting import Effect, Mark, format_marks, parse_marks, readable_marks, simplified
from core.spectrum.periodic_noise import find_periodic_noise
from pages._parts.address import recall_text, remember
from pages._parts.choices import choose
from pages._parts.fourier_controls import NOTCH
from pages._parts.fourier_notches import edit_notches
from pages._parts.fourier_settings import Keep
from pages._parts.panel import Drawn, drawn
from pages._parts.pictures import Picture

__all__ = ["PANELS", "offer_marks", "painted_marks", "take_stroke"]

PANELS = "fourier.panels"
_KEY = "fourier.marks"
_KEEP = "fourier.keep"
_UNDO = "fourier.undo"
_FOUND = "fourier.found"
_OF = "fourier.painted_of"
_MOST_STEPS = 100
_EFFECTS: dict[Effect, str] = {"remove": "Remove", "keep": "Keep"}
# A notch as wide as the mark that an edgy wave leaves in the spectrum of a picture of this many pixels.
_NOTCH = 2.5
_NARROWEST = 0.002
# A wide brush's path may leave the drawn one by more, and still nobody sees it.
_SHARE_OF_RADIUS = 8


@dataclass(frozen=True)
class _Step:
    """What was before a change: the marks as text, and the filter, if that changed too, with what it changed to."""

    marks: str
    keep: str = ""
    changed_to: str = ""


def painted_marks() -> tuple[Mark, ...]:
    """Return what is painted; of what an address holds, what can be read, after saying what cannot."""
    text = recall_text(_KEY)
    try:
        return parse_marks(text)
    except ValueError as error:
        marks, lost = readable_marks(text)
        remember(_KEY, format_marks(marks), default="")
        st.error(
            f"Of this link's painting {lost} of {lost + len(marks)} marks could not be read: {error}.",
            icon=":material/error:",
        )
        return marks


def offer_marks(picture: Picture, marks: tuple[Mark, ...], keep: Keep) -> None:
    """Draw the controls of the painting: what the tools do, undo, clear, the finder, the table of notches."""
    st.markdown("**Paint on the spectrum**")
    choose(
        "Brush, disc, box and lasso",
        _EFFECTS,
        key="fourier.effect",
        default="keep" if keep == "none" else "remove",
        draw=st.segmented_control,
        required=True,
        help="Choose a tool above the pictures and drag on the spectrum. Every mark falls on a wave and on its "
        "mirror image, so that the result is a picture again. The eraser takes paint away.",
    )
    row = st.container(horizontal=True)
    row.button(
        "Undo",
        icon=":material/undo:",
        disabled=not (marks or st.session_state.get(_UNDO)),
        on_click=_undo,
        help="Back by one step. A reload or a link brings the painting but not its history: then the last mark goes.",
    )
    row.button("Clear", icon=":material/delete:", disabled=not marks, on_click=_replace, args=((),))
    st.button(
        "Find periodic noise",
        icon=":material/grain:",
        on_click=_find,
        args=(picture,),
        help="Marks the waves that stand out of their neighbourhood: stripes, screens of printed pictures.",
    )
    if said := st.session_state.pop(_FOUND, None):
        st.caption(said)
    if marks:
        _offer_fresh_start(picture)
    if any(mark.shape == "disc" for mark in marks):
        edit_notches(marks, _take_table)


def _offer_fresh_start(picture: Picture) -> None:
    """Where the paint comes from another picture, say so, and offer to take it away."""
    if st.session_state.setdefault(_OF, picture.source.digest) == picture.source.digest:
        return
    st.caption("This paint was put on another picture's spectrum: the waves that it removes may mean nothing here.")
    st.button("Take it away", icon=":material/delete:", key="fourier.fresh", on_click=_replace, args=((),))


def take_stroke() -> None:
    """Paint what the visitor drew on the spectrum just now, or put the notch where the visitor pointed."""
    stroke = drawn(PANELS)
    rows, cols, _ = st.session_state[f"{PANELS}.panels"][stroke.panel]
    if stroke.tool == "point":
        x, y = stroke.points[-1]
        for name, frequency in zip(NOTCH, ((int(x) - cols // 2) / cols, (int(y) - rows // 2) / rows), strict=True):
            st.session_state[f"fourier.{name}"] = round(frequency, 3)
        return
    _replace((*_marks(), _as_mark(stroke, rows, cols)))


def _as_mark(stroke: Drawn, rows: int, cols: int) -> Mark:
    """Return the stroke in cycles per pixel; the middle of the pixel at zero frequency is the mean."""
    effect: Effect = "restore" if stroke.tool == "eraser" else st.session_state["fourier.effect"]
    tolerance = max(0.5, stroke.radius / _SHARE_OF_RADIUS)
    points = simplified(stroke.points, tolerance=tolerance) if stroke.tool not in ("box", "disc") else stroke.points
    places = [((x - cols // 2 - 0.5) / cols, (y - rows // 2 - 0.5) / rows) for x, y in points]
    flat = tuple(number for place in places for number in place)
    if stroke.tool == "box":
        return Mark(effect, "box", flat)
    if stroke.tool == "disc":
        (x, y), (rim_x, rim_y) = places
        return Mark(effect, "disc", (x, y, max(hypot(rim_x - x, rim_y - y), _NARROWEST)))
    if stroke.tool == "lasso" and len(points) >= 3:
        return Mark(effect, "area", flat)
    return Mark(effect, "stroke", (max(stroke.radius, 0.5) / cols, max(stroke.radius, 0.5) / rows, *flat))


def _find(picture: Picture) -> None:
    """Make the waves of periodic noise the notches, in place of those before, and let everything else pass."""
    peaks = find_periodic_noise(picture.image)
    marks = _marks()
    kept = [mark for mark in marks if (mark.effect, mark.shape) != ("remove", "disc")]
    before = len(marks) - len(kept)
    gone = f" {_count(before, 'notch', 'notches')} of before taken away; Undo brings them back." if before else ""
    if not peaks:
        st.session_state[_FOUND] = f"No wave stands out: this picture has no periodic noise to remove.{gone}"
        if before:
            _replace(kept)
        return
    radius = max(_NARROWEST, _NOTCH / min(picture.image.shape[:2]))
    notches = [Mark("remove", "disc", (peak.col_frequency, peak.row_frequency, radius)) for peak in peaks]
    st.session_state[_FOUND] = f"Found {_count(len(peaks), 'wave', 'waves')}, now removed.{gone}"
    _replace((*kept, *notches), keep="all")


def _count(number: int, one: str, many: str) -> str:
    """Return a number of things."""
    return f"{number} {one if number == 1 else many}"


def _take_table(changed: Sequence[Mark]) -> None:
    """Make the marks with the table's discs the painting's."""
    # A row that is only half written changes nothing yet.
    if Counter(changed) != Counter(_marks()):
        _replace(changed)


def _marks() -> tuple[Mark, ...]:
    """Return the marks as the last run had them, for use in callbacks."""
    return parse_marks(st.session_state.get(_KEY, ""))


def _replace(marks: Sequence[Mark], keep: Keep | None = None) -> None:
    """Make these the marks, on that filter if one is named, and remember what was before."""
    text = format_marks(marks)
    try:
        parse_marks(text)
    except ValueError as error:
        st.session_state[_FOUND] = f"The painting is unchanged: {error}."
        return
    # Whatever is changed now is meant for the picture in hand.
    st.session_state.pop(_OF, None)
    before = _Step(st.session_state.get(_KEY, ""))
    if keep:
        before = replace(before, keep=st.session_state[_KEEP], changed_to=keep)
        st.session_state[_KEEP] = keep
    history: list[_Step] = st.session_state.setdefault(_UNDO, [])
    history.append(before)
    del history[:-_MOST_STEPS]
    remember(_KEY, text, default="")


def _undo() -> None:
    """Go back by one step; without a history, as after a reload, take the last mark away."""
    history: list[_Step] = st.session_state.get(_UNDO, [])
    step = history.pop() if history else _Step(format_marks(_marks()[:-1]))
    # A filter that the visitor chose since stays.
    if step.keep and st.session_state[_KEEP] == step.changed_to:
        st.session_state[_KEEP] = step.keep
    remember(_KEY, step.marks, default="")
