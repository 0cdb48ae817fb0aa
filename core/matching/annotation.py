"""Draw closed outlines and their labels onto a picture's pixels, for a file that is looked at elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

__all__ = ["Outline", "annotate"]

# A line this many times thinner than the longer side is seen, and hides little.
_FINENESS = 400
_TEXT_LINES = 7
_SUBPIXEL_BITS = 4


@dataclass(frozen=True)
class Outline:
    """A polygon through (x, y) in pixels, (0, 0) the top left corner of the picture, its label and `#rrggbb`."""

    points: tuple[tuple[float, float], ...]
    label: str = ""
    color: str = "#e4572e"


def annotate(pixels: NDArray[np.uint8], outlines: Sequence[Outline]) -> NDArray[np.uint8]:
    """Return a copy of the picture, (M, N, 3), with the outlines and labels drawn, the first ones on top.

    Parameters
    ----------
    pixels : uint8 array, shape (M, N) or (M, N, 3)
    outlines : sequence of Outline
        Lines are as thick as the size of the picture asks for, and lie half inside, half outside.
    """
    canvas = np.repeat(pixels[..., None], 3, axis=2) if pixels.ndim == 2 else np.array(pixels)
    thickness = max(1, round(max(canvas.shape[:2]) / _FINENESS))
    for outline in reversed(outlines):
        # OpenCV counts from the centre of the first pixel.
        points = np.rint((np.array(outline.points) - 0.5) * 2**_SUBPIXEL_BITS).astype(np.int32)
        cv2.polylines(canvas, [points], True, _rgb(outline.color), thickness, cv2.LINE_AA, _SUBPIXEL_BITS)
    if not any(outline.label for outline in outlines):
        return canvas
    sheet = Image.fromarray(canvas)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(max(10, _TEXT_LINES * thickness))
    for outline in reversed(outlines):
        if outline.label:
            left, top = min(x for x, _ in outline.points), min(y for _, y in outline.points)
            box = pen.textbbox((left, top - thickness), outline.label, font=font, anchor="lb")
            down, right = max(0.0, -box[1]), min(0.0, canvas.shape[1] - box[2])
            place = (max(0.0, left + right), top - thickness + down)
            pen.rectangle(pen.textbbox(place, outline.label, font=font, anchor="lb"), fill=outline.color)
            pen.text(place, outline.label, fill="white", font=font, anchor="lb")
    return np.array(sheet)


def _rgb(color: str) -> tuple[int, int, int]:
    """Return the three numbers of `#rrggbb`."""
    red, green, blue = bytes.fromhex(color[1:])
    return red, green, blue
