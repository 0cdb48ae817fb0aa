"""Write the code of the template page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.matching.search import Plan
from core.takeaway.recipes.picture import Given, assemble, number, painted, read
from core.takeaway.recipes.template_steps import OVERLAP, PEAKS, VARIANT, general_score, plain_score

__all__ = ["Wanted", "convolution_code", "template_code"]


@dataclass(frozen=True)
class Wanted:
    """A template: its name, and the box (left, top, width, height) or the lasso's corners it is cut out with.

    One that is no part of the picture has neither, and is read from `file`.npy, in the picture's channels, with
    the pixels that count in `file`-mask.npy if `has_mask`.
    """

    name: str
    region: tuple[int, int, int, int] | None = None
    corners: tuple[tuple[int, int], ...] = ()
    file: str = ""
    has_mask: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether all of its pixels count."""
        return not self.corners and not self.has_mask


def template_code(given: Given, wanted: Sequence[Wanted], plan: Plan, *, shown: int = 0, is_gray: bool = False) -> str:
    """Return Python that scores the templates at every place, and prints where they are found.

    Parameters
    ----------
    given : Given
        The picture.
    wanted : sequence of Wanted
        What is sought, in pixels of the picture on screen.
    plan : Plan
        How.
    shown : int
        Which template's score map is made.
    is_gray : bool
        Whether only brightness counts.
    """
    is_whole = is_gray and given.is_color and given.dtype in ("uint8", "uint16")
    imports, lines = read(given, is_gray=is_gray and not is_whole)
    imports += ["import cv2", "from scipy import ndimage"]
    if is_whole:
        lines.append("picture = np.rint(picture.astype(np.float32) @ np.float32([0.299, 0.587, 0.114]))  # whole luma")
    span = number(given.white) if given.dtype in ("uint8", "uint16") else "np.ptp(picture)"
    is_flat = is_gray or not given.is_color
    is_plain = plan.scales == (1.0,) and plan.angles == (0.0,) and all(each.is_whole for each in wanted)
    if is_plain:
        lines.append("picture = picture.astype(np.float32)")
    score = (plain_score if is_plain else general_score)(plan.method, span=span, is_flat=is_flat)
    imports += score.imports
    return assemble(
        imports,
        lines,
        _templates(wanted, is_plain=is_plain),
        score.lines,
        [] if is_plain else VARIANT,
        [*OVERLAP, "", *PEAKS],
        _search(plan, shown, is_plain=is_plain),
        _printed(),
        _saved(plan),
    )


def convolution_code(given: Given, region: tuple[int, int, int, int] | None) -> str:
    """Return Python that convolves the gray picture with the turned template, both without their mean.

    The template is cut out at the region (left, top, width, height), or read from `template.npy`.
    """
    imports, lines = read(given, is_gray=True)
    imports.append("from scipy.signal import fftconvolve")
    if region is None:
        cut = ['template = np.load("template.npy").astype(float)']
        cut += ["template = template @ [0.299, 0.587, 0.114]"] if given.is_color else []
    else:
        left, top, width, height = region
        cut = [f"template = picture[{top}:{top + height}, {left}:{left + width}]  # rows, columns"]
    work = [
        "turned = (template - template.mean())[::-1, ::-1]  # by 180 degrees",
        'result = fftconvolve(picture - picture.mean(), turned, mode="valid")',
    ]
    return assemble(imports, lines, cut, work, ["limit = np.abs(result).max() or 1", *painted("diverging")])


def _templates(wanted: Sequence[Wanted], *, is_plain: bool) -> list[str]:
    """Return the lines that cut the templates out or read them."""
    lines, cuts = [], []
    if any(each.corners for each in wanted):
        lines += [
            "def within(corners, left, top, width, height):  # the pixels that a lasso encloses",
            "    mask = np.zeros((height, width), np.uint8)",
            "    return cv2.fillPoly(mask, [np.array(corners) - (left, top)], 1)",
            "",
        ]
    for each in wanted:
        if each.region is None:
            pixels = f'np.load("{each.file}.npy")' + (".astype(np.float32)" if is_plain else "")
            mask = f'np.load("{each.file}-mask.npy")' if each.has_mask else "None"
        else:
            left, top, width, height = each.region
            pixels = f"picture[{top}:{top + height}, {left}:{left + width}]"
            mask = f"within({list(each.corners)}, {left}, {top}, {width}, {height})" if each.corners else "None"
        cuts.append(
            f"    ({each.name!r}, {pixels}),  # {_where(each)}"
            if is_plain
            else f"    ({each.name!r}, {pixels}, {mask}),"
        )
    return [*lines, "templates = [", *cuts, "]"]


def _where(wanted: Wanted) -> str:
    """Say in a comment what the slices mean."""
    return "rows, columns" if wanted.region else "saved under Numbers"


def _search(plan: Plan, shown: int, *, is_plain: bool) -> list[str]:
    """Return the lines that try every template, size and angle."""
    how = f"{number(plan.threshold)}, {plan.count}, {number(plan.overlap)}"
    lines = [f"threshold, count, overlap = {how}", "found, maps = [], []"]
    if is_plain:
        return [
            *lines,
            "for name, template in templates:",
            "    maps.append(alike(template))",
            "    found += peaks(maps[-1], name, 1, 0, template.shape)",
            "found = apart(found, 5)",
            f"result = maps[{shown}]",
        ]
    keep = (
        ["            maps.append(scores)"]
        if plan.is_one
        else [
            "            top, left = counted.shape[0] // 2, counted.shape[1] // 2  # by the place of the centre",
            "            part = best[top : top + len(scores), left : left + scores.shape[1]]",
            "            np.fmax(part, scores, out=part)",
        ]
    )
    end = [f"result = maps[{shown}]"] if plan.is_one else ["result = np.where(np.isnan(best), np.nanmin(best), best)"]
    start = [] if plan.is_one else ["best = np.full(picture.shape[:2], np.nan)"]
    return [
        *lines,
        *start,
        f"for scale in {_listed(plan.scales)}:",
        f"    for angle in {_listed(plan.angles)}:",
        "        for name, pixels, mask in templates:",
        "            template, counted = variant(pixels, mask, scale, angle)",
        "            if counted.sum() < 2 or (np.array(counted.shape) > picture.shape[:2]).any():",
        "                continue",
        "            scores = alike(template, counted)",
        *keep,
        "            found += peaks(scores, name, scale, angle, pixels.shape, counted.shape)",
        "found = apart(found, 6)",
        *end,
    ]


def _listed(values: tuple[float, ...]) -> str:
    return f"[{', '.join(number(value) for value in values)}]"


def _printed() -> list[str]:
    """Return the lines that print what was found."""
    return [
        "for name, score, row, column, (scale, angle), *_ in found:",
        '    print(f"{name}: x {column}, y {row}, score {score:.4f}, scale {scale}, angle {angle}")',
    ]


def _saved(plan: Plan) -> list[str]:
    """Return the lines that save the score map."""
    is_signed = plan.method in ("zncc", "ncc")
    low, high = ("-1", "1") if is_signed else ("result.min()", "result.max()")
    return painted("sequential", low=low, high=high)
