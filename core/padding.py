"""Continue an image beyond its border: the one table of padding modes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any, Literal, TypeAlias, get_args

import cv2
import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from core.arrays import FloatArray, PixelArray, as_image, check_choice

__all__ = ["OPENCV_BORDERS", "PADDINGS", "Bordered", "Padding", "pad"]

Index: TypeAlias = tuple[slice, slice]

Padding = Literal["constant", "nearest", "reflect", "mirror", "wrap"]
PADDINGS: tuple[str, ...] = get_args(Padding)

OPENCV_BORDERS = {
    "constant": cv2.BORDER_CONSTANT,
    "nearest": cv2.BORDER_REPLICATE,
    "reflect": cv2.BORDER_REFLECT,
    "mirror": cv2.BORDER_REFLECT_101,
}


def pad(
    image: ArrayLike,
    before: tuple[int, int],
    after: tuple[int, int],
    *,
    padding: Padding = "reflect",
    fill: float = 0.0,
) -> FloatArray:
    """Return the image with rows and columns added around it.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
    before, after : (rows, columns)
        How much to add at the top left and at the bottom right, at least 0; it may exceed the image.
    padding : {"constant", "nearest", "reflect", "mirror", "wrap"}
        How the row a b c d goes on to the left and to the right::

            constant   0 0 0 | a b c d | 0 0 0      nearest   a a a | a b c d | d d d
            reflect    c b a | a b c d | d c b      mirror    d c b | a b c d | c b a
            wrap       b c d | a b c d | a b c
    fill : float
        What "constant" writes.

    Returns
    -------
    array, shape (M + before[0] + after[0], N + before[1] + after[1][, C])
        A new array; float64 stays float64, everything else becomes float32.

    Raises
    ------
    TypeError, ValueError
        As for `core.arrays.as_image`; for an unknown padding, a negative width or a fill that is not finite.

    Notes
    -----
    The names and meanings are those of `scipy.ndimage`.
    """
    array = as_image(image)
    check_choice(padding, PADDINGS, name="padding")
    if min(*before, *after) < 0:
        message = f"before and after must be at least 0, got {before} and {after}"
        raise ValueError(message)
    if not np.isfinite(fill):
        message = f"fill must be finite, got {fill}"
        raise ValueError(message)
    rows, cols = ((-b, size + a) for b, a, size in zip(before, after, array.shape[:2], strict=True))
    padded = Bordered(array, padding, fill).window(rows, cols, dtype=array.dtype)
    return padded.copy() if padded.base is not None else padded


@dataclass(frozen=True)
class Bordered:
    """An image that goes on beyond its border; pixel (0, 0) of the result is its pixel (-top, -left)."""

    image: PixelArray
    padding: Padding = "reflect"
    fill: float = 0.0
    top: int = 0
    left: int = 0

    def window(
        self, rows: tuple[int, int], cols: tuple[int, int], *, dtype: DTypeLike, room: NDArray[Any] | None = None
    ) -> NDArray[Any]:
        """Return the pixels from start to stop along both axes: a view if the image holds them all, else a copy.

        `room`, of the window's shape and this dtype, is where a copy is written if there is one.
        """
        inner_rows, inner_cols = (
            slice(max(start, 0), max(min(stop, size), max(start, 0)))
            for (start, stop), size in zip((rows, cols), self.image.shape[:2], strict=True)
        )
        inner = self.image[inner_rows, inner_cols]
        shape = (rows[1] - rows[0], cols[1] - cols[0])
        if inner.shape[:2] == shape:
            return inner
        top, left = inner_rows.start - rows[0], inner_cols.start - cols[0]
        bottom, right = top + inner.shape[0], left + inner.shape[1]
        widths = (top, shape[0] - bottom, left, shape[1] - right)
        if self.padding in OPENCV_BORDERS and max(widths) < min(inner.shape[:2]) and inner[0, 0].size <= 4:
            # All that the border repeats lies in this very part of the image.
            source, value = inner.astype(dtype, copy=False), (self.fill,) * 4
            bordered = cv2.copyMakeBorder(source, *widths, OPENCV_BORDERS[self.padding], dst=room, value=value)
            return bordered.reshape(shape + inner.shape[2:])
        block = np.empty(shape + inner.shape[2:], dtype) if room is None else room
        if inner.size:
            block[top:bottom, left:right] = inner
        else:
            top = bottom = shape[0]
        self._continue(block[:top], rows[0], cols[0])
        self._continue(block[bottom:], rows[0] + bottom, cols[0])
        self._continue(block[top:bottom, :left], rows[0] + top, cols[0])
        self._continue(block[top:bottom, right:], rows[0] + top, cols[0] + right)
        return block

    def spans(self, rows: tuple[int, int], cols: tuple[int, int]) -> list[tuple[Index, Index | None]]:
        """Return which places of a window take which pixels of the image, None: the fill value.

        The image's own part comes first. The list is empty where the border repeats a pixel more than once.
        """
        along_rows, along_cols = (
            _spans(*ends, size, self.padding) for ends, size in zip((rows, cols), self.image.shape[:2], strict=True)
        )
        return [
            ((there, aside), None if here is None or beside is None else (here, beside))
            for (there, here), (aside, beside) in product(along_rows, along_cols)
        ]

    def _continue(self, band: NDArray[Any], row: int, col: int) -> None:
        """Fill a band, whose first pixel has these coordinates, with what the padding puts there."""
        if not band.size:
            return
        rows, cols = (
            _sources(np.arange(start, start + length), size, self.padding)
            for start, length, size in zip((row, col), band.shape, self.image.shape, strict=False)
        )
        band[...] = self.image[rows[:, None], cols]
        if self.padding == "constant":
            band[rows < 0] = self.fill
            band[:, cols < 0] = self.fill


def _spans(start: int, stop: int, size: int, padding: Padding) -> list[tuple[slice, slice | None]]:
    """Return which places along one axis take which pixels, as `Bordered.spans` does."""
    before, after = max(-start, 0), max(stop - size, 0)
    first, last = max(start, 0), min(stop, size)
    if first >= last or max(before, after) >= size:
        return []
    spans: list[tuple[slice, slice | None]] = [(slice(before, before + last - first), slice(first, last))]
    ends = {
        "constant": (None, None),
        "nearest": (slice(0, 1), slice(size - 1, size)),
        "reflect": (slice(before - 1, None, -1), slice(size - 1, size - 1 - after, -1)),
        "mirror": (slice(before, 0, -1), slice(size - 2, size - 2 - after if after < size - 1 else None, -1)),
        "wrap": (slice(size - before, size), slice(0, after)),
    }[padding]
    if before:
        spans.append((slice(0, before), ends[0]))
    if after:
        spans.append((slice(stop - start - after, stop - start), ends[1]))
    return spans


def _sources(places: NDArray[np.intp], size: int, padding: Padding) -> NDArray[np.intp]:
    """Return which pixel of `size` stands at each place; -1 where it is the fill value."""
    if padding == "constant":
        return np.where((places < 0) | (places >= size), -1, places)
    if padding == "nearest":
        return np.clip(places, 0, size - 1)
    if padding == "wrap":
        return places % size
    if padding == "reflect":
        folded = places % (2 * size)
        return np.minimum(folded, 2 * size - 1 - folded)
    period = max(2 * size - 2, 1)
    folded = places % period
    return np.minimum(folded, period - folded) if size > 1 else np.zeros_like(places)
