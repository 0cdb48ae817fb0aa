"""Write the code of the Fourier page's filters."""

from __future__ import annotations

from typing import Literal

from core.filters import Profile
from core.recipes.picture import Given, assemble, number, read, shown

__all__ = ["Shape", "filter_code"]

Shape = Literal["low", "high", "band", "stop", "file"]
_KEPT = {"low": "within({})", "high": "1 - within({})"}


def filter_code(
    given: Given,
    shape: Shape,
    radii: tuple[float, ...] = (),
    *,
    profile: Profile = "ideal",
    order: int = 2,
    limit: float | None = None,
    is_log: bool = False,
) -> str:
    """Return Python that keeps some of the picture's waves.

    Parameters
    ----------
    given : Given
        The picture.
    shape : {"low", "high", "band", "stop", "file"}
        What passes; "file" reads the mask from `mask.npy`, for one that was painted.
    radii : floats
        One radius in cycles per pixel, or two for "band" and "stop".
    profile, order
        How sharp the rim is, as for `core.filters.lowpass`.
    limit : float, optional
        The magnitude shown white or black where the mean does not pass and zero is shown middle gray.
    is_log : bool
        Whether the logarithms of the picture's values are filtered: homomorphic filtering.
    """
    imports, lines = read(given)
    axes = "" if len(given.shape) == 2 else "[..., None]"
    if shape == "file":
        mask = ['mask = np.load("mask.npy")  # Numbers, Mask, NPY saves it; the mean is in its centre']
    else:
        mask = [
            "row = np.fft.fftshift(np.fft.fftfreq(picture.shape[0]))[:, None]",
            "column = np.fft.fftshift(np.fft.fftfreq(picture.shape[1]))",
            "distance = np.hypot(row, column)  # from the centre, in cycles per pixel",
            *_rim(profile, order, min(radii)),
            f"mask = {_mask(shape, radii)}",
        ]
    white = number(given.white) if given.dtype in ("uint8", "uint16") else "white"
    work = [
        *([f"picture = np.log1p(picture * 255 / {white})"] if is_log else []),
        "waves = np.fft.fftshift(np.fft.fft2(picture, axes=(0, 1)), axes=(0, 1))",
        f"kept = np.fft.ifftshift(waves * mask{axes}, axes=(0, 1))",
        "result = np.fft.ifft2(kept, axes=(0, 1)).real",
        *([f"result = np.expm1(result) * {white} / 255"] if is_log else []),
    ]
    if limit is None:
        return assemble(imports, lines, mask, work, shown(given, "clip"))
    end = [
        f"limit = {limit:.7g}  # the magnitude shown brightest: what about 99.5 % of the values do not exceed",
        "pixels = np.clip(np.rint((result + limit) * 255 / (2 * limit)), 0, 255).astype(np.uint8)",
        'Image.fromarray(pixels).save("result.png")',
    ]
    return assemble(imports, lines, mask, work, end)


def _mask(shape: Shape, radii: tuple[float, ...]) -> str:
    """Return the expression for the mask."""
    if shape in _KEPT:
        return _KEPT[shape].format(number(radii[0]))
    band = f"within({number(radii[1])}) - within({number(radii[0])})"
    return band if shape == "band" else f"1 - ({band})"


def _rim(profile: Profile, order: int, least: float) -> list[str]:
    """Return the function that says how much passes within a radius."""
    if profile == "ideal" or least == 0:
        passed = "(distance <= radius).astype(float)"
    elif profile == "gaussian":
        passed = "np.exp(-((distance / radius) ** 2) / 2)"
    else:
        passed = f"1 / (1 + (distance / radius) ** {2 * order})"
    return ["def within(radius):", f"    return {passed}", ""]
