"""Write the lines that every recipe begins and ends with: read the picture, save the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.images.color_maps import Map, between, points
from core.images.rendering import View
from core.takeaway.recipes.reading import Reading

__all__ = ["Given", "assemble", "grays", "grays_at_once", "number", "painted", "read", "shown"]

_COLORS_A_LINE = 16


@dataclass(frozen=True)
class Given:
    """The picture that a recipe reads.

    `file` is its name, `shape` the shape at which the recipe works, `full_shape` that of the file; `dtype` is its
    number type, `black` and `white` the numbers that the page shows so. `reading` says how OpenCV gets its pixels.
    """

    file: str
    shape: tuple[int, ...]
    dtype: str
    full_shape: tuple[int, int]
    black: float = 0.0
    white: float = 255.0
    reading: Reading = field(default_factory=Reading)

    @property
    def is_color(self) -> bool:
        """Whether it has three channels."""
        return len(self.shape) == 3


def assemble(imports: Sequence[str], *parts: Sequence[str]) -> str:
    """Return one script: the imports, plain ones first, and the parts with an empty line between."""
    plain = sorted({line for line in imports if line.startswith("import")})
    others = sorted({line for line in imports if not line.startswith("import")})
    blocks = [[*plain, *others], *(part for part in parts if part)]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def number(value: float) -> str:
    """Return a number as Python spells it, without a needless point."""
    return repr(float(value)).removesuffix(".0")


def read(
    given: Given, *, is_gray: bool = False, small: tuple[int, ...] | None = None, is_single: bool = False
) -> tuple[list[str], list[str]]:
    """Return the imports and the lines that read the picture as `picture`, floating-point.

    With `is_gray` it is its luma; with `small` it is then scaled down to that shape; with `is_single` its numbers are
    of single precision.
    """
    lines = [f"picture = cv2.imread({given.file!r}, cv2.{given.reading.flag})"]
    if given.reading.is_on_white:
        top = 255 if given.dtype == "uint8" else 65_535
        lines += [
            "alpha = picture[..., 3:].astype(np.uint32)  # what is transparent lies on white",
            f"picture = (picture[..., :3] * alpha + {top} * ({top} - alpha) + {top // 2}) // {top}",
            f"picture = picture.astype(np.{given.dtype})",
        ]
    if given.is_color:
        lines.append("picture = picture[..., ::-1]  # OpenCV reads blue first")
    rows, columns = given.shape[:2]
    if (rows, columns) != tuple(given.full_shape):
        lines += [
            "# At the size on screen, as the page makes and saves this result.",
            f"picture = cv2.resize(picture, ({columns}, {rows}), interpolation=cv2.INTER_AREA)",
        ]
    luma = ["picture = picture @ [0.299, 0.587, 0.114]  # luma"] if is_gray and given.is_color else []
    further = []
    if small is not None and small[:2] != given.shape[:2]:
        further = [f"picture = cv2.resize(picture, ({small[1]}, {small[0]}), interpolation=cv2.INTER_AREA)"]
    # Whole numbers are scaled down to whole numbers, as on the page.
    before, after = ([], further) if luma else (further, [])
    kind = "np.float32)  # single precision, as on the page" if is_single else "float)"
    lines += [*before, f"picture = picture.astype({kind}", *luma, *after]
    return ["import cv2", "import numpy as np"], lines


def shown(
    given: Given, view: View, limit: float | None = None, *, is_color: bool, is_double: bool = False
) -> list[str]:
    """Return the lines that map `result` to pixels as the page does, and save them.

    `limit` is the magnitude shown brightest by "absolute" and "signed"; `is_color` says whether the result has three
    channels, and `is_double` whether the page has it in double precision.
    """
    if not is_double:
        cast = "result = result.astype(np.float32)  # single precision, as on the page"
        return [cast, *shown(given, view, limit, is_color=is_color, is_double=True)]
    if view == "clip":
        if given.black == 0:
            return grays("0", number(given.white), is_color=is_color)
        ends = f"black, white = {number(given.black)}, {number(given.white)}"
        return [ends, *grays("black", "white", is_color=is_color)]
    limits = [f"limit = {number(limit or 1.0)}  # shown brightest: 99.5 % of the values on screen do not exceed it"]
    if view == "absolute":
        return [*limits, *grays("0", "limit", value="np.abs(result)", is_color=is_color)]
    return [*limits, *painted("diverging")]


def grays(low: str, high: str, *, value: str = "result", is_color: bool) -> list[str]:
    """Return the lines that save numbers as grays: `low`, a name or 0, is black, `high` white."""
    if low == "0":
        scale = "1" if high == "255" else f"255 / {high}"
        return [
            f"levels = {value}",
            f"pixels = cv2.addWeighted(levels, {scale}, levels, 0, 0, dtype=cv2.CV_8U)  # scaled, rounded and clipped",
            _save(is_color=is_color),
        ]
    levels = f"({value} - {low}) * (255 / ({high} - {low}))"
    return [f"pixels = np.clip(np.rint({levels}), 0, 255).astype(np.uint8)", _save(is_color=is_color)]


def grays_at_once(low: float, high: float, *, is_color: bool) -> list[str]:
    """Return the lines that save single-precision numbers as grays in the page's own one step."""
    scale = 255 / (high - low)
    return [
        f"scale, offset = {number(scale)}, {number(-low * scale)}  # {low:.6g} becomes black, {high:.6g} white",
        "pixels = cv2.addWeighted(result, scale, result, 0, offset, dtype=cv2.CV_8U)  # rounded and clipped",
        _save(is_color=is_color),
    ]


def painted(kind: Map, *, value: str = "result", low: str = "", high: str = "") -> list[str]:
    """Return the lines that save (M, N) numbers in the page's colours.

    "diverging" shows from `-limit` to `limit`, names that the code has to know; "sequential" from `low` to `high`, both
    expressions; "cyclic" takes angles.
    """
    colors = [bytes(color).hex() for color in points(kind).tolist()]
    rows = [" ".join(colors[start : start + _COLORS_A_LINE]) for start in range(0, len(colors), _COLORS_A_LINE)]
    step = between(kind)
    last = step * (len(colors) - 1)
    count = last if kind == "cyclic" else last + 1
    steps = {
        "sequential": [
            f"low, high = {low}, {high}",
            f"steps = np.rint((np.clip({value}, low, high) - low) * ({last} / (high - low or 1)))",
        ],
        "diverging": [f"steps = np.rint((np.clip({value}, -limit, limit) + limit) * ({last} / (2 * limit)))"],
        "cyclic": [f"steps = np.mod(np.rint({value} * ({last} / (2 * np.pi))), {last})"],
    }[kind]
    return [
        f"# The page's colours: {_ABOUT[kind]}.",
        'colors = """',
        *(f"    {row}" for row in rows),
        '"""',
        "colors = np.array([list(bytes.fromhex(color)) for color in colors.split()])",
        f"places = np.arange(0, {last + 1}, {step})",
        f"table = [np.interp(np.arange({count}), places, channel) for channel in colors.T]",
        *steps,
        "pixels = np.rint(table).T.astype(np.uint8)[steps.astype(int)]",
        _save(is_color=True),
    ]


_ABOUT: dict[Map, str] = {
    "sequential": "dark violet over red to light yellow",
    "diverging": "blue is negative, white zero, red positive",
    "cyclic": "a circle of hues, red at 0",
}


def _save(*, is_color: bool) -> str:
    """Return the line that saves the pixels."""
    return f'cv2.imwrite("result.png", {"pixels[..., ::-1]" if is_color else "pixels"})'
