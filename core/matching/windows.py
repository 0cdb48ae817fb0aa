"""Mean and scatter of every window of a picture, accurate however faint the contrast."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Moments", "merge", "window_moments"]

Moments = tuple[int, NDArray[np.float64], NDArray[np.float64]]
"""Count, mean and scatter (the sum of squared distances from the mean) of samples, arrays over places."""

_STRIP = 1 << 16
"""Pixels worked on at a time, so that they stay in the processor's cache."""


def merge(first: Moments, second: Moments) -> Moments:
    """Return the moments of two sets of samples together.

    Every term is a square, so nothing cancels: constant samples have a scatter of exactly 0.

    References
    ----------
    Chan, Golub and LeVeque, The American Statistician 37, 242 (1983), doi:10.1080/00031305.1983.10483115
    """
    (first_count, first_mean, first_scatter), (second_count, second_mean, second_scatter) = first, second
    count = first_count + second_count
    gap = second_mean - first_mean
    mean = gap * (second_count / count)
    mean += first_mean
    gap *= gap
    gap *= first_count * second_count / count
    gap += first_scatter
    gap += second_scatter
    return count, mean, gap


def window_moments(plane: NDArray[np.float64], shape: tuple[int, int]) -> Moments:
    """Return the moments of every window of a plane.

    Parameters
    ----------
    plane : float64 array, shape (M, N)
    shape : (m, n)
        Height and width of the window.

    Returns
    -------
    count : int
        ``m * n``.
    mean, scatter : float64 arrays, shape (M - m + 1, N - n + 1)
        By the window's top-left pixel.
    """
    height, width = shape
    mean = np.empty((plane.shape[0] - height + 1, plane.shape[1] - width + 1))
    scatter = np.empty_like(mean)
    rows = max(height, _STRIP // plane.shape[1])
    for top in range(0, len(mean), rows):
        strip = plane[top : top + rows + height - 1]
        moments = _slide(_slide((1, strip, np.zeros_like(strip)), height, axis=0), width, axis=1)
        _, mean[top : top + rows], scatter[top : top + rows] = moments
    return height * width, mean, scatter


def _slide(moments: Moments, length: int, axis: int) -> Moments:
    """Return the moments of runs of `length` windows along an axis: doubled as often as its binary digits ask."""
    run, span = moments, 1
    while not length & span:
        run, span = merge(*_aligned(run, run, span, axis)), 2 * span
    done, offset = run, span
    while offset < length:
        run, span = merge(*_aligned(run, run, span, axis)), 2 * span
        if length & span:
            done, offset = merge(*_aligned(done, run, offset, axis)), offset + span
    return done


def _aligned(first: Moments, second: Moments, offset: int, axis: int) -> tuple[Moments, Moments]:
    """Return both where the second starts `offset` places after the first, cut to where both exist."""
    length = min(first[1].shape[axis], second[1].shape[axis] - offset)

    def cut(moments: Moments, start: int) -> Moments:
        part = (slice(None),) * axis + (slice(start, start + length),)
        return moments[0], moments[1][part], moments[2][part]

    return cut(first, 0), cut(second, offset)
