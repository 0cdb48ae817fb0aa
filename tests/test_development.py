"""Developed frames against the exact solution: nobody sees that fewer points were computed."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core import samples
from core.diffusion import BOUNDARIES, diffuse
from core.diffusion.development import develop
from core.diffusion.scenes import step
from core.images import decode


def _shown(frame: bytes, shape: tuple[int, ...]) -> np.ndarray:
    """Return the frame as the screen shows it, at the picture's size."""
    return cv2.resize(decode(frame), shape[1::-1], interpolation=cv2.INTER_LINEAR).astype(float)


@pytest.mark.parametrize("boundary", BOUNDARIES)
@pytest.mark.parametrize("diffusivity", [1.0, (1.0, 0.05), (0.0, 1.0)])
def test_frames_show_the_exact_solution(boundary: str, diffusivity: object) -> None:
    picture = decode(samples.read("coffee"))[:333, :250]
    times = [sigma**2 / 2 for sigma in (0, 1, 3.9, 4.1, 8.5, 17, 33, 90)]
    how = {"diffusivity": diffusivity, "boundary": boundary, "held": 128.0}
    frames = develop(picture, times, low=0, high=255, **how)
    for time, frame in zip(times, frames, strict=True):
        shown = _shown(frame, picture.shape)
        exact = diffuse(picture, time, **how)
        assert shown.shape == exact.shape
        assert np.abs(shown - exact).mean() < 2
        assert np.abs(shown.mean((0, 1)) - exact.mean((0, 1))).max() < 0.7


@pytest.mark.parametrize("shape", [(256, 256), (101, 203), (1, 90)])
def test_sharp_step_errs_by_little_even_where_points_are_few(shape: tuple[int, int]) -> None:
    tank = step()[: shape[0], : shape[1]] / 255
    times = [sigma**2 / 2 for sigma in (4.0, 8.0, 16.0, 32.0)]
    for time, frame in zip(times, develop(tank, times, low=0, high=1), strict=True):
        assert np.abs(_shown(frame, tank.shape) - 255 * diffuse(tank, time)).max() < 4
