"""Write the code of what is drawn by chance, by the page's own seed: random walkers, and molecules that wander."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.diffusion import Boundary
from core.kernels.walkers import WALKERS_PER_CELL
from core.padding import Padding
from core.takeaway.recipes.diffusion_sections import BESSEL
from core.takeaway.recipes.kernel import NUMPY_MODES, written_kernel
from core.takeaway.recipes.picture import Given, assemble, grays, number, read, shown

__all__ = ["molecules_code", "walkers_code"]


def walkers_code(
    given: Given,
    shape: tuple[int, ...],
    density: NDArray[np.float64],
    counts: Sequence[int],
    *,
    seed: int,
    padding: Padding,
    is_gray: bool,
) -> str:
    """Return Python that sends walkers out from every pixel, as `core.kernels.walkers.approach` does.

    Parameters
    ----------
    given : Given
        The picture, which is scaled down to `shape` first.
    density : float64 array, shape (kh, kw)
        The walkers' chances, as for a convolution.
    counts : sequence of int
        At which numbers of walkers the page looks at their mean; the last is shown.
    """
    imports, lines = read(given, is_gray=is_gray, small=shape)
    is_color = given.is_color and not is_gray
    fresh = np.diff([0, *counts])
    is_followed = fresh < WALKERS_PER_CELL * np.count_nonzero(density)
    follow = [
        "cells = np.searchsorted(edges, rng.random(rows * columns), side='right').reshape(rows, columns)",
        "total += padded[np.arange(rows)[:, None] + cells // width, np.arange(columns) + cells % width]",
    ]
    colors = "[..., None]" if is_color else ""
    count_cells = [
        "waiting, rest = np.full((rows, columns), fresh), 1.0",
        "for row, column in open_cells:  # how many of each pixel's walkers jump there",
        "    chance = chances[row, column]",
        "    is_last = (row, column) == tuple(open_cells[-1])",
        "    jumping = waiting if is_last else rng.binomial(waiting, min(1.0, chance / rest))",
        "    rest = max(rest - chance, chance * np.finfo(float).eps)",
        "    waiting = waiting - jumping",
        f"    total += jumping{colors} * padded[row : row + rows, column : column + columns]",
    ]
    work = [
        f"rng = np.random.default_rng({seed})  # the number of the draw",
        "chances = kernel[::-1, ::-1]",
        "(rows, columns), (height, width) = picture.shape[:2], chances.shape",
        "up, left = (height - 1) // 2, (width - 1) // 2",
        f"widths = [(up, height - 1 - up), (left, width - 1 - left){', (0, 0)' if is_color else ''}]",
        f'padded = np.pad(picture, widths, mode="{NUMPY_MODES[padding]}")',
        "edges, open_cells = np.cumsum(chances), np.argwhere(chances > 0)",
        "edges[np.flatnonzero(chances)[-1] :] = 1",
        "total = np.zeros(picture.shape)",
        f"for walker in range({sum(fresh[is_followed])}):  # one of every pixel at a time",
        *(f"    {line}" for line in follow),
    ]
    if not is_followed.all():
        work += [f"for fresh in {fresh[~is_followed].tolist()}:  # so many more of every pixel", *_within(count_cells)]
    work.append(f"result = total / {counts[-1]}")
    return assemble(imports, lines, written_kernel(density), work, shown(given, "clip", is_color=is_color))


def molecules_code(
    given: Given,
    shape: tuple[int, ...],
    count: int,
    times: Sequence[float],
    *,
    seed: int,
    diffusivity: tuple[float, float],
    boundary: Boundary,
    white: float,
    dot: int,
) -> str:
    """Return Python that strews molecules and lets them wander, as `core.diffusion.molecules.molecule_frames` does.

    Parameters
    ----------
    given : Given
        The picture, whose brightness is scaled down to `shape` first.
    count : int
        How many molecules there are.
    times : sequence of float
        The page's frames up to the one that is shown.
    diffusivity : (float, float)
        Along x and y.
    white : float
        The number shown white.
    dot : int
        How many cells wide a molecule is drawn.
    """
    imports, lines = read(given)
    small = [
        *(["picture = picture.astype(np.float32) @ np.float32([0.299, 0.587, 0.114])"] if given.is_color else []),
        f"picture = np.maximum(np.float32(picture) - {number(given.black)}, 0)  # a molecule has no colour",
        *(
            [f"picture = cv2.resize(picture, ({shape[1]}, {shape[0]}), interpolation=cv2.INTER_AREA)"]
            if shape[:2] != given.shape[:2]
            else []
        ),
    ]
    fold = (
        ["places[axis] %= side"]
        if boundary == "periodic"
        else ["places[axis] %= 2 * side", "places[axis] = np.minimum(places[axis], 2 * side - 1 - places[axis])"]
    )
    along_x, along_y = diffusivity
    fastest, last = max(diffusivity), len(times) - 1
    step = times[1] * 2 * fastest if last else 0.0
    work = [
        f"count, rng = {count}, np.random.default_rng({seed})",
        "edges = np.cumsum(picture.astype(float))",
        "drawn = np.minimum(rng.random(count) * edges[-1], np.nextafter(edges[-1], 0))",
        "places = list(np.unravel_index(np.searchsorted(edges, drawn, side='right'), picture.shape))",
        f"times = {number(step / 2 / fastest)} * np.arange({last + 1}) ** 2  # evenly in the spread",
        "for elapsed in np.diff(times):",
        f"    for axis, speed in ((0, {number(along_y)}), (1, {number(along_x)})):",
        "        if speed == 0:",
        "            continue",
        "        side, chances = picture.shape[axis], np.cumsum(bell(2 * speed * elapsed))",
        "        hops = np.searchsorted(chances, rng.random(count) * chances[-1], side='right') - len(chances) // 2",
        "        places[axis] = places[axis] + hops",
        *_within(_within(fold)),
        "cells = places[0] * picture.shape[1] + places[1]",
        "found = np.bincount(cells, minlength=picture.size).reshape(picture.shape)",
        "result = np.float32(found * (picture.sum(dtype=float) / count))",
    ]
    if dot > 1:
        work.append(f"wide = cv2.dilate(result, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, ({dot}, {dot})))")
    end = grays("0", number(white), value="wide" if dot > 1 else "result", is_color=False)
    return assemble([*imports, "from scipy.special import ive"], lines, small, BESSEL, work, end)


def _within(lines: Sequence[str]) -> list[str]:
    """Return the lines one level deeper."""
    return [f"    {line}" for line in lines]
