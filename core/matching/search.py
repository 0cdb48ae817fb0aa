"""Seek several templates at many scales and angles, best matches first, with progress and a way to stop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import hypot

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import FloatArray, as_image
from core.images.display import value_range
from core.matching import Method, match_template
from core.matching.peaks import Match, find_peaks
from core.matching.variants import variant

__all__ = ["Found", "Plan", "Sought", "likeness", "search"]

_EQUAL = 1e-5
"""Scores nearer to each other than this are those of copies but for rounding: they come in reading order."""

# Scores are float32: this near to 1 they are 1 but for rounding.
_ROUNDING = 1e-6


@dataclass(frozen=True)
class Sought:
    """A template, (m, n) or (m, n, C), and which of its pixels count, all if None."""

    pixels: NDArray[np.generic] = field(repr=False)
    mask: NDArray[np.bool_] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Plan:
    """How to search: the score, what counts as a match, and the sizes and angles to try."""

    method: Method = "zncc"
    threshold: float = 0.7
    count: int = 50
    overlap: float = 0.3
    scales: tuple[float, ...] = (1.0,)
    angles: tuple[float, ...] = (0.0,)

    @property
    def is_one(self) -> bool:
        """Whether there is one size and one angle only."""
        return len(self.scales) * len(self.angles) == 1


@dataclass(frozen=True)
class Found:
    """What a search came to.

    `matches`, best first, are pairs of a template's index and a Match. `best` (M, N) holds, where a template's
    centre may lie, the highest likeness of all variants, NaN elsewhere. `done` of `total` variants were tried.
    `refused` holds index and reason of templates that could not be sought at any of the variants tried.
    """

    matches: tuple[tuple[int, Match], ...]
    best: FloatArray = field(repr=False)
    done: int
    total: int
    refused: tuple[tuple[int, str], ...] = ()


def search(
    image: ArrayLike,
    templates: Sequence[Sought],
    *,
    scales: Sequence[float] = (1.0,),
    angles: Sequence[float] = (0.0,),
    method: Method = "zncc",
    threshold: float = 0.7,
    count: int = 50,
    overlap: float = 0.3,
    on_progress: Callable[[int, int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Found:
    """Return where any of the templates is found at any scale and angle.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
    templates : sequence of Sought
        With the picture's channels.
    scales, angles : sequence of float
        Every pair is tried; angles in degrees, counter-clockwise as seen on screen.
    method : {"zncc", "ncc", "cc", "ssd", "phase"}
    threshold : float
        Lowest likeness that counts; see `likeness`.
    count : int
        How many matches to return at most.
    overlap : float
        In [0, 1]: of two matches whose intersection is more than this share of their union, only the better stays.
    on_progress : callable, optional
        Called with the numbers of variants done and of all, after each.
    should_stop : callable, optional
        Asked many times, on several threads; when it says True the search ends with what it has.

    Raises
    ------
    ValueError
        If no template can be sought (see `core.matching.match_template`), or there is none.
    """
    picture = np.asarray(image)
    low, high = value_range(picture)
    trials = [(which, scale, angle) for scale in scales for angle in angles for which in range(len(templates))]
    if not trials:
        message = "there must be at least one template, scale and angle"
        raise ValueError(message)
    candidates: list[tuple[int, Match]] = []
    best = np.full(picture.shape[:2], np.nan, np.float32)
    done = 0
    refusals: dict[int, ValueError] = {}
    fitting: set[int] = set()
    for which, scale, angle in trials:
        sought = templates[which]
        pixels, counted = variant(sought.pixels, scale=scale, angle=angle, mask=sought.mask)
        mask = None if counted.all() else counted
        try:
            scores = match_template(picture, pixels, method=method, mask=mask, should_stop=should_stop)
        except ValueError as error:
            # At one scale a template may be too large or too small; that matters only if it is so at every scale.
            refusals.setdefault(which, error)
        else:
            if should_stop and should_stop():
                break
            fitting.add(which)
            alike = likeness(scores, pixels, counted, method=method, span=high - low)
            peaks = find_peaks(alike, template_shape=pixels.shape, threshold=threshold, count=count, overlap=overlap)
            candidates += [(which, replace(_settled(peak), scale=float(scale), angle=float(angle))) for peak in peaks]
            _keep_best(best, alike, pixels.shape)
        done += 1
        if on_progress:
            on_progress(done, len(trials))
    if refusals and not fitting:
        raise next(iter(refusals.values()))
    refused = tuple((which, str(error)) for which, error in refusals.items() if which not in fitting)
    sides = [np.asarray(template.pixels).shape[:2] for template in templates]
    return Found(_spaced(candidates, sides, overlap, count), best, done, len(trials), refused)


def _settled(peak: Match) -> Match:
    """Return a peak that scores as the template on itself right on its pixel: there the parabola can only err."""
    return replace(peak, down=0.0, right=0.0) if abs(peak.score - 1) <= _ROUNDING else peak


def likeness(
    scores: FloatArray, template: ArrayLike, counted: NDArray[np.bool_], *, method: Method, span: float
) -> FloatArray:
    """Return scores for which higher is better and 1 is what the template scores on itself.

    Parameters
    ----------
    scores : array, shape (H, W)
        Of `core.matching.match_template`.
    template : array, shape (m, n) or (m, n, C)
    counted : bool array, shape (m, n)
        Which of its pixels count.
    method : str
        "ssd" becomes 1 less the root of the mean squared difference as a share of `span`; "cc" is divided by the
        template's own sum of squares, so that bright places go beyond 1; the others stay as they are.
    span : float
        From black to white, in the picture's numbers.
    """
    own = as_image(template, name="template")[counted].astype(np.float64)
    alike: FloatArray = scores
    if method == "ssd":
        alike = scores / scores.dtype.type(own.size)
        np.sqrt(alike, out=alike)
        alike *= -1 / span
        alike += 1
    elif method == "cc":
        energy = float(np.sum(np.square(own)))
        alike = scores * scores.dtype.type(1 / energy if energy else 0.0)
    return alike


def _keep_best(best: FloatArray, alike: FloatArray, shape: tuple[int, ...]) -> None:
    """Raise the map of the best likeness where this variant is better, by the place of its centre."""
    rows = slice(shape[0] // 2, shape[0] // 2 + alike.shape[0])
    cols = slice(shape[1] // 2, shape[1] // 2 + alike.shape[1])
    np.fmax(best[rows, cols], alike, out=best[rows, cols], casting="same_kind")


def _spaced(
    candidates: list[tuple[int, Match]], sides: list[tuple[int, ...]], overlap: float, count: int
) -> tuple[tuple[int, Match], ...]:
    """Return the best candidates that share no more than `overlap` with a better one."""
    candidates.sort(key=lambda candidate: (-round(candidate[1].score / _EQUAL), candidate[1].row, candidate[1].col))
    kept: list[tuple[int, Match]] = []
    boxes: list[_Turned] = []
    for which, match in candidates:
        box = _turned_box(match, sides[which])
        if all(_shared(box, other) <= overlap for other in boxes):
            kept.append((which, match))
            boxes.append(box)
            if len(kept) == count:
                break
    return tuple(kept)


_Turned = tuple[tuple[float, float], tuple[float, float], float]


def _turned_box(match: Match, sides: tuple[int, ...]) -> _Turned:
    """Return the match as OpenCV's rotated rectangle: centre, (width, height), degrees clockwise."""
    centre = match.col + match.width / 2, match.row + match.height / 2
    return centre, (sides[1] * match.scale, sides[0] * match.scale), -match.angle


def _shared(one: _Turned, other: _Turned) -> float:
    """Return the intersection of two rectangles as a share of their union."""
    apart = hypot(one[0][0] - other[0][0], one[0][1] - other[0][1])
    if 2 * apart >= hypot(*one[1]) + hypot(*other[1]):
        return 0.0
    areas = one[1][0] * one[1][1] + other[1][0] * other[1][1]
    if one[2] == other[2] == 0:
        width = min(one[0][0] + one[1][0] / 2, other[0][0] + other[1][0] / 2)
        width -= max(one[0][0] - one[1][0] / 2, other[0][0] - other[1][0] / 2)
        height = min(one[0][1] + one[1][1] / 2, other[0][1] + other[1][1] / 2)
        height -= max(one[0][1] - one[1][1] / 2, other[0][1] - other[1][1] / 2)
        common = max(width, 0.0) * max(height, 0.0)
    else:
        kind, points = cv2.rotatedRectangleIntersection(one, other)
        common = 0.0 if kind == cv2.INTERSECT_NONE else float(cv2.contourArea(cv2.convexHull(points)))
    return common / (areas - common)
