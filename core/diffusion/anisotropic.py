"""Smooth a picture but keep its edges: diffusion that grows slower where neighbours differ much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil, isfinite
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import FloatArray, as_image, check_choice

__all__ = ["CONDUCTANCES", "LONGEST_STEP", "Conductance", "conductance", "perona_malik"]

Conductance = Literal["exponential", "rational"]
CONDUCTANCES: tuple[str, ...] = get_args(Conductance)
LONGEST_STEP = 0.2
"""Below 1/4, where four faces of conductance 1 would let out all that a cell holds: no new extremes appear."""


def perona_malik(
    image: ArrayLike,
    times: Iterable[float],
    *,
    contrast: float,
    law: Conductance = "exponential",
) -> Iterator[FloatArray]:
    """Return an iterator over the picture at each of several times, its edges kept.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
        Brightness in cells of side 1, at time 0; the rim is sealed. The channels of a colour picture share their
        edges: a face conducts by the length of the colour difference across it.
    times : iterable of float
        Ascending, at least 0; the diffusivity of flat regions is 1.
    contrast : float
        K, above 0, in the picture's units: differences between neighbours well above it count as edges.
    law : {"exponential", "rational"}
        ``exp(-(d / K)^2)`` favours strong edges, ``1 / (1 + (d / K)^2)`` wide regions.

    Returns
    -------
    iterator over arrays of the image's shape
        Within the extremes of the picture, its sum constant. float64 for a float64 picture, float32 otherwise.

    Raises
    ------
    ValueError
        If the contrast is not above 0, the law is unknown, or the times are not ascending from at least 0.

    Notes
    -----
    ``du/dt = div(c(|grad u|) grad u)`` [1]_ on the four neighbours, by explicit steps of at most LONGEST_STEP,
    which is below their stability limit of 1/4.

    References
    ----------
    .. [1] Perona and Malik, IEEE TPAMI 12, 629 (1990), doi:10.1109/34.56205
    """
    picture = as_image(image)
    check_choice(law, CONDUCTANCES, name="law")
    if not (isfinite(contrast) and contrast > 0):
        message = f"contrast must be a finite number above 0, got {contrast}"
        raise ValueError(message)
    moments = [float(time) for time in times]
    if not all(isfinite(moment) for moment in moments) or [0.0, *moments] != sorted([0.0, *moments]):
        message = "times must be finite and ascend from at least 0"
        raise ValueError(message)
    return _frames(picture, moments, contrast, law)


def conductance(difference: ArrayLike, contrast: float, law: Conductance) -> NDArray[Any]:
    """Return how freely a face conducts, 0..1, across which neighbours differ by `difference`."""
    square = np.square(np.asarray(difference) / contrast)
    if law == "exponential":
        return np.asarray(np.exp(-square))
    return np.asarray(1 / (1 + square))


def _frames(picture: FloatArray, moments: list[float], contrast: float, law: Conductance) -> Iterator[FloatArray]:
    """Step from each time to the next and yield what has come of the picture."""
    planes: NDArray[Any] = np.atleast_3d(picture).copy()
    reached = 0.0
    for moment in moments:
        steps = ceil((moment - reached) / LONGEST_STEP)
        for _ in range(steps):
            _step(planes, (moment - reached) / steps, contrast, law)
        reached = moment
        frame: FloatArray = planes.copy()
        yield frame.reshape(picture.shape)


def _step(planes: NDArray[Any], step: float, contrast: float, law: Conductance) -> None:
    """Let every face exchange once, in place."""
    down, right = np.diff(planes, axis=0), np.diff(planes, axis=1)
    for difference in (down, right):
        length = difference if planes.shape[2] == 1 else np.sqrt(np.square(difference).sum(axis=2, keepdims=True))
        difference *= step * conductance(length, contrast, law)
    planes[:-1] += down
    planes[1:] -= down
    planes[:, :-1] += right
    planes[:, 1:] -= right
