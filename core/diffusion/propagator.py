"""The propagator: what a single drop has become after some time, as a kernel."""

from __future__ import annotations

from math import ceil, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ive

from core.arrays import FloatArray, as_image
from core.convolution import convolve
from core.diffusion import Boundary, Diffusivity, along_axes
from core.padding import Padding, pad

__all__ = ["convolve_once", "discrete_propagator", "extended", "gaussian_propagator"]

_PADDINGS: dict[str, Padding] = {"neumann": "reflect", "periodic": "wrap"}
_REACH = 6.0
"""Beyond so many sigmas a Gaussian holds less than 2e-9 of its mass."""


def gaussian_propagator(time: float, diffusivity: Diffusivity = 1.0) -> NDArray[np.float64]:
    """Return the heat equation's propagator: a Gaussian of sigma ``sqrt(2 D t)``, sampled at the cells' centres.

    Parameters
    ----------
    time : float
        At least 0; at 0 the kernel is a single cell.
    diffusivity : float or (float, float)
        As for `core.diffusion.diffuse`.

    Returns
    -------
    float64 array, shape (2 R + 1, 2 S + 1)
        Not negative, sum 1, the drop's own cell in the middle.
    """
    along_x, along_y = along_axes(diffusivity)
    return np.outer(_bell(2 * along_y * time), _bell(2 * along_x * time))


def discrete_propagator(time: float, diffusivity: Diffusivity = 1.0) -> NDArray[np.float64]:
    """Return the propagator of salt in cells: the exact solution for a single cell of 1 in an endless tank.

    Parameters and result are those of `gaussian_propagator`.

    Notes
    -----
    Along an axis cell k holds ``exp(-2 D t) I_k(2 D t)``, I the modified Bessel function: a walker's chance to be
    k cells away. Its variance is ``2 D t``, as the Gaussian's; its tails are a little heavier.
    """
    along_x, along_y = along_axes(diffusivity)
    return np.outer(_bessel(2 * along_y * time), _bessel(2 * along_x * time))


def convolve_once(
    image: ArrayLike, propagator: NDArray[np.float64], *, boundary: Boundary = "neumann", held: float = 0.0
) -> FloatArray:
    """Return the picture convolved with a propagator, continued beyond its rim as the boundary wants it.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
    propagator : float64 array, shape (2 R + 1, 2 S + 1)
        Symmetric, sum 1.
    boundary, held
        As for `core.diffusion.diffuse`.

    Returns
    -------
    array of the image's shape
        With `discrete_propagator` the same as `core.diffusion.diffuse`, to rounding; with `gaussian_propagator`
        nearly so.

    Notes
    -----
    A sealed wall acts as a mirror, a periodic picture repeats. A value held beyond the rim acts as a mirror in
    which what exceeds the value appears with its sign turned.
    """
    picture = as_image(image)
    if boundary in _PADDINGS:
        return convolve(picture, propagator, padding=_PADDINGS[boundary])
    rows, cols = (size // 2 for size in propagator.shape)
    return convolve(extended(picture, (rows, cols), boundary=boundary, held=held), propagator, mode="valid")


def extended(
    image: ArrayLike, reach: tuple[int, int], *, boundary: Boundary = "neumann", held: float = 0.0
) -> FloatArray:
    """Return the picture continued by so many (rows, columns) on every side, as the boundary wants it."""
    picture = as_image(image)
    colour = [(0, 0)] * (picture.ndim - 2)
    if boundary in _PADDINGS:
        before = (reach[0], reach[1])
        return pad(picture, before, before, padding=_PADDINGS[boundary])
    level = picture.dtype.type(held)
    above = np.pad(picture - level, [(1, 1), (1, 1), *colour])
    widths = [(max(reach[0] - 1, 0),) * 2, (max(reach[1] - 1, 0),) * 2, *colour]
    mirrored = np.pad(above, widths, mode="reflect", reflect_type="odd") + level
    trim = tuple(slice(1, -1) if size == 0 else slice(None) for size in reach)
    return as_image(mirrored[trim])


def _bell(variance: float) -> NDArray[np.float64]:
    """Return a Gaussian at whole numbers that sums to 1."""
    if variance == 0:
        return np.ones(1)
    reach = ceil(_REACH * sqrt(variance))
    weights = np.exp(-np.square(np.arange(-reach, reach + 1)) / (2 * variance))
    return np.asarray(weights / weights.sum())


def _bessel(variance: float) -> NDArray[np.float64]:
    """Return the chances of a walker that steps to both sides at random moments."""
    # A few jumps reach far beyond sigma: the tail falls as that of a Poisson distribution.
    reach = ceil(_REACH * sqrt(variance) + 8) if variance else 0
    weights = ive(np.abs(np.arange(-reach, reach + 1)), variance)
    return np.asarray(weights / weights.sum())
