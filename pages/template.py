"""Find a region of the picture in the picture: cross-correlation with a template."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.arrays import FloatArray
from core.display import sequential, to_bytes, value_range
from core.matching import Match, find_peaks
from pages._parts import cached
from pages._parts.layout import columns, errors_shown, heading
from pages._parts.panel import Box, Panel, Ring, Scale, drawn, show_panels
from pages._parts.pictures import Picture, choose_picture
from pages._parts.regions import Region, default_region, format_region, parse_region

_MOST_MATCHES = 50


@dataclass(frozen=True)
class Settings:
    """The template's region as text ("" is the proposed one), and the score from which on a place is a match."""

    region: str = ""
    threshold: float = 0.7


def render() -> None:
    """Draw the template page."""
    heading(
        "Template",
        "Drag a box on the picture. It becomes the template: laid on every place in turn, it scores how alike "
        "they are, from −1 to 1. The bright dots of the score map are where it is found.",
    )
    picture = choose_picture()
    left, right = columns()
    with right:
        settings = _controls(picture)
    with left:
        _show(picture, settings)


def _controls(picture: Picture) -> Settings:
    """Draw the controls and return what they say."""
    default = Settings()
    region = st.text_input(
        "Region: left, top, width, height",
        placeholder=format_region(default_region(picture)),
        help="In pixels. Drag a box on the picture, drag the box to move it, or type the numbers.",
        key="template.region",
        bind="query-params",
        persist_state="session",
    )
    threshold = st.slider(
        "Mark scores from",
        0.3,
        1.0,
        default.threshold,
        0.01,
        key="template.threshold",
        bind="query-params",
        persist_state="session",
    )
    return Settings(region or "", threshold)


def _show(picture: Picture, settings: Settings) -> None:
    """Show the picture with its matches, the template, and the score map."""
    region = _region(picture, settings)
    matches: list[Match] = []
    panels = []
    with errors_shown():
        scores = cached.scores(picture, region.left, region.top, region.width, region.height)
        shape = (region.height, region.width)
        matches = find_peaks(scores, template_shape=shape, threshold=settings.threshold, count=_MOST_MATCHES)
        panels = [_score_panel(scores, matches), _template_panel(picture, region)]
    show_panels([_picture_panel(picture, region, matches), *panels], key="template.panels", on_draw=_take_box)
    if matches:
        _tell(matches, picture)


def _region(picture: Picture, settings: Settings) -> Region:
    """Return the region in the settings, or the proposed one after saying what is wrong with it."""
    if settings.region:
        with errors_shown():
            return parse_region(settings.region, picture)
    return default_region(picture)


def _take_box() -> None:
    """Make the dragged box the region."""
    st.session_state["template.region"] = format_region(Region(*drawn("template.panels").box))


def _picture_panel(picture: Picture, region: Region, matches: list[Match]) -> Panel:
    """Return the picture with the template's region and every match marked."""
    found = [Box(m.col, m.row, m.width, m.height, f"{m.score:.2f}") for m in matches[:_MOST_MATCHES]]
    chosen = Box(region.left, region.top, region.width, region.height, role="selection")
    return Panel(
        "Picture",
        to_bytes(picture.image, *value_range(picture.image)),
        values=picture.image,
        caption="Drag a box to choose another template.",
        alt=f"{picture.source.title} with {len(matches)} matches marked",
        marks=(*found, chosen),
        share=3,
        tools=("box",),
    )


def _template_panel(picture: Picture, region: Region) -> Panel:
    """Return the template alone."""
    rows = slice(region.top, region.top + region.height)
    cut = picture.image[rows, region.left : region.left + region.width]
    return Panel(
        "Template",
        to_bytes(cut, *value_range(picture.image)),
        values=cut,
        caption=f"{region.width} × {region.height} pixels",
        alt="The template",
        share=1,
        together=False,
    )


def _score_panel(scores: FloatArray, matches: list[Match]) -> Panel:
    """Return the score map with the best match's place ringed."""
    height, width = scores.shape
    best = matches[:1]
    return Panel(
        "Score map",
        sequential(scores, -1.0, 1.0),
        caption=(
            f"{width} × {height}: one score for each place of the template's top left corner, "
            f"from {scores.min():.2f} to {scores.max():.2f}."
        ),
        alt="Score map; brighter is more alike",
        share=3,
        values=scores,
        scale=Scale("sequential", -1.0, 1.0),
        marks=tuple(Ring(m.col + 0.5, m.row + 0.5, width / 50, width / 50) for m in best),
    )


def _tell(matches: list[Match], picture: Picture) -> None:
    """Say where the best match is, in pixels of the original too where it was scaled down."""
    best = matches[0]
    place = f"column {best.col}, row {best.row}"
    if picture.scale < 1:
        place += f" (about {best.col / picture.scale:.0f}, {best.row / picture.scale:.0f} in the original)"
    count = f"{len(matches)} places" if len(matches) > 1 else "1 place"
    st.markdown(f"**Best match** {best.score:.4f} at {place}. **{count}** at or above the threshold.")


if __name__ == "__main__":
    from app import main

    main()
