"""Find out by which call OpenCV reads a visitor's file to the very pixels that the page works on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core.images import decode

__all__ = ["Reading", "reading_of"]


@dataclass(frozen=True)
class Reading:
    """The flag for `cv2.imread`; whether transparent parts then have to be laid on white; whether neither helps.

    A picture that `is_rare` (of a rare kind: CMYK, a gray one with transparency, a turned one of 16 bits) has to be
    handed over as the page reads it, in a plain file.
    """

    flag: str = "IMREAD_COLOR"
    is_on_white: bool = False
    is_rare: bool = False


def reading_of(data: bytes) -> Reading:
    """Return how OpenCV reads a picture's file, which `core.images.decode` takes, to the same pixels.

    Tried out, not guessed: decoders differ in what they do with orientation, transparency, palettes and CMYK.
    """
    wanted = decode(data)
    plain = ("IMREAD_COLOR" if wanted.ndim == 3 else "IMREAD_GRAYSCALE") if wanted.dtype == np.uint8 else _UNCHANGED
    if _is_same(_read(data, plain), wanted):
        return Reading(plain)
    stored = _read(data, _UNCHANGED)
    if stored is not None and stored.shape[2:] == (4,) and stored.dtype.kind == "u":
        top = int(np.iinfo(stored.dtype).max)
        alpha = stored[..., 3:].astype(np.uint32)
        laid = (stored[..., :3] * alpha + top * (top - alpha) + top // 2) // top
        if _is_same(laid, wanted):
            return Reading(_UNCHANGED, is_on_white=True)
    return Reading(_UNCHANGED, is_rare=True)


_UNCHANGED = "IMREAD_UNCHANGED"


def _read(data: bytes, flag: str) -> NDArray[Any] | None:
    """Return what OpenCV makes of the file, None if it refuses."""
    try:
        return cv2.imdecode(np.frombuffer(data, np.uint8), getattr(cv2, flag))
    except cv2.error:
        return None


def _is_same(stored: NDArray[Any] | None, wanted: NDArray[Any]) -> bool:
    """Return whether pixels with blue first are those wanted."""
    if stored is None or stored.shape != wanted.shape:
        return False
    return bool(np.array_equal(stored[..., ::-1] if stored.ndim == 3 else stored, wanted))
