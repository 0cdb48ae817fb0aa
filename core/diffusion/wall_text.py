"""Write a tank's walls as a short text for a link, and read them back."""

from __future__ import annotations

import base64
import binascii
import re
import zlib

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["MAX_SIDE", "format_walls", "parse_walls"]

MAX_SIDE = 1024
_FORM = re.compile(r"(\d{1,4})x(\d{1,4})-([A-Za-z0-9_-]*)")
_RAW = -15


def format_walls(walls: ArrayLike) -> str:
    """Return walls, bool (M, N), as "MxN-" and letters: a grid takes about a hundred, a drawing several hundred.

    Raises
    ------
    ValueError
        If the shape is not (M, N), with 1 to `MAX_SIDE` cells a side.
    """
    cells = np.asarray(walls, bool)
    if cells.ndim != 2 or not all(1 <= side <= MAX_SIDE for side in cells.shape):
        message = f"walls must have shape (M, N), 1 to {MAX_SIDE} a side, got {cells.shape}"
        raise ValueError(message)
    squeezer = zlib.compressobj(9, zlib.DEFLATED, _RAW)
    data = squeezer.compress(np.packbits(_toggle_rows(cells)).tobytes()) + squeezer.flush()
    return f"{cells.shape[0]}x{cells.shape[1]}-" + base64.urlsafe_b64encode(data).decode().rstrip("=")


def parse_walls(text: str) -> NDArray[np.bool_]:
    """Return the (M, N) walls that `format_walls` wrote.

    Raises
    ------
    ValueError
        If the text is no such walls; at most `MAX_SIDE` times `MAX_SIDE` bits are ever unpacked.
    """
    form = _FORM.fullmatch(text)
    if form is None or not all(1 <= int(side) <= MAX_SIDE for side in form.groups()[:2]):
        message = f"walls must be written like 256x256-letters, at most {MAX_SIDE} a side; got {text[:40]!r}"
        raise ValueError(message)
    shape = int(form[1]), int(form[2])
    count = shape[0] * shape[1]
    bits = _unpack(form[3], -(-count // 8))
    return np.asarray(np.logical_xor.accumulate(np.unpackbits(bits, count=count).reshape(shape).astype(bool), axis=0))


def _toggle_rows(cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return True where a cell differs from the one above: rare, so it packs well."""
    toggled = cells.copy()
    toggled[1:] ^= cells[:-1]
    return toggled


def _unpack(letters: str, size: int) -> NDArray[np.uint8]:
    """Return so many bytes, or raise ValueError."""
    message = "walls are damaged: the letters do not unpack to as many cells as they say"
    loosener = zlib.decompressobj(_RAW)
    try:
        packed = base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
        data = loosener.decompress(packed, size + 1)
    except (binascii.Error, zlib.error) as error:
        raise ValueError(message) from error
    if len(data) != size or not loosener.eof:
        raise ValueError(message)
    return np.frombuffer(data, np.uint8)
