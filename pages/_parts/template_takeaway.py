"""What can be taken away from the template page: matches, marked picture and score map at any size, and the code."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from functools import partial
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from core.arrays import FloatArray
from core.images import encode_png
from core.matching.search import Found
from core.takeaway.recipes.picture import Given
from core.takeaway.recipes.template import Wanted, template_code
from pages._parts.downloads import Format, encode_numbers, turn
from pages._parts.outcome import Applied, Made, Outcome, Product, Report
from pages._parts.template_original import (
    Quest,
    Searched,
    comparing_scale,
    marked,
    painted_scores,
    prepared,
    scores_of,
    search_photo,
    sharp,
)
from pages._parts.template_sources import Template
from pages._parts.template_table import as_csv, as_json, original_rows

__all__ = ["outcome_of"]


def outcome_of(quest: Quest, templates: list[Template], result: Found | None, scores: NDArray[np.generic]) -> Outcome:
    """Return the search on screen as what can be taken away.

    Parameters
    ----------
    quest : Quest
        The search.
    templates : list of Template
        Those that could be had, on the picture on screen.
    result : Found or None
        None while the search runs.
    scores : array
        The score map on screen.
    """
    refused = dict(result.refused) if result else {}
    usable = [template for place, template in enumerate(templates) if place not in refused]
    shown = next((place for place, template in enumerate(usable) if template.index == quest.shown), 0)
    kept = Quest(
        quest.picture,
        tuple(quest.entries[template.index] for template in usable),
        quest.uploads,
        quest.plan,
        quest.is_gray,
        shown,
    )
    about_scale = _about_scale(kept, usable)
    is_full = not about_scale

    def at_hand() -> list[Template]:
        return sharp(kept)[1] if is_full and quest.picture.scale < 1 else usable

    return Outcome(
        "template",
        quest.picture,
        lambda channel, scale: channel,
        lambda values: painted_scores(values, quest.plan),
        arrays={"template": np.asarray(usable[shown].sought.pixels)},
        code=partial(_code, quest=kept, at_hand=at_hand),
        is_code_full=is_full,
        files=_files(usable, at_hand),
        whole=lambda: scores,
        products=_products(kept, about_scale),
        each=_each(kept),
        remark="" if is_full else "The code compares at the size on screen, to spare memory.",
    )


def _files(templates: list[Template], at_hand: Callable[[], list[Template]]) -> dict[str, Made]:
    """Return what the code reads: templates that are no part of the picture, and which of their pixels count."""

    def pixels(place: int) -> NDArray[np.generic]:
        return np.asarray(at_hand()[place].sought.pixels)

    def mask(place: int) -> NDArray[np.uint8]:
        found = at_hand()[place].sought
        return np.ones(np.shape(found.pixels)[:2], np.uint8) if found.mask is None else found.mask.astype(np.uint8)

    files: dict[str, Made] = {}
    for place, template in enumerate(templates):
        if template.region is None:
            name = f"template-{template.index + 1}"
            files[name] = partial(pixels, place)
            if template.sought.mask is not None:
                files[f"{name}-mask"] = partial(mask, place)
    return files


def _code(given: Given, *, quest: Quest, at_hand: Callable[[], list[Template]]) -> str:
    """Return the Python that finds the same; `at_hand` gives the templates at the size at which it works."""
    wanted = []
    for template in at_hand():
        region = template.region
        wanted.append(
            Wanted(
                template.name,
                None if region is None else (region.left, region.top, region.width, region.height),
                template.corners,
                f"template-{template.index + 1}",
                region is None and template.sought.mask is not None,
            )
        )
    return template_code(given, wanted, quest.plan, shown=quest.shown, is_gray=quest.is_gray)


def _about_scale(quest: Quest, templates: list[Template]) -> str:
    """Say it if the photo is so large that it is compared at a smaller size."""
    picture = quest.picture
    sides = [np.array(np.shape(template.sought.pixels)[:2]) / picture.scale for template in templates]
    factor = comparing_scale(quest, picture.full_shape, sides)
    return f" Compared at {factor:.0%} of the photo's size, to spare memory." if factor < 1 else ""


def _products(quest: Quest, about_scale: str) -> dict[str, Product]:
    """Return what is made of the original photo; `about_scale` says at which size the score map is."""

    def product(title: str, note: str, suffix: str, make: Callable[[Quest, Report], bytes]) -> Product:
        return Product(title, note, suffix, partial(_in_turn, make, quest))

    scores = {
        "png8": ("Score map, PNG", "As on screen.", "png"),
        "png16": ("Score map, PNG, 16 bits", "The scores from the least, 0, to the greatest, 65535.", "png"),
        "tiff": ("Score map, TIFF, floating point", "The very scores; ImageJ, GIMP and OpenCV read it.", "tiff"),
        "npy": ("Score map, NPY", "The very scores, for NumPy.", "npy"),
    }
    return {
        "all": product(
            "All in one ZIP",
            "The table as CSV and JSON, the marked picture, and the score map." + about_scale,
            "zip",
            _all,
        ),
        "csv": product("Matches, CSV", "A row for each match, for a spreadsheet.", "csv", _table),
        "marked": product("The picture with its matches, PNG", "Outlined and labelled.", "png", _marked),
        **{
            f"scores_{kind}": product(title, note + about_scale, suffix, partial(_scores, kind))
            for kind, (title, note, suffix) in scores.items()
        },
    }


def _in_turn(make: Callable[[Quest, Report], bytes], quest: Quest, report: Report) -> bytes:
    """Wait until no other large photo is worked on, then make the file."""
    report(0.0, "Waiting for its turn")
    with turn:
        return make(quest, report)


def _prepared(quest: Quest, report: Report) -> Searched:
    """Return the original photo ready to be searched."""
    report(0.0, "Reading the photo")
    return prepared(quest, *sharp(quest))


def _rows(searched: Searched, scale: float = 1.0) -> list[dict[str, object]]:
    """Return a row for each match, in pixels of the photo before it was scaled by `scale`."""
    assert searched.found is not None
    return original_rows(searched.found, searched.templates, searched.factor * scale)


def _table(quest: Quest, report: Report) -> bytes:
    """Return the table of matches."""
    return as_csv(_rows(search_photo(quest, _prepared(quest, report), report))).encode()


def _marked(quest: Quest, report: Report) -> bytes:
    """Return the photo with its matches."""
    searched = search_photo(quest, _prepared(quest, report), report)
    report(0.92, "Drawing the matches")
    return encode_png(marked(searched))


def _score_map(quest: Quest, photo: Searched, report: Report) -> FloatArray:
    """Return the score map of a photo, searched already where several sizes or angles are sought."""
    if quest.plan.is_one:
        return scores_of(quest.plan, photo.picture, photo.templates[quest.shown], report)
    searched = photo if photo.found else search_photo(quest, photo, report)
    assert searched.found is not None
    return _filled(searched.found.best)


def _scores(kind: Format, quest: Quest, report: Report) -> bytes:
    """Return the score map."""
    scores = _score_map(quest, _prepared(quest, report), report)
    report(0.9, "Writing the file")
    return encode_numbers(scores, kind, lambda values: painted_scores(values, quest.plan))


def _all(quest: Quest, report: Report) -> bytes:
    """Return an archive with all of it."""
    searched = search_photo(quest, _prepared(quest, report), report)
    rows = _rows(searched)
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("matches.csv", as_csv(rows))
        archive.writestr("matches.json", as_json(rows))
        report(0.91, "Drawing the matches")
        archive.writestr("matches.png", encode_png(marked(searched)))
        report(0.95, "Drawing the score map")
        scores = _score_map(quest, searched, report)
        archive.writestr("score-map.png", encode_png(painted_scores(scores, quest.plan)))
    return stream.getvalue()


def _filled(best: FloatArray) -> FloatArray:
    """Return the best of all scores; at the rim, where no centre can lie, the least."""
    return np.where(np.isnan(best), np.nanmin(best), best)


def _each(quest: Quest) -> Callable[[NDArray[np.generic], float, Report], Applied]:
    """Return what searches one photo of many for the templates at their own size."""
    templates: list[Template] = []

    def apply(image: NDArray[np.generic], factor: float, report: Report) -> Applied:
        if not templates:
            templates.extend(sharp(quest)[1])
        searched = search_photo(quest, prepared(quest, image, templates, factor), report)
        rows = _rows(searched, factor)
        pixels = marked(searched)
        files = {"-matches.csv": as_csv(rows).encode(), "-matches.png": encode_png(pixels)}
        return Applied(pixels, files, rows)

    return apply
