"""Filter the picture by its waves: see what is kept, what is removed, the mask, and the kernel that does the same."""

from __future__ import annotations

from functools import partial
from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from core.arrays import FloatArray
from core.images.detail import bright, largest_size, middle_gray, quick_bytes
from core.images.display import diverging, to_bytes, value_range
from core.kernels.text import in_full, written
from core.spectrum import equivalent_kernel
from core.spectrum.filters import Transfer
from core.spectrum.homomorphic import from_logarithms, logarithms
from core.spectrum.large_filter import filter_large, whole_mask
from core.takeaway.recipes.fourier import filter_code
from pages._parts import fourier_cached as cached
from pages._parts.downloads import offer_full_size, turn
from pages._parts.fourier_cached import Filtered
from pages._parts.fourier_controls import choose_filter
from pages._parts.fourier_kernel import about_kernel, kernel_limit
from pages._parts.fourier_numbers import show_light, show_quality
from pages._parts.fourier_painting import PANELS, offer_marks, painted_marks, take_stroke
from pages._parts.fourier_panels import picture_and_spectrum
from pages._parts.fourier_settings import Filter, keeps_mean, transfer_by_rows, transfer_of
from pages._parts.layout import errors_shown
from pages._parts.outcome import Outcome
from pages._parts.panel import Mark, Mask, Panel, Path, Ring, Scale, show_panels
from pages._parts.pictures import Picture
from pages._parts.pictures_first import pictures_first

__all__ = ["show"]

# As in the mask.
_REMOVED, _KEPT = "#000000", "#ffffff"
# Of the picture's largest number: some roundings of 32-bit numbers.
_ROUNDING = 1e-6


def show(picture: Picture, pictures: DeltaGenerator, controls: DeltaGenerator) -> None:
    """Draw the section."""
    with pictures_first() as at_once:
        with controls:
            marks = painted_marks()
            chosen = choose_filter(marks)
            offer_marks(picture, marks, chosen.keep)
        with pictures, errors_shown():
            filtered = cached.filtered(picture, chosen)
            with at_once():
                limit = _show_pictures(picture, chosen, filtered)
                _show_parts(picture, chosen, filtered)
            if chosen.keep == "light":
                show_light(chosen, cached.light(picture, chosen, filtered))
            else:
                show_quality(chosen, cached.quality(picture, filtered))
            with controls:
                offer_full_size(_outcome(picture, chosen, filtered.transfer, limit))


def _show_pictures(picture: Picture, chosen: Filter, filtered: Filtered) -> float:
    """Show picture, spectrum and result; return the magnitude shown brightest where zero is middle gray."""
    black, white = value_range(picture.image)
    limit = bright(filtered.result)
    is_bright = keeps_mean(filtered.transfer)
    show_panels(
        [
            *picture_and_spectrum(
                picture,
                alt="Spectrum, with the filter drawn on it",
                marks=_marks(chosen, filtered),
                tools=(*(("point",) if chosen.keep == "notch" else ()), "brush", "eraser", "disc", "box", "lasso"),
            ),
            Panel(
                "Filtered",
                quick_bytes(filtered.result, black, white) if is_bright else middle_gray(filtered.result, limit),
                filtered.result,
                None if is_bright else Scale("gray", -limit, limit),
                caption="" if is_bright else _beyond(largest_size(filtered.result), limit),
                alt="Filtered picture",
            ),
        ],
        key=PANELS,
        on_draw=take_stroke,
    )
    return limit


def _show_parts(picture: Picture, chosen: Filter, filtered: Filtered) -> None:
    """Show what is removed, the mask, and the kernel that does the same."""
    black, white = value_range(picture.image)
    is_bright = keeps_mean(filtered.transfer)
    removed, kernel = cached.removed(picture, filtered), cached.kernel(filtered)
    lost, largest = bright(removed), largest_size(removed)
    is_nothing = largest <= _ROUNDING * max(white - black, largest_size(picture.image))
    if is_nothing:
        # Stretched to black and white, rounding would look like a picture.
        lost = white - black
    most, limit = max(1.0, float(filtered.transfer.max())), kernel_limit(kernel)
    show_panels(
        [
            Panel(
                "Removed part",
                middle_gray(removed, lost) if is_bright else quick_bytes(removed, black, white),
                removed,
                Scale("gray", -lost, lost) if is_bright else None,
                caption=_about_removed(largest, lost, is_nothing=is_nothing) if is_bright else "",
                alt="Removed part",
            ),
            Panel(
                "Mask",
                quick_bytes(filtered.transfer, 0.0, most),
                filtered.transfer,
                Scale("gray", 0.0, most, "×"),
                caption="White waves pass, black ones do not; the mean is in the centre.",
                alt="Mask",
                square=True,
                spectrum=True,
            ),
            Panel(
                "The kernel that does the same" if not kernel.left_out else "Middle of the kernel that does this",
                diverging(kernel.cells, limit),
                kernel.cells,
                Scale("diverging", -limit, limit),
                caption=about_kernel(chosen, kernel, filtered.transfer.shape),
                alt="Equivalent kernel",
                together=False,
            ),
        ],
        key="fourier.more",
        pair=None,
        step_with=PANELS,
    )


def _about_removed(largest: float, limit: float, *, is_nothing: bool) -> str:
    """Say how large the removed numbers are, where the legend does not."""
    if is_nothing:
        return f"Nothing but rounding: at most {in_full(largest)}." if largest else "Nothing: every number is 0."
    return _beyond(largest, limit)


def _beyond(largest: float, limit: float) -> str:
    """Say how large numbers are that black and white cut off."""
    if largest <= limit:
        return ""
    return f"The largest is {written(largest)}; beyond ±{written(limit)} all are black or white."


def _marks(chosen: Filter, filtered: Filtered) -> tuple[Mark, ...]:
    """Return the filter's outline, and what is painted on it."""
    rows, cols = filtered.transfer.shape
    centre = (cols // 2 + 0.5, rows // 2 + 0.5)
    radii = {"low": (chosen.radius,), "high": (chosen.radius,), "light": (chosen.radius,)}
    radii |= {"band": chosen.band, "stop": chosen.band}
    marks: list[Mark] = [Ring(*centre, radius * cols, radius * rows) for radius in radii.get(chosen.keep, ())]
    if chosen.keep in ("lines", "cut"):
        for side in (-1, 1):
            angle = radians(chosen.direction + 90 + side * chosen.spread / 2)
            x, y = 0.7 * cols * cos(angle), -0.7 * rows * sin(angle)
            marks.append(Path(((centre[0] - x, centre[1] - y), (centre[0] + x, centre[1] + y))))
    discs = [mark.numbers for mark in chosen.marks if mark.shape == "disc"]
    if chosen.keep == "notch":
        discs.append((*chosen.notch, chosen.width))
    for x, y, radius in discs:
        marks += [
            Ring(centre[0] + sign * x * cols, centre[1] + sign * y * rows, radius * cols, radius * rows)
            for sign in (1, -1)
        ]
    if chosen.marks:
        plain = transfer_of(Filter(**{**chosen.__dict__, "marks": ()}), (rows, cols))
        marks += [Mask(filtered.transfer < plain, _REMOVED), Mask(filtered.transfer > plain, _KEPT)]
    return tuple(marks)


def _outcome(picture: Picture, chosen: Filter, mask: Transfer, limit: float) -> Outcome:
    """Return the filter for one channel of any picture: the same waves, counted across the picture."""
    black, white = value_range(picture.image)
    is_bright = keeps_mean(mask)

    def develop(channel: NDArray[np.generic], scale: float) -> FloatArray:
        transfer_rows = transfer_by_rows(chosen, (channel.shape[0], channel.shape[1]), scale)
        if chosen.keep == "light":
            filtered = filter_large(channel, transfer_rows, of=partial(logarithms, white=white))
            return from_logarithms(filtered, white=white)
        return filter_large(channel, transfer_rows)

    def show(values: FloatArray) -> NDArray[np.uint8]:
        return to_bytes(values, black, white) if is_bright else middle_gray(values, limit)

    def full_mask() -> NDArray[np.float32]:
        with turn:
            shape = picture.full_shape
            return whole_mask(transfer_by_rows(chosen, shape, picture.scale), shape)

    radii = {"band": chosen.band, "stop": chosen.band, "notch": (chosen.width,)}.get(chosen.keep, (chosen.radius,))
    code = partial(
        filter_code,
        keep="file" if chosen.marks else chosen.keep,
        radii=tuple(picture.scale * radius for radius in radii),
        profile=chosen.profile,
        order=chosen.order,
        centre=(picture.scale * chosen.notch[0], picture.scale * chosen.notch[1]),
        wedge=(chosen.direction, chosen.spread),
        gains=(chosen.shade, chosen.texture),
        limit=None if is_bright else limit,
    )
    files = {"mask": full_mask} if chosen.marks else {}
    arrays = {"mask": mask, "equivalent kernel": partial(equivalent_kernel, mask)}
    return Outcome("fourier", picture, develop, show, arrays=arrays, code=code, files=files)
