"""Walls in a link come back as they were, and a hostile link is refused."""

from __future__ import annotations

import base64
import zlib

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.diffusion.wall_text import MAX_SIDE, format_walls, parse_walls


@given(st.tuples(st.integers(1, 40), st.integers(1, 40)), st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_walls_come_back(shape: tuple[int, int], seed: int, density: float) -> None:
    walls = np.random.default_rng(seed).random(shape) < density
    found = parse_walls(format_walls(walls))
    assert found.dtype == np.bool_
    np.testing.assert_array_equal(found, walls)


def test_a_grid_and_a_drawing_fit_into_a_link() -> None:
    grid = np.zeros((256, 256), bool)
    grid[32::32] = True
    grid[:, 32::32] = True
    assert len(format_walls(grid)) < 150
    drawing = np.zeros((256, 256), np.uint8)
    for start, end, angle in (((60, 70), (40, 50), 20), ((170, 150), (70, 30), 130), ((120, 200), (50, 44), 80)):
        cv2.ellipse(drawing, start, end, angle, 10, 320, 1, 3)
    assert len(format_walls(drawing > 0)) < 1500


def _squeezed(data: bytes) -> str:
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.urlsafe_b64encode(squeezer.compress(data) + squeezer.flush()).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "8x8",
        "8x8-",
        "8x8-!!",
        "8x8-AAAA",
        "0x8-AAAA",
        f"{MAX_SIDE + 1}x8-AAAA",
        "99999x1-AAAA",
        "8x8-" + _squeezed(b"\0" * 7),
        "8x8-" + _squeezed(b"\0" * 9),
        "8x8-" + _squeezed(b"\0" * 50_000_000),
        "8x8-" + _squeezed(b"\0" * 8)[:-2],
        "٣x8-AAAA",
    ],
)
def test_what_is_no_walls_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="walls"):
        parse_walls(text)


@pytest.mark.parametrize("shape", [(3,), (0, 3), (2, 2, 2), (1, MAX_SIDE + 1)])
def test_walls_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="walls"):
        format_walls(np.zeros(shape, bool))
