"""Look at the spectrum itself: its five views, its axes, and what the picture's edges add to it."""

from __future__ import annotations

from math import log1p, pi
from typing import Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from core.arrays import FloatArray
from core.images.display import cyclic, diverging, sequential, to_bytes, value_range
from core.spectrum.periodic_smooth import periodic_plus_smooth
from core.spectrum.tapers import tapered
from core.spectrum.views import SpectrumView, signed_log, view_spectrum
from pages._parts.choices import choose
from pages._parts.fourier_cached import BY_DIGEST
from pages._parts.fourier_takeaway import state_spectrum
from pages._parts.layout import errors_shown
from pages._parts.panel import Panel, Ring, Scale, show_panels
from pages._parts.pictures import Picture

__all__ = ["show"]

Window = Literal["none", "hann", "tukey", "periodic"]
_VIEWS: dict[SpectrumView, str] = {
    "log": "Log magnitude",
    "phase": "Phase",
    "real": "Real part",
    "imaginary": "Imaginary part",
    "power": "Power",
}
_ABOUT: dict[SpectrumView, str] = {
    "log": "How strong each wave is. The logarithm makes the weak ones visible beside the strong.",
    "phase": "Where each wave's crests stand: an angle from −π to π, shown as hues of one lightness all around.",
    "real": "The cosine share of each wave, with its sign; coloured by the logarithm of its size.",
    "imaginary": "The sine share of each wave, with its sign; coloured by the logarithm of its size.",
    "power": "The energy of each wave. The mean, at the very centre, has nearly all of it: this is why one takes "
    "logarithms.",
}
_WINDOWS: dict[Window, str] = {
    "none": "As it is",
    "hann": "Hann window",
    "tukey": "Tukey window",
    "periodic": "Periodic part",
}
_OF_COLOURS = (
    "Of a colour picture, this is the spectrum of its brightness as the plain mean of red, green and blue, at each "
    "pixel."
)
_FORMULAS = (
    "Over a side of N pixels, n = 0 to N − 1, the Hann window is sin²(π (n + 1) / (N + 1)): symmetric, SciPy's "
    "`hann(N + 2)` without the zero at either end. The Tukey window is `tukey(N + 2, 0.25)` without its two zeros: "
    "alpha 0.25 is an eighth of the side at each end. Rows and columns have one each, and both are multiplied. What "
    "fades is the picture's distance from its mean under the window."
)
_EDGES: dict[Window, str] = {
    "none": "The transform repeats the picture like tiles. Where left and right, or top and bottom, do not fit, the "
    "seam makes the bright cross. Choose a window to take it away.",
    "hann": "The picture fades into its mean towards the edges, along a raised cosine: no seam, no cross.",
    "tukey": "The picture fades into its mean only in the outer eighth at each edge.",
    "periodic": "The picture less a smooth shading that fits left to right and top to bottom (Moisan 2011): nothing is "
    "faded, and the cross is gone.",
}


def show(picture: Picture, pictures: DeltaGenerator, controls: DeltaGenerator) -> None:
    """Draw the section."""
    with controls:
        view = choose("Look at", _VIEWS, key="fourier.view", default="log", help=_OF_COLOURS)
        st.caption(_ABOUT[view])
        window = choose("The picture's edges", _WINDOWS, key="fourier.window", default="none", help=_FORMULAS)
        st.caption(_EDGES[window])
    with pictures, errors_shown():
        black, white = value_range(picture.image)
        image = _windowed(picture, window)
        first = to_bytes(image, black, white)
        panels = [
            Panel(_WINDOWS[window] if window != "none" else "Picture", first, image, alt=picture.source.title),
            _spectrum_panel("Spectrum", _view(picture, view, window), view),
        ]
        if window != "none":
            panels.append(_spectrum_panel("Spectrum of the whole picture", _view(picture, view, "none"), view))
        show_panels(panels, key="fourier.look", pair=(-2, -1))
        state_spectrum(
            picture,
            _view(picture, view, window),
            view,
            window,
            image,
            lambda photo: view_spectrum(_treated(photo, window), view),
        )
        st.caption(
            "Zero frequency, the mean, is in the centre. Rings join waves of one length; the sides are 0.5 cycles per "
            "pixel, a period of 2 pixels, the finest waves that pixels can hold. Point at the spectrum to read a wave."
        )


def _spectrum_panel(title: str, values: NDArray[np.float64], view: SpectrumView) -> Panel:
    """Return one view with its axes and its legend; the numbers under the pointer are exact."""
    caption = ""
    if view == "phase":
        pixels, scale = cyclic(values), Scale("cyclic", -pi, pi, "radians")
    elif view in ("real", "imaginary"):
        most = float(np.abs(values).max()) or 1.0
        pixels, scale = diverging(signed_log(values), log1p(most)), Scale("diverging", -most, most)
        caption = "The numbers are the part itself; the colours between the ends go by log(1 + size), with its sign."
    else:
        most = float(values.max())
        pixels = sequential(values, 0.0, most)
        scale = Scale("sequential", 0.0, most, "log(1 + magnitude)" if view == "log" else "")
    marks = _axes(values.shape)
    return Panel(title, pixels, values, scale, caption, alt=title, marks=marks, square=True, spectrum=True)


def _axes(shape: tuple[int, ...]) -> tuple[Ring, ...]:
    """Return rings of round frequencies with the periods they stand for."""
    rows, cols = shape
    x, y = cols // 2 + 0.5, rows // 2 + 0.5
    return tuple(
        Ring(x, y, frequency * cols, frequency * rows, f"{frequency:g} cycles/px: {1 / frequency:.3g} px")
        for frequency in (0.1, 0.25)
    )


@st.cache_resource(max_entries=8, ttl="1h", show_spinner=False, hash_funcs=BY_DIGEST)
def _windowed(picture: Picture, window: Window) -> FloatArray:
    """Return the picture with its edges treated."""
    return _treated(picture.image, window)


def _treated(pixels: NDArray[np.generic], window: Window) -> FloatArray:
    """Return pixels with their edges treated."""
    image = pixels.astype(np.float64)
    if window == "periodic":
        return periodic_plus_smooth(image)[0]
    return image if window == "none" else tapered(image, window)


@st.cache_resource(max_entries=8, ttl="1h", show_spinner=False, hash_funcs=BY_DIGEST)
def _view(picture: Picture, view: SpectrumView, window: Window) -> NDArray[np.float64]:
    """Return a view of the picture's spectrum."""
    return view_spectrum(_windowed(picture, window), view)
