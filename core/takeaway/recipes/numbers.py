"""Write the code of experiments on numbers alone: a worked grid, and how a kernel answers to waves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.takeaway.recipes.kernel import written_kernel
from core.takeaway.recipes.picture import assemble, number, painted

__all__ = ["grid_code", "response_code"]


def grid_code(
    grid: NDArray[np.float64],
    kernel: NDArray[np.float64],
    *,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    is_turned: bool = False,
) -> str:
    """Return Python that lays the kernel on the grid at every place and adds the products up."""
    rows = ",\n    ".join(f"[{', '.join(number(value) for value in row)}]" for row in grid)
    work = [
        f"stride, padding, dilation = {stride}, {padding}, {dilation}",
        *(["kernel = kernel[::-1, ::-1]  # turned by 180 degrees: a convolution"] if is_turned else []),
        "padded = np.pad(grid, padding)",
        "reach = [dilation * (side - 1) + 1 for side in kernel.shape]",
        "windows = np.lib.stride_tricks.sliding_window_view(padded, reach)",
        "result = (windows[::stride, ::stride, ::dilation, ::dilation] * kernel).sum(axis=(2, 3))",
        "print(result)",
    ]
    return assemble(["import numpy as np"], [f"grid = np.array([\n    {rows},\n])"], written_kernel(kernel), work)


def response_code(kernel: NDArray[np.float64], *, side: int) -> str:
    """Return Python that gives by which factor the kernel changes each wave."""
    work = [
        f"side = {side}  # frequencies along each axis",
        "folded = np.zeros((side, side))  # a wave repeats after that many cells",
        "places = [np.arange(length) % side for length in kernel.shape]",
        "np.add.at(folded, (places[0][:, None], places[1]), kernel)",
        "result = np.abs(np.fft.fftshift(np.fft.fft2(folded)))  # long waves in the middle",
    ]
    end = painted("sequential", low="0", high="result.max() or 1")
    return assemble(["import cv2", "import numpy as np"], written_kernel(kernel), work, end)
