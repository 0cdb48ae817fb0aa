"""Read from an encoded picture which of its pixels are opaque."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

__all__ = ["is_transparent", "opaque"]

_HALF = 128
_OPAQUE = 255


def opaque(data: bytes) -> NDArray[np.bool_] | None:
    """Return which pixels of a picture are more opaque than not.

    Parameters
    ----------
    data : bytes
        An encoded picture that `core.images.decode` accepts: call that first, it refuses hostile ones.

    Returns
    -------
    bool array, shape (M, N), upright, or None if the picture has no transparency or a format without it.
    """
    alpha = _alpha(data)
    if alpha is None:
        return None
    counted = np.asarray(alpha) >= _HALF
    return None if counted.all() else counted


def is_transparent(data: bytes) -> bool:
    """Tell whether any pixel of an encoded picture that `core.images.decode` accepts is less than opaque."""
    alpha = _alpha(data)
    return alpha is not None and alpha.getextrema()[0] != _OPAQUE


def _alpha(data: bytes) -> Image.Image | None:
    """Return how opaque a picture's pixels are, upright; None if it has no transparency or a format without it."""
    try:
        with Image.open(BytesIO(data)) as picture:
            if "A" not in picture.getbands() and "transparency" not in picture.info:
                return None
            return ImageOps.exif_transpose(picture.convert("RGBA")).getchannel("A")
    except OSError:
        return None
