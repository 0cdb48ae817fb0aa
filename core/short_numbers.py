"""Write whole numbers, and paths of whole points, with the few signs that an address shows as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate

__all__ = ["SIGNS", "format_path", "parse_path", "shorten", "spelled_out"]

SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-~"
"""Neither `.` nor `_`, which may separate."""

_BITS = 5
_MOST_SIGNS = 4
_VALUES = {sign: value for value, sign in enumerate(SIGNS)}


def shorten(numbers: Iterable[int]) -> str:
    """Return the numbers as text: one sign for -16 to 15, two for -512 to 511, at most four.

    Raises
    ------
    ValueError
        If a number is beyond ±524 287.
    """
    text = []
    for number in numbers:
        # The sign goes into the last bit, so that small negative numbers are short too.
        rest, count = 2 * number if number >= 0 else -2 * number - 1, 1
        while rest >= 1 << _BITS:
            text.append(SIGNS[(rest & 31) | 32])
            rest >>= _BITS
            count += 1
        text.append(SIGNS[rest])
        if count > _MOST_SIGNS:
            message = f"numbers must lie within ±{(1 << (_BITS * _MOST_SIGNS - 1)) - 1}, got {number}"
            raise ValueError(message)
    return "".join(text)


def spelled_out(text: str) -> tuple[int, ...]:
    """Return the numbers that `shorten` wrote.

    Raises
    ------
    ValueError
        If the text holds another sign, or ends within a number.
    """
    numbers: list[int] = []
    value, shift = 0, 0
    for sign in text:
        if sign not in _VALUES or shift >= _BITS * _MOST_SIGNS:
            message = f"not a text of short numbers: {text[:40]!r}"
            raise ValueError(message)
        group = _VALUES[sign]
        value |= (group & 31) << shift
        shift += _BITS
        if group < 32:
            numbers.append(value // 2 if value % 2 == 0 else -(value + 1) // 2)
            value, shift = 0, 0
    if shift:
        message = f"the text of short numbers is cut off: {text[-40:]!r}"
        raise ValueError(message)
    return tuple(numbers)


def format_path(points: Sequence[tuple[int, int]]) -> str:
    """Return whole (x, y) points as text: the first, then the way from each to the next."""
    before = [(0, 0), *points[:-1]]
    return shorten(
        number for (x, y), (last_x, last_y) in zip(points, before, strict=True) for number in (x - last_x, y - last_y)
    )


def parse_path(text: str) -> tuple[tuple[int, int], ...]:
    """Return the points that `format_path` wrote.

    Raises
    ------
    ValueError
        If the text is no such path.
    """
    numbers = spelled_out(text)
    if len(numbers) % 2:
        message = f"a path holds pairs of numbers, got {len(numbers)} numbers"
        raise ValueError(message)
    return tuple(zip(accumulate(numbers[::2]), accumulate(numbers[1::2]), strict=True))
