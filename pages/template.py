"""Find parts of the picture in the picture: cross-correlation with templates."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.matching.search import Found, Plan
from pages._parts import template_how
from pages._parts.address import stand_in
from pages._parts.choices import choose
from pages._parts.layout import columns, errors_shown, heading
from pages._parts.outcome import state
from pages._parts.pictures import Picture, choose_picture
from pages._parts.sections import choose_section
from pages._parts.template_cached import score_map
from pages._parts.template_entries import Entry, format_entries, titled
from pages._parts.template_list import choose_templates
from pages._parts.template_original import Quest
from pages._parts.template_panels import show_matches
from pages._parts.template_search import find, is_running
from pages._parts.template_settings import choose_colors, choose_plan
from pages._parts.template_sources import Template, compared, default_entry, resolve, uploads_at_hand
from pages._parts.template_table import show_table
from pages._parts.template_takeaway import outcome_of

_SECTIONS = {
    "matches": ("Matches", "Every place that is alike enough, ringed on the picture and listed below it."),
    "how": (
        "How it works",
        "Below the pictures, step by step: the score map is a convolution with the turned template.",
    ),
}


@dataclass(frozen=True)
class Settings:
    """What to look for, how, whether by brightness only, and the template in hand."""

    entries: list[Entry]
    plan: Plan
    is_gray: bool
    shown: int


def render() -> None:
    """Draw the template page."""
    heading(
        "Template",
        "Drag a box around something. It becomes the template: laid on every place of the picture in turn, it scores "
        "how alike they are. The bright dots of the score map are where it is found.",
    )
    picture = choose_picture()
    section = choose_section(_SECTIONS, page="template")
    left, right = columns(has_lesson=section == "how")
    with right:
        settings = _controls(picture)
    with left:
        _show(picture, settings, section)


def _controls(picture: Picture) -> Settings:
    """Draw the controls and return what they say."""
    entries = choose_templates(picture)
    shown = 0
    if len(entries) > 1:
        names = {str(index): titled(entry, index) for index, entry in enumerate(entries)}
        shown = int(choose("Template shown", names, key="template.shown", default="0"))
    plan = choose_plan()
    return Settings(entries, plan, choose_colors(picture), shown)


def _show(picture: Picture, settings: Settings, section: str) -> None:
    """Show the pictures, and below them the section that was chosen."""
    # What is said about the search has a place of its own, so that the pictures below stay where they are.
    notices = st.container()
    working = compared(picture, is_gray=settings.is_gray)
    with notices:
        entries, templates = _templates(working, settings.entries)
    shown = next((place for place, template in enumerate(templates) if template.index == settings.shown), 0)
    found: Found | None = None
    scores: NDArray[np.generic] | None = None
    with notices, errors_shown():
        found = find(working, templates, settings.plan)
        if shown not in dict(found.refused if found else ()):
            scores = _score_map(working, templates[shown], settings.plan, found)
    if scores is not None:
        quest = Quest(
            picture, tuple(entries), uploads_at_hand(), settings.plan, settings.is_gray, templates[shown].index
        )
        state(outcome_of(quest, templates, found, scores))
    for which, reason in found.refused if found else ():
        notices.warning(f"“{templates[which].name}” is left out: {reason}.", icon=":material/warning:")
    # The picture is shown in its colours even where only brightness counts.
    show_matches(picture, templates, found, scores, plan=settings.plan, shown=shown)
    with errors_shown():
        if section == "how":
            template_how.show(picture, templates[shown])
        elif found:
            show_table(found, templates, picture)
        elif is_running():
            st.caption("The matches appear here when the search ends; stop it to see what was found so far.")


def _templates(picture: Picture, entries: list[Entry]) -> tuple[list[Entry], list[Template]]:
    """Return the entries and the templates that can be had, after saying what is wrong with the others; never none."""
    templates = []
    for index, entry in enumerate(entries):
        with errors_shown():
            templates.append(resolve(entry, index, picture))
    if len(templates) < len(entries):
        # The list keeps what cannot be had with this picture, for another one; a link does not.
        kept = [
            replace(entries[each.index], name=each.name if entries[each.index].name else "", color=each.color)
            for each in templates
        ]
        stand_in("template.region", format_entries(kept))
    if templates:
        return entries, templates
    entry = default_entry(picture)
    return [entry], [resolve(entry, 0, picture)]


def _score_map(picture: Picture, template: Template, plan: Plan, found: Found | None) -> NDArray[np.generic] | None:
    """Return the map to show: the template's own where one size and angle is sought, else the best of all."""
    if plan.is_one:
        return score_map(picture, template, plan)
    if found is None or np.isnan(found.best).all():
        return None
    # At the rim no template's centre can lie.
    return np.where(np.isnan(found.best), np.nanmin(found.best), found.best)


if __name__ == "__main__":
    from app import main

    main()
