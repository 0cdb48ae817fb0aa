"""The five ways to look at a spectrum: log magnitude, phase, real and imaginary part, power."""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import check_choice
from core.spectrum import full_spectrum

__all__ = ["SPECTRUM_VIEWS", "SpectrumView", "signed_log", "view_spectrum"]

SpectrumView = Literal["log", "phase", "real", "imaginary", "power"]
SPECTRUM_VIEWS: tuple[str, ...] = get_args(SpectrumView)


def view_spectrum(image: ArrayLike, view: SpectrumView) -> NDArray[np.float64]:
    """Return one view of a picture's spectrum, zero frequency at ``[M // 2, N // 2]``.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
        The channels of a colour picture are averaged first.
    view : {"log", "phase", "real", "imaginary", "power"}
        ``log(1 + |F|)``; the angle of F in radians, -pi to pi, given as 0 where F is 0 but for rounding; the real
        and the imaginary part of F; or ``|F|**2``. F is the unnormalised discrete Fourier transform.

    Returns
    -------
    float64 array, shape (M, N)

    Raises
    ------
    ValueError
        If the view is none of the five.
    """
    check_choice(view, SPECTRUM_VIEWS, name="view")
    waves: Any = full_spectrum(np.asarray(image, np.float64))
    if view == "log":
        return np.asarray(np.log1p(np.abs(waves)))
    if view == "phase":
        size = np.abs(waves)
        # The phase of rounding errors would be noise that is not the picture's.
        is_there = size > 4 * np.finfo(np.float64).eps * size.max()
        return np.where(is_there, np.angle(waves), 0.0)
    if view == "power":
        return np.asarray(np.square(np.abs(waves)))
    return np.ascontiguousarray(waves.real if view == "real" else waves.imag)


def signed_log(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ``log(1 + |x|)`` with the sign of x, by which numbers of very different size can be looked at."""
    return np.asarray(np.copysign(np.log1p(np.abs(values)), values))
