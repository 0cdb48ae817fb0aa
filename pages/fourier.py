"""See a picture's Fourier spectrum, and keep only the waves inside or outside a disc."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.display import sequential, to_bytes, value_range
from core.rendering import Rendering, View
from core.rendering import render as render_values
from core.spectrum import apply_filter
from pages._parts import cached
from pages._parts.address import choose
from pages._parts.cached import Keep, transfer_function
from pages._parts.downloads import offer_full_size
from pages._parts.layout import columns, errors_shown, heading
from pages._parts.panel import Panel, Ring, Scale, show_panels
from pages._parts.pictures import Picture, choose_picture

_KEEP: dict[Keep, tuple[str, str]] = {
    "low": ("Inside the disc", "large shapes and smooth shades"),
    "high": ("Outside the disc", "edges and fine texture"),
}


@dataclass(frozen=True)
class Settings:
    """Which side of the disc to keep, and its radius in cycles per pixel."""

    keep: Keep = "low"
    radius: float = 0.08


def render() -> None:
    """Draw the Fourier page."""
    heading(
        "Fourier",
        "Every picture is a sum of waves. The spectrum shows how strong each one is: slow waves in the centre, "
        "fast ones outside. Keep a disc of them and see what remains.",
    )
    picture = choose_picture()
    left, right = columns()
    with right:
        settings = _controls()
    with left, errors_shown():
        result = _show(picture, settings)
        with right:
            offer_full_size(picture, _developer(picture, settings, result.limit), page="fourier")


def _controls() -> Settings:
    """Draw the controls and return what they say."""
    default = Settings()
    keep = choose(
        "Keep the waves",
        {name: label for name, (label, _) in _KEEP.items()},
        key="fourier.keep",
        default=default.keep,
        draw=st.segmented_control,
        required=True,
    )
    radius = st.slider(
        "Radius of the disc (cycles per pixel)",
        0.0,
        0.71,
        default.radius,
        0.005,
        format="%.3f",
        help="0.5 is the fastest wave along a row or column: one cycle in two pixels.",
        key="fourier.radius",
        bind="query-params",
        persist_state="session",
    )
    return Settings(keep, radius)


def _show(picture: Picture, settings: Settings) -> Rendering:
    """Show picture, spectrum and what remains of the picture, with the numbers; return what remains."""
    black, white = value_range(picture.image)
    rows, cols = picture.image.shape[:2]
    spectrum = cached.magnitude(picture)
    result = cached.filtered(picture, settings.keep, settings.radius)
    remains = render_values(result, view=_view(settings), black=black, white=white)
    disc = Ring(cols // 2 + 0.5, rows // 2 + 0.5, settings.radius * cols, settings.radius * rows)
    show_panels(
        [
            Panel("Picture", to_bytes(picture.image, black, white), picture.image, alt=picture.source.title),
            Panel(
                "Spectrum",
                sequential(spectrum, 0.0, float(spectrum.max())),
                caption="Log magnitude; the mean is in the centre, 0.5 cycles per pixel at each side.",
                alt="Log-magnitude spectrum with the disc drawn on it",
                values=spectrum,
                scale=Scale("sequential", 0.0, float(spectrum.max())),
                marks=(disc,),
                square=True,
            ),
            Panel("What remains", remains.pixels, result, caption=remains.note, alt="Filtered picture"),
        ],
        key="fourier.panels",
    )
    kept = cached.kept(picture, settings.keep, settings.radius)
    first, second, third = st.columns(3)
    first.metric("Waves kept", f"{kept.waves:.2%}", help="Share of all frequencies that are kept.")
    second.metric(
        "Compression",
        f"1 : {1 / kept.waves:.1f}" if kept.waves else "nothing kept",
        help="All waves to kept waves.",
    )
    third.metric("Energy kept", f"{kept.energy:.2%}", help="Share of the picture's energy, its mean included.")
    st.caption(_in_words(settings))
    return remains


def _in_words(settings: Settings) -> str:
    """Say what the disc keeps."""
    if settings.radius == 0:
        return "A disc of radius 0 holds the mean alone."
    period = 1 / settings.radius
    side = "longer" if settings.keep == "low" else "shorter"
    return f"Kept: waves {side} than {period:.1f} pixels ({_KEEP[settings.keep][1]})."


def _view(settings: Settings) -> View:
    """Return how to show the result: without its mean a picture has negative values too."""
    return "clip" if settings.keep == "low" else "absolute"


def _developer(
    picture: Picture, settings: Settings, limit: float
) -> Callable[[NDArray[np.generic]], NDArray[np.uint8]]:
    """Return the filter for one channel of the original: the same waves, counted across the picture."""
    black, white = value_range(picture.image)

    def develop(channel: NDArray[np.generic]) -> NDArray[np.uint8]:
        transfer = transfer_function(settings.keep, channel.shape, settings.radius * picture.scale)
        result = apply_filter(channel, transfer)
        return render_values(result, view=_view(settings), black=black, white=white, limit=limit).pixels

    return develop


if __name__ == "__main__":
    from app import main

    main()
