"""Write the code of the diffusion page's sections: one convolution, a line over time, steps by a kernel, kept edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.diffusion import Boundary
from core.diffusion.anisotropic import LONGEST_STEP, Conductance
from core.takeaway.recipes.diffusion import spreading
from core.takeaway.recipes.kernel import written_kernel
from core.takeaway.recipes.picture import Given, assemble, number, read, shown

__all__ = ["BESSEL", "edges_code", "iterated_code", "line_code", "once_code"]

BESSEL = [
    "def bell(variance):  # chances of a walker that steps to both sides at random moments",
    "    reach = int(np.ceil(6 * np.sqrt(variance) + 8)) if variance else 0",
    "    weights = ive(abs(np.arange(-reach, reach + 1)), variance)",
    "    return weights / weights.sum()",
]
_PADS = {"neumann": "symmetric", "periodic": "wrap"}


def once_code(
    given: Given,
    time: float,
    *,
    diffusivity: tuple[float, float],
    boundary: Boundary,
    held: float = 0.0,
    is_gaussian: bool = True,
) -> str:
    """Return Python that convolves the picture, once, with the propagator for a time."""
    imports, lines = read(given)
    imports.append("from scipy.signal import fftconvolve")
    if is_gaussian:
        bell = [
            "def bell(variance):",
            "    reach = int(np.ceil(6 * np.sqrt(variance)))",
            "    weights = np.exp(-(np.arange(-reach, reach + 1) ** 2) / (2 * variance or 1))",
            "    return weights / weights.sum()",
        ]
    else:
        imports.append("from scipy.special import ive")
        bell = BESSEL
    axes = "[:, :, None]" if given.is_color else ""
    colour = ", (0, 0)" if given.is_color else ""
    work = [
        f"time, along_x, along_y = {number(time)}, {number(diffusivity[0])}, {number(diffusivity[1])}",
        "propagator = np.outer(bell(2 * along_y * time), bell(2 * along_x * time))",
        "rows, columns = [side // 2 for side in propagator.shape]",
    ]
    if boundary in _PADS:
        work.append(f'padded = np.pad(picture, [(rows, rows), (columns, columns){colour}], mode="{_PADS[boundary]}")')
    else:
        work += [
            f"above = np.pad(picture - {number(held)}, [(1, 1), (1, 1){colour}])  # the edge is held",
            f"widths = [(max(rows - 1, 0),) * 2, (max(columns - 1, 0),) * 2{colour}]",
            f'padded = np.pad(above, widths, mode="reflect", reflect_type="odd") + {number(held)}',
            "padded = padded[1 if rows == 0 else 0 : -1 if rows == 0 else None]",
            "padded = padded[:, 1 if columns == 0 else 0 : -1 if columns == 0 else None]",
        ]
    work.append(f'result = fftconvolve(padded, propagator{axes}, mode="valid", axes=(0, 1))')
    return assemble(imports, lines, bell, work, shown(given, "clip", is_color=given.is_color))


def line_code(
    given: Given,
    times: Sequence[float],
    line: tuple[tuple[float, float], tuple[float, float]],
    *,
    diffusivity: tuple[float, float],
    boundary: Boundary,
    held: float = 0.0,
) -> str:
    """Return Python that reads the picture along a line at each of the times."""
    imports, lines = read(given)
    if given.is_color:
        lines.append("picture = picture.mean(axis=2)")
    flat = replace(given, shape=given.shape[:2])
    more, rates, spread = spreading(flat, diffusivity=diffusivity, boundary=boundary, held=held)
    imports += [*more, "from scipy.ndimage import map_coordinates"]
    (x0, y0), (x1, y1) = line
    work = [
        f"x0, y0, x1, y1 = {number(x0)}, {number(y0)}, {number(x1)}, {number(y1)}",
        "part = np.linspace(0, 1, max(2, round(float(np.hypot(x1 - x0, y1 - y0))) + 1))",
        "places = [y0 + part * (y1 - y0) - 0.5, x0 + part * (x1 - x0) - 0.5]",
        f"times = [{', '.join(number(time) for time in times)}]",
        "profiles = [map_coordinates(spread(time), places, order=1, mode='nearest') for time in times]",
        "result = np.stack(profiles)  # time goes down",
    ]
    return assemble(imports, lines, rates, spread, work, shown(given, "clip", is_color=False, is_double=True))


def iterated_code(given: Given, kernel: NDArray[np.float64], steps: int) -> str:
    """Return Python that applies the softmax of a kernel again and again."""
    imports, lines = read(given)
    imports.append("from scipy import ndimage")
    cells = "chances[:, :, None]" if given.is_color else "chances"
    work = [
        "chances = np.exp(kernel - kernel.max())",
        "chances /= chances.sum()",
        "result = picture",
        f"for step in range({steps}):",
        f'    result = ndimage.convolve(result, {cells}, mode="reflect")',
    ]
    return assemble(imports, lines, written_kernel(kernel), work, shown(given, "clip", is_color=given.is_color))


def edges_code(given: Given, shape: tuple[int, ...], time: float, *, contrast: float, law: Conductance) -> str:
    """Return Python that smooths between the edges (Perona and Malik) of the picture scaled down to `shape`."""
    imports, lines = read(given, small=shape)
    conducts = {"exponential": "np.exp(-((length / contrast) ** 2))", "rational": "1 / (1 + (length / contrast) ** 2)"}
    work = [
        f"time, contrast = {number(time)}, {number(contrast)}",
        f"steps = int(np.ceil(time / {LONGEST_STEP}))",
        "result = np.atleast_3d(picture)",
        "for step in range(steps):",
        "    down, right = np.diff(result, axis=0), np.diff(result, axis=1)",
        "    for difference in (down, right):  # hardly anything crosses an edge",
        "        length = np.sqrt((difference**2).sum(axis=2, keepdims=True))",
        f"        difference *= time / steps * {conducts[law]}",
        "    result = result.copy()",
        "    result[:-1] += down",
        "    result[1:] -= down",
        "    result[:, :-1] += right",
        "    result[:, 1:] -= right",
        "result = result.reshape(picture.shape)",
    ]
    return assemble(imports, lines, work, shown(given, "clip", is_color=given.is_color))
