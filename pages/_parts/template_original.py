"""Search a photo at its own size: templates as sharp as the original, matches and score map in its pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from core.arrays import FloatArray
from core.images import shrink
from core.images.display import sequential, to_bytes, value_range
from core.matching import match_template
from core.matching.annotation import Outline, annotate
from core.matching.search import Found, Plan, Sought, likeness, search
from core.matching.search_memory import fitting_scale
from core.matching.variants import variant
from pages._parts.jobs import Stopped
from pages._parts.outcome import Report
from pages._parts.pictures import Picture, original
from pages._parts.template_entries import Entry
from pages._parts.template_panels import corners_of, score_ends
from pages._parts.template_sources import Template, compared, like_picture, resolve

__all__ = [
    "Quest",
    "Searched",
    "comparing_scale",
    "marked",
    "painted_scores",
    "prepared",
    "scores_of",
    "search_photo",
    "sharp",
]

_ROWS_AT_ONCE = 256
# Phase correlation transforms the whole photo at once, in double precision.
_MOST_PHASE_BYTES = 400 << 20
_LABELLED = 60
# What a search may take, beside the program itself, so that it ends well on a host with a gigabyte; and what a
# photo's pixel takes of it, with the score maps.
_MOST_BYTES = 540 << 20
_BYTES_OF_PIXEL = 14


@dataclass(frozen=True)
class Quest:
    """A search as the page has it: its picture, the templates as entries, those uploaded, and how to search.

    `shown` is the index of the template in hand.
    """

    picture: Picture
    entries: tuple[Entry, ...]
    uploads: Mapping[str, bytes] = field(repr=False)
    plan: Plan
    is_gray: bool
    shown: int


@dataclass(frozen=True)
class Searched:
    """A photo in its colours, what was compared in its place, the templates fit for that, and what was found.

    `factor` is the size of what was compared over the photo's: below 1 where a template is so large that the search
    would take more memory than there is.
    """

    image: NDArray[np.generic]
    picture: Picture
    templates: list[Template]
    factor: float
    found: Found | None = None


def sharp(quest: Quest) -> tuple[NDArray[np.generic], list[Template]]:
    """Return the original photo, and the templates at its size."""
    image = original(quest.picture.source)
    full = compared(Picture(image, image.shape[:2], quest.picture.source), is_gray=quest.is_gray)
    shape = quest.picture.image.shape
    entries = [_enlarged(entry, (shape[0], shape[1]), (image.shape[0], image.shape[1])) for entry in quest.entries]
    templates = [resolve(entry, index, full, quest.uploads) for index, entry in enumerate(entries)]
    return image, templates


def prepared(quest: Quest, image: NDArray[np.generic], templates: list[Template], scale: float = 1.0) -> Searched:
    """Return a photo ready to be searched, which was scaled by `scale` before, for templates at their own size."""
    sides = [np.array(np.shape(template.sought.pixels)[:2]) * scale for template in templates]
    factor = comparing_scale(quest, (image.shape[0], image.shape[1]), sides)
    small = image
    if factor < 1:
        small = shrink(image, max(1, round(max(image.shape[:2]) * factor)))
        factor = max(small.shape[:2]) / max(image.shape[:2])
    picture = compared(Picture(small, small.shape[:2], quest.picture.source), is_gray=quest.is_gray)
    fitted = [_fitted(template, picture, factor * scale) for template in templates]
    return Searched(image, picture, fitted, factor)


def search_photo(quest: Quest, photo: Searched, report: Report) -> Searched:
    """Return the prepared photo with what is found in it."""
    return replace(photo, found=_found(quest.plan, photo.picture, photo.templates, report))


def comparing_scale(quest: Quest, shape: tuple[int, int], sides: Sequence[NDArray[np.float64]]) -> float:
    """Return by which factor a photo of that shape and templates with those sides are scaled to be compared."""
    plan = quest.plan
    channels = 1 if quest.is_gray or quest.picture.image.ndim == 2 else 3
    # A template that is turned by half a right angle takes a box of twice its area.
    turned = sqrt(2) if any(angle % 90 for angle in plan.angles) else 1.0
    most = _MOST_BYTES - _BYTES_OF_PIXEL * shape[0] * shape[1]
    scales = [
        fitting_scale(shape, tuple(max(plan.scales) * turned * each), channels=channels, most=most) for each in sides
    ]
    return min(scales, default=1.0)


def _found(plan: Plan, picture: Picture, templates: list[Template], report: Report) -> Found:
    """Search the picture, with progress; what the report raises ends it within a moment."""
    _check_memory(plan, picture)
    state = (0.0, "Looking")

    def progress(done: int, total: int) -> None:
        nonlocal state
        state = (0.9 * done / total, f"Looking: {done} of {total} tried")
        report(*state)

    def should_stop() -> bool:
        try:
            report(*state)
        except Stopped:
            return True
        return False

    result = search(
        picture.image,
        [template.sought for template in templates],
        **asdict(plan),
        on_progress=progress,
        should_stop=should_stop,
    )
    report(*state)
    return result


def scores_of(plan: Plan, picture: Picture, template: Template, report: Report) -> FloatArray:
    """Return the score map of one template at the plan's only size and angle."""
    _check_memory(plan, picture)

    def should_stop() -> bool:
        try:
            report(0.2, "Scoring every place")
        except Stopped:
            return True
        return False

    sought = template.sought
    pixels, counted = variant(sought.pixels, scale=plan.scales[0], angle=plan.angles[0], mask=sought.mask)
    mask = None if counted.all() else counted
    scores = match_template(picture.image, pixels, method=plan.method, mask=mask, should_stop=should_stop)
    report(0.7, "Scoring every place")
    low, high = value_range(picture.image)
    return likeness(scores, pixels, counted, method=plan.method, span=high - low)


def marked(searched: Searched) -> NDArray[np.uint8]:
    """Return the photo with every match outlined in its template's colour."""
    outlines = []
    for place, (which, match) in enumerate(searched.found.matches if searched.found else ()):
        template = searched.templates[which]
        label = f"{template.name} {match.score:.2f}" if place < _LABELLED else ""
        corners = tuple((x / searched.factor, y / searched.factor) for x, y in corners_of(match, template))
        outlines.append(Outline(corners, label, template.color))
    return annotate(to_bytes(searched.image, *value_range(searched.image)), outlines)


def painted_scores(scores: FloatArray, plan: Plan) -> NDArray[np.uint8]:
    """Return the score map in the page's colours, some rows at a time to spare memory."""
    low, high = score_ends(scores, plan)
    pixels = np.empty((*scores.shape, 3), np.uint8)
    for first in range(0, len(scores), _ROWS_AT_ONCE):
        rows = slice(first, first + _ROWS_AT_ONCE)
        pixels[rows] = sequential(scores[rows], low, high)
    return pixels


def _enlarged(entry: Entry, shown: tuple[int, int], full: tuple[int, int]) -> Entry:
    """Return the entry with its box or lasso on the original."""
    if entry.source or shown == full:
        return entry
    across, down = full[1] / shown[1], full[0] / shown[0]
    if len(entry.numbers) == 4:
        left, top, width, height = entry.numbers
        x, y = round(left * across), round(top * down)
        return replace(entry, numbers=(x, y, round((left + width) * across) - x, round((top + height) * down) - y))
    numbers = (round(number * (down if place % 2 else across)) for place, number in enumerate(entry.numbers))
    return replace(entry, numbers=tuple(numbers))


def _fitted(template: Template, picture: Picture, factor: float) -> Template:
    """Return the template in another photo's channels and number type, scaled as that photo was."""
    pixels = like_picture(np.asarray(template.sought.pixels), picture)
    mask = template.sought.mask
    if factor < 1:
        pixels, counted = variant(pixels, scale=factor, mask=mask)
        mask = None if counted.all() else counted
    return replace(template, sought=Sought(pixels, mask), region=None, corners=())


def _check_memory(plan: Plan, picture: Picture) -> None:
    """Raise ValueError where a phase correlation would take more memory than there is."""
    pixels = picture.image.shape[0] * picture.image.shape[1]
    size = 8 * pixels * (4 + picture.image.size // pixels)
    if plan.method == "phase" and size > _MOST_PHASE_BYTES:
        message = (
            f"phase correlation of so large a photo takes {size >> 20} MB and at most {_MOST_PHASE_BYTES >> 20} MB are "
            "used here; choose another score, compare brightness only, or take a smaller photo"
        )
        raise ValueError(message)
