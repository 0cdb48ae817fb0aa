"""Diffuse between walls: the exponential of a masked Laplacian as a Chebyshev series."""

from __future__ import annotations

from math import ceil, log, sqrt

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.special import ive

__all__ = ["chebyshev_coefficients", "diffuse_between_walls"]


def diffuse_between_walls(
    plane: NDArray[np.float64], elapsed: tuple[float, float], walls: NDArray[np.bool_], boundary: str
) -> NDArray[np.float64]:
    """Return one plane after some time.

    Parameters
    ----------
    plane : float64 array, shape (M, N)
    elapsed : (float, float)
        Diffusivity times time along x and along y, each at least 0.
    walls : bool array, shape (M, N)
        True blocks the cell: its value stays, and nothing crosses its faces.
    boundary : {"neumann", "periodic", "dirichlet"}
        As for `core.diffusion.diffuse`, the rim held at 0.

    Returns
    -------
    float64 array, shape (M, N)
        ``exp(L) u`` with L = elapsed_x Lx + elapsed_y Ly, to rounding.

    Notes
    -----
    With s the sum of both elapsed times, the eigenvalues of L lie in [-4 s, 0] whatever the walls (Gershgorin's
    theorem), those of ``A = 1 + L / 2s`` in [-1, 1], and with a = 2 s
    ``exp(L) = exp(-a) (I_0(a) + 2 sum_k I_k(a) T_k(A))``, I_k the modified Bessel functions.
    """
    total_time = elapsed[0] + elapsed[1]
    if total_time == 0:
        return plane.copy()
    shares = (elapsed[0] / total_time, elapsed[1] / total_time)
    coefficients = chebyshev_coefficients(2 * total_time)
    is_open = (~walls).astype(np.float64)
    weight = is_open * (2 - _open_faces(is_open, shares, boundary))
    older = plane * is_open
    total = coefficients[0] * older
    if coefficients.size > 1:
        newer = _twice_scaled(older, weight, is_open, shares, boundary) / 2
        total += coefficients[1] * newer
        for coefficient in coefficients[2:]:
            older, newer = newer, _twice_scaled(newer, weight, is_open, shares, boundary) - older
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
    plane: NDArray[np.float64],
    weight: NDArray[np.float64],
    is_open: NDArray[np.float64],
    shares: tuple[float, float],
    boundary: str,
) -> NDArray[np.float64]:
    """Return ``2 A u``."""
    result = _neighbour_sum(plane, shares, boundary)
    result *= is_open
    result += weight * plane
    return result


def _neighbour_sum(plane: NDArray[np.float64], shares: tuple[float, float], boundary: str) -> NDArray[np.float64]:
    """Return the sum of the neighbours, each times its axis' share; 0 beyond the rim unless the plane is periodic."""
    along_x, along_y = shares
    cross = np.array([[0, along_y, 0], [along_x, 0, along_x], [0, along_y, 0]])
    if boundary == "periodic":
        wrapped = cv2.copyMakeBorder(plane, 1, 1, 1, 1, cv2.BORDER_WRAP)
        return np.array(cv2.filter2D(wrapped, -1, cross, borderType=cv2.BORDER_CONSTANT)[1:-1, 1:-1], np.float64)
    return np.asarray(cv2.filter2D(plane, -1, cross, borderType=cv2.BORDER_CONSTANT), np.float64)


def _open_faces(is_open: NDArray[np.float64], shares: tuple[float, float], boundary: str) -> NDArray[np.float64]:
    """Return the shares of each cell's faces that lead on, be it to a held cell beyond the rim."""
    if boundary == "dirichlet":
        return _neighbour_sum(np.pad(is_open, 1, constant_values=1), shares, boundary)[1:-1, 1:-1]
    return _neighbour_sum(is_open, shares, boundary)
