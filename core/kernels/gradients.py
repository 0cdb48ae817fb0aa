"""Measure how steep a picture is, whichever the direction, by two kernels at right angles."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from core.arrays import FloatArray, as_kernel
from core.convolution import convolve, correlate
from core.padding import Padding

__all__ = ["magnitude"]


def magnitude(
    image: ArrayLike,
    kernel: ArrayLike,
    *,
    how: Literal["convolve", "correlate"] = "convolve",
    padding: Padding = "reflect",
    fill: float = 0.0,
    backend: str = "auto",
) -> FloatArray:
    """Return the root of the squared results of a kernel and of itself turned by 90 degrees, added up.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
    kernel : array, shape (kh, kw)
        A derivative along one axis, such as `core.kernels.sobel_x`.
    how : {"convolve", "correlate"}
        Whether both kernels are turned by 180 degrees first.
    padding, fill, backend
        As for `core.convolution.convolve`.

    Returns
    -------
    array of the image's shape
        At least 0; float64 for float64 images, else float32.

    Raises
    ------
    TypeError, ValueError
        As for `core.convolution.convolve`.
    """
    cells = as_kernel(kernel)
    lay = convolve if how == "convolve" else correlate
    across = lay(image, cells, padding=padding, fill=fill, backend=backend)
    down = lay(image, np.rot90(cells), padding=padding, fill=fill, backend=backend)
    return np.hypot(across, down, out=across)
