"""The table of matches: where each is, how alike, at which size and angle; and its downloads."""

from __future__ import annotations

import json

import streamlit as st

from core.matching.search import Found
from core.takeaway.tables import as_table
from pages._parts.mark_table import Column, show_mark_table
from pages._parts.pictures import Picture
from pages._parts.template_panels import PANELS
from pages._parts.template_sources import Template

__all__ = ["as_csv", "as_json", "match_rows", "original_rows", "show_table"]

_KEY = "template.table"
_SHOWN = ("match", "template", "x", "y", "score", "scale", "angle")
_HEADS = (
    Column("#", "The best match is number 1"),
    Column("Template", "Which template was found", "text"),
    Column("x", "Left edge, in pixels", digits=2),
    Column("y", "Top edge, in pixels", digits=2),
    Column("Score", "1 is the template itself", "share", 4),
    Column("Scale", "Times the template's size", digits=2, unit=" ×"),
    Column("Angle", "Counter-clockwise", unit="°"),
)
_COLUMNS = ("match", "template", "x", "y", "score", "scale", "angle", "width", "height")


def match_rows(found: Found, templates: list[Template], picture: Picture) -> list[dict[str, object]]:
    """Return a row for each match: top left corner in pixels to a hundredth, score, scale, angle, size of the box."""
    rows: list[dict[str, object]] = []
    for place, (which, match) in enumerate(found.matches):
        row: dict[str, object] = {
            "match": place + 1,
            "template": templates[which].name,
            "x": round(match.x, 2),
            "y": round(match.y, 2),
            "score": round(match.score, 4),
            "scale": match.scale,
            "angle": match.angle,
            "width": match.width,
            "height": match.height,
        }
        if picture.scale < 1:
            row |= {
                "x in original": round(match.x / picture.scale, 1),
                "y in original": round(match.y / picture.scale, 1),
            }
        rows.append(row)
    return rows


def original_rows(found: Found, templates: list[Template], scale: float) -> list[dict[str, object]]:
    """Return a row for each match, in pixels of the photo that was scaled by `scale` for the search."""
    return [
        {
            "match": place + 1,
            "template": templates[which].name,
            "x": round(match.x / scale, 2),
            "y": round(match.y / scale, 2),
            "score": round(match.score, 4),
            "scale": match.scale,
            "angle": match.angle,
            "width": round(match.width / scale, 2),
            "height": round(match.height / scale, 2),
        }
        for place, (which, match) in enumerate(found.matches)
    ]


def as_csv(rows: list[dict[str, object]]) -> str:
    """Return the rows as comma-separated values; without one, the names of the columns."""
    return as_table(rows, _COLUMNS)


def as_json(rows: list[dict[str, object]]) -> str:
    """Return the rows as a JSON list of objects."""
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def show_table(found: Found, templates: list[Template], picture: Picture) -> None:
    """Show the table, or say what to do where nothing was found."""
    rows = match_rows(found, templates, picture)
    if not rows:
        st.info("Nothing reaches the threshold. Lower “Mark scores from”, or allow other sizes and angles.")
        return
    best = rows[0]
    count = f"**{len(rows)} matches**" if len(rows) > 1 else "**1 match**"
    st.markdown(
        f"{count}. The best scores **{best['score']:.4f}** at x = {best['x']:.2f}, y = {best['y']:.2f}. "
        "Point at a row to ring its match on the picture; click to keep the ring."
    )
    show_mark_table(
        _HEADS, [[row[name] for name in _SHOWN] for row in rows], panels=PANELS, label="Matches, best first", key=_KEY
    )
    row = st.container(horizontal=True)
    for kind, data, mime in (("CSV", as_csv(rows), "text/csv"), ("JSON", as_json(rows), "application/json")):
        row.download_button(
            f"Download {kind}",
            data,
            file_name=f"matches.{kind.lower()}",
            mime=mime,
            icon=":material/download:",
            on_click="ignore",
            key=f"template.download.{kind.lower()}",
        )
