"""What the Fourier page does with what it is told, without a browser."""

from __future__ import annotations

import re
from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core import samples
from core.images import decode
from core.kernels.text import written
from core.quality import psnr, ssim
from core.spectrum import equivalent_kernel, lowpass, notch
from core.spectrum.equivalent import visible_part
from core.spectrum.painting import format_marks, parse_marks
from pages._parts import fourier_numbers
from pages._parts.component import unpack
from pages._parts.fourier_controls import KEEP
from pages._parts.fourier_kernel import about_kernel, kernel_limit
from pages._parts.fourier_notches import edited
from pages._parts.fourier_settings import Filter
from pages._parts.pictures import Source, own_source
from tests.screen import read_number

_RNG = np.random.default_rng(0)
_CAMERA = decode(samples.read("camera")).astype(np.float64)


def _page() -> None:
    from pages import fourier

    fourier.render()


def _visit(**address: str) -> AppTest:
    """Open the page by a link."""
    test = AppTest.from_function(_page, default_timeout=30)
    test.query_params["picture"] = address.pop("picture", "camera")
    for key, value in address.items():
        test.query_params[f"fourier.{key}"] = value
    return _run(test)


def _run(test: AppTest) -> AppTest:
    test.run()
    assert not test.exception
    return test


def _with_picture(pixels: np.ndarray, **address: str) -> AppTest:
    """Open the page with a picture of the visitor's own."""
    stream = BytesIO()
    Image.fromarray(pixels).save(stream, "png")
    test = AppTest.from_function(_page, default_timeout=30)
    test.session_state["picture.own"] = Source(
        "yours", "mine", f"{pixels.tobytes()!r}{pixels.shape}", stream.getvalue()
    )
    test.session_state["picture"] = "yours"
    for key, value in address.items():
        test.query_params[f"fourier.{key}"] = value
    return _run(test)


def _with_second(pixels: np.ndarray, **address: str) -> AppTest:
    """Open the page with a second picture of the visitor's own."""
    stream = BytesIO()
    Image.fromarray(pixels).save(stream, "png")
    test = AppTest.from_function(_page, default_timeout=30)
    test.session_state["picture.further"] = {"fourier.other": own_source("second.png", stream.getvalue())}
    test.query_params["picture"] = "camera"
    test.query_params["fourier.other"] = "yours"
    for key, value in address.items():
        test.query_params[f"fourier.{key}"] = value
    return _run(test)


def _metrics(test: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in test.metric}


def _marks(test: AppTest) -> str:
    return str(test.session_state["fourier.marks"])


def test_numbers_are_those_of_numpy() -> None:
    shown = _metrics(_visit(radius="0.1"))
    row, col = (np.fft.fftfreq(side) for side in _CAMERA.shape)
    disc = np.hypot(row[:, None], col) <= 0.1
    result = np.fft.ifft2(np.fft.fft2(_CAMERA) * disc).real
    assert shown["Waves kept"] == f"{disc.mean():.2%}"
    assert shown["Compression"] == f"{(~disc).sum() / disc.sum():.1f} : 1"
    assert shown["PSNR"] == f"{psnr(_CAMERA, result, span=255):.1f} dB"
    assert shown["SSIM"] == f"{ssim(_CAMERA, result, span=255):.3f}"
    assert shown["Energy kept"] == f"{result.var() / _CAMERA.var():.2%}"


@pytest.mark.parametrize("keep", KEEP)
@pytest.mark.parametrize("picture", ["chelsea", "cell"])
def test_every_filter_opens_from_a_link(keep: str, picture: str) -> None:
    test = _visit(keep=keep, picture=picture, profile="butterworth")
    assert test.selectbox(key="fourier.keep").value == keep
    assert not test.error
    assert len(test.metric) == (4 if keep == "light" else 5)


@pytest.mark.parametrize("picture", ["coins", "coffee", "text", "retina"])
def test_homomorphic_filtering_evens_the_light_from_the_start(picture: str) -> None:
    shown = _metrics(_visit(keep="light", picture=picture))
    before, after, clipped = (
        float(shown[name][:-1]) for name in ("Uneven light, before", "Uneven light, after", "Brighter than white")
    )
    assert after < 0.85 * before
    assert clipped < 2.5


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({"radius": "0.1"}, "Kept: waves longer than 10.0 pixels (large shapes and smooth shades)."),
        ({"radius": "0.1", "marks": "rd.781.469.49"}, "Where you painted, the paint counts instead."),
        ({"radius": "0"}, "Kept: the mean alone."),
        ({"keep": "high", "radius": "0"}, "Kept: all waves but the mean."),
        ({"keep": "lines"}, "lines at 45°, and up to 15° to either side."),
        ({"keep": "none", "marks": "kd.0.0.100"}, "Kept: no wave, but for what is painted."),
        ({"keep": "none"}, "every number of the result is 0"),
        ({"keep": "all"}, "The filtered picture is equal to the picture, but for the rounding of numbers."),
    ],
)
def test_the_sentence_below_the_numbers_is_true_of_the_filter(address: dict[str, str], said: str) -> None:
    test = _visit(**address)
    assert any(said in caption.value for caption in test.caption)
    assert (_metrics(test)["PSNR"] == "equal") == (address.get("keep") == "all")


@pytest.mark.parametrize(
    "ratio",
    [(0.0, "none"), (1e-6, "< 0.0001 : 1"), (1 / 2276, "0.00044 : 1"), (12.34, "12.3 : 1"), (2276.0, "2,276 : 1")],
)
def test_compression_reads_as_two_areas(ratio: tuple[float, str]) -> None:
    assert fourier_numbers._as_ratio(ratio[0]) == ratio[1]


def test_the_kernel_is_called_the_same_only_where_it_is_whole() -> None:
    cut = visible_part(equivalent_kernel(lowpass((300, 400), 0.1)))
    text = about_kernel(Filter("low"), cut, (300, 400))
    rows, cols = cut.cells.shape
    assert f"Shown: {cols} × {rows} of 400 × 300 cells" in text
    assert f"{cut.left_out:.1%} of the energy" in text
    assert kernel_limit(cut) == abs(cut.cells).max()
    disc = visible_part(equivalent_kernel(lowpass((40, 50), 0.1)))
    assert not disc.left_out
    assert "Shown" not in about_kernel(Filter("low"), disc, (40, 50))


def test_a_kernel_whose_middle_outweighs_it_is_coloured_by_the_rest() -> None:
    pair = visible_part(equivalent_kernel(notch((300, 300), 0.1, 0.05, 0.02)))
    assert kernel_limit(pair) == pair.around < abs(pair.cells).max() / 4
    assert "Its middle cell, 0.9976, is beyond the colours." in about_kernel(Filter("notch"), pair, (300, 300))


def test_periodic_noise_becomes_notches_that_can_be_taken_back() -> None:
    test = _visit(picture="camera_periodic_noise")
    _press(test, "Find periodic noise")
    assert test.selectbox(key="fourier.keep").value == "all"
    found = sorted((512 * mark.numbers[0], 512 * mark.numbers[1]) for mark in parse_marks(_marks(test)))
    np.testing.assert_allclose(found, [(0, 90), (40, 24)], atol=0.15)
    assert test.query_params["fourier.marks"] == _marks(test)
    _press(test, "Undo")
    assert _marks(test) == ""
    assert test.selectbox(key="fourier.keep").value == "low"


def test_a_new_search_replaces_the_notches_of_another_picture() -> None:
    old = "rd.781.469.49_rd.0.1758.49"
    test = _visit(keep="all", marks=f"rb.1000.1000.1900.1900_{old}")
    _press(test, "Find periodic noise")
    assert _marks(test) == "rb.1000.1000.1900.1900"
    assert any("2 notches of before taken away; Undo brings them back." in caption.value for caption in test.caption)
    _press(test, "Undo")
    assert _marks(test) == f"rb.1000.1000.1900.1900_{old}"


def test_undo_of_a_search_leaves_a_filter_that_was_chosen_since() -> None:
    test = _visit(picture="camera_periodic_noise")
    _press(test, "Find periodic noise")
    test.selectbox(key="fourier.keep").set_value("high")
    _run(test)
    _press(test, "Undo")
    assert _marks(test) == ""
    assert test.selectbox(key="fourier.keep").value == "high"


def test_undo_without_a_history_takes_the_last_mark_away() -> None:
    test = _visit(keep="all", marks="rd.781.469.49_rb.1000.1000.1900.1900")
    _press(test, "Undo")
    assert _marks(test) == "rd.781.469.49"
    _press(test, "Undo")
    assert _marks(test) == ""
    assert next(button for button in test.button if button.label == "Undo").disabled


def test_ordinary_photo_has_no_noise_to_find() -> None:
    test = _visit()
    _press(test, "Find periodic noise")
    assert _marks(test) == ""
    assert any("no periodic noise" in caption.value for caption in test.caption)


@pytest.mark.parametrize("profile", ["ideal", "gaussian", "butterworth"])
def test_a_notch_pair_removes_the_wave_it_is_put_on(profile: str) -> None:
    def wave(height: int, width: int) -> np.ndarray:
        row, col = np.indices((height, width))
        return 100 + 50 * np.cos(2 * np.pi * (12 * col / width - 8 * row / height))

    place = {"notch_x": "-0.1", "notch_y": "0.1", "notch_radius": "0.02"}
    test = _with_picture(np.rint(wave(80, 120)).astype(np.uint8), keep="notch", profile=profile, **place)
    develop = test.session_state["outcome"][""].develop
    assert develop(wave(80, 120), 1.0).std() < 1e-9
    # On the original, twice the size, it lies on the same wave.
    assert develop(wave(160, 240), 0.5).std() < 1e-9
    assert abs(develop(wave(80, 120), 1.0).mean() - 100) < 0.2


def test_clear_takes_all_paint_away_and_undo_brings_it_back() -> None:
    painted = "rd.781.469.49_rb.1000.1000.1900.1900"
    test = _visit(keep="all", marks=painted)
    assert _metrics(test)["Waves kept"] != "100.00%"
    _press(test, "Clear")
    assert _metrics(test)["Waves kept"] == "100.00%"
    assert "fourier.marks" not in test.query_params
    _press(test, "Undo")
    assert _marks(test) == painted


def test_paint_of_another_picture_is_called_so_and_taken_away_at_one_press() -> None:
    test = _visit(keep="all", marks="rd.781.469.49")
    said = "another picture's spectrum"
    assert not any(said in caption.value for caption in test.caption)
    test.selectbox(key="picture").set_value("coins")
    _run(test)
    assert any(said in caption.value for caption in test.caption)
    _press(test, "Take it away")
    assert _marks(test) == ""
    assert not any(said in caption.value for caption in test.caption)


def test_removed_rounding_is_middle_gray_and_what_the_legend_cuts_off_is_said() -> None:
    whole = _panel(_visit(keep="all"), "Removed part")
    assert re.fullmatch(r"Nothing but rounding: at most 0\.0000\d+\.|Nothing: every number is 0\.", whole["caption"])
    assert (whole["scale"]["low"], whole["scale"]["high"]) == (-255, 255)
    cut = _panel(_visit(radius="0.1"), "Removed part")
    row, col = (np.fft.fftfreq(side) for side in _CAMERA.shape)
    lost = np.fft.ifft2(np.fft.fft2(_CAMERA) * (np.hypot(row[:, None], col) > 0.1)).real
    assert f"The largest is {written(np.abs(lost).max())};" in cut["caption"]
    assert _panel(_visit(keep="high", radius="0.1"), "Filtered")["caption"] == cut["caption"]


def _panel(test: AppTest, title: str) -> dict:
    """Return what the browser is told about the panel with that title."""
    told = [element.proto for element in test.get("bidi_component")]
    headers = [unpack(proto.bytes)[0] for proto in told if proto.component_name == "convoscope_panel"]
    (panel,) = [panel for header in headers for panel in header["panels"] if panel["title"] == title]
    return dict(panel)


@pytest.mark.parametrize("view", ["log", "phase", "real", "imaginary", "power"])
def test_every_view_opens_from_a_link(view: str) -> None:
    for window in ("none", "hann", "tukey", "periodic"):
        test = _visit(section="look", view=view, window=window)
        assert not test.error
        assert test.selectbox(key="fourier.view").value == view


def test_a_linked_wave_is_numpys() -> None:
    shown = _wave(_visit(section="waves", across="-6", down="4"))
    waves = np.fft.fft2(_CAMERA)
    wave = waves[4, -6]
    waves[0, 0] = 0
    assert shown["amplitude"] == pytest.approx(2 * abs(wave) / _CAMERA.size)
    assert shown["period"] == pytest.approx(1 / np.hypot(4 / 512, 6 / 512))
    assert shown["direction"] == pytest.approx(np.degrees(np.arctan2(-4, -6)) % 180)
    assert shown["phase"] == pytest.approx(np.angle(wave))
    assert shown["share"] == pytest.approx(2 * abs(wave) ** 2 / np.sum(np.abs(waves) ** 2))


def test_the_mean_has_no_period() -> None:
    shown = _wave(_visit(section="waves", across="0", down="0"))
    assert shown["period"] is None
    assert shown["amplitude"] == pytest.approx(_CAMERA.mean())


def _wave(test: AppTest) -> dict[str, float]:
    """Return the numbers of the pinned wave as the panels are told them."""
    told = [element.proto for element in test.get("bidi_component")]
    headers = [unpack(proto.bytes)[0] for proto in told if proto.component_name == "convoscope_panel"]
    (wave,) = [header["wave"] for header in headers if header.get("wave")]
    return dict(wave["numbers"])


def test_both_sides_of_the_theorem_agree_only_with_padding() -> None:
    padded = _metrics(_visit(section="theorem", kernel="motion_blur"))
    bare = _metrics(_visit(section="theorem", kernel="motion_blur", ends="bare"))
    largest, repeated = "Largest difference", "If the picture repeats"
    assert read_number(padded[largest]) < 1e-11 < 1 < read_number(bare[largest])
    assert read_number(bare[repeated]) < 1e-11
    own = _visit(section="theorem", cells="1 2; 3 x")
    assert len(own.error) == 1
    assert len(own.metric) == 3


@pytest.mark.parametrize("angle", [-90, 0, 37])
def test_the_needle_follows_the_turn(angle: int) -> None:
    shown = _metrics(_visit(section="orientation", picture="brick", turn=str(angle)))
    read, meant = (float(shown[name][:-1]) for name in ("Lines run at", "Before the turn, plus the turn"))
    assert abs((read - meant + 90) % 180 - 90) < 1


def test_a_picture_without_direction_offers_one_that_has_it_at_one_press() -> None:
    test = _visit(section="orientation", picture="astronaut")
    assert any("hardly any direction" in text.value for text in test.markdown)
    _press(test, "Brick wall")
    assert test.selectbox(key="picture").value == "brick"
    assert test.query_params["picture"] == "brick"
    assert float(_metrics(test)["Strength"]) > 0.5
    assert not any("hardly any direction" in text.value for text in test.markdown)


@pytest.mark.parametrize("other", ["chelsea", "text"])
def test_any_two_pictures_can_be_swapped(other: str) -> None:
    assert not _visit(section="swap", picture="coins", other=other).error
    assert not _visit(section="swap", picture="coffee", other=other).error


def test_an_own_second_picture_is_fitted_and_swapped_exactly_as_is_said() -> None:
    second = _RNG.integers(0, 256, (90, 200, 3), np.uint8)
    test = _with_second(second, section="swap")
    assert test.selectbox(key="fourier.other").value == "yours"
    said = "The second picture has 200 × 90 pixels; of these, the middle 90 × 90 are used, scaled to the first's 512"
    assert any(caption.value.startswith(said) for caption in test.caption)
    shown = test.session_state["outcome"]["Magnitudes of 2, phases of 1"]
    gray = cv2.resize(second[:, 55:145] @ np.array([0.299, 0.587, 0.114], np.float32), (512, 512))
    first, other = np.fft.fft2(_CAMERA), np.fft.fft2(gray)
    expected = np.fft.ifft2(np.abs(other) * np.exp(1j * np.angle(first))).real
    assert np.abs(shown.whole() - expected).max() < 0.01


def test_a_link_to_a_second_picture_that_stayed_elsewhere_shows_a_sample_and_says_so() -> None:
    test = _visit(section="swap", other="yours")
    assert test.selectbox(key="fourier.other").value == "chelsea"
    assert "second photo that stayed with its owner" in test.info[0].value
    assert not test.error


def test_the_first_second_picture_is_never_the_first_again() -> None:
    assert _visit(section="swap", picture="chelsea").selectbox(key="fourier.other").value == "astronaut"
    same = _visit(section="swap", picture="chelsea", other="chelsea")
    assert any("Both are one picture" in caption.value for caption in same.caption)


def test_notches_can_be_changed_added_and_deleted() -> None:
    marks = parse_marks("rd.1000.500.40_rb.0.0.10.10_kd.0.2000.30")
    nothing = {"edited_rows": {}, "added_rows": [], "deleted_rows": []}
    assert set(edited(marks, nothing)) == set(marks)
    changed = edited(marks, nothing | {"edited_rows": {0: {"across": 0.2, "period": 9}}, "deleted_rows": [1]})
    assert format_marks(changed) == "rb.0.0.10.10_rd.2000.500.40"
    half_written = edited(marks[:1], nothing | {"added_rows": [{"across": 0.3}]})
    assert half_written == marks[:1]
    added = edited(marks[:1], nothing | {"added_rows": [{"across": 0.3, "down": -0.1}]})
    assert format_marks(added) == "rd.1000.500.40_rd.3000.-1000.100"


def test_broken_painting_in_a_link_is_one_sentence() -> None:
    test = _visit(marks="rd.1.x")
    assert len(test.error) == 1
    assert "could not be read" in test.error[0].value
    assert len(test.metric) == 5


def _press(test: AppTest, label: str) -> None:
    next(button for button in test.button if button.label == label).click()
    _run(test)


_STRANGE = {
    "constant": np.full((40, 50), 77, np.uint8),
    "black": np.zeros((16, 16, 3), np.uint8),
    "prime": _RNG.integers(0, 255, (97, 61), np.uint8),
    "row": _RNG.integers(0, 255, (1, 33), np.uint8),
    "column": _RNG.integers(0, 255, (20, 1, 3), np.uint8),
    "pixel": np.full((1, 1), 3, np.uint8),
}


@pytest.mark.parametrize("name", _STRANGE)
def test_strange_pictures_have_a_true_answer(name: str) -> None:
    for keep in ("low", "cut", "light", "none"):
        test = _with_picture(_STRANGE[name], keep=keep)
        assert not test.error
        assert len(test.metric) == (4 if keep == "light" else 5)
    for section in ("look", "waves", "theorem", "orientation", "swap"):
        other = _with_picture(_STRANGE[name], section=section, across="40", down="40", window="periodic")
        assert len(other.error) == 0
    assert _metrics(test)["Compression"] == "∞ : 1"
    assert any("removes everything" in caption.value for caption in test.caption)
