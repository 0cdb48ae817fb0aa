"""The list of templates as text, which is what stands in the address: name, colour, and where each comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from urllib.parse import unquote

from core.samples import SAMPLES
from core.short_numbers import format_path, parse_path
from core.spectrum.painting import simplified as fewer

__all__ = ["COLORS", "MOST", "Entry", "color_of", "format_entries", "parse_entries", "simplified", "titled"]

MOST = 6
COLORS = ("#e4572e", "#1f8fc4", "#3a9d5d", "#b5179e", "#d19a00", "#7361d9")

_NAME = 30
_MOST_CORNERS = 200
# A lasso of more corners is written by the way from corner to corner, which is shorter, but for no human eye.
_READABLE = 6
# In pixels: how far fewer corners may leave the drawn line.
_TOLERANCE = 0.7
_NUMBER = re.compile(r"-?\d+")
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
# And a percent sign that would be taken for the beginning of one of them.
_SEPARATOR = re.compile(r"[;=#]|%(?=[0-9a-fA-F]{2})")


@dataclass(frozen=True)
class Entry:
    """One template: a box (left, top, width, height) or a lasso (x, y, x, y, ...) on the picture, or a named source.

    `source` is a bundled sample's name or an upload's token; `numbers` is empty then.
    """

    numbers: tuple[int, ...] = ()
    source: str = ""
    name: str = ""
    color: str = ""

    @property
    def corners(self) -> tuple[tuple[int, int], ...]:
        """The corners of a lasso."""
        return tuple(zip(self.numbers[::2], self.numbers[1::2], strict=True))


def parse_entries(text: str) -> list[Entry]:
    """Return the templates that a text names: ``name #color = numbers or @source``, with semicolons between them.

    A sign that separates stands in a name as ``%3B``, ``%3D`` or ``%23``.

    Raises
    ------
    ValueError
        If a part is none of these, or there are too many.
    """
    entries = [_parse(part.strip()) for part in text.split(";") if part.strip()]
    if len(entries) > MOST:
        message = f"at most {MOST} templates can be sought at once, got {len(entries)}"
        raise ValueError(message)
    return entries


def format_entries(entries: list[Entry]) -> str:
    """Return the text that `parse_entries` reads back."""
    return "; ".join(_format(entry) for entry in entries)


def titled(entry: Entry, index: int) -> str:
    """Return the template's name, the sample's title, or a name by its number."""
    if entry.name:
        return entry.name
    return SAMPLES[entry.source].title if entry.source in SAMPLES else f"Template {index + 1}"


def color_of(entry: Entry, index: int) -> str:
    """Return the template's colour, or the one that its place in the list gives it."""
    return entry.color or COLORS[index % len(COLORS)]


def _parse(part: str) -> Entry:
    """Return one template."""
    head, equals, body = part.rpartition("=")
    entry = Entry()
    if equals:
        if color := _COLOR.search(head):
            entry = replace(entry, color=color.group().lower())
            head = head.replace(color.group(), "")
        entry = replace(entry, name=unquote(head).strip()[:_NAME])
    body = body.strip()
    if body.startswith("@") and re.fullmatch(r"@[\w-]+", body):
        return replace(entry, source=body[1:])
    if body.startswith("~"):
        body = ", ".join(f"{x}, {y}" for x, y in parse_path(body[1:]))
    numbers = tuple(int(number) for number in _NUMBER.findall(body))
    is_lasso = 6 <= len(numbers) <= 2 * _MOST_CORNERS and len(numbers) % 2 == 0
    if re.search(r"[^\d\s,-]", body) or not (len(numbers) == 4 or is_lasso):
        message = (
            "a template needs four whole numbers: left, top, width, height; for example 10, 20, 60, 40; "
            "a lasso needs three corners or more: x, y, x, y, x, y"
        )
        raise ValueError(message)
    return replace(entry, numbers=numbers)


def _escaped(name: str) -> str:
    """Return a name with the signs that separate, as they would be in an address."""
    return _SEPARATOR.sub(lambda sign: f"%{ord(sign.group()):02X}", name)


def _format(entry: Entry) -> str:
    """Return one template as text."""
    body = f"@{entry.source}" if entry.source else ", ".join(str(number) for number in entry.numbers)
    if len(entry.numbers) > 2 * _READABLE:
        body = "~" + format_path(entry.corners)
    head = " ".join(part for part in (_escaped(entry.name), entry.color) if part)
    return f"{head} = {body}" if head else body


def simplified(points: tuple[tuple[float, float], ...]) -> tuple[int, ...]:
    """Return a drawn lasso's corners as whole numbers, fewer where it was drawn with many."""
    few = fewer(points, tolerance=_TOLERANCE)
    step = max(1, -(-len(few) // _MOST_CORNERS))
    corners = [(round(x), round(y)) for x, y in few[::step]]
    kept = [second for first, second in pairwise([(-1, -1), *corners]) if first != second]
    return tuple(number for corner in kept for number in corner)
