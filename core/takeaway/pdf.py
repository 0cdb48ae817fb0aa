"""Write a PDF file of one page: text in the fonts that every reader has, pictures, and filled rectangles.

A page this plain takes a few dozen lines and no dependency.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.images import encode_jpeg

__all__ = ["A4", "Sheet", "text_width"]

A4 = (595.0, 842.0)
"""Width and height in points, 1/72 inch."""

_FONTS = {"plain": "Helvetica", "bold": "Helvetica-Bold", "fixed": "Courier"}
# Mean widths of a sign over the size of the font; lines are broken with some room to spare.
_WIDTHS = {"plain": 0.52, "bold": 0.56, "fixed": 0.6}


@dataclass
class Sheet:
    """One page that is being drawn on; places are in points from the top left corner."""

    size: tuple[float, float] = A4
    _marks: list[str] = field(default_factory=list)
    _pictures: list[tuple[bytes, tuple[int, ...]]] = field(default_factory=list)

    def write(self, text: str, x: float, y: float, *, size: float = 10, font: str = "plain", gray: float = 0) -> None:
        """Write a line whose baseline lies at y; signs beyond Western European ones become a question mark."""
        encoded = text.replace("−", "-").replace("σ", "sigma").encode("cp1252", "replace")
        for sign in (b"\\", b"(", b")"):
            encoded = encoded.replace(sign, b"\\" + sign)
        plain = encoded.decode("latin-1").replace("\r", " ").replace("\n", " ")
        place = f"{x:.2f} {self.size[1] - y:.2f}"
        self._marks.append(f"BT {gray:.2f} g /{font} {size:g} Tf {place} Td ({plain}) Tj ET")

    def place(self, pixels: NDArray[np.uint8], x: float, y: float, width: float, height: float) -> None:
        """Place a picture, (M, N) or (M, N, 3), with its top left corner at (x, y)."""
        self._pictures.append((encode_jpeg(pixels), pixels.shape))
        frame = f"{width:.2f} 0 0 {height:.2f} {x:.2f} {self.size[1] - y - height:.2f}"
        self._marks.append(f"q {frame} cm /picture{len(self._pictures) - 1} Do Q")

    def fill(self, x: float, y: float, width: float, height: float, *, gray: float = 0) -> None:
        """Fill a rectangle."""
        corner = f"{x:.3f} {self.size[1] - y - height:.3f}"
        self._marks.append(f"{gray:.2f} g {corner} {width:.3f} {height:.3f} re f")

    def encode(self) -> bytes:
        """Return the file."""
        fonts = " ".join(f"/{name} {4 + index} 0 R" for index, name in enumerate(_FONTS))
        first = 4 + len(_FONTS)
        pictures = " ".join(f"/picture{index} {first + index} 0 R" for index in range(len(self._pictures)))
        content = zlib.compress("\n".join(self._marks).encode("latin-1"))
        last = first + len(self._pictures)
        parts = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            (
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {self.size[0]:g} {self.size[1]:g}] /Contents {last} 0 R "
                f"/Resources << /Font << {fonts} >> /XObject << {pictures} >> >> >>"
            ).encode(),
            *(
                f"<< /Type /Font /Subtype /Type1 /BaseFont /{base} /Encoding /WinAnsiEncoding >>".encode()
                for base in _FONTS.values()
            ),
            *(_stream(_about(shape), data) for data, shape in self._pictures),
            _stream("/Filter /FlateDecode", content),
        ]
        file, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
        for index, part in enumerate(parts, start=1):
            places.append(len(file))
            file += b"%d 0 obj\n%b\nendobj\n" % (index, part)
        start = len(file)
        table = "".join(f"{place:010d} 00000 n \n" for place in places)
        file += f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}".encode()
        file += f"trailer\n<< /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
        return bytes(file)


def text_width(text: str, *, size: float, font: str = "plain") -> float:
    """Return about how wide a line is, in points."""
    return len(text) * size * _WIDTHS[font]


def _about(shape: tuple[int, ...]) -> str:
    """Return what a reader has to know of a JPEG picture."""
    color = "DeviceGray" if len(shape) == 2 else "DeviceRGB"
    size = f"/Width {shape[1]} /Height {shape[0]}"
    return f"/Type /XObject /Subtype /Image {size} /ColorSpace /{color} /BitsPerComponent 8 /Filter /DCTDecode"


def _stream(about: str, data: bytes) -> bytes:
    """Return a stream object."""
    return f"<< {about} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"
