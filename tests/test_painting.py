"""Painted masks: symmetric, where they should be, and read back from an address."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.short_numbers import SIGNS
from core.spectrum import apply_filter
from core.spectrum.filters import lowpass, notch
from core.spectrum.painting import EFFECTS, Mark, format_marks, paint, parse_marks, readable_marks, scaled, simplified

_number = st.integers(-6000, 6000).map(lambda number: number / 10_000)
_counts = {"disc": st.just(3), "box": st.just(4), "stroke": st.integers(2, 5).map(lambda n: 2 * n)}
_counts["area"] = st.integers(3, 6).map(lambda n: 2 * n)


@st.composite
def _marks(draw: st.DrawFn) -> tuple[Mark, ...]:
    marks = []
    for _ in range(draw(st.integers(0, 4))):
        shape = draw(st.sampled_from(sorted(_counts)))
        numbers = [draw(_number) for _ in range(draw(_counts[shape]))]
        radius = {"disc": 2}.get(shape)
        if radius is not None:
            numbers[radius] = abs(numbers[radius])
        marks.append(Mark(draw(st.sampled_from(EFFECTS)), shape, tuple(numbers)))
    return tuple(marks)


@settings(deadline=None, max_examples=80)
@given(_marks(), st.tuples(st.integers(1, 24), st.integers(1, 24)))
def test_painted_masks_give_real_pictures(marks, shape) -> None:
    base = lowpass(shape, 0.2)
    transfer = paint(base, marks)
    picture = np.random.default_rng(0).normal(size=shape)
    product = np.fft.ifft2(np.fft.ifftshift(np.fft.fftshift(np.fft.fft2(picture)) * transfer))
    np.testing.assert_allclose(product.imag, 0, atol=1e-12)
    np.testing.assert_allclose(product.real, apply_filter(picture, transfer), atol=1e-12)
    np.testing.assert_array_equal(base, lowpass(shape, 0.2))


@settings(deadline=None, max_examples=80)
@given(_marks())
def test_marks_survive_the_address(marks) -> None:
    text = format_marks(marks)
    read = parse_marks(text)
    assert [(mark.effect, mark.shape) for mark in read] == [(mark.effect, mark.shape) for mark in marks]
    for mark, original in zip(read, marks, strict=True):
        if mark.shape in ("disc", "box"):
            assert mark == original
        else:
            # A brush has a width, whatever was asked for.
            least = 1 / 4096 if mark.shape == "stroke" else -1
            wanted = np.maximum(original.numbers, least)
            np.testing.assert_allclose(mark.numbers[2:], original.numbers[2:], atol=0.51 / 4096)
            np.testing.assert_allclose(mark.numbers[:2], wanted[:2], atol=0.51 / 4096)
    assert format_marks(read) == text
    assert set(text) <= set(SIGNS) | set("._")


def test_links_of_earlier_versions_hold_the_same_marks() -> None:
    old = parse_marks("rs.100.100.781.469.-20.30_ka.0.0.5000.0.0.5000_bb.1.2.3.4")
    assert old[0] == Mark("remove", "stroke", (0.01, 0.01, 0.0781, 0.0469, -0.002, 0.003))
    assert old[1] == Mark("keep", "area", (0, 0, 0.5, 0, 0, 0.5))
    assert len(format_marks(old[:1])) < 0.6 * len("rs.100.100.781.469.-20.30")


def test_of_a_damaged_text_the_good_marks_are_read() -> None:
    good = "rd.781.469.100_rs.15.15.10.20"
    marks, lost = readable_marks(f"{good}_rS~_x_rd.9_kA" + "~" * 99 + "_rd.1.2.3" * 600)
    assert marks[:2] == parse_marks(good)
    assert len(marks) + lost == 606
    assert len(marks) <= 500


def test_disc_is_a_notch_and_a_dab_of_the_brush_is_a_disc() -> None:
    for shape in [(40, 61), (33, 20)]:
        disc = paint(np.ones(shape), [Mark("remove", "disc", (0.2, -0.1, 0.06))])
        np.testing.assert_array_equal(disc, notch(shape, -0.1, 0.2, 0.06))
        dab = paint(np.ones(shape), [Mark("remove", "stroke", (0.06, 0.06, 0.2, -0.1))])
        np.testing.assert_array_equal(disc, dab)


def test_stroke_covers_what_is_near_its_line() -> None:
    points, axes = np.array([(-0.3, 0.1), (0.2, 0.3), (0.25, -0.2)]), (0.05, 0.03)
    painted = paint(np.ones((60, 90)), [Mark("remove", "stroke", (*axes, *points.ravel()))])
    y, x = (np.mgrid[:60, :90].transpose(1, 2, 0) - (30, 45)).transpose(2, 0, 1) / np.reshape((60, 90), (2, 1, 1))
    distance = np.full(x.shape, np.inf)
    for start, end in pairwise(points):
        for part in np.linspace(0, 1, 4001):
            px, py = start + part * (end - start)
            for sign in (1, -1):
                distance = np.minimum(distance, np.hypot((x - sign * px) / axes[0], (y - sign * py) / axes[1]))
    sure = (np.abs(distance - 1) > 0.02) & (y > -0.5) & (x > -0.5)
    np.testing.assert_array_equal(painted[sure] == 0, (distance <= 1)[sure])


def test_keep_remove_and_restore_follow_one_another() -> None:
    base = lowpass((64, 64), 0.1)
    box = (0.2, 0.2, 0.3, 0.3)
    kept = paint(base, [Mark("keep", "box", box)])
    assert kept[32 + 16, 32 + 16] == kept[32 - 16, 32 - 16] == 1
    assert base[48, 48] == 0
    everything = Mark("remove", "area", (-0.6, -0.6, 0.6, -0.6, 0.6, 0.6, -0.6, 0.6))
    assert paint(base, [everything]).max() == 0
    back = paint(base, [everything, Mark("restore", "box", (-0.5, -0.5, 0.5, 0.5))])
    np.testing.assert_array_equal(back, base)


def test_fewer_points_stay_on_the_line() -> None:
    angles = np.linspace(0, 3, 300)
    arc = [(100 * np.cos(angle), 100 * np.sin(angle)) for angle in angles]
    few = simplified(arc, tolerance=0.5)
    assert len(few) < 30
    assert few[0] == pytest.approx(arc[0], rel=1e-5)
    middles = (np.array(few[:-1]) + few[1:]) / 2
    assert np.abs(np.hypot(*middles.T) - 100).max() < 0.6
    assert simplified([(1.0, 2.0)], tolerance=0.5) == ((1.0, 2.0),)


def test_scaled_marks_lie_on_the_same_waves() -> None:
    mark = Mark("remove", "disc", (0.1, 0.2, 0.05))
    assert scaled([mark], 0.5) == (Mark("remove", "disc", (0.05, 0.1, 0.025)),)


@pytest.mark.parametrize(
    "text", ["x", "rd.1.2", "rd.1.2.3.4", "rs.1.2.3", "ra.1.2.3.4", "rd.1e9.2.3", "rd.99999.0.1", "rd"]
)
def test_foreign_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"mark|disc|stroke|area"):
        parse_marks(text)
    with pytest.raises(ValueError, match="at most"):
        parse_marks("rd.1.2.3_" * 501)
