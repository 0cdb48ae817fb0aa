"""Encode a large picture as PNG in strips, with checkpoints between them."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.interruption import checkpoint

__all__ = ["encode_in_strips"]

_STRIP = 1 << 23
"""Bytes compressed between two checkpoints: a fifth of a second's work."""

_SUB = 1
"""Each byte less that of the pixel to the left: the filter that OpenCV takes too."""


def encode_in_strips(image: NDArray[Any]) -> bytes:
    """Encode uint8 or uint16 pixels, (M, N) or (M, N, 3)."""
    rows, columns = image.shape[:2]
    channels = 1 if image.ndim == 2 else 3
    step = channels * image.itemsize
    width = columns * step
    kind = {1: 0, 3: 2}[channels]
    header = struct.pack(">IIBBBBB", columns, rows, 8 * image.itemsize, kind, 0, 0, 0)
    squeezer = zlib.compressobj(1)
    stream = BytesIO()
    stream.write(b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header))
    height = max(1, _STRIP // width)
    for first in range(0, rows, height):
        checkpoint()
        block = image[first : first + height]
        stored = np.ascontiguousarray(block, image.dtype.newbyteorder(">")).reshape(len(block), -1).view(np.uint8)
        lines = np.empty((len(block), 1 + width), np.uint8)
        lines[:, 0] = _SUB
        lines[:, 1 : 1 + step] = stored[:, :step]
        np.subtract(stored[:, step:], stored[:, :-step], out=lines[:, 1 + step :])
        stream.write(_chunk(b"IDAT", squeezer.compress(lines.data)))
    stream.write(_chunk(b"IDAT", squeezer.flush()) + _chunk(b"IEND", b""))
    return stream.getvalue()


def _chunk(name: bytes, content: bytes) -> bytes:
    """Return a part of a PNG file."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
