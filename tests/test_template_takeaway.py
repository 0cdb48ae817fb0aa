"""The template page's files are made of the original photo: places, scores and marks in its own pixels."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import cv2
import numpy as np
import pytest

from core.images import decode, shrink
from core.matching import match_template
from core.matching.search import Plan
from core.matching.search_memory import fitting_scale, search_bytes
from pages._parts import template_original
from pages._parts.batch import apply_to_many
from pages._parts.jobs import Stopped
from pages._parts.outcome import Outcome
from pages._parts.pictures import Picture, Source
from pages._parts.template_entries import parse_entries
from pages._parts.template_original import Quest
from pages._parts.template_sources import compared, resolve
from pages._parts.template_takeaway import outcome_of
from tests.pictures import encoded, noise

_PLACES = ((400, 300), (800, 440), (90, 560))
_SIDE = (80, 50)
_WIDTH = 1000


def _photo(seed: int = 1) -> np.ndarray:
    """Return a photo of smooth noise, 700 × 1000, in which one patch lies at three places."""
    image = cv2.GaussianBlur(noise(700, _WIDTH, 3, seed=seed), (0, 0), 3)
    image = cv2.normalize(image, None, 20, 230, cv2.NORM_MINMAX)
    patch = cv2.GaussianBlur(noise(_SIDE[1], _SIDE[0], 3, seed=99), (0, 0), 2)
    patch = cv2.normalize(patch, None, 0, 255, cv2.NORM_MINMAX)
    for x, y in _PLACES:
        image[y : y + _SIDE[1], x : x + _SIDE[0]] = patch
    return image


def _outcome(text: str, plan: Plan, *, is_gray: bool = False, uploads: dict[str, bytes] | None = None) -> Outcome:
    """Return what can be taken away, the templates being drawn on the picture as it is on screen."""
    full = _photo()
    image = shrink(full, 640)
    picture = Picture(image, full.shape[:2], Source("yours", "me.png", "d", encoded(full, "PNG")))
    entries = parse_entries(text)
    working = compared(picture, is_gray=is_gray)
    templates = [resolve(entry, index, working, uploads or {}) for index, entry in enumerate(entries)]
    quest = Quest(picture, tuple(entries), uploads or {}, plan, is_gray, 0)
    return outcome_of(quest, templates, None, np.zeros((5, 5), np.float32))


def _on_screen(x: int, y: int, width: int, height: int) -> str:
    scale = 640 / _WIDTH
    return ", ".join(str(round(number * scale)) for number in (x, y, width, height))


def _made(outcome: Outcome, kind: str) -> bytes:
    shares: list[float] = []
    made = outcome.products[kind].make(lambda share, note: shares.append(share))
    assert shares == sorted(shares) or kind == "all"
    return made


def _rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode())))


@pytest.mark.parametrize("is_gray", [False, True])
def test_matches_are_in_the_pixels_of_the_original(is_gray: bool) -> None:
    outcome = _outcome(f"It = {_on_screen(*_PLACES[0], *_SIDE)}", Plan(), is_gray=is_gray)
    rows = _rows(_made(outcome, "csv"))
    first = np.array([float(rows[0]["x"]), float(rows[0]["y"])])
    # The box was drawn on a smaller picture, so it is a pixel or two off, and so is every match alike.
    assert len(rows) == 3
    for row in rows:
        place = np.array([float(row["x"]), float(row["y"])]) - first
        assert min(np.abs(place - (np.array(x) - _PLACES[0])).max() for x in _PLACES) < 0.1
        assert float(row["score"]) > 0.97
    assert np.abs(first - _PLACES[0]).max() <= 2
    assert {row["template"] for row in rows} == {"It"}


def test_score_map_and_marked_picture_have_the_size_of_the_original() -> None:
    outcome = _outcome(f"It #ff0000 = {_on_screen(*_PLACES[0], *_SIDE)}", Plan())
    with zipfile.ZipFile(io.BytesIO(_made(outcome, "all"))) as archive:
        assert sorted(archive.namelist()) == ["matches.csv", "matches.json", "matches.png", "score-map.png"]
        rows = json.loads(archive.read("matches.json"))
        picture = decode(archive.read("matches.png"))
        painted = decode(archive.read("score-map.png"))
    image = _photo()
    assert picture.shape == image.shape
    changed = np.argwhere((picture != image).any(axis=-1))
    for row in rows:
        corner = changed - (row["y"], row["x"])
        assert np.abs(corner).max(axis=1).min() <= 2
    scores = np.load(io.BytesIO(_made(outcome, "scores_npy")))
    top, left, height, width = (round(rows[0][name]) for name in ("y", "x", "height", "width"))
    expected = match_template(image, image[top : top + height, left : left + width])
    assert scores.shape == expected.shape == painted.shape[:2]
    assert np.abs(scores - expected).max() < 1e-6
    assert np.array_equal(decode(_made(outcome, "scores_tiff")), scores)
    deep = decode(_made(outcome, "scores_png16")).astype(float)
    low, high = scores.min(), scores.max()
    assert np.abs(deep - (scores - low) / (high - low) * 65_535).max() <= 0.51
    assert decode(_made(outcome, "scores_png8")).shape == (*scores.shape, 3)


def test_lasso_upload_sizes_and_angles_are_sought_at_the_original_size() -> None:
    patch = _photo()[_PLACES[1][1] :, _PLACES[1][0] :][: _SIDE[1], : _SIDE[0]]
    uploads = {"upload-1": encoded(patch, "PNG")}
    corners = [(600, 100), (689, 102), (680, 159), (610, 155)]
    lasso = ", ".join(_on_screen(x, y, 0, 0).rsplit(", ", 2)[0] for x, y in corners)
    plan = Plan(scales=(0.9, 1.0), angles=(0.0, 90.0), threshold=0.9)
    outcome = _outcome(f"Lasso = {lasso}; Mine = @upload-1", plan, uploads=uploads)
    rows = _rows(_made(outcome, "csv"))
    assert {(row["scale"], row["angle"]) for row in rows} == {("1.0", "0.0")}
    places = {
        name: sorted((round(float(row["x"])), round(float(row["y"]))) for row in rows if row["template"] == name)
        for name in ("Mine", "Lasso")
    }
    assert places["Mine"] == sorted(_PLACES)
    assert len(places["Lasso"]) == 1
    assert np.abs(np.array(places["Lasso"][0]) - corners[0]).max() <= 2
    best = np.load(io.BytesIO(_made(outcome, "scores_npy")))
    assert best.shape == _photo().shape[:2]
    assert all(best[y + _SIDE[1] // 2, x + _SIDE[0] // 2] > 0.999 for x, y in _PLACES)


def test_many_photos_get_tables_marks_and_one_table_of_all() -> None:
    patch = _photo()[_PLACES[0][1] :, _PLACES[0][0] :][: _SIDE[1], : _SIDE[0]]
    outcome = _outcome("It = @upload-1", Plan(threshold=0.9), uploads={"upload-1": encoded(patch, "PNG")})
    large = cv2.copyMakeBorder(_photo(5), 0, 700, 0, 1000, cv2.BORDER_REFLECT)
    photos = [("a.png", encoded(_photo(2), "PNG")), ("none.png", encoded(noise(300, 300), "PNG"))]
    photos += [("bad.png", b"no"), ("large.png", encoded(large, "PNG")), ("tiny.png", encoded(noise(9, 9, 3), "PNG"))]
    result = apply_to_many(outcome, photos, lambda share, note: None)
    with zipfile.ZipFile(io.BytesIO(result)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    table = _rows(parts["all-matches.csv"])
    assert [row["photo"] for row in table[:3]] == ["a.png"] * 3
    assert _rows(parts["01-a-matches.csv"])[0]["template"] == "It"
    assert parts["02-none-matches.csv"].decode().startswith("match,template,x,y")
    assert [line.partition(":")[0] for line in parts["left-out.txt"].decode().splitlines()] == ["bad.png", "tiny.png"]
    assert decode(parts["01-a-matches.png"]).shape == (700, 1000, 3)
    # The larger photo was scaled down; its matches are in its own pixels all the same.
    found = [(float(row["x"]), float(row["y"])) for row in table if row["photo"] == "large.png"]
    for x, y in _PLACES:
        assert min(np.hypot(x - a, y - b) for a, b in found) < 3


def test_what_is_asked_to_stop_stops() -> None:
    outcome = _outcome(f"It = {_on_screen(*_PLACES[0], *_SIDE)}", Plan(scales=(0.5, 1.0, 1.5)))

    def stop(share: float, note: str) -> None:
        if "Looking" in note:
            raise Stopped

    with pytest.raises(Stopped):
        outcome.products["csv"].make(stop)
    with pytest.raises(Stopped):
        apply_to_many(outcome, [("a.png", encoded(noise(300, 300), "PNG"))], lambda share, note: stop(share, "Looking"))


def test_phase_correlation_of_too_large_a_photo_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template_original, "_MOST_PHASE_BYTES", 1 << 20)
    outcome = _outcome(f"It = {_on_screen(*_PLACES[0], *_SIDE)}", Plan("phase"))
    with pytest.raises(ValueError, match="choose another score"):
        _made(outcome, "csv")


def test_a_template_too_large_for_the_memory_is_sought_on_a_smaller_photo(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"It = {_on_screen(*_PLACES[0], *_SIDE)}"
    assert "to spare memory" not in _outcome(text, Plan()).products["all"].note
    monkeypatch.setattr(template_original, "_MOST_BYTES", 12 << 20)
    outcome = _outcome(text, Plan())
    assert "% of the photo's size, to spare memory" in outcome.products["scores_npy"].note
    rows = _rows(_made(outcome, "csv"))
    assert len(rows) == 3
    for row in rows:
        place = np.array([float(row["x"]), float(row["y"])])
        assert min(np.abs(place - other).max() for other in _PLACES) < 3
        assert abs(float(row["width"]) - _SIDE[0]) < 4
    # The marks lie on the whole photo all the same; the score map is as small as what was compared.
    assert decode(_made(outcome, "marked")).shape == (700, _WIDTH, 3)
    scores = np.load(io.BytesIO(_made(outcome, "scores_npy")))
    assert scores.shape[1] < 0.9 * (_WIDTH - _SIDE[0])
    photos = [("a.png", encoded(_photo(2), "PNG"))]
    with zipfile.ZipFile(io.BytesIO(apply_to_many(outcome, photos, lambda share, note: None))) as archive:
        table = _rows(archive.read("all-matches.csv"))
    assert len(table) >= 2


def test_the_estimate_of_memory_grows_with_the_template_up_to_the_picture() -> None:
    small, large = (search_bytes((3000, 4000), (side, side), channels=3) for side in (100, 1000))
    assert large == pytest.approx(100 * small)
    assert search_bytes((3000, 4000), (2900, 3900), channels=1) < search_bytes((3000, 4000), (2900, 3900), channels=3)
    scale = fitting_scale((3000, 4000), (1000, 1000), channels=3, most=small)
    assert scale == pytest.approx(0.1)
    scaled = (round(1000 * scale), round(1000 * scale))
    assert search_bytes((300, 400), scaled, channels=3) <= 1.01 * small
    assert fitting_scale((300, 400), (10, 10), channels=1, most=1e9) == 1
