"""Colours for numbers: three maps, each a few colours chosen in OKLab with straight lines in sRGB between them."""

from __future__ import annotations

from functools import cache
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

__all__ = ["MAPS", "Map", "between", "points", "table"]

Map = Literal["sequential", "diverging", "cyclic"]
MAPS: tuple[str, ...] = get_args(Map)
# So few colours that a script can carry them, and so many that no eye sees the corners.
_BETWEEN: dict[Map, int] = {"sequential": 17, "diverging": 17, "cyclic": 16}


def between(kind: Map) -> int:
    """Return how many steps of the table lie from one of the map's points to the next."""
    return _BETWEEN[kind]


@cache
def points(kind: Map) -> NDArray[np.uint8]:
    """Return the colours that make up a map, (P, 3) sRGB; the last one of "cyclic" is the first again."""
    return {"sequential": _sequential, "diverging": _diverging, "cyclic": _cyclic}[kind]()


@cache
def table(kind: Map) -> NDArray[np.uint8]:
    """Return the colour of every step, (steps, 3): 256, 511 or 512 of them, the last step of "cyclic" left out."""
    colors = points(kind)
    places = np.arange(len(colors)) * between(kind)
    steps = np.arange(places[-1] + (kind != "cyclic"))
    lines = np.stack([np.interp(steps, places, channel) for channel in colors.T], axis=-1)
    colored: NDArray[np.uint8] = np.rint(lines).astype(np.uint8)
    return colored


def _sequential() -> NDArray[np.uint8]:
    """Return colours whose lightness rises evenly while the hue turns from violet over red to yellow."""
    part = np.linspace(0, 1, 16)
    hue = np.radians(295 + 175 * part)
    return _from_oklch(0.17 + 0.78 * part, 0.04 + 0.15 * np.sin(np.pi * part**0.9), hue)


def _diverging() -> NDArray[np.uint8]:
    """Return blue over white to red, equally light to both sides of the white in the middle."""
    part = np.linspace(-1, 1, 31)
    strength = np.abs(part)
    hue = np.radians(np.where(part < 0, 255, 28))
    return _from_oklch(1 - 0.55 * strength, 0.17 * np.sin(np.pi / 2 * strength), hue)


def _cyclic() -> NDArray[np.uint8]:
    """Return one turn of hues; at this lightness sRGB holds the widest circle."""
    turn = np.linspace(0, 2 * np.pi, 33)
    return _from_oklch(np.full_like(turn, 0.75), np.full_like(turn, 0.127), np.radians(28) + turn)


def _from_oklch(
    lightness: NDArray[np.float64], chroma: NDArray[np.float64], hue: NDArray[np.float64]
) -> NDArray[np.uint8]:
    """Return 8-bit sRGB for the perceptual space OKLab in polar form, less colourful where sRGB ends.

    References
    ----------
    B. Ottosson, "A perceptual color space for image processing", 2020.
    """
    inside, outside = np.zeros_like(lightness), 2 * np.ones_like(lightness)
    for _ in range(20):
        share = (inside + outside) / 2
        fits = (np.abs(_linear_rgb(lightness, share * chroma, hue) - 0.5) <= 0.5).all(axis=-1)
        inside, outside = np.where(fits, share, inside), np.where(fits, outside, share)
    linear = _linear_rgb(lightness, np.minimum(inside, 1) * chroma, hue)
    linear = np.clip(linear, 0, 1)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    colors: NDArray[np.uint8] = np.rint(255 * encoded).astype(np.uint8)
    return colors


def _linear_rgb(
    lightness: NDArray[np.float64], chroma: NDArray[np.float64], hue: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return linear sRGB, beyond 0..1 where the screen has no such colour."""
    lab = np.stack([lightness, chroma * np.cos(hue), chroma * np.sin(hue)], axis=-1)
    linear: NDArray[np.float64] = (lab @ _OKLAB_TO_CONE.T) ** 3 @ _CONE_TO_LINEAR.T
    return linear


_OKLAB_TO_CONE = np.array(
    [
        [1, 0.3963377774, 0.2158037573],
        [1, -0.1055613458, -0.0638541728],
        [1, -0.0894841775, -1.2914855480],
    ]
)
_CONE_TO_LINEAR = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)
