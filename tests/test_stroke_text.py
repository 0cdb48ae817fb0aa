"""Drawings by hand as text: read back as written, short, and harmless whoever wrote the text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.diffusion.scenes import Stroke, painted
from core.diffusion.stroke_text import format_strokes, parse_strokes, rounded
from core.short_numbers import SIGNS, format_path, parse_path, shorten, spelled_out

_whole = st.integers(-(2**19) + 1, 2**19 - 1)


@given(st.lists(_whole))
def test_short_numbers_are_read_back(numbers: list[int]) -> None:
    text = shorten(numbers)
    assert spelled_out(text) == tuple(numbers)
    assert set(text) <= set(SIGNS)
    assert len(text) <= 4 * len(numbers)


@given(st.lists(st.tuples(st.integers(-9999, 9999), st.integers(-9999, 9999)), min_size=1))
def test_paths_are_read_back(points: list[tuple[int, int]]) -> None:
    assert parse_path(format_path(points)) == tuple(points)


def test_small_numbers_take_one_sign() -> None:
    assert [len(shorten([number])) for number in (-17, -16, 0, 15, 16, 511, 512)] == [2, 1, 1, 1, 2, 2, 3]
    with pytest.raises(ValueError, match="must lie within"):
        shorten([1 << 19])


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    strokes, lost = parse_strokes(text)
    assert len(strokes) + lost <= 1 + text.count(".")
    painted(strokes)


@pytest.mark.parametrize("text", ["~~~~~A", "g", "Ä", "AA A"])
def test_damaged_numbers_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="short numbers"):
        spelled_out(text)


def test_a_drawing_is_short_and_looks_the_same_after_the_link() -> None:
    turn = np.linspace(0, 2 * np.pi, 400)
    spiral = Stroke(tuple((128 + 8 * t * np.cos(3 * t), 128 + 8 * t * np.sin(3 * t)) for t in turn), 6.3)
    rubbed = Stroke(((20.25, 30.5), (200.0, 190.75)), 9, is_eraser=True)
    dot = Stroke(((7.5, 250.0),), 3)
    strokes = [rounded(stroke) for stroke in (spiral, rubbed, dot)]
    text = format_strokes(strokes)
    assert parse_strokes(text) == (tuple(strokes), 0)
    assert len(text) < 300
    difference = np.abs(painted(strokes) - painted([spiral, rubbed, dot]))
    # Only the rim may differ.
    assert difference.mean() < 1.5


def test_more_than_a_page_can_have_drawn_is_left_out() -> None:
    strokes, lost = parse_strokes(".".join(["bAAA"] * 1000))
    assert (len(strokes), lost) == (400, 600)
    huge = "b" + shorten([4]) + "A" * 60_000
    assert parse_strokes(".".join([huge] * 5))[1] >= 4
    assert parse_strokes("b" + shorten([4, 9999, 0])) == ((), 1)
