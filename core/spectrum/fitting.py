"""Bring one picture to the shape of another, so that their waves can be compared one by one."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.images import to_gray

__all__ = ["fitted", "middle"]


def middle(size: tuple[int, int], shape: tuple[int, ...]) -> tuple[int, int]:
    """Return how many rows and columns about the middle of a picture of size (M, N) `fitted` scales to a shape.

    As many as have the shape's form, to within a pixel.
    """
    scale = min(size[0] / shape[0], size[1] / shape[1])
    return max(1, round(shape[0] * scale)), max(1, round(shape[1] * scale))


def fitted(image: ArrayLike, shape: tuple[int, ...]) -> NDArray[Any]:
    """Return the middle of a picture, scaled to a shape.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, 3)
    shape : (M', N') or (M', N', 3)
        What is wanted; a colour picture becomes gray for the first, a gray one gets three equal channels for the
        second.

    Returns
    -------
    float32 array, shape `shape`
        Nothing is stretched: what juts out on two sides is cut off.
    """
    picture = np.asarray(image)
    picture = to_gray(picture) if len(shape) == 2 and picture.ndim == 3 else picture
    height, width = picture.shape[:2]
    rows, cols = middle((height, width), shape)
    top, left = (height - rows) // 2, (width - cols) // 2
    kept = np.ascontiguousarray(picture[top : top + rows, left : left + cols], np.float32)
    how = cv2.INTER_AREA if rows > shape[0] or cols > shape[1] else cv2.INTER_LINEAR
    resized: Any = cv2.resize(kept, (shape[1], shape[0]), interpolation=how)
    return np.repeat(resized[..., None], 3, axis=2) if resized.ndim < len(shape) else resized
