"""Diffuse between walls: the exponential of a masked Laplacian as a Chebyshev series."""

from __future__ import annotations

from math import ceil, log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import ive

__all__ = ["chebyshev_coefficients", "diffuse_between_walls"]

_LARGEST_RATE = 8.0
"""No mode of the five-point Laplacian decays faster, whatever the walls (Gershgorin's theorem)."""


def diffuse_between_walls(
    plane: NDArray[np.float64], time: float, walls: NDArray[np.bool_], boundary: str
) -> NDArray[np.float64]:
    """Return one plane after a time at diffusivity 1.

    Parameters
    ----------
    plane : float64 array, shape (M, N)
    time : float
        At least 0.
    walls : bool array, shape (M, N)
        True blocks the cell: its value stays, and nothing crosses its faces.
    boundary : {"neumann", "periodic", "dirichlet"}
        As for `core.diffusion.diffuse`.

    Returns
    -------
    float64 array, shape (M, N)
        ``exp(t L) u``, to rounding.

    Notes
    -----
    The eigenvalues of L lie in [-8, 0], those of ``A = 1 + L / 4`` in [-1, 1], and with a = 4 t
    ``exp(t L) = exp(-a) (I_0(a) + 2 sum_k I_k(a) T_k(A))``, I_k the modified Bessel functions.
    """
    coefficients = chebyshev_coefficients(_LARGEST_RATE / 2 * time)
    is_open = (~walls).astype(np.float64)
    weight = is_open * (2 - _open_faces(is_open, boundary) / 2)
    older = plane * is_open
    total = coefficients[0] * older
    if coefficients.size > 1:
        newer = (_twice_scaled(older, weight, is_open, boundary)) / 2
        total += coefficients[1] * newer
        for coefficient in coefficients[2:]:
            older, newer = newer, _twice_scaled(newer, weight, is_open, boundary) - older
            total += coefficient * newer
    return np.where(walls, plane, total)


def chebyshev_coefficients(a: float) -> NDArray[np.float64]:
    """Return the factors of T_0, T_1, ... in ``exp(a (x - 1))`` for x in [-1, 1], until the rest is below rounding.

    They are positive and add up to 1; about ``9 sqrt(a)`` are needed.
    """
    digits = -log(np.finfo(np.float64).eps)
    # I_k(a) exp(-a) falls as exp(-k^2 / 2a) up to k = a, and faster than exp(-k / 2) beyond.
    orders = np.arange(ceil(sqrt(2 * a * digits) + 2 * digits) + 1)
    coefficients = 2 * ive(orders, a)
    coefficients[0] /= 2
    rest = np.cumsum(coefficients[::-1])[::-1]
    return np.asarray(coefficients[rest > np.finfo(np.float64).eps / 4])


def _twice_scaled(
    plane: NDArray[np.float64], weight: NDArray[np.float64], is_open: NDArray[np.float64], boundary: str
) -> NDArray[np.float64]:
    """Return ``2 A u``."""
    result = _neighbour_sum(plane, boundary)
    result *= is_open
    result *= 0.5
    result += weight * plane
    return result


def _neighbour_sum(plane: NDArray[np.float64], boundary: str) -> NDArray[np.float64]:
    """Return the sum of the four neighbours, 0 beyond the rim unless the plane is periodic."""
    total = np.zeros_like(plane)
    total[1:] += plane[:-1]
    total[:-1] += plane[1:]
    total[:, 1:] += plane[:, :-1]
    total[:, :-1] += plane[:, 1:]
    if boundary == "periodic":
        total[0] += plane[-1]
        total[-1] += plane[0]
        total[:, 0] += plane[:, -1]
        total[:, -1] += plane[:, 0]
    return total


def _open_faces(is_open: NDArray[np.float64], boundary: str) -> NDArray[np.float64]:
    """Return how many faces of each cell lead on, be it to a held cell beyond the rim."""
    if boundary == "dirichlet":
        return _neighbour_sum(np.pad(is_open, 1, constant_values=1), boundary)[1:-1, 1:-1]
    return _neighbour_sum(is_open, boundary)
