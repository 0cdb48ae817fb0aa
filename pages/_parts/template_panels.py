"""Show picture, score map and template, with the matches drawn on them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.images.display import sequential, to_bytes, value_range
from core.matching.peaks import Match
from core.matching.search import Found, Plan
from core.matching.variants import outline
from pages._parts.panel import Box, Mark, Panel, Path, Ring, Scale, show_panels
from pages._parts.pictures import Picture
from pages._parts.template_list import take_drawing
from pages._parts.template_sources import Template

__all__ = ["PANELS", "corners_of", "score_ends", "show_matches"]

PANELS = "template.panels"

_LABELLED = 12


def show_matches(
    picture: Picture,
    templates: list[Template],
    found: Found | None,
    scores: NDArray[np.generic] | None,
    *,
    plan: Plan,
    shown: int,
) -> None:
    """Show the picture with every match, the score map with its brightest dot, and the template in hand.

    Parameters
    ----------
    picture : Picture
    templates : list of Template
    found : Found or None
        None while the search runs or if there is none.
    scores : array or None
        The score map to show: by the template's top-left pixel where one size and angle was sought, else the best of
        all by the centre's.
    plan : Plan
    shown : int
        The template in hand.
    """
    panels = [_picture_panel(picture, templates, found, shown=shown)]
    if scores is not None:
        panels.append(_score_panel(scores, plan, templates[shown]))
    if shown < len(templates):
        panels.append(_template_panel(picture, templates[shown]))
    show_panels(panels, key=PANELS, on_draw=take_drawing)


def corners_of(match: Match, template: Template) -> tuple[tuple[float, float], ...]:
    """Return the four corners of a match on the picture."""
    height, width = np.asarray(template.sought.pixels).shape[:2]
    sides = height * match.scale, width * match.scale
    return outline(match.x, match.y, (match.height, match.width), sides, match.angle)


def score_ends(scores: NDArray[np.generic], plan: Plan) -> tuple[float, float]:
    """Return the scores shown darkest and brightest."""
    return (-1.0, 1.0) if plan.method in ("zncc", "ncc") else (float(scores.min()), float(scores.max()))


def _picture_panel(picture: Picture, templates: list[Template], found: Found | None, *, shown: int) -> Panel:
    """Return the picture with where the templates were cut, and every match, by its number in the table."""
    marks: list[Mark] = []
    matches = found.matches if found else ()
    for place, (which, match) in enumerate(matches):
        template = templates[which]
        label = f"{template.name} {match.score:.2f}" if len(templates) > 1 else f"{match.score:.2f}"
        marks.append(_mark(match, template, label, name=str(place + 1), is_quiet=place >= _LABELLED))
    for index, template in enumerate(templates):
        marks += _origin(template, is_in_hand=index == shown)
    count = f"{len(matches)} matches marked" if len(matches) != 1 else "1 match marked"
    return Panel(
        "Picture",
        picture.pixels,
        values=picture.image,
        caption="Drag a box, or draw around something, to look for it.",
        alt=f"{picture.source.title} with {count}",
        marks=tuple(marks),
        share=3,
        tools=("box", "lasso"),
    )


def _mark(match: Match, template: Template, label: str, *, name: str, is_quiet: bool) -> Mark:
    """Return a match's frame: upright or turned."""
    if match.angle == 0:
        return Box(
            match.x,
            match.y,
            match.width,
            match.height,
            label,
            color=template.color,
            name=name,
            is_quiet=is_quiet,
        )
    corners = corners_of(match, template)
    return Path(corners, closed=True, label=label, color=template.color, name=name, is_quiet=is_quiet)


def _origin(template: Template, *, is_in_hand: bool) -> list[Mark]:
    """Return where a template was cut from the picture; the one in hand can be dragged."""
    if template.corners:
        return [Path(tuple((float(x), float(y)) for x, y in template.corners), closed=True, color=template.color)]
    if template.region is None:
        return []
    region = template.region
    role = "selection" if is_in_hand else "match"
    return [Box(region.left, region.top, region.width, region.height, role=role, color=template.color)]


def _score_panel(scores: NDArray[np.generic], plan: Plan, template: Template) -> Panel:
    """Return the score map with its brightest place ringed."""
    values = np.asarray(scores, dtype=np.float32)
    low, high = score_ends(values, plan)
    row, col = np.unravel_index(int(np.argmax(values)), values.shape)
    radius = max(values.shape) / 50
    what = (
        f"one score for each place of the top left corner of “{template.name}”"
        if plan.is_one
        else "the best score of all sizes and angles with their centre here"
    )
    return Panel(
        "Score map",
        sequential(values, low, high),
        values=values,
        scale=Scale("sequential", low, high),
        caption=f"{what[0].upper()}{what[1:]}. The bright dot is the best: {values[row, col]:.3f}.",
        alt="Score map; brighter is more alike",
        marks=(Ring(col + 0.5, row + 0.5, radius, radius),),
        share=3,
        together=not plan.is_one,
    )


def _template_panel(picture: Picture, template: Template) -> Panel:
    """Return the template alone; pixels that do not count are faded."""
    values = np.asarray(template.sought.pixels)
    pixels = to_bytes(values, *value_range(picture.image))
    mask = template.sought.mask
    if mask is not None:
        faded = (pixels.astype(np.float32) * 0.15 + 0.85 * 235).astype(np.uint8)
        pixels = np.where(mask if pixels.ndim == 2 else mask[..., None], pixels, faded)
    counted = "" if mask is None else f"{np.count_nonzero(mask)} of {mask.size} pixels count."
    return Panel(
        template.name,
        pixels,
        values=values,
        caption=counted,
        alt="The template",
        share=1,
        together=False,
    )
