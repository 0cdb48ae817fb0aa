"""Starts whose fate is known or telling: a sharp step, drops, an aquarium of salt cubes, and strokes of a brush."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["DROPS", "SIDE", "Drop", "Stroke", "aquarium", "drops", "painted", "step"]

SIDE = 256
"""Cells along each side of a scene."""
_FULL = 255.0


@dataclass(frozen=True)
class Drop:
    """A Gaussian blot: its centre and sigma in pixels, its brightness 0..255 at the centre."""

    x: float
    y: float
    sigma: float
    height: float


@dataclass(frozen=True)
class Stroke:
    """A line drawn by a round brush: points as (x, y) in pixels, radius in pixels, and whether it takes salt away."""

    points: tuple[tuple[float, float], ...]
    radius: float
    is_eraser: bool = False


DROPS = (
    Drop(88, 96, 8, 255),
    Drop(176, 84, 12, 190),
    Drop(150, 176, 8, 255),
    Drop(64, 190, 16, 140),
    Drop(214, 208, 8, 220),
)
"""Five drops, far enough apart to be told from one another at first."""


def step(side: int = SIDE) -> NDArray[np.float32]:
    """Return a tank, (side, side), full of salt (255) in its left half and of clear water (0) in its right."""
    tank = np.zeros((side, side), np.float32)
    tank[:, : side // 2] = _FULL
    return tank


def drops(blots: Sequence[Drop] = DROPS, side: int = SIDE) -> NDArray[np.float32]:
    """Return a tank, (side, side), with drops of ink, at most 255 where they do not overlap."""
    centres = np.arange(side) + 0.5
    tank = np.zeros((side, side))
    for drop in blots:
        bell_x = np.exp(-np.square(centres - drop.x) / (2 * drop.sigma**2))
        bell_y = np.exp(-np.square(centres - drop.y) / (2 * drop.sigma**2))
        tank += drop.height * np.outer(bell_y, bell_x)
    return tank.astype(np.float32)


def aquarium(cube: int, seed: int, side: int = SIDE) -> NDArray[np.float32]:
    """Return a tank, (side, side), of salt cubes of side `cube`, each of a random concentration 0..255."""
    if not 1 <= cube <= side:
        message = f"cube must be from 1 to {side}, got {cube}"
        raise ValueError(message)
    count = -(-side // cube)
    cubes = np.random.default_rng(seed).uniform(0, _FULL, (count, count)).astype(np.float32)
    return np.ascontiguousarray(np.repeat(np.repeat(cubes, cube, 0), cube, 1)[:side, :side])


def painted(strokes: Sequence[Stroke], side: int = SIDE) -> NDArray[np.float32]:
    """Return a tank, (side, side), of clear water (0) with salt (255) where a brush has been, its rim smoothed."""
    tank = np.zeros((side, side), np.uint8)
    fraction = 4
    for stroke in strokes:
        # A pixel's centre lies at half, where OpenCV counts whole; its discs reach half a pixel beyond their radius.
        path = np.rint((np.asarray(stroke.points, np.float64).reshape(-1, 2) - 0.5) * 2**fraction).astype(np.int32)
        level = 0 if stroke.is_eraser else int(_FULL)
        reach = max(1, round(2 * stroke.radius))
        if len(path) > 1:
            cv2.polylines(tank, [path], False, level, reach, cv2.LINE_AA, fraction)
        for x, y in path[[0, -1]] if len(path) else []:
            cv2.circle(
                tank,
                (int(x), int(y)),
                round(max(0.0, stroke.radius - 0.5) * 2**fraction),
                level,
                -1,
                cv2.LINE_AA,
                fraction,
            )
    return tank.astype(np.float32)
