"""A run of diffusion: what starts, and at which times the film's frames are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

from core.arrays import FloatArray
from core.diffusion import frames
from pages._parts.diffusion_settings import FRAMES, Settings
from pages._parts.pictures import Picture

__all__ = ["Run", "Start", "duration"]

_FULL = 10
_UNITS = ((1.0, "s"), (60.0, "min"), (3600.0, "h"), (86400.0, "days"), (31_557_600.0, "years"))


@dataclass(frozen=True)
class Start:
    """What spreads: its kind, the picture, and the numbers shown black and white."""

    kind: str
    picture: Picture
    black: float
    white: float

    @property
    def lack(self) -> str:
        """What is missing before anything can spread, empty if nothing is."""
        if (self.picture.image > self.black).any():
            return ""
        if self.kind == "drawn":
            return "Draw something first: drag over the drawing pad to paint salt, and it will spread here."
        return "This picture is black all over: there is nothing in it that could spread. Choose another."


@dataclass(frozen=True)
class Run:
    """A start and how it goes on, over so many frames.

    The spread grows evenly from frame to frame, because the eye sees sizes rather than times.
    """

    start: Start
    settings: Settings
    frames: int = FRAMES

    @property
    def name(self) -> tuple[object, ...]:
        """What the run is called in every cache: the picture's digest and all that changes the frames."""
        start, settings = self.start, self.settings
        how = (settings.spread, settings.boundary, self.held, settings.diffusivity, self.frames)
        return (start.picture.source.digest, start.picture.image.shape, start.black, start.white, *how)

    @property
    def held(self) -> float:
        """The number that the edge is held at."""
        return self.start.black + self.settings.held / 100 * (self.start.white - self.start.black)

    @property
    def times(self) -> tuple[float, ...]:
        """Seconds at each frame."""
        fastest = max(self.settings.diffusivity)
        if fastest == 0:
            message = "the diffusivity must be above 0 along x or along y"
            raise ValueError(message)
        sigmas = (self.settings.spread * index / (self.frames - 1) for index in range(self.frames))
        return tuple(sigma**2 / (2 * fastest) for sigma in sigmas)

    @property
    def labels(self) -> tuple[str, ...]:
        """What stands beside the slider at each frame."""
        times = self.times
        return tuple(f"t = {duration(time, times[-1])}, {self.blot(time)}" for time in times)

    def exact_frames(self) -> Iterator[FloatArray]:
        """Return the exact numbers, frame by frame."""
        settings = self.settings
        return frames(
            self.start.picture.image,
            self.times,
            diffusivity=settings.diffusivity,
            boundary=settings.boundary,
            held=self.held,
        )

    def spreads(self, time: float) -> tuple[float, float]:
        """Sigma along x and y, in pixels, at a time."""
        along_x, along_y = self.settings.diffusivity
        return sqrt(2 * along_x * time), sqrt(2 * along_y * time)

    def blot(self, time: float) -> str:
        """Say how large a blot a point has become."""
        along_x, along_y = self.spreads(time)
        return f"σ = {along_x:.1f} px" if along_x == along_y else f"σ = {along_x:.1f} × {along_y:.1f} px"


def duration(seconds: float, longest: float | None = None) -> str:
    """Return a time in words, in the unit that suits the longest of its kind."""
    scale, unit = _UNITS[0]
    for next_scale, next_unit in _UNITS[1:]:
        if (seconds if longest is None else longest) >= _FULL * next_scale:
            scale, unit = next_scale, next_unit
    value = seconds / scale
    return f"{value:.1f} {unit}" if (longest or seconds) / scale >= 1 or seconds == 0 else f"{value:.3g} {unit}"
