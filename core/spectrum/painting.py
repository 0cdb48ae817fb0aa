"""Paint on a transfer function: discs, boxes, strokes and areas of waves to remove, to keep, or to bring back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal, get_args

import cv2
import numpy as np
from numpy.typing import NDArray

from core.short_numbers import format_path, parse_path, shorten, spelled_out
from core.spectrum.filters import Transfer, frequencies, mirrored

__all__ = [
    "EFFECTS",
    "SHAPES",
    "Effect",
    "Mark",
    "Shape",
    "format_marks",
    "lay",
    "paint",
    "paint_of",
    "parse_marks",
    "readable_marks",
    "scaled",
    "simplified",
]

Effect = Literal["remove", "keep", "restore"]
Shape = Literal["disc", "box", "stroke", "area"]
EFFECTS: tuple[str, ...] = get_args(Effect)
SHAPES: tuple[str, ...] = get_args(Shape)

# Numbers travel as ten-thousandths of a cycle per pixel: finer than the grid of any picture shown here.
_UNIT = 10_000
# Lines drawn by hand, whose points are many, travel by the way from point to point, in these parts of a cycle.
_LINE_UNIT = 4_096
_MOST_MARKS = 500
_MOST_NUMBERS = 2_000
_SUBPIXEL_BITS = 6
_BARE = -1


@dataclass(frozen=True)
class Mark:
    """One thing painted, in cycles per pixel, x across and y down.

    `numbers` are, for a disc: x, y, radius; a box: left, top, right, bottom; a stroke: the
    half axes of the brush, then x and y of each point; an area: x and y of
    each corner. `restore` brings back the transfer function painted on.
    """

    effect: Effect
    shape: Shape
    numbers: tuple[float, ...]


def paint(transfer: Transfer, marks: Sequence[Mark]) -> Transfer:
    """Return the transfer function, shape (M, N), with the marks painted on it one after another; itself without one.

    Every mark falls on its waves and on their mirror images, so a conjugate symmetric filter stays one. A disc
    that leaves the spectrum on one side goes on at the other.
    """
    return lay(paint_of(marks, (transfer.shape[0], transfer.shape[1])), transfer) if marks else transfer


def paint_of(marks: Sequence[Mark], shape: tuple[int, int]) -> NDArray[np.int8]:
    """Return the paint alone, shape (M, N): 1 where waves are kept, 0 where removed, -1 where there is no paint."""
    paint = np.full(shape, _BARE, np.int8)
    levels = {"remove": 0, "keep": 1, "restore": _BARE}
    for mark in marks:
        covered = _covered(mark, shape)
        covered |= mirrored(covered)
        paint[covered] = levels[mark.effect]
    return paint


def lay(paint: NDArray[np.int8], transfer: Transfer) -> Transfer:
    """Return a transfer function with the paint of `paint_of` on it; rows of both, where not all are at hand."""
    return np.where(paint == _BARE, transfer, paint)


def scaled(marks: Sequence[Mark], factor: float) -> tuple[Mark, ...]:
    """Return the marks with every frequency multiplied: the same waves on a picture of another size."""
    return tuple(Mark(mark.effect, mark.shape, tuple(factor * number for number in mark.numbers)) for mark in marks)


def simplified(points: Sequence[tuple[float, float]], *, tolerance: float) -> tuple[tuple[float, float], ...]:
    """Return fewer points of a hand-drawn line, none of which leaves the line by more than the tolerance."""
    line = cv2.approxPolyDP(np.asarray(points, np.float32)[:, None], tolerance, False)[:, 0]
    return tuple((float(x), float(y)) for x, y in line)


def format_marks(marks: Sequence[Mark]) -> str:
    """Return the marks as text for an address.

    Discs and boxes read like ``rd.781.469.100``, to the nearest 0.0001 cycles per pixel; strokes and areas like
    ``rSeekZoyF``, to the nearest 1/4096.
    """
    return "_".join(_LETTERS[mark.effect] + _formatted(mark) for mark in marks)


def parse_marks(text: str) -> tuple[Mark, ...]:
    """Return the marks that the text of `format_marks` names.

    Raises
    ------
    ValueError
        If the text is none, or holds more than a page can have made.
    """
    parts = [part for part in text.strip().split("_") if part]
    if len(parts) > _MOST_MARKS:
        message = f"a painting has at most {_MOST_MARKS} marks, got {len(parts)}"
        raise ValueError(message)
    return tuple(_parsed(part) for part in parts)


def readable_marks(text: str) -> tuple[tuple[Mark, ...], int]:
    """Return the marks of a text from anyone that can be read, and how many others there are."""
    parts = [part for part in text.strip().split("_") if part]
    marks = []
    for part in parts[:_MOST_MARKS]:
        try:
            marks.append(_parsed(part))
        except ValueError:
            continue
    return tuple(marks), len(parts) - len(marks)


_LETTERS: dict[str, str] = {
    "remove": "r",
    "keep": "k",
    "restore": "b",
    "disc": "d",
    "box": "b",
    "stroke": "s",
    "area": "a",
}
_COUNTS = {"disc": "3", "box": "4", "stroke": "4, 6, 8, …", "area": "6, 8, 10, …"}


def _formatted(mark: Mark) -> str:
    """Return a mark's shape and numbers."""
    letter = _LETTERS[mark.shape]
    if mark.shape in ("disc", "box"):
        return f"{letter}." + ".".join(str(round(number * _UNIT)) for number in mark.numbers)
    numbers = [round(number * _LINE_UNIT) for number in mark.numbers]
    head = 2 if mark.shape == "stroke" else 0
    points = list(zip(numbers[head::2], numbers[head + 1 :: 2], strict=True))
    return letter.upper() + shorten(max(1, number) for number in numbers[:head]) + format_path(points)


def _numbers(shape: str, text: str) -> tuple[float, ...]:
    """Return the numbers of a stroke or an area that was written by the way from point to point."""
    whole = spelled_out(text)
    head = 2 if shape == _LETTERS["stroke"] else 0
    points = parse_path(shorten(whole[head:]))
    return tuple(number / _LINE_UNIT for number in (*whole[:head], *(number for point in points for number in point)))


def _parsed(text: str) -> Mark:
    """Return one mark."""
    effects = {_LETTERS[effect]: effect for effect in get_args(Effect)}
    shapes = {_LETTERS[shape]: shape for shape in get_args(Shape)}
    found = re.fullmatch(r"([rkb])(?:([dbsa])((?:\.-?\d{1,6})+)|([SA])([\w~-]+))", text, re.ASCII)
    if not found:
        message = f"a mark reads like rd.781.469.100, got {text[:40]!r}"
        raise ValueError(message)
    letter = found[2] or found[4].lower()
    shape: Shape = shapes[letter]
    if found[2]:
        numbers = tuple(int(number) / _UNIT for number in found[3][1:].split("."))
    else:
        numbers = _numbers(letter, found[5])
    is_whole = {
        "disc": len(numbers) == 3,
        "box": len(numbers) == 4,
        "stroke": len(numbers) >= 4 and len(numbers) % 2 == 0,
        "area": len(numbers) >= 6 and len(numbers) % 2 == 0,
    }
    if not is_whole[shape] or len(numbers) > _MOST_NUMBERS:
        message = f"a {shape} has {_COUNTS[shape]} numbers, got {len(numbers)}"
        raise ValueError(message)
    if any(abs(number) > 2 for number in numbers):
        message = f"a mark lies within 2 cycles per pixel of the mean, got {text[:40]!r}"
        raise ValueError(message)
    return Mark(effects[found[1]], shape, numbers)


def _covered(mark: Mark, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Return which waves of a centred spectrum a mark covers, shape (M, N)."""
    if not all(isfinite(number) for number in mark.numbers):
        message = f"a mark's numbers must be finite, got {mark.numbers}"
        raise ValueError(message)
    row, col = frequencies(shape)
    if mark.shape == "disc":
        x, y, radius = mark.numbers
        down, across = _wrapped(row - y), _wrapped(col - x)
        near = np.ix_(np.abs(down) <= radius, np.abs(across) <= radius)
        covered = np.zeros(shape, bool)
        covered[near] = np.hypot(down[near[0]], across[near[1]]) <= radius
        return covered
    if mark.shape == "box":
        left, top, right, bottom = mark.numbers
        return np.outer(_within(row, top, bottom), _within(col, left, right))
    if mark.shape == "stroke":
        half_axes = np.maximum(np.abs(mark.numbers[:2]), 1e-9)
        # Measured in half axes the brush is round, of radius 1.
        points = np.reshape(mark.numbers[2:], (-1, 2)) / half_axes
        return _along(points, row / half_axes[1], col / half_axes[0])
    return _inside(np.reshape(mark.numbers, (-1, 2)), shape)


def _wrapped(difference: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the shortest way on the circle where -0.5 and 0.5 are one."""
    return np.asarray(difference - np.round(difference))


def _within(scale: NDArray[np.float64], one: float, other: float) -> NDArray[np.bool_]:
    """Return which frequencies lie between the two, the nearest one if none does."""
    low, high = sorted((one, other))
    inside = (scale >= low) & (scale <= high)
    if not inside.any():
        inside[np.argmin(np.abs(scale - (low + high) / 2))] = True
    return np.asarray(inside)


def _along(points: NDArray[np.float64], row: NDArray[np.float64], col: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return what a round brush of radius 1 covers on its way from point to point."""
    covered = np.zeros((row.size, col.size), bool)
    for start, end in zip(points[: max(1, len(points) - 1)], points[1:] if len(points) > 1 else points, strict=True):
        low, high = np.minimum(start, end) - 1, np.maximum(start, end) + 1
        rows, cols = _between(row, low[1], high[1]), _between(col, low[0], high[0])
        away_x, away_y = col[cols] - start[0], (row[rows] - start[1])[:, None]
        step_x, step_y = end - start
        length = step_x**2 + step_y**2
        part = np.clip((away_x * step_x + away_y * step_y) / length, 0, 1) if length > 0 else 0.0
        covered[rows, cols] |= np.hypot(away_x - part * step_x, away_y - part * step_y) <= 1
    return covered


def _between(scale: NDArray[np.float64], low: float, high: float) -> slice:
    """Return where the frequencies from low to high stand."""
    return slice(int(np.searchsorted(scale, low)), int(np.searchsorted(scale, high, side="right")))


def _inside(corners: NDArray[np.float64], shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Return the waves inside a polygon, its rim included."""
    height, width = shape
    places = corners * (width, height) + (width // 2, height // 2)
    area = np.zeros(shape, np.uint8)
    fixed = np.rint(np.clip(places, -4 * max(shape), 4 * max(shape)) * 2**_SUBPIXEL_BITS).astype(np.int32)
    cv2.fillPoly(area, [fixed], 1, shift=_SUBPIXEL_BITS)
    return area.astype(bool)
