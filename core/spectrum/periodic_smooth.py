"""Split a picture into a part without a seam at its edges, and the smooth shading that made the seam."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.fft
from numpy.typing import ArrayLike

from core.arrays import FloatArray, as_image

__all__ = ["periodic_plus_smooth"]


def periodic_plus_smooth(image: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return the periodic and the smooth component of a picture.

    The transform repeats the picture in all directions; where left and right or top and bottom do not fit, the
    seam spreads over the spectrum as a bright cross. The periodic component has nearly no seam.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
        Each channel is split alike.

    Returns
    -------
    periodic, smooth : arrays, shape of `image`
        They add up to the picture; the smooth one has mean 0. float64 for a float64 picture, float32 otherwise.

    Notes
    -----
    The smooth component solves the periodic Poisson equation whose right-hand side is the jump across the seam,
    at the pixels beside it.

    References
    ----------
    L. Moisan, "Periodic plus smooth image decomposition", J. Math. Imaging Vis. 39, 2011,
    doi:10.1007/s10851-010-0227-1.
    """
    picture = as_image(image)
    planes = np.moveaxis(np.atleast_3d(picture), -1, 0)
    smooth: Any = np.stack([_smooth(plane) for plane in planes], axis=-1).reshape(picture.shape)
    return picture - smooth, smooth


def _smooth(plane: FloatArray) -> Any:
    """Return the smooth component of one channel."""
    jump = np.zeros(plane.shape)
    for values, sums in ((plane, jump), (plane.T, jump.T)):
        step = values[-1].astype(np.float64) - values[0]
        sums[0] += step
        sums[-1] -= step
    height, width = plane.shape
    row = np.cos(2 * np.pi * scipy.fft.fftfreq(height))[:, None]
    col = np.cos(2 * np.pi * scipy.fft.rfftfreq(width))
    laplacian = 2 * (row + col) - 4
    laplacian[0, 0] = 1
    waves = scipy.fft.rfft2(jump, workers=-1) / laplacian
    waves[0, 0] = 0
    return scipy.fft.irfft2(waves, s=plane.shape, workers=-1).astype(plane.dtype)
