"""Read the best matches off a score map, without counting one thing twice."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import scipy.ndimage
from numpy.typing import ArrayLike, NDArray

from core.arrays import FloatArray, as_image
from core.interruption import checkpoint
from core.matching.subpixel import peak_offset

__all__ = ["Match", "find_peaks"]

_BATCH = 4096
# Scores looked at in one go, to spare memory on a large map.
_NUMBERS = 1 << 21
_NEIGHBOURS = np.ones((3, 3), np.uint8)


@dataclass(frozen=True, slots=True)
class Match:
    """A place where a template fits: its top-left pixel, its score and its size in pixels.

    The peak lies `down` and `right`, each within half a pixel, of that pixel. A template that was sought at other
    sizes and turned has a `scale` and an `angle` in degrees, counter-clockwise; `height` and `width` are then those of
    the upright box around it.
    """

    row: int
    col: int
    score: float
    height: int
    width: int
    down: float = 0.0
    right: float = 0.0
    scale: float = 1.0
    angle: float = 0.0

    @property
    def x(self) -> float:
        """Left edge, to a fraction of a pixel."""
        return self.col + self.right

    @property
    def y(self) -> float:
        """Top edge, to a fraction of a pixel."""
        return self.row + self.down


def find_peaks(
    scores: ArrayLike,
    *,
    template_shape: tuple[int, ...],
    threshold: float = 0.5,
    count: int | None = None,
    overlap: float = 0.3,
) -> list[Match]:
    """Return the places of the highest scores, best first.

    Parameters
    ----------
    scores : array, shape (H, W)
        Score map of `core.matching.match_template`; higher is better, so pass ``-scores`` for "ssd".
    template_shape : (m, n) or (m, n, C)
        Size of the template in pixels.
    threshold : float
        Lowest score that counts.
    count : int, optional
        How many matches to return at most.
    overlap : float
        In [0, 1]: of two matches whose intersection is more than this share of their union, only the better stays.

    Returns
    -------
    list of Match
        Local maxima (a plateau counts once, at the pixel nearest to its centre); equal scores in reading order.

    Raises
    ------
    ValueError
        If the score map is not two-dimensional, the template is empty, `overlap` is outside [0, 1], `count` is below 1
        or `threshold` is not a number.
    """
    values = as_image(scores, name="scores")
    if values.ndim != 2:
        message = f"scores must have shape (H, W), got {values.shape}"
        raise ValueError(message)
    height, width = (int(side) for side in template_shape[:2])
    if height < 1 or width < 1:
        message = f"template_shape must be at least (1, 1), got {template_shape}"
        raise ValueError(message)
    if not 0 <= overlap <= 1:
        message = f"overlap must lie between 0 and 1, got {overlap}"
        raise ValueError(message)
    if count is not None and count < 1:
        message = f"count must be at least 1, got {count}"
        raise ValueError(message)
    if np.isnan(threshold):
        message = "threshold must be a number, got nan"
        raise ValueError(message)
    rows, cols = _local_maxima(values, threshold)
    order = np.lexsort((cols, rows, -values[rows, cols]))
    chosen = _spaced(rows[order], cols[order], values.shape, _hidden(height, width, overlap), count)
    return [
        Match(row, col, float(values[row, col]), height, width, *peak_offset(values, row, col)) for row, col in chosen
    ]


def _local_maxima(values: FloatArray, threshold: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the pixels that no neighbour exceeds, one for each plateau."""
    is_top, leads_up = np.empty(values.shape, bool), np.empty(values.shape, bool)
    count = max(1, _NUMBERS // values.shape[1])
    for first in range(0, len(values), count):
        checkpoint()
        # Two rows more: a neighbour is a top, or none, by neighbours of its own.
        above = min(first, 2)
        block = values[first - above : first + count + 2]
        own = slice(above, above + count)
        top = (block == cv2.dilate(block, _NEIGHBOURS)) & (block >= threshold)
        # A level stretch that leads up to something higher is no summit.
        lower = np.where(top, block.dtype.type(-np.inf), block)
        is_top[first : first + count] = top[own]
        leads_up[first : first + count] = (top & (cv2.dilate(lower, _NEIGHBOURS) == block))[own]
    crowd = cv2.boxFilter(is_top.view(np.uint8), -1, (3, 3), normalize=False, borderType=cv2.BORDER_CONSTANT)
    single_rows, single_cols = np.nonzero(is_top & (crowd == 1) & ~leads_up)
    rows, cols = _plateau_centres(is_top & (crowd > 1), leads_up)
    return np.concatenate([single_rows, rows]), np.concatenate([single_cols, cols])


def _plateau_centres(
    is_plateau: NDArray[np.bool_], leads_up: NDArray[np.bool_]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the pixel nearest to the centre of each plateau that nowhere leads up."""
    rows, cols = np.nonzero(is_plateau)
    if rows.size == 0:
        return rows, cols
    labels, found = scipy.ndimage.label(is_plateau, structure=_NEIGHBOURS)
    label = labels[rows, cols]
    sizes = np.bincount(label, minlength=found + 1).clip(1)
    away = (rows - (np.bincount(label, rows) / sizes)[label]) ** 2
    away += (cols - (np.bincount(label, cols) / sizes)[label]) ** 2
    order = np.lexsort((away, label))
    _, first = np.unique(label[order], return_index=True)
    centres = order[first]
    summit = ~np.isin(label[centres], label[leads_up[rows, cols]])
    return rows[centres[summit]], cols[centres[summit]]


def _hidden(height: int, width: int, overlap: float) -> NDArray[np.bool_]:
    """Return, by offset from a match, which others it hides; the offset (0, 0) is in the centre."""
    down = height - np.abs(np.arange(1 - height, height))[:, None]
    right = width - np.abs(np.arange(1 - width, width))
    shared = down * right
    hides = shared > overlap * (2 * height * width - shared)
    reach = hides.any(axis=1).sum() // 2, hides.any(axis=0).sum() // 2
    return np.asarray(
        hides[
            height - 1 - reach[0] : height + reach[0],
            width - 1 - reach[1] : width + reach[1],
        ]
    )


def _spaced(
    rows: NDArray[np.intp],
    cols: NDArray[np.intp],
    shape: tuple[int, ...],
    hidden: NDArray[np.bool_],
    count: int | None,
) -> list[tuple[int, int]]:
    """Return the candidates, in their order, that no chosen one before them hides."""
    chosen: list[tuple[int, int]] = []
    reach_down, reach_right = hidden.shape[0] // 2, hidden.shape[1] // 2
    taken = np.zeros((shape[0] + 2 * reach_down, shape[1] + 2 * reach_right), dtype=bool)
    for start in range(0, rows.size, _BATCH):
        batch = slice(start, start + _BATCH)
        free = np.flatnonzero(~taken[rows[batch] + reach_down, cols[batch] + reach_right]) + start
        for row, col in zip(rows[free].tolist(), cols[free].tolist(), strict=True):
            if taken[row + reach_down, col + reach_right]:
                continue
            chosen.append((row, col))
            if len(chosen) == count:
                return chosen
            taken[row : row + hidden.shape[0], col : col + hidden.shape[1]] |= hidden
    return chosen
