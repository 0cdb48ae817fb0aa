"""Choose the second picture of Swap, a sample or one of the visitor's own, and say how it is made to fit the first."""

from __future__ import annotations

import streamlit as st

from core import samples
from core.images import encode_png
from core.spectrum.fitting import middle
from pages._parts.choices import choose
from pages._parts.further_pictures import OWN, further, keep_further, miss_further
from pages._parts.pictures import (
    KINDS,
    UPLOAD_NOTE,
    WORKING_SIDE,
    Picture,
    Source,
    open_picture,
    own_source,
    sample_source,
)
from pages._parts.upload_button import close_upload, offer_upload

__all__ = ["choose_second", "describe_fit"]

_SETTING = "fourier.other"
_KEY = "fourier.second"
_REFUSAL = f"{_KEY}.refusal"


def choose_second(first: Picture) -> Picture:
    """Draw the picker and return the second picture; a refused upload leaves the last one in place."""
    place = st.container()
    taken = offer_upload(
        st.container(),
        "Upload the second",
        f"A second photo from your device ({KINDS})",
        note=f"{UPLOAD_NOTE} It is kept scaled down to {WORKING_SIDE} pixels where it is longer.",
        key=_KEY,
    )
    if taken:
        _take(*taken)
    with place:
        second = open_picture(_select(first))
    if refusal := st.session_state.get(_REFUSAL):
        st.error(refusal, icon=":material/broken_image:")
    return second


def describe_fit(second: Picture, first: Picture) -> str:
    """Say which part of the second picture is used, and how it is brought to the first's size and colours."""
    (rows, cols), (to_rows, to_cols) = second.image.shape[:2], first.image.shape[:2]
    part_rows, part_cols = middle((rows, cols), (to_rows, to_cols))
    parts = [f"The second picture has {cols} × {rows} pixels"]
    if (part_rows, part_cols) != (rows, cols):
        parts.append(f"; of these, the middle {part_cols} × {part_rows} are used")
    if (part_rows, part_cols) != (to_rows, to_cols):
        parts.append(f", scaled to the first's {to_cols} × {to_rows}")
    elif (part_rows, part_cols) == (rows, cols):
        parts.append(", as many as the first")
    parts.append(". ")
    if second.image.ndim != first.image.ndim:
        parts.append(
            "Of its colours the brightness is used, because the first is gray. "
            if first.image.ndim == 2
            else "It is gray, so it is the same in all three colours. "
        )
    if second.image.dtype != first.image.dtype:
        parts.append("Its black and white become the first's. ")
    if second.source.digest == first.source.digest:
        parts.append("Both are one picture, so the mixtures are it again: choose another. ")
    return "".join(parts).strip()


def _select(first: Picture) -> Source:
    """Draw the list of pictures and return the chosen one."""
    own = further(_SETTING)
    if own is None and st.query_params.get(_SETTING) == OWN:
        miss_further(_SETTING)
        st.info(
            "This link was made with a second photo that stayed with its owner. Here is a sample; upload a second "
            "photo to see the same experiment on it.",
            icon=":material/lock:",
        )
    titles = {name: sample.title for name, sample in samples.SAMPLES.items()}
    name = choose(
        "Second picture",
        {OWN: own.title, **titles} if own else titles,
        key=_SETTING,
        default="chelsea" if first.source.name != "chelsea" else "astronaut",
        on_change=_forget_refusal,
    )
    return own if own and name == OWN else sample_source(name)


def _take(title: str, data: bytes) -> None:
    """Make the visitor's bytes the second picture, or say why not, where the window would cover it."""
    close_upload(_KEY)
    try:
        source = _as_shown(own_source(title, data))
    except ValueError as error:
        st.session_state[_REFUSAL] = f"{title}: {error}"
    else:
        _forget_refusal()
        keep_further(_SETTING, source)
        st.session_state[_SETTING] = OWN
    st.rerun()


def _as_shown(source: Source) -> Source:
    """Return the picture at working size where it is larger: Swap needs no more, and the experiment's file stays small.

    Raises
    ------
    ValueError
        If it is no picture, or too large (`core.images.ImageError`).
    """
    picture = open_picture(source)
    if picture.scale == 1 or picture.image.dtype.kind != "u":
        return source
    return own_source(source.title, encode_png(picture.image))


def _forget_refusal() -> None:
    """Take an old message away once another picture is chosen."""
    st.session_state[_REFUSAL] = None
