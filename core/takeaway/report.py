"""Lay an experiment out on one printable page: picture, result, kernel, settings, numbers, and its link."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from core.takeaway.pdf import A4, Sheet, text_width

__all__ = ["LONGEST_LINK", "Report", "qr_code", "report"]

LONGEST_LINK = 600
"""A longer link makes a code too fine for a telephone's camera on paper."""

_MARGIN = 48.0
_GAP = 16.0
_CODE_SIDE = 110.0
_TALLEST = 240.0
_LINE = 13.0
_NAMES_SHARE = 0.5
_GRID_CELLS = 9
_MOST_LINES, _MOST_OF_ONE = 20, 4


@dataclass(frozen=True)
class Report:
    """What stands on the page; pixels are uint8, (M, N) or (M, N, 3)."""

    title: str
    picture_title: str
    picture: NDArray[np.uint8]
    result: NDArray[np.uint8]
    settings: Mapping[str, str]
    numbers: Mapping[str, str]
    link: str
    kernel: NDArray[np.floating] | None = None
    note: str = ""


def report(facts: Report) -> bytes:
    """Return the page as a PDF file, A4."""
    sheet = Sheet()
    width = A4[0] - 2 * _MARGIN
    sheet.write(facts.title, _MARGIN, 70, size=24, font="bold")
    sheet.write("Convoscope: see what a convolution does", _MARGIN, 88, size=10, gray=0.4)
    half = (width - _GAP) / 2
    bottom = 0.0
    pictures = ((facts.picture_title, facts.picture), ("Result", facts.result))
    for left, (title, pixels) in zip((_MARGIN, _MARGIN + half + _GAP), pictures, strict=True):
        sheet.write(_short(title, 45), left, 116, font="bold")
        scale = min(half / pixels.shape[1], _TALLEST / pixels.shape[0])
        sheet.place(pixels, left, 124, pixels.shape[1] * scale, pixels.shape[0] * scale)
        bottom = max(bottom, 124 + pixels.shape[0] * scale)
    top = bottom + 32
    right = _MARGIN + half + _GAP
    _list(sheet, "Settings", facts.settings, _MARGIN, top, half)
    end = _list(sheet, "Numbers", facts.numbers, right, top, half)
    if facts.kernel is not None and max(facts.kernel.shape) <= _GRID_CELLS:
        _grid(sheet, facts.kernel, right, end + 14, half)
    _link(sheet, facts, width)
    return sheet.encode()


def qr_code(text: str) -> NDArray[np.bool_]:
    """Return the modules of a QR code, True where it is dark, without the quiet zone.

    Raises
    ------
    ValueError
        If the text is empty or longer than `LONGEST_LINK`.
    """
    if not 0 < len(text) <= LONGEST_LINK:
        message = f"text must have 1 to {LONGEST_LINK} signs, got {len(text)}"
        raise ValueError(message)
    modules: NDArray[np.bool_] = np.asarray(cv2.QRCodeEncoder.create().encode(text)) == 0
    rows, columns = np.flatnonzero(modules.any(axis=1)), np.flatnonzero(modules.any(axis=0))
    return modules[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _list(sheet: Sheet, title: str, lines: Mapping[str, str], left: float, top: float, width: float) -> float:
    """Write names and values below a title, and return where they end."""
    sheet.write(title, left, top, size=12, font="bold")
    shown = dict(lines)
    if len(shown) > _MOST_LINES:
        rest = len(shown) - _MOST_LINES + 1
        shown = {**dict(list(shown.items())[:-rest]), f"And {rest} more": "in the link below"}
    column = width * _NAMES_SHARE
    y = top + _LINE
    for name, value in _broken(shown, column - 6, width - column):
        for index, text in enumerate(name):
            sheet.write(text, left, y + index * _LINE, size=9, gray=0.35)
        for index, text in enumerate(value):
            sheet.write(text, left + column, y + index * _LINE, size=9)
        y += max(len(name), len(value)) * _LINE
    return y


def _broken(lines: Mapping[str, str], *widths: float) -> list[list[list[str]]]:
    """Return the lines of each name and value in columns of so many points, as many as there is room for in all."""
    most = [int(width / text_width("x", size=9)) for width in widths]
    for count in range(_MOST_OF_ONE, 0, -1):
        rows = [
            [
                textwrap.wrap(text, wide, max_lines=count, placeholder="…") or [""]
                for text, wide in zip(pair, most, strict=True)
            ]
            for pair in lines.items()
        ]
        if sum(max(map(len, row)) for row in rows) <= _MOST_LINES:
            break
    return rows


def _short(text: str, most: int) -> str:
    """Return the text, or so much of its start as there is room for."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _grid(sheet: Sheet, kernel: NDArray[np.floating], left: float, top: float, width: float) -> None:
    """Write a small kernel's numbers as a grid."""
    sheet.write("Kernel", left, top, size=12, font="bold")
    size = 9 if kernel.shape[1] <= 5 else 6.5
    cell = min(width / kernel.shape[1], 46.0)
    for row, line in enumerate(kernel):
        for column, value in enumerate(line):
            text = f"{value:.3g}"
            x = left + (column + 1) * cell - text_width(text, size=size, font="fixed") - 4
            sheet.write(text, x, top + 16 + row * (size + 5), size=size, font="fixed")


def _link(sheet: Sheet, facts: Report, width: float) -> None:
    """Draw the link and its code at the foot of the page."""
    top = A4[1] - _MARGIN - _CODE_SIDE
    sheet.fill(_MARGIN, top - 16, width, 0.75, gray=0.8)
    left = _MARGIN
    if len(facts.link) <= LONGEST_LINK:
        modules = qr_code(facts.link)
        side = _CODE_SIDE / len(modules)
        for row, column in np.argwhere(modules):
            # A hair wider than a module, or a printer leaves white lines between them.
            sheet.fill(_MARGIN + column * side, top + row * side, side + 0.05, side + 0.05)
        left += _CODE_SIDE + 18
    sheet.write("Open this experiment", left, top + 14, size=12, font="bold")
    signs = int((A4[0] - _MARGIN - left) / text_width("x", size=8, font="fixed"))
    for index, line in enumerate(textwrap.wrap(facts.link, signs)[:6]):
        sheet.write(line, left, top + 32 + 11 * index, size=8, font="fixed")
    sheet.write(facts.note, left, top + _CODE_SIDE - 4, size=8, gray=0.35)
