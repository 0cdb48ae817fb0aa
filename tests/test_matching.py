"""Template scores against a window-by-window sum, and peaks against a plain greedy search."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.ndimage
from hypothesis import given, settings
from hypothesis import strategies as st

from core.matching import METHODS, _quick, _scoring, find_peaks, match_template, peaks


def _slow_scores(picture: np.ndarray, template: np.ndarray, method: str, counted: np.ndarray) -> np.ndarray:
    """Return each place's score by the formula, in double precision."""
    picture, template = np.atleast_3d(picture.astype(float)), np.atleast_3d(template.astype(float))
    height, width = counted.shape
    scores = np.zeros((picture.shape[0] - height + 1, picture.shape[1] - width + 1))
    for row, col in np.ndindex(scores.shape):
        seen, sought = picture[row : row + height, col : col + width][counted], template[counted]
        if method == "zncc" and (seen == seen[0]).all():
            continue
        if method == "zncc":
            seen, sought = seen - seen[0], sought - sought[0]
            seen, sought = seen - seen.mean(axis=0), sought - sought.mean(axis=0)
        norm = np.sqrt(np.sum(seen**2)) * np.sqrt(np.sum(sought**2))
        if method == "ssd":
            scores[row, col] = np.sum((seen - sought) ** 2)
        elif method == "cc":
            scores[row, col] = np.sum(seen * sought)
        elif norm > 0:
            scores[row, col] = np.sum(seen * sought) / norm
    return scores


def _empty_windows(picture: np.ndarray, counted: np.ndarray, method: str) -> np.ndarray:
    """Tell where every channel under the template is flat ("zncc") or black ("ncc")."""
    windows = np.lib.stride_tricks.sliding_window_view(np.atleast_3d(picture), counted.shape, axis=(0, 1))
    pixels = windows[..., counted]
    return (pixels == (pixels[..., :1] if method == "zncc" else 0)).all(axis=(2, 3))


@settings(deadline=None, max_examples=120)
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([method for method in METHODS if method != "phase"]),
    st.sampled_from([(0, 255), (200, 3), (60000, 2), (0, 1)]),
    st.sampled_from([(), (3,)]),
    st.sampled_from([np.uint8, np.uint16, np.float32, np.float64]),
    st.booleans(),
)
def test_scores_are_those_of_the_formula(
    seed: int, method: str, level: tuple[int, int], channels: tuple[int, ...], dtype: type, masked: bool
) -> None:
    rng = np.random.default_rng(seed)
    size = rng.integers(2, 10, 2)
    picture = level[0] + level[1] * rng.random((18, 21, *channels))
    picture[4:15, 2:13], picture[12:, 12:] = level[0], 0
    picture = picture.astype(dtype) if dtype != np.uint8 else np.clip(picture, 0, 255).astype(dtype)
    template = np.roll(picture, 3, axis=1)[: size[0], : size[1]]
    template = template + rng.integers(0, 5, template.shape).astype(dtype)
    counted = rng.random(tuple(size)) < 0.7 if masked else np.ones(size, dtype=bool)
    counted[0, :2] = True
    picture.setflags(write=False)
    if method == "zncc" and (template[counted] == template[counted][0]).all():
        return
    if method == "ncc" and not template[counted].any():
        return
    found = match_template(picture, template, method=method, mask=counted if masked else None)
    expected = _slow_scores(picture, template, method, counted)
    assert found.dtype == (np.float64 if dtype == np.float64 else np.float32)
    normalised = method in ("zncc", "ncc")
    np.testing.assert_allclose(found, expected, atol=1e-6 * (1 if normalised else max(1.0, np.abs(expected).max())))
    if normalised:
        assert np.abs(found).max() <= 1
        empty = _empty_windows(picture, counted, method)
        np.testing.assert_array_equal(found[empty], 0)


def test_faint_contrast_beside_bright_areas_is_scored_exactly() -> None:
    rng = np.random.default_rng(1)
    picture = 1e6 + rng.random((60, 80))
    picture[:, :40] -= 1e6
    template = picture[20:31, 55:68]
    for mask in (None, rng.random(template.shape) < 0.5):
        counted = np.ones(template.shape, bool) if mask is None else mask
        expected = _slow_scores(picture, template, "zncc", counted)
        np.testing.assert_allclose(match_template(picture, template, mask=mask), expected, atol=1e-6)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
@pytest.mark.parametrize("method", ["zncc", "ncc", "ssd", "cc"])
@pytest.mark.parametrize("masked", [False, True])
def test_both_backends_agree_across_many_tiles(dtype: type, method: str, masked: bool) -> None:
    rng = np.random.default_rng(5)
    picture = np.pad(rng.integers(0, 200, (700, 1100)), ((0, 40), (150, 0)), constant_values=37).astype(dtype)
    picture[300:420, 500:700] += dtype(50)
    template = picture[305:338, 510:531].astype(float) + rng.normal(size=(33, 21))
    mask = rng.random(template.shape) < 0.6 if masked else None
    fft, opencv = (match_template(picture, template, method=method, mask=mask, backend=b) for b in ("fft", "opencv"))
    np.testing.assert_allclose(fft, opencv, rtol=0, atol=1e-6 * max(1.0, float(np.abs(opencv).max())))
    if method == "zncc":
        np.testing.assert_array_equal(fft[700:], 0)
        np.testing.assert_array_equal(fft[:, : 150 - 21], 0)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_bright_low_contrast_pictures_are_scored_exactly(dtype: type) -> None:
    """OpenCV's own score is off by up to 0.03 here."""
    rng = np.random.default_rng(6)
    top = 255 if dtype == np.uint8 else 65535
    picture = np.rint(top - 3 * rng.random((1500, 1400))).astype(dtype)
    picture[:400, :700] = 0
    template = picture[900:932, 600:632]
    found = match_template(picture, template)
    for row, col in [(900, 600), (10, 10), (395, 690), (1468, 1368), *rng.integers(380, 1300, (60, 2))]:
        window = picture[row : row + 32, col : col + 32]
        expected = (
            0.0 if (window == window[0, 0]).all() else _slow_scores(window, template, "zncc", np.ones((32, 32), bool))
        )
        assert found[row, col] == pytest.approx(float(np.squeeze(expected)), abs=1e-6)
    assert np.abs(found).max() <= 1


@pytest.mark.parametrize("masked", [False, True])
def test_faint_tile_that_shares_a_transform_with_a_bright_one_is_scored_exactly(masked: bool) -> None:
    rng = np.random.default_rng(6)
    picture = 1e-5 * rng.random((600, 1600))
    picture[:, :100] *= 1e11
    template = picture[100:124, 900:924]
    counted = rng.random(template.shape) < 0.7 if masked else np.ones(template.shape, bool)
    found = match_template(picture, template, mask=counted if masked else None, backend="fft")
    for row, col in [(100, 900), *zip(rng.integers(0, 576, 60), rng.integers(100, 1576, 60), strict=True)]:
        expected = _slow_scores(picture[row : row + 24, col : col + 24], template, "zncc", counted)
        assert found[row, col] == pytest.approx(float(np.squeeze(expected)), abs=1e-6)


def test_flat_areas_score_zero_on_any_background() -> None:
    rng = np.random.default_rng(2)
    template = rng.random((5, 6))
    for level in (0.1, 1 / 3, 255.0, 1e7 + 0.1):
        picture = np.full((40, 50), level)
        np.testing.assert_array_equal(match_template(picture, template), 0)
        picture[:10] += rng.random((10, 50))
        np.testing.assert_array_equal(match_template(picture, template)[10:], 0)


def test_score_does_not_see_brightness_or_contrast() -> None:
    picture = np.random.default_rng(3).random((50, 60))
    scores = match_template(picture, 3 * picture[11:27, 30:41] - 9)
    assert np.unravel_index(scores.argmax(), scores.shape) == (11, 30)
    assert scores.max() == pytest.approx(1, abs=1e-12)


def _overlap(one: tuple[int, int], other: tuple[int, int], size: tuple[int, int]) -> float:
    shared = max(0, size[0] - abs(one[0] - other[0])) * max(0, size[1] - abs(one[1] - other[1]))
    return shared / (2 * size[0] * size[1] - shared)


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 2**32 - 1),
    st.tuples(st.integers(1, 9), st.integers(1, 9)),
    st.sampled_from([0.0, 0.1, 0.3, 0.7, 1.0]),
    st.sampled_from([None, 1, 4]),
)
def test_peaks_are_those_of_a_greedy_search(
    seed: int, size: tuple[int, int], overlap: float, count: int | None
) -> None:
    scores = np.random.default_rng(seed).random((25, 31))
    walled = np.pad(scores, 1, constant_values=-1)
    places = [p for p in np.ndindex(scores.shape) if scores[p] == walled[p[0] : p[0] + 3, p[1] : p[1] + 3].max()]
    kept: list[tuple[int, int]] = []
    for place in sorted((p for p in places if scores[p] >= 0.4), key=lambda p: -scores[p]):
        if all(_overlap(place, other, size) <= overlap for other in kept):
            kept.append(place)
    found = find_peaks(scores, template_shape=size, threshold=0.4, count=count, overlap=overlap)
    assert [(match.row, match.col) for match in found] == kept[:count]
    assert all(match.score == scores[match.row, match.col] for match in found)
    assert all((match.height, match.width) == size for match in found)


def test_plateau_is_one_peak_at_its_centre_and_a_step_is_none() -> None:
    scores = np.zeros((30, 40))
    scores[5:8, 10:15] = 0.9
    scores[20:23, 20:29], scores[21, 29] = 0.7, 0.8
    found = find_peaks(scores, template_shape=(2, 2), overlap=1)
    assert [(match.row, match.col, match.score) for match in found] == [(6, 12, 0.9), (21, 29, 0.8)]
    assert len(find_peaks(np.ones((9, 9)), template_shape=(2, 2))) == 1


def test_equal_peaks_come_in_reading_order() -> None:
    scores = np.zeros((20, 20))
    scores[[3, 3, 12], [15, 2, 8]] = 0.75
    assert [(m.row, m.col) for m in find_peaks(scores, template_shape=(2, 2))] == [(3, 2), (3, 15), (12, 8)]


_PICTURE = np.arange(30.0).reshape(5, 6)


@pytest.mark.parametrize(
    ("template", "how", "reason"),
    [
        (np.ones((6, 2)), {}, "larger than the picture"),
        (np.ones((1, 1)), {}, "at least 2 pixels"),
        (np.ones((2, 2, 3)), {}, "channels"),
        (np.full((2, 2), 0.1), {}, "constant"),
        (np.zeros((2, 2)), {"method": "ncc"}, "black"),
        (_PICTURE[:2, :2], {"mask": np.ones((2, 3))}, "mask must have the template's shape"),
        (_PICTURE[:2, :2], {"mask": np.eye(2)[::-1] * [0, 1]}, "at least 2 pixels"),
        (_PICTURE[:2, :2], {"method": "sad"}, "method must be one of"),
    ],
)
def test_templates_that_cannot_be_sought_are_refused(template: np.ndarray, how: dict, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        match_template(_PICTURE, template, **how)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("wrong", [np.nan, np.inf])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_pictures_with_numbers_that_are_not_finite_are_refused(method: str, wrong: float, dtype: type) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (90, 120)).astype(dtype)
    picture[70, 101] = wrong
    with pytest.raises(ValueError, match="finite"):
        match_template(picture, picture[5:25, 5:30], method=method)


@pytest.mark.parametrize(
    ("how", "reason"),
    [({"overlap": 1.1}, "overlap"), ({"count": 0}, "count"), ({"threshold": np.nan}, "threshold")],
)
def test_bad_peak_settings_are_refused(how: dict, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        find_peaks(_PICTURE, **{"template_shape": (2, 2), **how})


@pytest.mark.parametrize("rows", [1, 2, 3, 7])
def test_peaks_of_a_map_looked_at_in_strips_are_the_same(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    # Few levels, so that there are plateaus, and stretches that lead up to something higher.
    scores = np.random.default_rng(rows).integers(0, 4, (40, 33)).astype(np.float32)
    whole = find_peaks(scores, template_shape=(3, 3), threshold=1)
    monkeypatch.setattr(peaks, "_NUMBERS", rows * scores.shape[1])
    assert find_peaks(scores, template_shape=(3, 3), threshold=1) == whole


@pytest.mark.parametrize("method", ["zncc", "ncc", "cc", "ssd"])
def test_bytes_kept_as_floating_point_score_just_as_bytes(method: str) -> None:
    image = np.random.default_rng(8).integers(0, 256, (90, 120), np.uint8)
    image[20:60, 30:80] = 77
    scores = match_template(image.astype(np.float32), image[5:17, 60:75].astype(np.float32), method=method)
    assert np.array_equal(scores, match_template(image, image[5:17, 60:75], method=method))
    # One number that is not whole, or beyond a byte, is not rounded away.
    for wrong in (0.5, 300.0, -1.0):
        other = image.astype(np.float32)
        other[3, 3] += wrong
        changed = match_template(other, image[5:17, 60:75].astype(np.float32), method=method)
        assert (changed != scores).any()


def test_a_mask_rounds_nothing_where_only_some_of_the_numbers_are_bytes() -> None:
    rng = np.random.default_rng(4)
    image = rng.integers(0, 256, (40, 50, 3)).astype(np.float32)
    image[..., 1:] += rng.random((40, 50, 2), np.float32) - 0.5
    # A contrast small enough for a rounding of its sums to show.
    image = np.where(np.arange(3) == 0, 100, image % 3).astype(np.float32)
    mask = rng.random((9, 11)) < 0.6
    template = image[10:19, 20:31]
    scores = match_template(image, template, mask=mask, backend="fft")
    window = image[3:12, 7:18].astype(np.float64)
    both = [part[mask] - part[mask].mean(axis=0) for part in (template.astype(np.float64), window)]
    exact = np.sum(both[0] * both[1]) / np.sqrt(np.prod([np.sum(np.square(part)) for part in both]))
    assert abs(scores[3, 7] - exact) < 1e-6


_TEXTURES = ("noise", "smooth", "stripes", "checks", "waves", "bright and faint")


def _texture(kind: str, shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    rows, cols = np.indices(shape)
    noise = rng.normal(size=shape)
    textures = {
        "noise": lambda: 128 + 60 * noise,
        "smooth": lambda: 128 + 300 * scipy.ndimage.gaussian_filter(noise, 3),
        "stripes": lambda: 128 + 100 * np.sign(np.sin(cols / 3)) + 12 * noise,
        "checks": lambda: 128 + 100 * (-1.0) ** (rows // 4 + cols // 4) + 12 * noise,
        "waves": lambda: 128 + 60 * np.sin(0.21 * rows + 0.13 * cols) + 40 * np.sin(0.5 * cols) + 5 * noise,
        "bright and faint": lambda: 252 + noise,
    }
    return textures[kind]()


@pytest.mark.parametrize("kind", _TEXTURES)
@pytest.mark.parametrize(("side", "channels"), [(32, ()), (70, (3,))])
def test_single_precision_is_within_a_millionth_of_double_even_at_half_its_margin(
    kind: str, side: int, channels: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(side)
    picture = np.stack([_texture(kind, (400, 500), rng) for _ in range(*channels or (1,))], axis=-1)
    picture = picture.reshape(400, 500, *channels)
    template = picture[300 : 300 + side, 200 : 200 + side].astype(np.float32)
    taken: list[bool] = []
    quick = _scoring.quick_products

    def watched(*arguments: Any) -> Any:
        taken.append(quick(*arguments) is not None)
        return quick(*arguments)

    monkeypatch.setattr(_scoring, "quick_products", watched)
    monkeypatch.setattr(_quick, "_ABOVE", _quick._ABOVE / 2)
    monkeypatch.setattr(_quick, "_EVEN", 0.0)
    for dtype in (np.uint8, np.uint16, np.float32):
        pixels = (np.clip(picture, 0, 255) if dtype == np.uint8 else np.clip(200 * picture, 0, 65535)).astype(dtype)
        taken.clear()
        scores = match_template(pixels, template, backend="fft")
        assert any(taken)
        exact = match_template(pixels.astype(np.float64), template, backend="fft")
        np.testing.assert_allclose(scores, exact, rtol=0, atol=1e-6)


def test_a_faint_corner_is_not_scored_in_single_precision() -> None:
    rng = np.random.default_rng(1)
    picture = np.rint(np.clip(128 + 60 * rng.normal(size=(400, 500)), 0, 255))
    picture[:60, :60] = rng.integers(100, 102, (60, 60))
    template = picture[10:42, 10:42]
    scores = match_template(picture.astype(np.uint8), template, backend="fft")
    np.testing.assert_allclose(scores, match_template(picture, template, backend="fft"), rtol=0, atol=1e-7)
