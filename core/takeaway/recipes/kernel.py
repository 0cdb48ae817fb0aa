"""Write the code of the kernel page."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.images.rendering import View
from core.padding import Padding
from core.takeaway.recipes.picture import Given, assemble, number, read, shown

__all__ = ["NUMPY_MODES", "kernel_code", "written_kernel"]

# scipy.ndimage sums every product; above so many cells the Fourier transform is quicker by far.
_DIRECT_CELLS = 15 * 15
NUMPY_MODES = {"constant": "constant", "nearest": "edge", "reflect": "symmetric", "mirror": "reflect", "wrap": "wrap"}


def kernel_code(
    given: Given,
    kernel: NDArray[np.float64],
    *,
    is_turned: bool = True,
    is_pair: bool = False,
    padding: Padding = "reflect",
    view: View = "clip",
    limit: float | None = None,
    is_gray: bool = False,
) -> str:
    """Return Python that lays the kernel on the picture.

    Parameters
    ----------
    given : Given
        The picture.
    kernel : float64 array, shape (kh, kw)
        As it is used.
    is_turned : bool
        Whether it is turned by 180 degrees: convolution, not correlation.
    is_pair : bool
        Whether the result is the magnitude of this kernel's and the one turned by 90 degrees.
    padding, view, limit
        What lies beyond the edge, how the result is shown, and the magnitude shown brightest.
    is_gray : bool
        Whether the picture's luma is taken.
    """
    is_flat = is_gray or not given.is_color
    imports, lines = read(given, is_gray=is_gray)
    call = "convolve" if is_turned else "correlate"
    if kernel.size <= _DIRECT_CELLS:
        imports.append("from scipy import ndimage")
        cells = "{}" if is_flat else "{}[:, :, None]"
        laid = f'ndimage.{call}(picture, {cells}, mode="{padding}")'
        helper: list[str] = []
    else:
        imports.append("from scipy.signal import fftconvolve")
        helper = _by_transform(is_flat=is_flat, is_turned=is_turned, padding=padding)
        laid = "laid({})"
    result = f"result = {laid.format('kernel')}"
    if is_pair:
        result = f"result = np.hypot({laid.format('kernel')}, {laid.format('np.rot90(kernel)')})"
    return assemble(
        imports, lines, written_kernel(kernel), helper, [result], shown(given, view, limit, is_color=not is_flat)
    )


def written_kernel(kernel: NDArray[np.float64]) -> list[str]:
    """Return the lines that make the kernel: as a product of a column and a row where it is one, or cell by cell."""
    if kernel.size > 25:
        left, sizes, right = np.linalg.svd(kernel)
        column, row = left[:, 0] * np.sqrt(sizes[0]), right[0] * np.sqrt(sizes[0])
        if np.abs(np.outer(column, row) - kernel).max() <= 1e-12 * np.abs(kernel).max():
            if np.ptp(kernel) <= 1e-15:
                return [f"kernel = np.full({kernel.shape}, {number(kernel[0, 0])})"]
            return [f"column = {_list(column)}", f"row = {_list(row)}", "kernel = np.outer(column, row)"]
    rows = ",\n    ".join(_list(row) for row in kernel)
    return [f"kernel = np.array([\n    {rows},\n])"]


def _list(values: NDArray[np.float64]) -> str:
    """Return numbers as a Python list."""
    return f"[{', '.join(number(value) for value in values)}]"


def _by_transform(*, is_flat: bool, is_turned: bool, padding: str) -> list[str]:
    """Return a function that pads the picture and convolves by the Fourier transform."""
    cells = "cells" if is_flat else "cells[:, :, None]"
    widths = "[(up, height - 1 - up), (left, width - 1 - left)" + ("]" if is_flat else ", (0, 0)]")
    turned = [] if is_turned else ["    cells = cells[::-1, ::-1]"]
    place = ("(height - 1) // 2", "(width - 1) // 2") if is_turned else ("height // 2", "width // 2")
    return [
        "def laid(cells):",
        "    height, width = cells.shape",
        f"    up, left = {place[0]}, {place[1]}",
        *turned,
        f'    padded = np.pad(picture, {widths}, mode="{NUMPY_MODES[padding]}")',
        f'    return fftconvolve(padded, {cells}, mode="valid", axes=(0, 1))',
    ]
