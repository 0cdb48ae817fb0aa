"""Read a kernel that a person typed or pasted, and write one as short text."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import as_kernel

__all__ = ["MAX_SIDE", "format_kernel", "format_number", "parse_kernel", "parse_number"]

MAX_SIDE = 255
_MAX_DENOMINATOR = 99


def parse_kernel(text: str) -> NDArray[np.float64]:
    """Return the kernel that the text spells.

    Parameters
    ----------
    text : str
        Rows end with a semicolon or a new line, numbers with blanks, tabs or commas. A number may be
        a fraction such as ``1/9``.

    Returns
    -------
    float64 array, shape (kh, kw)
        At most MAX_SIDE cells a side.

    Raises
    ------
    ValueError
        If the text is empty, ragged, too large, or holds something that is not a finite number.
    """
    lines = [line.strip() for line in re.split(r"[;\n\r]+", text)]
    rows = [re.split(r"[\s,]+", line.strip(",")) for line in lines if line.strip(", ")]
    if not rows:
        message = "the kernel is empty; write its numbers, for example 0 1 0; 1 -4 1; 0 1 0"
        raise ValueError(message)
    if max(len(rows), *(len(row) for row in rows)) > MAX_SIDE:
        message = f"the kernel may have at most {MAX_SIDE} rows and {MAX_SIDE} columns"
        raise ValueError(message)
    for index, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            message = (
                f"every row needs as many numbers as the first: row {index} has {len(row)}, row 1 has {len(rows[0])}"
            )
            raise ValueError(message)
    return np.array([[parse_number(cell) for cell in row] for row in rows], dtype=np.float64)


def parse_number(text: str) -> float:
    """Return the number that the text spells, a fraction included; ValueError if it is not a finite number."""
    numerator, slash, denominator = text.strip().partition("/")
    try:
        value = float(numerator) / (float(denominator) if slash else 1.0)
    except (ValueError, ZeroDivisionError):
        value = np.nan
    if not np.isfinite(value):
        message = f"{text.strip()[:20]!r} is not a number; write for example -1, 0.25 or 1/9"
        raise ValueError(message)
    return value


def format_kernel(kernel: ArrayLike) -> str:
    """Return the kernel as text that `parse_kernel` reads back exactly, rows separated by semicolons."""
    return "; ".join(" ".join(format_number(value) for value in row) for row in as_kernel(kernel))


def format_number(value: float) -> str:
    """Return the shortest text that reads back as the same number: 1 rather than 1.0, 0 rather than -0, 1/9."""
    number = float(value) + 0.0
    text = repr(number).removesuffix(".0")
    if len(text) < 8 or not 1e-6 < abs(number) < _MAX_DENOMINATOR:
        return text
    near = Fraction(number).limit_denominator(_MAX_DENOMINATOR)
    return str(near) if near.numerator / near.denominator == number else text
