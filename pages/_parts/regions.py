"""Read, write and propose a region of a picture: left, top, width and height in pixels."""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass

from pages._parts.pictures import Picture

__all__ = ["Region", "default_region", "format_region", "parse_region"]

# A face and a coin; elsewhere a quarter of the picture's middle.
_KNOWN = {"astronaut": (170, 60, 110, 130), "coins": (75, 170, 55, 50)}


@dataclass(frozen=True)
class Region:
    """A rectangle of whole pixels within a picture."""

    left: int
    top: int
    width: int
    height: int


def default_region(picture: Picture) -> Region:
    """Return a region worth looking for."""
    if picture.source.name in _KNOWN:
        return Region(*_KNOWN[picture.source.name])
    rows, columns = picture.image.shape[:2]
    height, width = max(1, rows // 4), max(1, columns // 4)
    return Region((columns - width) // 2, (rows - height) // 2, width, height)


def parse_region(text: str, picture: Picture) -> Region:
    """Return the region that the text names.

    Raises
    ------
    ValueError
        If the text is not four whole numbers, or the region does not lie within the picture.
    """
    rows, columns = picture.image.shape[:2]
    numbers = re.findall(r"-?\d+", text)
    if len(numbers) != 4 or re.search(r"[^\d\s,;-]", text):
        message = "the region needs four whole numbers: left, top, width, height; for example 10, 20, 60, 40"
        raise ValueError(message)
    region = Region(*(int(number) for number in numbers))
    is_inside = region.left >= 0 and region.top >= 0
    is_inside &= region.left + region.width <= columns and region.top + region.height <= rows
    if not is_inside or region.width < 1 or region.height < 1:
        message = (
            f"the region {format_region(region)} does not lie within the picture of {columns} × {rows} pixels; "
            "drag a box on the picture"
        )
        raise ValueError(message)
    return region


def format_region(region: Region) -> str:
    """Return the region as text that `parse_region` reads back."""
    return ", ".join(str(number) for number in astuple(region))
