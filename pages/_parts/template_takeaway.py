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
from core.recipes.template import Hunt, Wanted, template_code
from core.search import Found
from pages._parts.downloads import Format, encode_numbers, turn
from pages._parts.outcome import Applied, Outcome, Product, Report, given_of
from pages._parts.template_original import (
    Quest,
    Searched,
    found,
    marked,
    painted_scores,
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
    arrays: dict[str, NDArray[np.generic]] = {}
    for template in usable:
        if template.region is None:
            name = f"template-{template.index + 1}"
            arrays[name] = np.asarray(template.sought.pixels)
            if template.sought.mask is not None:
                arrays[f"{name}-mask"] = template.sought.mask.astype(np.uint8)
    shown = next((place for place, template in enumerate(usable) if template.index == quest.shown), 0)
    kept = Quest(
        quest.picture,
        tuple(quest.entries[template.index] for template in usable),
        quest.uploads,
        quest.plan,
        quest.is_gray,
        shown,
    )
    return Outcome(
        "template",
        quest.picture,
        lambda channel, scale: channel,
        lambda values: painted_scores(values, quest.plan),
        arrays={"template": np.asarray(usable[shown].sought.pixels), **arrays},
        code=partial(_code, kept, usable),
        whole=lambda: scores,
        products=_products(kept),
        each=_each(kept),
        reads=tuple(arrays),
    )


def _code(quest: Quest, templates: list[Template]) -> str:
    """Return the Python that finds the same."""
    wanted = []
    for template in templates:
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
    plan = quest.plan
    hunt = Hunt(plan.method, plan.threshold, plan.count, plan.overlap, plan.scales, plan.angles, quest.shown)
    return template_code(given_of(quest.picture), wanted, hunt, is_gray=quest.is_gray)


def _products(quest: Quest) -> dict[str, Product]:
    """Return what is made of the original photo."""

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
            "All in one ZIP", "The table as CSV and JSON, the marked picture, and the score map.", "zip", _all
        ),
        "csv": product("Matches, CSV", "A row for each match, for a spreadsheet.", "csv", _table),
        "marked": product("The picture with its matches, PNG", "Outlined and labelled.", "png", _marked),
        **{
            f"scores_{kind}": product(title, note, suffix, partial(_scores, kind))
            for kind, (title, note, suffix) in scores.items()
        },
    }


def _in_turn(make: Callable[[Quest, Report], bytes], quest: Quest, report: Report) -> bytes:
    """Wait until no other large photo is worked on, then make the file."""
    report(0.0, "Waiting for its turn")
    with turn:
        return make(quest, report)


def _searched(quest: Quest, report: Report) -> Searched:
    """Search the original photo."""
    report(0.0, "Reading the photo")
    image, picture, templates = sharp(quest)
    return Searched(image, picture, templates, found(quest.plan, picture, templates, report))


def _table(quest: Quest, report: Report) -> bytes:
    """Return the table of matches."""
    searched = _searched(quest, report)
    return as_csv(original_rows(searched.found, searched.templates, 1.0)).encode()


def _marked(quest: Quest, report: Report) -> bytes:
    """Return the photo with its matches."""
    searched = _searched(quest, report)
    report(0.92, "Drawing the matches")
    return encode_png(marked(searched))


def _scores(kind: Format, quest: Quest, report: Report) -> bytes:
    """Return the score map."""
    if quest.plan.is_one:
        _, picture, templates = sharp(quest)
        scores = scores_of(quest.plan, picture, templates[quest.shown], report)
    else:
        scores = _filled(_searched(quest, report).found.best)
    report(0.9, "Writing the file")
    return encode_numbers(scores, kind, lambda values: painted_scores(values, quest.plan))


def _all(quest: Quest, report: Report) -> bytes:
    """Return an archive with all of it."""
    searched = _searched(quest, report)
    rows = original_rows(searched.found, searched.templates, 1.0)
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("matches.csv", as_csv(rows))
        archive.writestr("matches.json", as_json(rows))
        report(0.91, "Drawing the matches")
        archive.writestr("matches.png", encode_png(marked(searched)))
        report(0.95, "Drawing the score map")
        if quest.plan.is_one:
            scores = scores_of(quest.plan, searched.picture, searched.templates[quest.shown], report)
        else:
            scores = _filled(searched.found.best)
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
            templates.extend(sharp(quest)[2])
        searched = search_photo(quest, image, templates, factor, report)
        rows = original_rows(searched.found, searched.templates, factor)
        pixels = marked(searched)
        files = {"-matches.csv": as_csv(rows).encode(), "-matches.png": encode_png(pixels)}
        return Applied(pixels, files, rows)

    return apply
