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
_ROUNDINGS = 4


def view_spectrum(image: ArrayLike, view: SpectrumView) -> NDArray[np.float64]:
    """Return one view of a picture's spectrum, zero frequency at ``[M // 2, N // 2]``.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
        The channels of a colour picture are averaged first.
    view : {"log", "phase", "real", "imaginary", "power"}
        ``log(1 + |F|)``; the angle of F in radians, -pi to pi; the real and the imaginary part of F; or
        ``|F|**2``. F is the unnormalised discrete Fourier transform. For phase and parts, real and imaginary numbers up
        to 4 eps times the largest ``|F|``, which are rounding, are 0, and so is the angle of 0.

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
    if view == "power":
        return np.asarray(np.square(np.abs(waves)))
    rounding = _ROUNDINGS * np.finfo(np.float64).eps * float(np.abs(waves).max())
    if view == "phase":
        # The phase of rounding errors would be noise that is not the picture's.
        return np.asarray(np.arctan2(_above(waves.imag, rounding), _above(waves.real, rounding)))
    return _above(waves.real if view == "real" else waves.imag, rounding)


def _above(part: NDArray[np.float64], rounding: float) -> NDArray[np.float64]:
    """Return what exceeds rounding in size, and a plain 0 for the rest."""
    return np.where(np.abs(part) > rounding, part, 0.0)


def signed_log(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ``log(1 + |x|)`` with the sign of x, by which numbers of very different size can be looked at."""
    return np.asarray(np.copysign(np.log1p(np.abs(values)), values))
