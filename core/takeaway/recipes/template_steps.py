"""The steps of the template page's code: the score of every place, sizes and angles, peaks that lie apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.matching import Method

__all__ = ["OVERLAP", "PEAKS", "VARIANT", "Steps", "general_score", "plain_score"]


@dataclass(frozen=True)
class Steps:
    """Lines of code, and what they import."""

    imports: Sequence[str]
    lines: Sequence[str]


VARIANT = (
    "def variant(pixels, mask, scale, angle):  # scaled, then turned counter-clockwise in the smallest box",
    "    template = pixels.astype(np.float32)",
    "    counted = np.ones(template.shape[:2]) if mask is None else mask.astype(float)",
    "    if scale != 1:",
    "        size = [max(1, round(side * scale)) for side in template.shape[1::-1]]",
    "        how = (cv2.INTER_AREA, cv2.INTER_AREA) if scale < 1 else (cv2.INTER_CUBIC, cv2.INTER_LINEAR)",
    "        template = cv2.resize(template, size, interpolation=how[0])",
    "        counted = cv2.resize(counted, size, interpolation=how[1])",
    "    quarters, rest = divmod(angle, 90)",
    "    template, counted = np.rot90(template, int(quarters)), np.rot90(counted, int(quarters))",
    "    if rest:",
    "        (height, width), cosine, sine = counted.shape, np.cos(np.radians(rest)), np.sin(np.radians(rest))",
    "        size = np.array([width * cosine + height * sine, width * sine + height * cosine])",
    "        size = np.ceil(size - 1e-6).astype(int)",
    "        matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), rest, 1)",
    "        matrix[:, 2] += (size - (width, height)) / 2",
    "        template, counted = np.ascontiguousarray(template), np.ascontiguousarray(counted)",
    "        template = cv2.warpAffine(template, matrix, size, borderMode=cv2.BORDER_REPLICATE)",
    "        counted = cv2.warpAffine(counted, matrix, size)",
    "    return template.astype(float), counted >= 0.99",
)

OVERLAP = (
    "def apart(found, box):  # the best first, and none that shares too much with a better one",
    "    kept = []",
    "    for each in sorted(found, key=lambda each: -each[1]):",
    "        if all(shared(each[box], other[box]) <= overlap for other in kept):",
    "            kept.append(each)",
    "        if len(kept) == count:",
    "            break",
    "    return kept",
    "",
    "def shared(one, other):  # intersection over union of two rectangles: centre, sides, angle",
    "    corners = cv2.rotatedRectangleIntersection(one, other)[1]",
    "    common = 0 if corners is None else cv2.contourArea(cv2.convexHull(corners))",
    "    return common / (one[1][0] * one[1][1] + other[1][0] * other[1][1] - common)",
)

PEAKS = (
    "def peaks(scores, name, scale, angle, sides, box=None):",
    "    found, (height, width) = [], (box or sides)[:2]",
    "    is_peak = (scores == ndimage.maximum_filter(scores, 3)) & (scores >= threshold)",
    "    for row, column in np.argwhere(is_peak).tolist():",
    "        centre, turned = (column + width / 2, row + height / 2), (sides[1] * scale, sides[0] * scale)",
    "        upright, tilted = (centre, (width, height), 0), (centre, turned, -angle)",
    "        found.append((name, scores[row, column], row, column, (scale, angle), upright, tilted))",
    "    return apart(found, 5)",
)


def plain_score(method: Method, *, span: str, is_flat: bool) -> Steps:
    """Return `alike(template)`: what OpenCV has, for templates all of whose pixels count."""
    if method == "phase":
        return general_score(method, span=span, is_flat=is_flat, is_plain=True)
    how = {"zncc": "CCOEFF_NORMED", "ncc": "CCORR_NORMED", "cc": "CCORR", "ssd": "SQDIFF"}[method]
    head = [
        "def alike(template):  # one score for each place of the template's top left corner",
        f"    scores = cv2.matchTemplate(picture, template, cv2.TM_{how})",
    ]
    if method == "cc":
        return Steps([], [*head, "    return scores / np.square(template).sum()"])
    if method == "ssd":
        return Steps([], [*head, f"    return 1 - np.sqrt(scores.clip(0) / template.size) / {span}"])
    any_channel = "" if is_flat else ".all(axis=-1)"
    least = "cv2.erode(picture, box, anchor=(0, 0))" if method == "zncc" else "0"
    return Steps(
        [],
        [
            *head,
            "    box = np.ones(template.shape[:2], np.uint8)",
            f"    flat = (cv2.dilate(picture, box, anchor=(0, 0)) == {least}){any_channel}",
            f"    scores[flat[: len(scores), : scores.shape[1]]] = 0  # {_about_flat(method)}",
            "    return scores",
        ],
    )


def _about_flat(method: Method) -> str:
    return "OpenCV says anything where there is no contrast" if method == "zncc" else "black says nothing"


def general_score(method: Method, *, span: str, is_flat: bool, is_plain: bool = False) -> Steps:
    """Return `alike(template, counted)`: double precision, for templates of which some pixels do not count."""
    head = [
        "def alike(template):  # one score for each place of the template's top left corner"
        if is_plain
        else "def alike(template, counted):  # one score for each place of the template's top left corner",
        "    image, template = np.atleast_3d(picture).astype(float), np.atleast_3d(template).astype(float)",
    ]
    if is_plain:
        head.append("    counted = np.ones(template.shape[:2], bool)")
    if method == "phase":
        return Steps([], [*head, *_PHASE])
    level = "    image, template = image - image.mean(), template - image.mean()  # for exact sums"
    lines = [
        *head,
        *([level] if method in ("zncc", "ssd") else []),
        "    weight = counted[..., None] * np.ones(template.shape)",
        "    own = template[counted]",
    ]
    if method == "zncc":
        lines += [
            "    sought = (template - own.mean(axis=0)) * weight",
            "    products = slid(image, sought).sum(axis=-1)",
            "    squares, sums = slid(image**2, weight), slid(image, weight)",
            "    scatter = (squares - sums**2 / len(own)).sum(axis=-1)",
            "    is_flat = scatter <= 1e-9 * squares.sum(axis=-1).max()",
            "    norms = np.sqrt(np.where(is_flat, 1, scatter) * np.square(sought).sum())",
            "    return np.where(is_flat, 0, products / norms)",
        ]
    elif method == "ncc":
        lines += [
            "    products = slid(image, template * weight).sum(axis=-1)",
            "    squares = slid(image**2, weight).sum(axis=-1)",
            "    is_black = squares <= 1e-9 * squares.max()",
            "    norms = np.sqrt(np.where(is_black, 1, squares) * np.square(own).sum())",
            "    return np.where(is_black, 0, products / norms)",
        ]
    elif method == "cc":
        lines += ["    return slid(image, template * weight).sum(axis=-1) / np.square(own).sum()"]
    else:
        lines += [
            "    products = slid(image, template * weight).sum(axis=-1)",
            "    squares = slid(image**2, weight).sum(axis=-1)",
            "    differences = (squares - 2 * products + np.square(own).sum()).clip(0)",
            f"    return 1 - np.sqrt(differences / own.size) / {span}",
        ]
    return Steps(["from scipy.signal import fftconvolve"], [*_SLID, *lines])


_SLID = (
    "def slid(image, cells):  # the sum of products at every place, channel by channel",
    '    return fftconvolve(image, cells[::-1, ::-1], mode="valid", axes=(0, 1))',
    "",
)

_PHASE = (
    "    sought = (template - template[counted].mean(axis=0)) * counted[..., None]",
    "    cross = np.fft.fft2(image - image.mean(axis=(0, 1)), axes=(0, 1))",
    "    cross *= np.fft.fft2(sought, s=image.shape[:2], axes=(0, 1)).conj()",
    "    size = np.abs(cross)",
    "    is_wave = size > 1e-9 * size.max(axis=(0, 1))  # weaker ones are rounding and have no phase",
    "    cross = np.where(is_wave, cross / np.where(is_wave, size, 1), 0)",
    "    share = is_wave.mean(axis=(0, 1))",
    "    scores = (np.fft.ifft2(cross, axes=(0, 1)).real / np.where(share, share, 1)).mean(axis=-1)",
    "    places = np.array(image.shape[:2]) - counted.shape + 1",
    "    return scores[: places[0], : places[1]].clip(-1, 1)",
)
