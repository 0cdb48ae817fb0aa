"""Write strokes of a brush as a short text for a link, and read them back."""

from __future__ import annotations

from collections.abc import Sequence

from core.diffusion.scenes import Stroke
from core.short_numbers import format_path, parse_path, shorten, spelled_out
from core.spectrum.painting import simplified

__all__ = ["format_strokes", "parse_strokes", "rounded"]

_MOST_STROKES = 400
_MOST_POINTS = 40_000
_FARTHEST = 4096
# Half pixels are as fine as a brush's rim is seen.
_STEPS = 2
# A line that is simplified leaves a wide brush's path by more, and still nobody sees it.
_SHARE_OF_RADIUS = 8
_LETTERS = {False: "b", True: "e"}


def rounded(stroke: Stroke) -> Stroke:
    """Return the stroke with fewer points, in half pixels: just what `format_strokes` writes."""
    tolerance = max(0.5, stroke.radius / _SHARE_OF_RADIUS)
    points = stroke.points if len(stroke.points) < 3 else simplified(stroke.points, tolerance=tolerance)
    whole = tuple((round(x * _STEPS) / _STEPS, round(y * _STEPS) / _STEPS) for x, y in points)
    return Stroke(whole, round(stroke.radius * _STEPS) / _STEPS, stroke.is_eraser)


def format_strokes(strokes: Sequence[Stroke]) -> str:
    """Return the strokes as text, with dots between them: about two to four letters a point."""
    return ".".join(
        _LETTERS[stroke.is_eraser]
        + shorten([round(stroke.radius * _STEPS)])
        + format_path([(round(x * _STEPS), round(y * _STEPS)) for x, y in stroke.points])
        for stroke in strokes
    )


def parse_strokes(text: str) -> tuple[tuple[Stroke, ...], int]:
    """Return the strokes that can be read, and how many others there are.

    Nothing is raised for a text from anyone: strokes and points beyond what a page can have made are left out.
    """
    strokes: list[Stroke] = []
    parts = text.split(".") if text else []
    points = 0
    for part in parts[:_MOST_STROKES]:
        try:
            stroke = _parsed(part)
        except ValueError:
            continue
        points += len(stroke.points)
        if points > _MOST_POINTS:
            break
        strokes.append(stroke)
    return tuple(strokes), len(parts) - len(strokes)


def _parsed(text: str) -> Stroke:
    """Return one stroke."""
    letters = {letter: is_eraser for is_eraser, letter in _LETTERS.items()}
    if text[:1] not in letters:
        message = f"a stroke begins with one of {', '.join(letters)}, got {text[:40]!r}"
        raise ValueError(message)
    radius, *rest = spelled_out(text[1:])
    path = parse_path(shorten(rest))
    if not path or not 0 <= radius <= _FARTHEST or any(max(abs(x), abs(y)) > _FARTHEST for x, y in path):
        message = f"a stroke needs a point and lies within {_FARTHEST // _STEPS} pixels, got {text[:40]!r}"
        raise ValueError(message)
    return Stroke(tuple((x / _STEPS, y / _STEPS) for x, y in path), radius / _STEPS, letters[text[0]])
