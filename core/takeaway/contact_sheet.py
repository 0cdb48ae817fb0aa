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


def contact_sheet(pictures: Sequence[tuple[str, NDArray[np.uint8]]]) -> NDArray[np.uint8]:
    """Return a white sheet with the pictures in reading order.

    Parameters
    ----------
    pictures : sequence of (str, array)
        A name and uint8 pixels, (M, N) or (M, N, 3), of any size; larger ones are scaled down into their cell.

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
    sheet = Image.new("RGB", (columns * step[0] + _GAP, rows * step[1] + _GAP), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(13)
    for index, (name, pixels) in enumerate(pictures):
        left, top = (_GAP + place * side for place, side in zip((index % columns, index // columns), step, strict=True))
        small = Image.fromarray(pixels).convert("RGB")
        small.thumbnail((_CELL, _CELL))
        sheet.paste(small, (left + (_CELL - small.width) // 2, top + (_CELL - small.height) // 2))
        shown = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
        pen.text((left, top + _CELL + 4), shown, fill="black", font=font)
    return np.asarray(sheet)
