"""Write the lines that every recipe begins and ends with: read the picture, save the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.display import diverging
from core.rendering import View

__all__ = ["Given", "assemble", "number", "read", "scaled", "shown"]

# In gray levels: how near the code's colours come to the page's.
_NEAR = 3


@dataclass(frozen=True)
class Given:
    """The picture that a recipe reads: its file's name, its shape and number type on screen, and its full shape."""

    file: str
    shape: tuple[int, ...]
    dtype: str
    full_shape: tuple[int, int]

    @property
    def white(self) -> float:
        """The number that means white; for floating-point pictures it is known only when they are read."""
        return {"uint8": 255.0, "uint16": 65_535.0}.get(self.dtype, 1.0)


def assemble(imports: Sequence[str], *parts: Sequence[str]) -> str:
    """Return one script: the imports, plain ones first, and the parts with an empty line between."""
    plain = sorted({line for line in imports if line.startswith("import")})
    others = sorted({line for line in imports if not line.startswith("import")})
    blocks = [[*plain, *others], *(part for part in parts if part)]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def number(value: float) -> str:
    """Return a number as Python spells it, without a needless point."""
    return repr(float(value)).removesuffix(".0")


def read(given: Given, *, is_gray: bool = False) -> tuple[list[str], list[str]]:
    """Return the imports and the lines that read the picture as `picture`, floating-point, at its size on screen."""
    imports = ["import numpy as np", "from PIL import Image"]
    rows, columns = given.shape[:2]
    is_shrunk = (rows, columns) != tuple(given.full_shape)
    if given.dtype == "uint8":
        mode = "L" if len(given.shape) == 2 else "RGB"
        imports.append("from PIL import Image, ImageOps")
        imports.remove("from PIL import Image")
        lines = [f"image = ImageOps.exif_transpose(Image.open({given.file!r}))"]
        if not given.file.lower().endswith((".jpg", ".jpeg", ".bmp")):
            lines.append('if image.mode not in ("L", "RGB"):  # what is transparent lies on white')
            lines.append(
                '    image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))'
            )
        lines.append(f'picture = np.array(image.convert("{mode}"))')
    else:
        imports.append("import cv2")
        lines = [f"picture = cv2.imread({given.file!r}, cv2.IMREAD_UNCHANGED)"]
        if len(given.shape) == 3:
            lines.append("picture = picture[..., 2::-1]  # OpenCV reads blue first")
    if is_shrunk:
        imports.append("import cv2")
        lines.append(f"picture = cv2.resize(picture, ({columns}, {rows}), interpolation=cv2.INTER_AREA)")
    if given.dtype not in ("uint8", "uint16"):
        lines.append("black, white = picture.min(), picture.max()")
    lines.append("picture = picture.astype(float)")
    if is_gray and len(given.shape) == 3:
        lines.append("picture = picture @ [0.299, 0.587, 0.114]  # luma")
    return imports, lines


def shown(given: Given, view: View) -> list[str]:
    """Return the lines that map `result` to pixels as the page does, and save them."""
    is_known = given.dtype in ("uint8", "uint16")
    save = 'Image.fromarray(pixels).save("result.png")'
    if view == "clip":
        scaled = "(result - black) * 255 / (white - black)"
        if is_known:
            scaled = "result" if given.dtype == "uint8" else f"result * 255 / {number(given.white)}"
        return [f"pixels = np.clip(np.rint({scaled}), 0, 255).astype(np.uint8)", save]
    limit = "limit = np.quantile(np.abs(result), 0.995) or np.abs(result).max() or 1"
    if view == "absolute":
        lines = ["pixels = np.clip(np.rint(np.abs(result) * 255 / limit), 0, 255).astype(np.uint8)"]
    else:
        lines = [
            "part = np.clip(result / limit, -1, 1)  # blue is negative, red positive",
            *_diverging_marks(),
            "pixels = np.stack([np.interp(part, marks, c) for c in (reds, greens, blues)], axis=-1)",
            "pixels = np.rint(pixels).astype(np.uint8)",
        ]
    return [limit, *lines, save]


def scaled(low: str = "result.min()", high: str = "result.max()", *, value: str = "result") -> list[str]:
    """Return the lines that save numbers as grays, `low` black and `high` white."""
    return [
        f"low, high = {low}, {high}",
        f"pixels = np.clip(np.rint(({value} - low) * 255 / (high - low)), 0, 255).astype(np.uint8)",
        'Image.fromarray(pixels).save("result.png")',
    ]


def _diverging_marks() -> list[str]:
    """Return lines with the colours at as few places of the page's scale as come near it all, -1 to 1."""
    part = np.linspace(-1, 1, 511)
    colors = diverging(part[None], 1.0)[0].astype(float)
    places = [0, 255, 510]
    while True:
        between = np.stack([np.interp(part, part[places], colors[places, channel]) for channel in range(3)], axis=-1)
        error = np.abs(between - colors).max(axis=1)
        if error.max() <= _NEAR:
            break
        places = sorted({*places, int(error.argmax())})
    reds, greens, blues = colors[places].astype(int).T.tolist()
    marks = [round(float(place), 3) for place in part[places]]
    return [f"marks = {marks}", f"reds = {reds}", f"greens = {greens}", f"blues = {blues}"]
