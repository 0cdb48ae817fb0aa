"""Mean and scatter of every window of a picture, accurate however faint the contrast."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from core.convolution import correlate

__all__ = ["Moments", "masked_window_moments", "merge", "window_moments"]

Moments = tuple[int, NDArray[np.float64], NDArray[np.float64]]
"""Count, mean and scatter (the sum of squared distances from the mean) of samples, arrays over places."""

_STRIP = 1 << 16
"""Pixels worked on at a time, so that they stay in the processor's cache."""

_FAINT = 1e9 * float(np.finfo(np.float64).eps)
"""Scatter per squared extreme below which a difference of sums would miss a score by more than about 1e-7."""


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


def masked_window_moments(plane: NDArray[np.float64], counted: NDArray[np.bool_], *, backend: str) -> Moments:
    """Return the moments of those pixels of every window that count.

    Parameters
    ----------
    plane : float64 array, shape (M, N)
    counted : bool array, shape (m, n)
        Which pixels of a window count.
    backend : str
        For the sums, as for `core.convolution.correlate`.

    Returns
    -------
    count : int
    mean, scatter : float64 arrays, shape (M - m + 1, N - n + 1)
    """
    kernel, count = counted.astype(np.float64), int(np.count_nonzero(counted))
    mean = correlate(plane, kernel, mode="valid", backend=backend) / count
    scatter = correlate(np.square(plane), kernel, mode="valid", backend=backend) - count * np.square(mean)
    # The difference is good where it stands clear of rounding; faint windows are summed one by one.
    faint = scatter < _FAINT * count * float(np.max(np.square(plane)))
    _, level, box_scatter = window_moments(plane, (counted.shape[0], counted.shape[1]))
    flat = box_scatter == 0
    mean[flat], scatter[flat] = level[flat], 0.0
    rows, cols = np.nonzero(faint & ~flat)
    windows = sliding_window_view(plane, counted.shape)
    step = max(1, _STRIP // counted.size)
    for start in range(0, rows.size, step):
        places = rows[start : start + step], cols[start : start + step]
        pixels = windows[places][:, counted]
        base = pixels[:, :1]
        shifted = pixels - base
        centre = shifted.mean(axis=1, keepdims=True)
        mean[places] = (base + centre)[:, 0]
        scatter[places] = np.square(shifted - centre).sum(axis=1)
    return count, mean, scatter


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
