"""Edit the list of templates: draw, upload, take a ready-made pair, name, colour, remove, undo."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from pages._parts.address import recall_text, stand_in
from pages._parts.choices import choose
from pages._parts.layout import read_or_keep
from pages._parts.panel import drawn
from pages._parts.pictures import KINDS, Picture
from pages._parts.settings_in_use import note
from pages._parts.template_entries import (
    MOST,
    Entry,
    color_of,
    format_entries,
    parse_entries,
    simplified,
    titled,
)
from pages._parts.template_sources import default_entry, keep_upload

__all__ = ["choose_templates", "take_drawing"]

_TEXT = "template.region"
_UNDO = "template.undo"
_MOST_UNDO = 30
_DRAWING = {"replace": "Replaces", "add": "Is added"}
# A picture, and the sample to look for in it.
_PAIRS = {
    "coins": ("Coins, and one coin", "coins", Entry(source="coin_template", name="One coin")),
    "face": ("Astronaut, and her face", "astronaut", Entry(source="face", name="Face")),
}


def choose_templates(picture: Picture) -> list[Entry]:
    """Draw the list of templates with its tools and return it; never empty."""
    tools = st.container()
    recall_text(_TEXT)
    note(_TEXT, at_first=format_entries([default_entry(picture)]))
    with st.expander("As numbers"):
        text = st.text_input(
            "left, top, width, height; several with semicolons between them",
            placeholder=format_entries([default_entry(picture)]),
            help="In pixels, with a name and a colour if you like: Coin #e4572e = 75, 170, 55, 50",
            key=_TEXT,
            persist_state="session",
        )
    entries = [default_entry(picture)]
    with tools:
        if text:
            entries, is_read = read_or_keep(lambda: parse_entries(text) or entries, entries)
            if not is_read:
                stand_in(_TEXT, "")
        _draw_tools(entries)
    return entries


def _draw_tools(entries: list[Entry]) -> None:
    """Draw the templates one by one, and the ways to get more."""
    st.session_state["template.entries"] = entries
    st.markdown("**What to look for**")
    for index, entry in enumerate(entries):
        _draw_entry(entry, index, is_only=len(entries) == 1)
    choose(
        "What you draw on the picture",
        _DRAWING,
        key="template.drawing",
        default="replace",
        draw=st.segmented_control,
        required=True,
    )
    row = st.container(horizontal=True)
    _offer_upload(row)
    _offer_pairs(row)
    if st.session_state.get(_UNDO):
        row.button("Undo", icon=":material/undo:", key="template.undo_button", on_click=_undo)
    if refusal := st.session_state.pop("template.refusal", None):
        st.error(refusal, icon=":material/error:")


def take_drawing() -> None:
    """Make what was just drawn on the picture a template: a new one, or in place of the one in hand."""
    stroke = drawn("template.panels")
    numbers = stroke.box if stroke.tool == "box" else simplified(stroke.points)
    if stroke.tool == "lasso" and len(numbers) < 6:
        return
    entries = _entries()
    if st.session_state.get("template.drawing") == "add":
        _add(Entry(numbers))
        return
    shown = min(int(st.session_state.get("template.shown", 0)), len(entries) - 1)
    entries[shown] = Entry(numbers, name=entries[shown].name if len(entries) > 1 else "", color=entries[shown].color)
    _store(entries)


def _entries() -> list[Entry]:
    """Return the list as it was drawn last."""
    return list(st.session_state["template.entries"])


def _store(entries: list[Entry]) -> None:
    """Make this the list, and remember the one before for undo."""
    earlier = st.session_state.setdefault(_UNDO, [])
    earlier.append(st.session_state.get(_TEXT) or "")
    del earlier[:-_MOST_UNDO]
    st.session_state[_TEXT] = format_entries(entries)


def _add(entry: Entry) -> None:
    """Put a template at the end of the list, and show it."""
    entries = _entries()
    if len(entries) >= MOST:
        st.session_state["template.refusal"] = f"There are {MOST} templates already: remove one first."
        return
    _store([*entries, entry])
    st.session_state["template.shown"] = str(len(entries))


def _draw_entry(entry: Entry, index: int, *, is_only: bool) -> None:
    """Draw a template's colour, name and way out."""
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    color_key, name_key = f"template.color.{index}", f"template.name.{index}"
    st.session_state[color_key], st.session_state[name_key] = color_of(entry, index), titled(entry, index)
    edit = partial(_edit, index)
    row.color_picker("Colour", key=color_key, label_visibility="collapsed", on_change=edit)
    row.text_input("Name", key=name_key, label_visibility="collapsed", max_chars=30, on_change=edit, width="stretch")
    if not is_only:
        row.button(
            "", icon=":material/close:", key=f"template.remove.{index}", help="Remove", on_click=partial(_remove, index)
        )


def _edit(index: int) -> None:
    """Take the name and colour that were typed."""
    entries = _entries()
    entry = entries[index]
    name, color = st.session_state[f"template.name.{index}"].strip(), st.session_state[f"template.color.{index}"]
    is_new = name != titled(entry, index)
    entry = replace(entry, name=name if is_new else entry.name)
    entries[index] = entry if color == color_of(entry, index) else replace(entry, color=color)
    _store(entries)


def _remove(index: int) -> None:
    """Take a template off the list."""
    entries = _entries()
    # The others keep their colours and names when they move up.
    _store(
        [
            replace(entry, name=titled(entry, place), color=color_of(entry, place))
            for place, entry in enumerate(entries)
            if place != index
        ]
    )


def _undo() -> None:
    """Go back to the list before the last change."""
    st.session_state[_TEXT] = st.session_state[_UNDO].pop()


def _offer_upload(row: st.delta_generator.DeltaGenerator) -> None:
    """Draw the upload of a template."""
    window = row.popover(
        "Upload",
        icon=":material/upload:",
        help="Look for a picture from your device",
        key="template.upload_window",
        on_change="rerun",
    )
    with window:
        key = f"template.upload.{st.session_state.setdefault('template.upload_count', 0)}"
        # As a callback, which runs before the list is drawn.
        # Of any kind: Streamlit would refuse others in words that do not say what to do.
        st.file_uploader(f"A template from your device ({KINDS})", key=key, on_change=partial(_take_upload, key))
        st.caption("Transparent pixels do not count. It stays in this session's memory, never in a link.")


def _take_upload(key: str) -> None:
    """Look for the uploaded picture, or say why it cannot be."""
    file = st.session_state[key]
    if file is None:
        return
    # A new key empties the widget, so that the bytes are not held twice.
    st.session_state["template.upload_count"] += 1
    # The window has done its work, and would cover the result, or what is said against the file.
    st.session_state["template.upload_window"] = False
    try:
        entry = keep_upload(file.name, file.getvalue())
    except ValueError as error:
        st.session_state["template.refusal"] = f"{file.name}: {str(error).rstrip('.')}."
        return
    if st.session_state.get("template.drawing") == "add":
        _add(entry)
    else:
        _store([entry])


def _offer_pairs(row: st.delta_generator.DeltaGenerator) -> None:
    """Draw the ready-made pairs of a picture and a template."""
    window = row.popover(
        "Examples",
        icon=":material/auto_awesome:",
        help="A picture, and something to look for in it",
        key="template.examples_window",
        on_change="rerun",
    )
    with window:
        for name, (title, picture, entry) in _PAIRS.items():
            st.button(title, key=f"template.pair.{name}", on_click=partial(_take_pair, picture, entry), type="tertiary")


def _take_pair(picture: str, entry: Entry) -> None:
    """Show the pair's picture and look for its template."""
    st.session_state["template.examples_window"] = False
    # What was said against another picture is over with it.
    st.session_state["picture.refusal"] = None
    st.session_state["picture"] = picture
    _store([entry])
