"""Build encoded pictures for tests: ordinary ones through Pillow, rare and hostile ones byte by byte."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

__all__ = ["chunk", "encoded", "exif", "gif", "noise", "png", "tiff"]


def noise(*shape: int, dtype: Any = np.uint8, seed: int = 0) -> NDArray[Any]:
    """Return random pixels over the whole range of an integer type."""
    return np.random.default_rng(seed).integers(0, np.iinfo(dtype).max, shape, dtype, endpoint=True)


def encoded(pixels: NDArray[Any] | Image.Image, kind: str, **options: Any) -> bytes:
    """Encode by Pillow."""
    picture = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    stream = BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def exif(orientation: int) -> bytes:
    """Return an EXIF block that states an orientation."""
    block = Image.Exif()
    block[0x0112] = orientation
    return block.tobytes()


def chunk(name: bytes, body: bytes) -> bytes:
    """Return a PNG chunk."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(pixels: NDArray[Any], *, extra: bytes = b"", depth: int | None = None, color: int | None = None) -> bytes:
    """Encode (M, N[, C]) uint8 or uint16 pixels as PNG, with further chunks before the pixels."""
    rows, columns = pixels.shape[:2]
    channels = pixels.shape[2] if pixels.ndim == 3 else 1
    lines = pixels.astype(pixels.dtype.newbyteorder(">")).reshape(rows, -1).view(np.uint8)
    body = np.hstack([np.zeros((rows, 1), np.uint8), lines]).tobytes()
    kind = {1: 0, 2: 4, 3: 2, 4: 6}[channels] if color is None else color
    header = struct.pack(">IIBBBBB", columns, rows, depth or 8 * pixels.itemsize, kind, 0, 0, 0)
    parts = [chunk(b"IHDR", header), extra, chunk(b"IDAT", zlib.compress(body, 1)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def tiff(pixels: NDArray[Any], *, tags: dict[int, Any] | None = None, order: str = "<") -> bytes:
    """Encode (M, N[, C]) pixels of any type as a plain TIFF; `tags` replace or add values, None removes."""
    rows, columns = pixels.shape[:2]
    channels = pixels.shape[2] if pixels.ndim == 3 else 1
    body = pixels.astype(pixels.dtype.newbyteorder(order)).tobytes()
    sample = {"u": 1, "i": 2, "f": 3}[pixels.dtype.kind]
    values = {256: columns, 257: rows, 258: [8 * pixels.itemsize] * channels, 259: 1}
    values |= {262: 1 if channels < 3 else 2, 273: 8, 277: channels, 278: rows, 279: len(body)}
    values |= {339: [sample] * channels} | ({338: 2} if channels in {2, 4} else {})
    values |= tags or {}
    entries, heap = [], b""
    chosen = sorted((tag, value) for tag, value in values.items() if value is not None)
    start = 8 + len(body) + len(body) % 2
    after = start + 2 + 12 * len(chosen) + 4
    for tag, value in chosen:
        numbers = value if isinstance(value, list) else [value]
        code = "I" if max(numbers) > 65_535 else "H"
        packed = struct.pack(f"{order}{len(numbers)}{code}", *numbers)
        if len(packed) > 4:
            place, heap = struct.pack(order + "I", after + len(heap)), heap + packed
        else:
            place = packed.ljust(4, b"\0")
        entries.append(struct.pack(order + "HHI", tag, 4 if code == "I" else 3, len(numbers)) + place)
    head = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, start)
    directory = struct.pack(order + "H", len(chosen)) + b"".join(entries) + struct.pack(order + "I", 0)
    return head + body.ljust(len(body) + len(body) % 2, b"\0") + directory + heap


def gif(frames: int, *, canvas: tuple[int, int] = (1, 1), at: tuple[int, int] = (0, 0), extra: bytes = b"") -> bytes:
    """Return a GIF of one-pixel frames, with further blocks before the first."""
    palette = bytes([10, 20, 30, 200, 100, 50])
    head = b"GIF89a" + struct.pack("<HHBBB", *canvas, 0x80, 0, 0) + palette
    frame = b"," + struct.pack("<HHHHB", *at, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return head + extra + frame * frames + b";"
