"""The kernel that does what a filter does: how it is shown, and what is true of the part that is shown."""

from __future__ import annotations

from core.kernels.text import written
from core.spectrum.equivalent import VisiblePart
from pages._parts.fourier_settings import Filter

__all__ = ["about_kernel", "kernel_limit"]

_OUTWEIGHED = 4
# Beside a middle cell so much larger the others are rounding.
_ALONE = 1e-12


def kernel_limit(kernel: VisiblePart) -> float:
    """Return the magnitude that is shown darkest: that about the middle cell where this one outweighs all others."""
    middle = _middle(kernel)
    if 0 < kernel.around < abs(middle) / _OUTWEIGHED:
        return kernel.around
    return max(abs(middle), kernel.around) or 1.0


def about_kernel(chosen: Filter, kernel: VisiblePart, shape: tuple[int, ...]) -> str:
    """Say what the kernel is, and how much of it is not shown; `shape` is the whole one's."""
    (rows, cols), middle = kernel.cells.shape, _middle(kernel)
    if chosen.keep == "light":
        texts = ["It works on the logarithms of the picture's values."]
    elif kernel.around <= _ALONE * abs(middle):
        texts = [f"All other cells are 0: it multiplies every number by {written(middle)}."]
    elif (note := _note(chosen)) and not chosen.marks:
        texts = [note]
    else:
        texts = ["Convolving the picture, which repeats like tiles, with it is the filter."]
    if kernel_limit(kernel) < abs(middle):
        texts.append(f"Its middle cell, {written(middle)}, is beyond the colours.")
    if kernel.left_out:
        texts.append(
            f"Shown: {cols} × {rows} of {shape[1]} × {shape[0]} cells. The others hold {_share(kernel.left_out)} of "
            "the energy beside the middle cell; “Take away” has them all."
        )
    return " ".join(texts)


def _note(chosen: Filter) -> str:
    """Say what there is to see in a kernel without paint, nothing if it is plain."""
    if chosen.keep in ("low", "high", "band", "stop") and chosen.profile == "ideal":
        return "The rings around its middle are what a hard rim costs: they echo along every edge."
    if chosen.keep == "notch":
        return "Its middle keeps the picture; its stripes are the wave that they take away."
    if chosen.keep == "lines":
        return "It smears the picture along the lines that stay."
    if chosen.keep == "cut":
        return "Its middle keeps the picture; the streak is what it takes away."
    return ""


def _share(share: float) -> str:
    """Return a share in percent, such that more than nothing never reads as nothing."""
    return f"{share:.1%}" if share >= 0.001 else "less than 0.1%"


def _middle(kernel: VisiblePart) -> float:
    """Return the cell at the origin."""
    rows, cols = kernel.cells.shape
    return float(kernel.cells[rows // 2, cols // 2])
