"""Search over scales, angles and templates on pictures whose answer is known."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core import samples
from core.images import decode
from core.matching import METHODS, match_template
from core.matching.peaks import Match
from core.matching.search import Sought, _shared, _turned_box, likeness, search
from core.matching.variants import outline, variant

_COINS = decode(samples.read("coins"))
_COIN = decode(samples.read("coin_template"))
_ASTRONAUT = decode(samples.read("astronaut"))
_FACE = decode(samples.read("face"))
_PAIRS = [(_COINS, _COIN, (170, 75)), (_ASTRONAUT, _FACE, (0, 100))]


@pytest.mark.parametrize(("picture", "template", "place"), _PAIRS, ids=["coins", "face"])
@pytest.mark.parametrize("change", ["clean", "noise", "brightness", "contrast"])
def test_known_places_are_found_in_changed_pictures(
    picture: np.ndarray, template: np.ndarray, place: tuple[int, int], change: str
) -> None:
    changed = picture.astype(np.float32)
    changed = {"contrast": 0.4 * changed, "brightness": changed + 90}.get(change, changed)
    if change == "noise":
        changed = changed + np.random.default_rng(0).normal(0, 15, changed.shape).astype(np.float32)
    match = search(changed, [Sought(template)], count=1).matches[0][1]
    assert (match.row, match.col) == place
    assert (match.y, match.x) == pytest.approx(place, abs=0.1)
    assert match.score > (0.9 if change == "noise" else 0.99)


@pytest.mark.parametrize(("row", "col", "side"), [(451, 140, 54), (357, 311, 101), (47, 155, 139)])
@pytest.mark.parametrize("method", ["zncc", "ncc", "ssd"])
def test_template_cut_from_the_picture_lies_on_its_very_pixel(method: str, row: int, col: int, side: int) -> None:
    template = _ASTRONAUT[row : row + side, col : col + side]
    match = search(_ASTRONAUT, [Sought(template)], method=method, count=1).matches[0][1]
    assert (match.y, match.x) == (row, col)


@pytest.mark.parametrize("method", METHODS)
def test_template_is_as_like_itself_as_can_be(method: str) -> None:
    counted = np.ones(_COIN.shape, dtype=bool)
    scores = match_template(_COIN, _COIN, method=method)
    assert float(likeness(scores, _COIN, counted, method=method, span=255)[0, 0]) == pytest.approx(1, abs=1e-6)


def test_scale_and_angle_are_measured() -> None:
    scene, _ = variant(_ASTRONAUT[:, 60:440], scale=1.25, angle=20)
    template = _ASTRONAUT[70:170, 180:270]
    found = search(
        scene.astype(np.uint8), [Sought(template)], scales=(0.75, 1.0, 1.25), angles=(-20.0, 0.0, 20.0), count=3
    )
    which, match = found.matches[0]
    assert (which, match.scale, match.angle) == (0, 1.25, 20.0)
    assert match.score > 0.97
    corners = np.array(outline(match.x, match.y, (match.height, match.width), (125, 112.5), match.angle))
    height, width = scene.shape[:2]
    # The template's centre, seen from the picture's, scaled and turned as the picture was.
    right, down = 1.25 * (225 - 60 - 190), 1.25 * (120 - 256)
    cosine, sine = np.cos(np.radians(20)), np.sin(np.radians(20))
    expected = (width / 2 + right * cosine + down * sine, height / 2 - right * sine + down * cosine)
    np.testing.assert_allclose(corners.mean(axis=0), expected, atol=1)
    assert (found.done, found.total) == (9, 9)
    assert found.best.shape == scene.shape[:2]
    assert np.nanmax(found.best) == pytest.approx(match.score)


def test_mask_counts_only_its_own_pixels() -> None:
    height, width = _COIN.shape
    disc = np.hypot(*np.mgrid[-height / 2 : height / 2, -width / 2 : width / 2]) < 20
    spoiled = np.where(disc, _COIN, np.random.default_rng(0).integers(0, 256, _COIN.shape)).astype(np.uint8)
    match = search(_COINS, [Sought(spoiled, disc)], count=1).matches[0][1]
    assert (match.row, match.col) == (170, 75)
    assert match.score == pytest.approx(1, abs=1e-6)
    assert search(_COINS, [Sought(spoiled)], threshold=0.0, count=1).matches[0][1].score < 0.7


def test_two_templates_do_not_mark_one_thing_twice() -> None:
    near = _COINS[172:222, 77:132]
    alone = search(_COINS, [Sought(_COIN)], threshold=0.6).matches
    both = search(_COINS, [Sought(_COIN), Sought(near)], threshold=0.6).matches
    assert (both[0][1].row, both[0][1].col) == (170, 75)
    assert {which for which, _ in both} == {0, 1}
    places = [(match.row, match.col) for _, match in both]
    assert all(abs(a - c) > 10 or abs(b - d) > 10 for i, (a, b) in enumerate(places) for c, d in places[:i])
    assert len(both) <= len(alone) + 3


def test_search_stops_when_asked_and_keeps_what_it_has() -> None:
    seen: list[tuple[int, int]] = []
    found = search(
        _COINS,
        [Sought(_COIN)],
        scales=np.linspace(1.0, 0.6, 8),
        angles=np.arange(12) * 30.0,
        on_progress=lambda done, total: seen.append((done, total)),
        should_stop=lambda: len(seen) == 5,
    )
    assert (found.done, found.total) == (5, 96)
    assert seen == [(done, 96) for done in range(1, 6)]
    assert (found.matches[0][1].row, found.matches[0][1].col) == (170, 75)


def test_variants_that_do_not_fit_are_passed_over_but_not_all_of_them() -> None:
    found = search(_COINS, [Sought(_COIN)], scales=(1.0, 50.0))
    assert found.matches[0][1].scale == 1
    mixed = search(_COINS, [Sought(np.ones((4, 4))), Sought(_COIN)])
    assert mixed.matches[0][0] == 1
    assert [which for which, _ in mixed.refused] == [0]
    assert "constant" in mixed.refused[0][1]
    with pytest.raises(ValueError, match="larger than the picture"):
        search(_COINS, [Sought(_COIN)], scales=(50.0,))
    with pytest.raises(ValueError, match="constant"):
        search(_COINS, [Sought(np.ones((4, 4)))])
    with pytest.raises(ValueError, match="at least one template"):
        search(_COINS, [])


@pytest.mark.parametrize("angle", [0.0, 30.0, -70.0, 135.0])
def test_rectangles_that_are_compared_are_those_that_are_drawn(angle: float) -> None:
    match = Match(40, 50, 1.0, 77, 66, scale=1.5, angle=angle)
    drawn = outline(match.x, match.y, (77, 66), (1.5 * 20, 1.5 * 50), angle)
    compared = cv2.boxPoints(_turned_box(match, (20, 50)))
    np.testing.assert_allclose(sorted(drawn), sorted(map(tuple, compared)), atol=1e-3)
    assert _shared(_turned_box(match, (20, 50)), _turned_box(match, (20, 50))) == pytest.approx(1)


@pytest.mark.parametrize("angle", [0, 90, 180, 270, -90])
def test_quarter_turns_are_exact(angle: int) -> None:
    pixels, counted = variant(_COIN, angle=angle)
    np.testing.assert_array_equal(pixels, np.rot90(_COIN, angle // 90))
    assert counted.all()


def test_turned_template_holds_its_area_and_only_its_own_pixels() -> None:
    for angle in (13.0, 37.0, 120.0):
        pixels, counted = variant(np.full((40, 60), 7.0), angle=angle, scale=1.5)
        assert counted.sum() == pytest.approx(60 * 90, rel=0.06)
        np.testing.assert_allclose(pixels[counted], 7)


@pytest.mark.parametrize("how", [{"scale": 0.0}, {"scale": -1.0}, {"scale": np.inf}, {"angle": np.nan}])
def test_bad_scales_and_angles_are_refused(how: dict) -> None:
    with pytest.raises(ValueError, match="scale must be positive"):
        variant(_COIN, **how)
