"""Write the code of the Fourier page's sections: the spectrum, its strongest waves, the theorem, turning, swapping."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.images.rendering import View
from core.spectrum.views import SpectrumView
from core.takeaway.recipes.kernel import written_kernel
from core.takeaway.recipes.picture import Given, assemble, painted, read, shown

__all__ = ["spectrum_code", "strongest_code", "swap_code", "theorem_code", "turned_code"]

_VIEWS: dict[SpectrumView, str] = {
    "log": "np.log1p(np.abs(waves))",
    "phase": "np.arctan2(imaginary, real)",
    "real": "real",
    "imaginary": "imaginary",
    "power": "np.abs(waves) ** 2",
}


def spectrum_code(
    given: Given, view: SpectrumView, edges: Literal["none", "hann", "tukey", "periodic"] = "none"
) -> str:
    """Return Python that makes one view of the picture's spectrum, its edges treated as on the page."""
    imports, lines = read(given)
    if given.is_color:
        lines.append("picture = picture.mean(axis=2)  # the three channels together")
    if edges == "periodic":
        treated = _PERIODIC
    elif edges == "none":
        treated = []
    else:
        imports.append(f"from scipy.signal.windows import {edges}")
        share = "" if edges == "hann" else ", 0.25"
        treated = [
            f"column, row = [{edges}(side + 2{share})[1:-1] for side in picture.shape]",
            "window = np.outer(column, row)",
            "mean = (picture * window).sum() / window.sum()",
            "picture = (picture - mean) * window + mean",
        ]
    work = ["waves = np.fft.fftshift(np.fft.fft2(picture))  # the mean is in the centre"]
    if view in ("phase", "real", "imaginary"):
        work += [
            "rounding = 4 * np.finfo(float).eps * np.abs(waves).max()",
            "real, imaginary = [np.where(np.abs(part) > rounding, part, 0) for part in (waves.real, waves.imag)]",
        ]
    return assemble(imports, lines, treated, [*work, f"result = {_VIEWS[view]}"], _painted(view))


def _painted(view: SpectrumView) -> list[str]:
    """Return the lines that save a view in the page's colours."""
    if view == "phase":
        return painted("cyclic")
    if view in ("log", "power"):
        return painted("sequential", low="0", high="result.max()")
    logarithm = [
        "signed = np.copysign(np.log1p(np.abs(result)), result)  # numbers of very different size, seen together",
        "limit = np.abs(signed).max() or 1",
    ]
    return [*logarithm, *painted("diverging", value="signed")]


_PERIODIC = [
    "jump = np.zeros(picture.shape)  # Moisan's split: what does not fit at the edges",
    "for values, sums in ((picture, jump), (picture.T, jump.T)):",
    "    sums[0] += values[-1] - values[0]",
    "    sums[-1] -= values[-1] - values[0]",
    "row, column = [2 * np.cos(2 * np.pi * np.fft.fftfreq(side)) for side in picture.shape]",
    "laplacian = row[:, None] + column - 4",
    "laplacian[0, 0] = 1",
    "smooth = np.fft.fft2(jump) / laplacian",
    "smooth[0, 0] = 0",
    "picture = picture - np.fft.ifft2(smooth).real",
]


def strongest_code(given: Given, count: int) -> str:
    """Return Python that adds up the picture's mean and its `count` strongest waves."""
    imports, lines = read(given)
    axes = ".sum(axis=2)" if given.is_color else ""
    channel = "[..., None]" if given.is_color else ""
    work = [
        f"count = {count}  # of waves, besides the mean",
        "waves = np.fft.fft2(picture, axes=(0, 1))",
        f"energy = (np.abs(waves) ** 2){axes}",
        "rows, columns = energy.shape",
        "down, across = np.indices(energy.shape)",
        "mirror = (-down % rows) * columns + -across % columns  # a wave and its mirror image are one",
        "names = np.minimum(mirror, np.arange(energy.size).reshape(energy.shape))",
        "energy[0, 0] = np.inf",
        "sums = np.bincount(names.ravel(), energy.ravel())",
        "strongest = np.argsort(-sums, kind='stable')[: count + 1]",
        "kept = np.isin(names, strongest)",
        f"result = np.fft.ifft2(waves * kept{channel}, axes=(0, 1)).real",
    ]
    return assemble(imports, lines, work, shown(given, "clip", is_color=given.is_color))


def theorem_code(given: Given, kernel: NDArray[np.float64], *, is_padded: bool, view: View, limit: float) -> str:
    """Return Python that slides the kernel over the gray picture, and multiplies the spectra instead."""
    imports, lines = read(given, is_gray=True)
    imports.append("from scipy import ndimage")
    sides = "np.add(picture.shape, kernel.shape) - 1" if is_padded else "picture.shape"
    work = [
        'slid = ndimage.convolve(picture, kernel, mode="constant")',
        "",
        f"sides = tuple({sides})",
        "sheet = np.zeros(sides)  # the kernel on zeros, its middle in the corner",
        "places = [(np.arange(n) - n // 2) % side for n, side in zip(kernel.shape, sides)]",
        "np.add.at(sheet, (places[0][:, None], places[1]), kernel)",
        "product = np.fft.ifft2(np.fft.fft2(picture, sides) * np.fft.fft2(sheet)).real",
        "result = product[: picture.shape[0], : picture.shape[1]]",
        'print("largest difference:", np.abs(result - slid).max())',
    ]
    return assemble(
        imports, lines, written_kernel(kernel), work, shown(given, view, limit, is_color=False, is_double=True)
    )


def turned_code(given: Given, degrees: int) -> str:
    """Return Python that turns the picture's middle disc and makes its spectrum, bit for bit as the page does."""
    imports, lines = read(given, is_single=True)
    imports += ["import cv2", "import scipy.fft"]
    rows, columns = given.shape[:2]
    side = min(rows, columns)
    colour = "[..., None]" if given.is_color else ""
    mean = ["turned = turned.mean(axis=2)"] if colour else []
    work = [
        f"angle, side = np.radians({degrees}), {side}",
        "matrix = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])",
        f"start = np.array([{(columns - 1) / 2}, {(rows - 1) / 2}]) - matrix @ np.full(2, (side - 1) / 2)",
        "how = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP",
        "move = np.column_stack([matrix, start])",
        "level = picture[:1, :1]  # numbers are counted from one pixel's: so rounding loses least",
        "apart = np.ascontiguousarray(picture - level)",
        "turned = cv2.warpAffine(apart, move, (side, side), flags=how, borderMode=cv2.BORDER_REPLICATE).astype(float)",
        "",
        "reach = np.arange(side) - (side - 1) / 2  # the disc fades into its mean, so that no corner is seen as a line",
        "away = np.hypot(reach[:, None], reach) / (side / 2)",
        f"weight = np.cos(np.clip((away - 0.85) / (1 - 0.85), 0, 1) * np.pi / 2){colour} ** 2",
        "mean = (turned * weight).sum(axis=(0, 1)) / weight.sum()",
        "turned = (mean + (turned - mean) * weight + level).astype(np.float32)",
        *mean,
        "",
        "mean = turned.mean(dtype=float).astype(np.float32)",
        "half = scipy.fft.rfft2(turned - mean)  # of a real picture's waves one half says all",
        "half[0, 0] += float(mean) * turned.size",
        "half = np.log1p(np.abs(half))",
        "mirror = np.roll(half[::-1], 1, axis=0)[:, (side - 1) // 2 : 0 : -1]",
        "result = np.fft.fftshift(np.hstack([half, mirror]))  # the ray across the lines",
    ]
    return assemble(imports, lines, work, painted("sequential", low="0", high="float(result.max())"))


def swap_code(given: Given) -> str:
    """Return Python that gives the picture the magnitudes of another, which is read from `second.npy`."""
    imports, lines = read(given)
    lines.append('second = np.load("second.npy")  # the other picture, in the shape and range of the first')
    work = [
        "waves, others = np.fft.fft2(picture, axes=(0, 1)), np.fft.fft2(second, axes=(0, 1))",
        "size = np.abs(waves)",
        "phase = np.where(size > 0, waves / np.where(size > 0, size, 1), 1)",
        "result = np.fft.ifft2(np.abs(others) * phase, axes=(0, 1)).real  # magnitudes of 2, phases of 1",
    ]
    return assemble(imports, lines, work, shown(given, "clip", is_color=given.is_color))
