"""Write the code of the diffusion page: the heat equation by the transform that makes its Laplacian diagonal."""

from __future__ import annotations

from core.diffusion import Boundary
from core.takeaway.recipes.picture import Given, assemble, number, read, shown

__all__ = ["diffusion_code", "spreading"]

_TRANSFORMS = {"neumann": ("dctn", "idctn", 2), "dirichlet": ("dstn", "idstn", 1), "periodic": ("fftn", "ifftn", 0)}


def diffusion_code(
    given: Given, time: float, *, diffusivity: tuple[float, float], boundary: Boundary, held: float = 0.0
) -> str:
    """Return Python that lets the picture spread.

    Parameters
    ----------
    given : Given
        The picture.
    time : float
        In the page's units, where a pixel is 1.
    diffusivity : (float, float)
        Along x and y.
    boundary : {"neumann", "periodic", "dirichlet"}
        What holds at the edge; with "dirichlet" it is held at `held`.
    """
    imports, lines = read(given)
    more, rates, spread = spreading(given, diffusivity=diffusivity, boundary=boundary, held=held)
    work = [f"result = spread({number(time)})"]
    return assemble([*imports, *more], lines, rates, spread, work, shown(given, "clip", is_color=given.is_color))


def spreading(
    given: Given, *, diffusivity: tuple[float, float], boundary: Boundary, held: float = 0.0
) -> tuple[list[str], list[str], list[str]]:
    """Return imports and the lines that define `spread(time)`, which lets `picture` spread so long."""
    forward, inverse, kind = _TRANSFORMS[boundary]
    rate = {
        "neumann": "2 - 2 * np.cos(np.pi * np.arange(count) / count)",
        "dirichlet": "2 - 2 * np.cos(np.pi * np.arange(1, count + 1) / (count + 1))",
        "periodic": "2 - 2 * np.cos(2 * np.pi * np.arange(count) / count)",
    }[boundary]
    kind_text = f"{kind}, " if kind else ""
    along_x, along_y = diffusivity
    axes = "[..., None]" if given.is_color else ""
    offset = f" - {number(held)}" if boundary == "dirichlet" and held else ""
    back = f" + {number(held)}" if offset else ""
    real = ".real" if boundary == "periodic" else ""
    rates = [
        "def rates(count):  # how fast each wave along an axis fades",
        f"    return {rate}",
        "",
        f"along_x, along_y = {number(along_x)}, {number(along_y)}",
        "rows, columns = picture.shape[:2]",
        "fading = along_y * rates(rows)[:, None] + along_x * rates(columns)",
        f"waves = {forward}(picture{offset}, {kind_text}axes=(0, 1))",
    ]
    spread = [
        "def spread(time):",
        f"    faded = waves * np.exp(-time * fading){axes}",
        f"    return {inverse}(faded, {kind_text}axes=(0, 1)){real}{back}",
    ]
    return [f"from scipy.fft import {forward}, {inverse}"], rates, spread
