"""The two panels with which a section begins: the picture, and its spectrum to point at or to paint on."""

from __future__ import annotations

from pages._parts import fourier_cached as cached
from pages._parts.panel import Mark, Panel, Scale, Tool
from pages._parts.pictures import Picture

__all__ = ["picture_and_spectrum"]


def picture_and_spectrum(
    picture: Picture, *, alt: str, marks: tuple[Mark, ...], tools: tuple[Tool, ...]
) -> tuple[Panel, Panel]:
    """Return the picture's panel and its spectrum's, with marks and tools on the spectrum; `alt` says what it shows."""
    spectrum = cached.magnitude(picture)
    return (
        Panel("Picture", picture.pixels, picture.image, alt=picture.source.title),
        Panel(
            "Spectrum",
            spectrum.pixels,
            spectrum.values,
            Scale("sequential", 0.0, spectrum.largest, "log(1 + magnitude)"),
            alt=alt,
            marks=marks,
            tools=tools,
            square=True,
            spectrum=True,
        ),
    )
