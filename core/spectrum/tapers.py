"""Fade a picture out towards its edges, so that they add no waves of their own to its spectrum."""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.signal.windows import hann, tukey

from core.arrays import FloatArray, as_image, check_choice

__all__ = ["TAPERS", "Taper", "taper", "tapered"]

Taper = Literal["hann", "tukey"]
TAPERS: tuple[str, ...] = get_args(Taper)
_TUKEY_SHARE = 0.25


def taper(shape: tuple[int, int], kind: Taper) -> NDArray[np.float64]:
    """Return a window, shape (M, N), that falls from 1 in the middle to nearly 0 at the edges.

    Parameters
    ----------
    shape : (M, N)
        The picture's height and width in pixels.
    kind : {"hann", "tukey"}
        One arch of a raised cosine; or flat, with a raised cosine over an eighth of the side at each end.

    Raises
    ------
    ValueError
        If the kind is neither of the two.
    """
    check_choice(kind, TAPERS, name="kind")
    # Two more samples, for the outermost are 0 and would throw pixels away; one pixel alone keeps the factor 1.
    sides = [hann(side + 2) if kind == "hann" else tukey(side + 2, _TUKEY_SHARE) for side in shape]
    row, col = (side[1:-1] for side in sides)
    return np.outer(row, col)


def tapered(image: ArrayLike, kind: Taper) -> FloatArray:
    """Return the picture fading into its (weighted) mean towards the edges.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
        Each channel fades into its own mean, so that the window changes the waves but brings no seam itself.
    kind : {"hann", "tukey"}
        As for `taper`.

    Returns
    -------
    array, shape of `image`
        float64 for a float64 picture, float32 otherwise.
    """
    picture = as_image(image)
    window = taper((picture.shape[0], picture.shape[1]), kind)[..., None]
    planes = np.atleast_3d(picture).astype(np.float64)
    level = np.sum(planes * window, axis=(0, 1)) / np.sum(window)
    faded: Any = ((planes - level) * window + level).astype(picture.dtype)
    return faded.reshape(picture.shape)  # type: ignore[no-any-return]
