"""Convolve a picture by multiplying spectra, with or without the padding that keeps its ends apart."""

from __future__ import annotations

import numpy as np
import scipy.fft
from numpy.typing import ArrayLike, NDArray

from core.arrays import as_image, as_kernel

__all__ = ["kernel_spectrum", "multiply_spectra"]


def multiply_spectra(image: ArrayLike, kernel: ArrayLike, *, padded: bool) -> NDArray[np.float64]:
    """Multiply the spectra of picture and kernel, and transform back.

    Parameters
    ----------
    image : array, shape (M, N)
    kernel : array, shape (kh, kw)
        Its origin is the cell ``(kh // 2, kw // 2)``, as for `core.convolution.convolve`.
    padded : bool
        Whether zeros are put around both first, M + kh - 1 by N + kw - 1 in all. Then the result equals the
        convolution of a picture that goes on as zeros (padding "constant"); otherwise that of a picture
        which repeats (padding "wrap").

    Returns
    -------
    float64 array, shape (M, N)

    Raises
    ------
    ValueError
        If the picture is not (M, N), or picture or kernel cannot be used.

    Notes
    -----
    The convolution theorem: the transform of a circular convolution is the product of the transforms.
    """
    picture, cells = _gray_plane(image), as_kernel(kernel)
    height, width = picture.shape
    sides = (height + cells.shape[0] - 1, width + cells.shape[1] - 1) if padded else (height, width)
    product = scipy.fft.rfft2(picture, sides, workers=-1) * scipy.fft.rfft2(_laid_out(cells, sides), workers=-1)
    result = scipy.fft.irfft2(product, sides, workers=-1)
    return np.asarray(result[:height, :width])


def kernel_spectrum(kernel: ArrayLike, shape: tuple[int, int]) -> NDArray[np.float64]:
    """Return how much the kernel lets through of each wave of a picture, shape (M, N), zero frequency centred."""
    return np.asarray(np.fft.fftshift(np.abs(scipy.fft.fft2(_laid_out(as_kernel(kernel), shape), workers=-1))))


def _gray_plane(image: ArrayLike) -> NDArray[np.float64]:
    """Return a gray picture in double precision."""
    picture = as_image(image)
    if picture.ndim != 2:
        message = f"image must have shape (M, N), got {picture.shape}"
        raise ValueError(message)
    return picture.astype(np.float64)


def _laid_out(cells: NDArray[np.float64], shape: tuple[int, int]) -> NDArray[np.float64]:
    """Return the kernel on a sheet of zeros, its origin in the corner; what juts out comes in on the other side."""
    sheet = np.zeros(shape)
    origin = [side // 2 for side in cells.shape]
    rows, cols = (
        (np.arange(side) - start) % whole for side, start, whole in zip(cells.shape, origin, shape, strict=True)
    )
    np.add.at(sheet, (rows[:, None], cols), cells)
    return sheet
