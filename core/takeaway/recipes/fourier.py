"""Write the code of the Fourier page's filters."""

from __future__ import annotations

from typing import Literal

from core.spectrum.filters import Profile
from core.takeaway.recipes.picture import Given, assemble, grays_at_once, number, read

__all__ = ["Keep", "filter_code"]

Keep = Literal["low", "high", "band", "stop", "notch", "lines", "cut", "light", "all", "none", "file"]


def filter_code(
    given: Given,
    keep: Keep,
    radii: tuple[float, ...] = (),
    *,
    profile: Profile = "ideal",
    order: int = 2,
    centre: tuple[float, float] = (0.0, 0.0),
    wedge: tuple[float, float] = (0.0, 180.0),
    gains: tuple[float, float] = (1.0, 1.0),
    limit: float | None = None,
) -> str:
    """Return Python that keeps some of the picture's waves.

    Parameters
    ----------
    given : Given
        The picture.
    keep : str
        What passes, as on the page; "file" reads the mask from `mask.npy`, for one that was painted.
    radii : floats
        One radius in cycles per pixel, or two for "band" and "stop".
    profile, order
        How sharp the rim is, as for `core.spectrum.filters.lowpass`.
    centre : (float, float)
        Frequency across and down of the wave that "notch" removes, in cycles per pixel.
    wedge : (float, float)
        Direction and spread in degrees for "lines" and "cut".
    gains : (float, float)
        For the slow and for the fine waves, with "light": homomorphic filtering, of the logarithms.
    limit : float, optional
        The magnitude shown white or black where the mean does not pass and zero is shown middle gray.
    """
    imports, lines = read(given, is_single=True)
    is_color, is_log = given.is_color, keep == "light"
    axes = "[..., None]" if is_color else ""
    to_logarithm = f"np.log1p({{}} * np.float32({number(255 / given.white)}))" if is_log else "{}"
    work = [
        "mean = picture.mean(axis=(0, 1), dtype=float).astype(np.float32)  # apart: so rounding loses least",
        *([f"picture, mean = {to_logarithm.format('picture')}, {to_logarithm.format('mean')}"] if is_log else []),
        "waves = scipy.fft.fft(scipy.fft.rfft(picture - mean, axis=1), axis=0)",
        "mask = np.fft.ifftshift(mask)[:, : waves.shape[1]].astype(np.float32)  # the half that a real picture needs",
        f"kept = scipy.fft.ifft(waves * mask{axes}, axis=0)",
        "result = scipy.fft.irfft(kept, n=picture.shape[1], axis=1) + mean * mask[0, 0]",
        *([f"result = np.expm1(result) * np.float32({number(given.white / 255)})"] if is_log else []),
    ]
    low, high = (given.black, given.white) if limit is None else (-limit, limit)
    about = [] if limit is None else ["# 0 is middle gray; beyond black and white lie 0.5 % of the numbers on screen."]
    end = [*about, *grays_at_once(low, high, is_color=is_color)]
    return assemble(
        [*imports, "import scipy.fft"], lines, _mask(keep, radii, profile, order, centre, wedge, gains), work, end
    )


def _mask(
    keep: Keep,
    radii: tuple[float, ...],
    profile: Profile,
    order: int,
    centre: tuple[float, float],
    wedge: tuple[float, float],
    gains: tuple[float, float],
) -> list[str]:
    """Return the lines that make the mask; the mean is in its centre."""
    if keep == "file":
        return ['mask = np.load("mask.npy")  # it was painted by hand; the mean is in its centre']
    if keep in ("all", "none"):
        return [f"mask = np.{'ones' if keep == 'all' else 'zeros'}(picture.shape[:2])"]
    start = [
        "row = np.fft.fftshift(np.fft.fftfreq(picture.shape[0]))[:, None]",
        "column = np.fft.fftshift(np.fft.fftfreq(picture.shape[1]))",
    ]
    middle = "mask[picture.shape[0] // 2, picture.shape[1] // 2] = 1  # the mean"
    if keep == "notch":
        x, y = (number(value) for value in centre)
        return [
            *start,
            *_rim(profile, order, radii[0]),
            "mask = np.ones(picture.shape[:2])",
            "for sign in (1, -1):  # the wave, and its mirror image",
            f"    down, across = row - sign * {y}, column - sign * {x}",
            "    distance = np.hypot(down - np.round(down), across - np.round(across))  # -0.5 and 0.5 are one",
            f"    mask *= 1 - within({number(radii[0])})",
        ]
    if keep in ("lines", "cut"):
        degrees, spread = (number(value) for value in wedge)
        return [
            *start,
            "lines = np.degrees(np.arctan2(column, row))  # each wave's lines run across its way",
            f"distance = np.maximum(np.abs((lines - {degrees} + 90) % 180 - 90) - 1e-9, 0)  # in degrees",
            *_rim(profile, order, wedge[1]),
            f"mask = within({spread} / 2)",
            middle,
            "mirror = np.roll(mask[::-1, ::-1], [(side + 1) % 2 for side in mask.shape], axis=(0, 1))",
            "mask = np.maximum(mask, mirror)",
            *(["mask = 1 - mask", middle] if keep == "cut" else []),
        ]
    one = f"within({number(radii[0])})"
    low, high = (number(gain) for gain in gains)
    masks = {
        "low": one,
        "high": f"1 - {one}",
        "band": f"within({number(radii[-1])}) - {one}",
        "stop": f"1 - (within({number(radii[-1])}) - {one})",
        "light": f"{high} + ({low} - {high}) * {one}",
    }
    return [
        *start,
        "distance = np.hypot(row, column)  # from the centre, in cycles per pixel",
        *_rim(profile, order, min(radii)),
        f"mask = {masks[keep]}",
        *([middle] if keep == "light" else []),
    ]


def _rim(profile: Profile, order: int, least: float) -> list[str]:
    """Return the function that says how much passes within a radius, the least of which is given."""
    if profile == "gaussian":
        passed = "np.exp(-((distance / radius) ** 2) / 2)"
    else:
        passed = f"1 / (1 + (distance / radius) ** {2 * order})"
    if profile == "ideal":
        return ["def within(radius):", "    return (distance <= radius).astype(float)", ""]
    zero = ["    if radius == 0:", "        return (distance == 0).astype(float)"] if least == 0 else []
    return ["def within(radius):", *zero, f"    return {passed}", ""]
