"""The convolution theorem on the picture in hand: slide the kernel, or multiply the spectra, and compare."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from core.convolution import convolve
from core.images import to_gray
from core.images.display import diverging, sequential, to_bytes, value_range
from core.images.rendering import Rendering, automatic_view, render
from core.kernels import KERNELS
from core.kernels.library import make, title
from core.kernels.text import parse_kernel, written
from core.spectrum import log_magnitude
from core.spectrum.theorem import kernel_spectrum, multiply_spectra
from pages._parts.address import stand_in
from pages._parts.choices import choose
from pages._parts.fourier_takeaway import state_theorem
from pages._parts.layout import errors_shown, read_or_keep
from pages._parts.panel import Panel, Scale, show_panels
from pages._parts.pictures import Picture

__all__ = ["show"]

Ends = Literal["padded", "bare"]
_ENDS: dict[Ends, str] = {"padded": "Padded with zeros", "bare": "Not padded"}
_ABOUT: dict[Ends, str] = {
    "padded": "Zeros around picture and kernel keep the picture's ends apart, so both ways agree to rounding, "
    "everywhere.",
    "bare": "Without padding the product treats the picture as a tile: what leaves on one side comes in on the "
    "other. Inside, both ways agree; at the edges they do not.",
}

# Of the largest value; far above the roundings of a transform, far below what can be seen.
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Sides:
    """Both sides of the theorem, the largest difference, and that from sliding over a picture that repeats."""

    slid: NDArray[np.float64]
    multiplied: NDArray[np.float64]
    difference: NDArray[np.float64]
    largest: float
    circular: float


def show(picture: Picture, pictures: DeltaGenerator, controls: DeltaGenerator) -> None:
    """Draw the section."""
    with controls:
        kernel = _choose_kernel()
        ends = choose(
            "Before the transform",
            _ENDS,
            key="fourier.ends",
            default="padded",
            draw=st.segmented_control,
            required=True,
        )
        st.caption(_ABOUT[ends])
    with pictures, errors_shown():
        gray = to_gray(picture.image).astype(np.float64)
        sides = _sides(gray, kernel, ends)
        shown = _show(picture, gray, kernel, sides, ends)
        passed = partial(kernel_spectrum, kernel, (gray.shape[0], gray.shape[1]))
        is_padded = ends == "padded"

        def of_photo(photo: NDArray[np.generic]) -> NDArray[np.float64]:
            return multiply_spectra(to_gray(photo), kernel, padded=is_padded)

        state_theorem(picture, kernel, sides.slid, sides.multiplied, passed, shown, of_photo, is_padded=is_padded)


def _choose_kernel() -> NDArray[np.float64]:
    """Draw the choice of a kernel, by name or as text; where the text cannot be read, say why."""
    names = {name: title(name) for name in KERNELS}
    name = choose("Kernel", names, key="fourier.kernel", default="gaussian")
    kernel = make(name)
    text = st.text_input(
        "Or write one: rows end with a semicolon",
        placeholder="0 1 0; 1 -4 1; 0 1 0",
        key="fourier.cells",
        bind="query-params",
        persist_state="session",
    )
    if text:
        kernel, is_read = read_or_keep(lambda: parse_kernel(text), kernel)
        if not is_read:
            stand_in("fourier.cells", "")
    st.caption(f"{kernel.shape[0]} × {kernel.shape[1]} cells, sum {written(kernel.sum())}")
    return kernel


def _sides(gray: NDArray[np.float64], kernel: NDArray[np.float64], ends: Ends) -> Sides:
    """Compute both sides."""
    slid = np.asarray(convolve(gray, kernel, padding="constant"), np.float64)
    multiplied = multiply_spectra(gray, kernel, padded=ends == "padded")
    difference = multiplied - slid
    around = convolve(gray, kernel, padding="wrap")
    bare = multiplied if ends == "bare" else multiply_spectra(gray, kernel, padded=False)
    return Sides(slid, multiplied, difference, float(np.abs(difference).max()), float(np.abs(bare - around).max()))


def _show(
    picture: Picture, gray: NDArray[np.float64], kernel: NDArray[np.float64], sides: Sides, ends: Ends
) -> Rendering:
    """Show the factors, both products and their difference; return how the slid one is shown."""
    black, white = value_range(picture.image)
    spectrum = log_magnitude(gray)
    strongest = float(spectrum.max())
    passed = kernel_spectrum(kernel, (gray.shape[0], gray.shape[1]))
    most = float(passed.max())
    show_panels(
        [
            Panel(
                "Picture",
                to_bytes(gray, black, white),
                gray,
                caption="Its brightness as the eye weighs it: 0.299 red + 0.587 green + 0.114 blue."
                if picture.image.ndim == 3
                else "",
                alt=picture.source.title,
            ),
            Panel(
                "Its spectrum",
                sequential(spectrum, 0.0, strongest),
                spectrum,
                Scale("sequential", 0.0, strongest, "log(1 + magnitude)"),
                alt="Spectrum of the picture",
                square=True,
                spectrum=True,
            ),
            Panel(
                "× the kernel's spectrum",
                sequential(passed, 0.0, most),
                passed,
                Scale("sequential", 0.0, most, "×"),
                caption="By how much each wave is multiplied.",
                alt="Spectrum of the kernel",
                square=True,
                spectrum=True,
            ),
        ],
        key="fourier.factors",
    )
    view = automatic_view(kernel)
    slid = render(sides.slid, view=view, black=black, white=white)
    multiplied = render(sides.multiplied, view=view, black=black, white=white, limit=slid.limit)
    limit = sides.largest or 1.0
    scale = None if view == "clip" else Scale("gray", 0.0, slid.limit)
    show_panels(
        [
            Panel("Kernel slid over the picture", slid.pixels, sides.slid, scale, alt="Convolved in space"),
            Panel("Spectra multiplied", multiplied.pixels, sides.multiplied, scale, alt="Multiplied in frequency"),
            Panel(
                "Difference",
                diverging(sides.difference, limit),
                sides.difference,
                Scale("diverging", -limit, limit),
                alt="Difference of both",
            ),
        ],
        key="fourier.products",
        pair=(0, 1),
        step_with="fourier.factors",
    )
    row = st.container(horizontal=True, gap="medium")
    row.metric("Largest difference", written(sides.largest, 2), help="Between both results, at any pixel.")
    largest = float(np.abs(sides.slid).max())
    row.metric("Largest value", written(largest))
    row.metric(
        "If the picture repeats",
        written(sides.circular, 2),
        help="Largest difference between the product without padding and the kernel slid over a picture that goes on "
        "at the opposite edge: circular convolution, to which the theorem applies as it stands.",
    )
    if sides.largest == 0:
        st.caption("There is no difference: both ways give the very same numbers.")
    elif ends == "padded":
        st.caption(
            f"Both ways agree to {written(sides.largest / largest if largest else 0, 1)} of the largest value: that is "
            "the rounding of 64-bit numbers, and the difference shown above is magnified until it can be seen."
        )
    elif sides.largest <= _ROUNDING * largest:
        st.caption("Here the ends do not matter: the difference is only the rounding of 64-bit numbers, magnified.")
    else:
        st.caption("The coloured rim of the difference is as wide as the kernel reaches beyond its middle.")
    return slid
