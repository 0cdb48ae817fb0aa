"""Lay many pictures out on one sheet, each with its name."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

__all__ = ["contact_sheet"]

_CELL = 220
_GAP = 16
_LINE = 26
_LONGEST_NAME = 30


def contact_sheet(pictures: Sequence[tuple[str, NDArray[np.uint8]]], *, title: str = "") -> NDArray[np.uint8]:
    """Return a white sheet with the pictures in reading order.

    Parameters
    ----------
    pictures : sequence of (str, array)
        A name and uint8 pixels, (M, N) or (M, N, 3), of any size; larger ones are scaled down into their cell.

    title : str
        Stands above them.

    Returns
    -------
    uint8 array, shape (M', N', 3)
        About as wide as high.

    Raises
    ------
    ValueError
        If there is no picture.
    """
    if not pictures:
        message = "a contact sheet needs at least one picture"
        raise ValueError(message)
    columns = ceil(sqrt(len(pictures)))
    rows = ceil(len(pictures) / columns)
    step = (_CELL + _GAP, _CELL + _LINE + _GAP)
    head = _GAP + (_LINE if title else 0)
    sheet = Image.new("RGB", (columns * step[0] + _GAP, rows * step[1] + head), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(13)
    most = int(_LONGEST_NAME * 0.8 * columns)
    pen.text((_GAP, _GAP - 4), _cut(title, most), fill="black", font=ImageFont.load_default(16))
    for index, (name, pixels) in enumerate(pictures):
        left, top = (_GAP + place * side for place, side in zip((index % columns, index // columns), step, strict=True))
        small = Image.fromarray(pixels).convert("RGB")
        small.thumbnail((_CELL, _CELL))
        top += head - _GAP
        sheet.paste(small, (left + (_CELL - small.width) // 2, top + (_CELL - small.height) // 2))
        pen.text((left, top + _CELL + 4), _cut(name, _LONGEST_NAME), fill="black", font=font)
    return np.asarray(sheet)


def _cut(text: str, most: int) -> str:
    """Return the text, or as much of its start as there is room for."""
    return text if len(text) <= most else text[: most - 1] + "…"
