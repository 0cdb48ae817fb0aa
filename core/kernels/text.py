"""Read a kernel that a person typed or pasted, and write one as short text."""

from __future__ import annotations

import re
from fractions import Fraction
from math import floor, log10

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import as_kernel

__all__ = [
    "MAX_SIDE",
    "format_kernel",
    "format_number",
    "in_full",
    "in_words",
    "parse_kernel",
    "parse_number",
    "written",
]

MAX_SIDE = 255
_MAX_DENOMINATOR = 99
_LONGEST = 1e9
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# The minus of print, dashes that stand for it, the fraction's stroke, and blanks that hold words together.
_SIGNS = str.maketrans(
    {"\u2212": "-", "\u2013": "-", "\u2044": "/", "\xa0": " ", "\u202f": " ", "\u2007": " ", "\ufeff": ""}
)
_DECIMAL = re.compile(r"[-+]?\d*,\d+(?:/\d+)?")
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2},\d{3}")


def parse_kernel(text: str) -> NDArray[np.float64]:
    """Return the kernel that the text spells.

    Parameters
    ----------
    text : str
        Rows end with a semicolon or a new line, numbers with blanks, tabs or commas; in lines of single numbers
        with semicolons between them, these separate cells. A number may be a fraction such as ``1/9``. Where tabs
        or semicolons separate what stands beside a comma, it is a decimal comma.

    Returns
    -------
    float64 array, shape (kh, kw)
        At most MAX_SIDE cells a side.

    Raises
    ------
    ValueError
        If the text is empty, ragged, too large, leaves a cell empty, holds something that is not a finite number,
        or commas that may mean either.
    """
    rows = _cells(text.translate(_SIGNS))
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
    for index, row in enumerate(rows, start=1):
        if "" in row:
            message = f"row {index}, cell {row.index('') + 1} is empty; write 0 there"
            raise ValueError(message)
    cells = [cell for row in rows for cell in row]
    with_commas = [cell for cell in cells if "," in cell]
    if with_commas and all(_THOUSANDS.fullmatch(cell) for cell in with_commas):
        raise ValueError(_either(with_commas[0]))
    return np.array([_number(cell) for cell in cells], dtype=np.float64).reshape(len(rows), -1)


def parse_number(text: str) -> float:
    """Return the number that the text spells; a fraction, a decimal comma and the minus of print are read too.

    Raises
    ------
    ValueError
        If it is not a finite number, or may be thousands as well as a decimal, such as ``1,000``.
    """
    plain = text.translate(_SIGNS).strip()
    if _THOUSANDS.fullmatch(plain):
        raise ValueError(_either(plain))
    return _number(plain)


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


def written(value: float, digits: int = 4) -> str:
    """Return a number for reading, to so many digits or to the whole: −0.3333, 256096, 2.5 × 10⁻⁵."""
    number = float(value) + 0.0
    is_long = 10**digits <= abs(number) < _LONGEST
    leading, _, power = (f"{number:.0f}" if is_long else f"{number:.{digits}g}").partition("e")
    raised = f" × 10{str(int(power)).translate(_RAISED)}" if power else ""
    return leading.replace("-", "−") + raised


def in_full(value: float) -> str:
    """Return a number of at least 0 to two digits and without a power of ten: 0.000019."""
    places = max(0, 1 - floor(log10(value))) if value > 0 else 0
    return f"{value:.{places}f}"


def in_words(kernel: ArrayLike) -> str:
    """Return a kernel's size such that nobody takes rows for columns."""
    rows, columns = as_kernel(kernel).shape
    return f"{rows} row{'s' * (rows > 1)} × {columns} column{'s' * (columns > 1)}"


def _cells(text: str) -> list[list[str]]:
    """Return the text of every cell, row by row, as it came; commas are left where they are decimal."""
    lines = re.split(r"[\n\r]+", text)
    if "\t" in text:
        # A spreadsheet's rows: an empty cell holds its place.
        rows = [part for line in lines for part in line.split(";") if part.strip(" ")]
        return _without_empty_ends([[cell.strip() for cell in row.split("\t")] for row in rows])
    if _is_separated_by_semicolons(lines):
        return [[cell.strip() for cell in line.split(";")] for line in lines if line.strip()]
    rows = [line.strip() for line in re.split(r"[;\n\r]+", text) if line.strip(", ")]
    if _has_decimal_commas(rows, is_divided=";" in text):
        return [row.split() for row in rows]
    return [re.split(r"\s*,\s*|\s+", row.removesuffix(",").strip()) for row in rows]


def _without_empty_ends(rows: list[list[str]]) -> list[list[str]]:
    """Return the rows without empty columns at their end, which a block marked too wide brings along."""
    while (width := max(map(len, rows), default=0)) > 1 and not any(row[-1] for row in rows if len(row) == width):
        rows = [row[: width - 1] for row in rows]
    return rows


def _is_separated_by_semicolons(lines: list[str]) -> bool:
    """Tell whether semicolons separate cells: several lines of single numbers, semicolons between some of them."""
    full = [line.strip() for line in lines if line.strip()]
    has_inner = any(";" in line.rstrip(";") for line in full)
    return len(full) > 1 and has_inner and not any(" " in cell.strip() for line in full for cell in line.split(";"))


def _has_decimal_commas(rows: list[str], *, is_divided: bool) -> bool:
    """Tell whether commas belong to the numbers; ValueError if they may as well separate them.

    With `is_divided` semicolons end the rows.
    """
    tokens = [row.split() for row in rows]
    words = [word.strip(",") for row in tokens for word in row]
    inner = [word for word in words if "," in word]
    if not inner or any("." in word for word in words) or not all(_DECIMAL.fullmatch(word) for word in inner):
        return False
    has_outer = any(word != word.strip(",") for row in tokens for word in row)
    if is_divided and not has_outer and any(len(row) > 1 for row in tokens):
        return True
    raise ValueError(_either(inner[0]))


def _either(text: str) -> str:
    """Return the sentence that asks for a comma's meaning."""
    point = text.replace(",", ".")
    other = text.replace(",", "") if _THOUSANDS.fullmatch(text) else text.replace(",", " ")
    return f"the comma in '{text[:20]}' has two meanings; write {point[:20]} or {other[:20]}"


def _number(text: str) -> float:
    """Return the number that a cell spells, in which a comma is decimal; ValueError if it is not a finite number."""
    plain = text.replace(",", ".") if _DECIMAL.fullmatch(text) else text
    numerator, slash, denominator = plain.partition("/")
    try:
        value = float(numerator) / (float(denominator) if slash else 1.0)
    except (ValueError, ZeroDivisionError):
        value = np.nan
    if not np.isfinite(value):
        message = f"{text[:20]!r} is not a number; write for example -1, 0.25 or 1/9"
        raise ValueError(message)
    return value
