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

from core.filters import Transfer, frequencies, mirrored

__all__ = [
    "EFFECTS",
    "SHAPES",
    "Effect",
    "Mark",
    "Shape",
    "format_marks",
    "paint",
    "parse_marks",
    "scaled",
    "simplified",
]

Effect = Literal["remove", "keep", "restore"]
Shape = Literal["disc", "box", "stroke", "area"]
EFFECTS: tuple[str, ...] = get_args(Effect)
SHAPES: tuple[str, ...] = get_args(Shape)

# Numbers travel as ten-thousandths of a cycle per pixel: finer than the grid of any picture shown here.
_UNIT = 10_000
_MOST_MARKS = 500
_MOST_NUMBERS = 2_000
_SUBPIXEL_BITS = 6


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
    """Return the transfer function, shape (M, N), with the marks painted on it one after another.

    Every mark falls on its waves and on their mirror images, so a conjugate symmetric filter stays one. A disc
    that leaves the spectrum on one side goes on at the other.
    """
    painted = np.array(transfer, np.float64)
    for mark in marks:
        covered = _covered(mark, (painted.shape[0], painted.shape[1]))
        covered = covered | mirrored(covered)
        if mark.effect == "restore":
            painted[covered] = transfer[covered]
        else:
            painted[covered] = float(mark.effect == "keep")
    return painted


def scaled(marks: Sequence[Mark], factor: float) -> tuple[Mark, ...]:
    """Return the marks with every frequency multiplied: the same waves on a picture of another size."""
    return tuple(Mark(mark.effect, mark.shape, tuple(factor * number for number in mark.numbers)) for mark in marks)


def simplified(points: Sequence[tuple[float, float]], *, tolerance: float) -> tuple[tuple[float, float], ...]:
    """Return fewer points of a hand-drawn line, none of which leaves the line by more than the tolerance."""
    line = cv2.approxPolyDP(np.asarray(points, np.float32)[:, None], tolerance, False)[:, 0]
    return tuple((float(x), float(y)) for x, y in line)


def format_marks(marks: Sequence[Mark]) -> str:
    """Return the marks as text for an address, such as ``rd.781.469.100``: to the nearest 0.0001 cycles per pixel."""
    return "_".join(f"{_LETTERS[mark.effect]}{_LETTERS[mark.shape]}." + ".".join(_coded(mark)) for mark in marks)


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


def _coded(mark: Mark) -> list[str]:
    """Return the numbers as whole ten-thousandths."""
    return [str(round(number * _UNIT)) for number in mark.numbers]


def _parsed(text: str) -> Mark:
    """Return one mark."""
    effects = {_LETTERS[effect]: effect for effect in get_args(Effect)}
    shapes = {_LETTERS[shape]: shape for shape in get_args(Shape)}
    found = re.fullmatch(r"([rkb])([dbsa])((?:\.-?\d{1,6})+)", text)
    if not found:
        message = f"a mark reads like rd.781.469.100, got {text[:40]!r}"
        raise ValueError(message)
    numbers = tuple(int(number) / _UNIT for number in found[3][1:].split("."))
    shape: Shape = shapes[found[2]]
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
        return np.asarray(np.hypot(_wrapped(row - y)[:, None], _wrapped(col - x)) <= radius)
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
