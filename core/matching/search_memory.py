"""Estimate what memory a search takes, so that one too large can be made on a smaller picture."""

from __future__ import annotations

from math import sqrt

from core._pool import WORKERS

__all__ = ["fitting_scale", "search_bytes"]

_BYTES_OF_CELL = 75
"""Of each tile's cell and channel, on each thread: measured for templates of 0.2 to 5 megapixels."""

_TILE_OF_TEMPLATE = 4.5
_TILE_OF_PICTURE = 1.2


def search_bytes(picture: tuple[int, int], template: tuple[int, int], *, channels: int) -> float:
    """Return about how many bytes a search takes at most, beside the picture and its score maps.

    Parameters
    ----------
    picture, template : (rows, columns)
    channels : int
        Of either.
    """
    tile = min(_TILE_OF_TEMPLATE * template[0] * template[1], _TILE_OF_PICTURE * picture[0] * picture[1])
    return _BYTES_OF_CELL * channels * WORKERS * tile


def fitting_scale(picture: tuple[int, int], template: tuple[int, int], *, channels: int, most: float) -> float:
    """Return by which factor, at most 1, to scale both so that a search takes no more than `most` bytes."""
    return min(1.0, sqrt(most / search_bytes(picture, template, channels=channels)))
