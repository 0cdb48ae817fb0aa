"""The table of matches: where each is, how alike, at which size and angle; and its downloads."""

from __future__ import annotations

import json

import streamlit as st

from core.search import Found
from core.tables import as_table
from pages._parts.pictures import Picture
from pages._parts.template_sources import Template

__all__ = ["as_csv", "as_json", "chosen_match", "match_rows", "original_rows", "show_table"]

_KEY = "template.table"
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


def chosen_match() -> int | None:
    """Return the match whose row is selected."""
    rows = st.session_state.get(_KEY, {}).get("selection", {}).get("rows", [])
    return int(rows[0]) if rows else None


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
        "Select a row to ring its match on the picture."
    )
    st.dataframe(
        rows,
        key=_KEY,
        on_select="rerun",
        selection_mode="single-row",
        hide_index=True,
        height=min(36 * (len(rows) + 1), 330),
        column_config={
            "match": st.column_config.NumberColumn("#", width="small"),
            "template": "Template",
            "x": st.column_config.NumberColumn("x", format="%.2f", help="Left edge, in pixels"),
            "y": st.column_config.NumberColumn("y", format="%.2f", help="Top edge, in pixels"),
            "score": st.column_config.ProgressColumn("Score", min_value=0.0, max_value=1.0, format="%.4f"),
            "scale": st.column_config.NumberColumn("Scale", format="%.2f ×"),
            "angle": st.column_config.NumberColumn("Angle", format="%.0f°", help="Counter-clockwise"),
            "width": None,
            "height": None,
        },
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
