"""Make the kernels of the field by name: smoothing ones sum to 1, derivatives to 0."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from math import isfinite

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import as_kernel

__all__ = [
    "KERNELS",
    "article",
    "box",
    "describe",
    "difference_of_gaussians",
    "disc",
    "emboss",
    "gabor",
    "gaussian",
    "identity",
    "laplacian",
    "laplacian_of_gaussian",
    "motion_blur",
    "prewitt_x",
    "prewitt_y",
    "scharr_x",
    "scharr_y",
    "sharpen",
    "sobel_x",
    "sobel_y",
    "softmax",
    "unsharp",
]

Kernel = NDArray[np.float64]


def softmax(kernel: ArrayLike) -> Kernel:
    """Turn any kernel into a density: positive cells that sum to 1.

    Parameters
    ----------
    kernel : array, shape (kh, kw)

    Returns
    -------
    float64 array, shape (kh, kw)
        ``exp(kernel) / sum(exp(kernel))``, without overflow however large the cells are.

    Raises
    ------
    TypeError, ValueError
        As for `core.arrays.as_kernel`.
    """
    cells = as_kernel(kernel)
    with np.errstate(over="ignore"):
        powers = np.exp(cells - cells.max())
    return np.asarray(powers / powers.sum())


def describe(name: str) -> str:
    """Return the sentence that says what the kernel of this name does; ValueError if there is none."""
    if name not in KERNELS:
        message = f"name must be one of {', '.join(KERNELS)}; got {name!r}"
        raise ValueError(message)
    return (inspect.getdoc(KERNELS[name]) or "").partition("\n")[0]


def identity() -> Kernel:
    """Leave the picture as it is."""
    return np.ones((1, 1))


def box(size: int = 3) -> Kernel:
    """Blur by the plain average of a square of neighbours."""
    _check_size(size)
    return np.full((size, size), 1 / size**2)


def gaussian(size: int = 9, sigma: float = 1.5) -> Kernel:
    """Blur softly: near neighbours count more than far ones, along a bell curve."""
    bell = _bell(size, sigma)
    return np.outer(bell, bell)


def disc(radius: float = 5.0) -> Kernel:
    """Blur like a lens out of focus: every point of light becomes a disc."""
    _check_positive(radius, "radius")
    reach = int(np.ceil(radius))
    row, col = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    # The rim's cells count by how far the disc covers them.
    cover = np.clip(radius + 0.5 - np.hypot(row, col), 0, 1)
    return np.asarray(cover / cover.sum())


def motion_blur(length: int = 15, angle: float = 0.0) -> Kernel:
    """Smear the picture along a line, as a camera does that moves; the angle turns counter-clockwise from level."""
    _check_size(length, "length")
    _check_finite(angle, "angle")
    reach = length // 2
    row, col = _turned(2 * reach + 1, angle)
    along = np.clip(length / 2 + 0.5 - np.abs(col), 0, 1)
    line = along * np.clip(1 - np.abs(row), 0, 1)
    return np.asarray(line / line.sum())


def sharpen(amount: float = 1.0) -> Kernel:
    """Make edges crisper by adding the difference to the four neighbours."""
    _check_finite(amount, "amount")
    return amount * np.array([[0.0, -1, 0], [-1, 4, -1], [0, -1, 0]]) + np.pad(identity(), 1)


def unsharp(size: int = 9, sigma: float = 1.5, amount: float = 1.0) -> Kernel:
    """Make details crisper by adding the difference to a blurred copy."""
    _check_finite(amount, "amount")
    return (1 + amount) * _impulse(size) - amount * gaussian(size, sigma)


def sobel_x() -> Kernel:
    """Find upright edges: positive where the picture grows brighter to the right."""
    return np.array([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]])


def sobel_y() -> Kernel:
    """Find level edges: positive where the picture grows brighter downwards."""
    return sobel_x().T.copy()


def scharr_x() -> Kernel:
    """Find upright edges like Sobel, with a truer direction: positive where it grows brighter to the right."""
    return np.array([[3.0, 0, -3], [10, 0, -10], [3, 0, -3]])


def scharr_y() -> Kernel:
    """Find level edges like Sobel, with a truer direction: positive where it grows brighter downwards."""
    return scharr_x().T.copy()


def prewitt_x() -> Kernel:
    """Find upright edges by the difference of two columns: positive where it grows brighter to the right."""
    return np.array([[1.0, 0, -1], [1, 0, -1], [1, 0, -1]])


def prewitt_y() -> Kernel:
    """Find level edges by the difference of two rows: positive where it grows brighter downwards."""
    return prewitt_x().T.copy()


def laplacian() -> Kernel:
    """Find edges in every direction: how far the four neighbours together exceed the pixel."""
    return np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]])


def laplacian_of_gaussian(size: int = 9, sigma: float = 1.4) -> Kernel:
    """Find spots and edges of one width: negative on bright spots about 1.4 sigma in radius, positive on dark ones."""
    bell = gaussian(size, sigma)
    row, col = _turned(size, 0.0)
    hat = bell * (row**2 + col**2 - 2 * sigma**2) / sigma**4
    return np.asarray(hat - hat.mean())


def difference_of_gaussians(size: int = 15, sigma: float = 1.5) -> Kernel:
    """Find details of one width: a narrow blur less one that is 1.6 times as wide."""
    return gaussian(size, sigma) - gaussian(size, 1.6 * sigma)


def emboss() -> Kernel:
    """Make the picture a relief that is lit from the top left."""
    return np.array([[2.0, 1, 0], [1, 1, -1], [0, -1, -2]])


def gabor(size: int = 21, sigma: float = 4.0, wavelength: float = 8.0, angle: float = 0.0) -> Kernel:
    """Find stripes of one width and direction; at angle 0 they are upright, and the angle turns counter-clockwise."""
    _check_positive(wavelength, "wavelength")
    _check_finite(angle, "angle")
    bell = gaussian(size, sigma)
    _, col = _turned(size, angle)
    wave = bell * np.cos(2 * np.pi * col / wavelength)
    return np.asarray(wave - bell * wave.sum())


def article() -> Kernel:
    """Work through the numbers of the classic example 0 1 2, 2 2 0, 0 1 2, which sum to 10."""
    return np.array([[0.0, 1, 2], [2, 2, 0], [0, 1, 2]])


def _impulse(size: int) -> Kernel:
    """Return 1 at the kernel's origin, 0 elsewhere."""
    _check_size(size)
    cells = np.zeros((size, size))
    cells[size // 2, size // 2] = 1
    return cells


def _bell(size: int, sigma: float) -> NDArray[np.float64]:
    """Return samples of a Gaussian about the middle that sum to 1."""
    _check_size(size)
    _check_positive(sigma, "sigma")
    places = np.arange(size) - (size - 1) / 2
    # The nearest sample has power 1, so that a narrow bell of an even size does not vanish.
    powers = (places / sigma) ** 2
    bell = np.exp(-(powers - powers.min()) / 2)
    return np.asarray(bell / bell.sum())


def _turned(size: int, angle: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return each cell's distance below and along a line through the middle, turned counter-clockwise by degrees."""
    row, col = np.mgrid[:size, :size] - (size - 1) / 2
    # Rounded so that a quarter turn is one: its cosine would be 6e-17, and show in the grid.
    cosine, sine = np.round([np.cos(np.radians(angle)), np.sin(np.radians(angle))], 15)
    return row * cosine + col * sine, col * cosine - row * sine


def _check_size(size: int, name: str = "size") -> None:
    """Raise unless the value counts at least one cell."""
    if not isinstance(size, int | np.integer) or isinstance(size, bool):
        message = f"{name} must be an integer, got {size!r}"
        raise TypeError(message)
    if size < 1:
        message = f"{name} must be at least 1, got {size}"
        raise ValueError(message)


def _check_finite(value: float, name: str) -> None:
    """Raise ValueError for NaN and infinity."""
    if not isfinite(value):
        message = f"{name} must be finite, got {value}"
        raise ValueError(message)


def _check_positive(value: float, name: str) -> None:
    """Raise ValueError unless the value is finite and above 0."""
    if not (isfinite(value) and value > 0):
        message = f"{name} must be finite and above 0, got {value}"
        raise ValueError(message)


KERNELS: dict[str, Callable[..., Kernel]] = {
    factory.__name__: factory
    for factory in (
        identity,
        box,
        gaussian,
        disc,
        motion_blur,
        sharpen,
        unsharp,
        sobel_x,
        sobel_y,
        scharr_x,
        scharr_y,
        prewitt_x,
        prewitt_y,
        laplacian,
        laplacian_of_gaussian,
        difference_of_gaussians,
        emboss,
        gabor,
        article,
    )
}
