"""Every section of every page offers its own result, and the window opens on all that is offered."""

from __future__ import annotations

import zipfile
from io import BytesIO, StringIO

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.images import decode
from pages._parts import sharing
from pages._parts.batch import apply_to_many
from pages._parts.downloads import encode_result
from pages._parts.outcome import Outcome, made, numbers_of
from pages._parts.printed import printed_page
from pages._parts.takeaway_numbers import as_csv, as_npy
from tests.test_links import SECTIONS, open_link

_ALL = [(page, section) for page, sections in SECTIONS.items() for section in sections]
_ALONE = {"how", "slide", "numbers", "facts", "chance", "walls", "line", "molecules"}
_SIX = ["Experiment", "Result", "Numbers", "Code", "Many photos", "Report"]
_MAIN = {"inspect", "quiz", "filter", "matches", "watch"}


def _outcomes(page: AppTest) -> list[Outcome]:
    return list(page.session_state["outcome"].values())


@pytest.mark.parametrize(("page", "section"), _ALL)
def test_every_section_offers_its_result_numbers_pictures_and_report(page: str, section: str) -> None:
    shown = open_link(f"/{page}?{page}.section={section}&picture=coffee")
    assert not shown.exception
    outcome = _outcomes(shown)[-1]
    assert bool(outcome.name) == (section not in _MAIN)
    for array in outcome.arrays.values():
        numbers = np.asarray(made(array))
        assert np.array_equal(np.load(BytesIO(as_npy(numbers))), numbers)
        assert as_csv(numbers).count(b"\n") >= numbers.shape[0]
    # Where one photo only makes sense, a sentence stands in place of the control.
    many = outcome.whole is None or outcome.of_photo is not None or outcome.each is not None
    assert many == (not outcome.alone)
    assert (section in _ALONE) == bool(outcome.alone)
    if outcome.lacks:
        assert "without a picture" in outcome.lacks
        return
    assert all(made(pixels).dtype == np.uint8 for pixels in outcome.pictures.values())
    if outcome.whole is not None:
        assert decode(encode_result(outcome, "png8")).shape[:2] == outcome.whole().shape[:2]
    assert printed_page(outcome, {}, {}, "http://localhost").startswith(b"%PDF-")
    assert outcome.code is not None or outcome.remark


@pytest.mark.parametrize(
    ("page", "section"), [(page, section) for page, section in _ALL if section not in _ALONE and page != "template"]
)
def test_another_photo_of_many_comes_out_as_if_it_were_on_screen(page: str, section: str) -> None:
    link = f"/{page}?{page}.section={section}&picture="
    outcome, other = _outcomes(open_link(f"{link}camera"))[-1], _outcomes(open_link(f"{link}brick"))[-1]
    uploads = [("it.png", other.picture.source.data)]
    with zipfile.ZipFile(BytesIO(apply_to_many(outcome, uploads, lambda share, note: None))) as archive:
        pixels = decode(archive.read("01-it.png"))
    expected = outcome.show(numbers_of(other, other.picture.image, 1.0))
    assert pixels.shape == expected.shape
    # The page may work in another precision: a number next to a half is rounded up or down.
    assert np.abs(pixels.astype(int) - expected).max() <= 1


@pytest.mark.parametrize(
    ("link", "wanted"),
    [
        ("/kernel?kernel.section=chain", ["Experiment", "Result", "Numbers", "Code", "Many photos", "Report"]),
        ("/kernel?kernel.section=numbers", ["Experiment", "Numbers", "Code", "Many photos"]),
        ("/fourier?fourier.section=swap", ["Experiment", "Result", "Numbers", "Code", "Many photos", "Report"]),
        ("/fourier?fourier.section=orientation", [*_SIX, "Plots"]),
        ("/diffusion?diffusion.section=line", [*_SIX, "Plots"]),
        ("/diffusion?diffusion.section=walls", ["Experiment", "Result", "Numbers", "Many photos", "Report"]),
        ("/template", ["Experiment", "Result", "Numbers", "Code", "Many photos", "Report"]),
    ],
)
def test_the_window_opens_on_all_that_is_offered(link: str, wanted: list[str]) -> None:
    page = open_link(link)
    name = link.partition("?")[0].strip("/")
    page.button(key=f"{name}.take_away").click().run()
    assert page.segmented_control(key=f"{name}.take").options == wanted
    for section in wanted[1:]:
        page.session_state[f"{name}.take"] = section
        page.button(key=f"{name}.take_away").click().run()
        assert not page.exception
        assert not page.error


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("/kernel", {"Beyond the edge": "Reflect: c b a | a b c", "Show the result": "Automatic"}),
        ("/kernel", {"Use the numbers": "As they are", "What to do": "Inspect"}),
        (
            "/kernel?kernel.name=gaussian&kernel.sigma=3.5&kernel.chain=box",
            {"Sigma (cells)": "3.5", "Size (cells)": "9", "Chain": "box"},
        ),
        ("/fourier", {"What to do": "Filter", "Marks": "none"}),
        ("/fourier?fourier.keep=band", {"Ring, from and to (cycles per pixel)": "0.05 to 0.15"}),
        ("/template", {"Region": "Face = 170, 60, 110, 130"}),
        ("/diffusion", {"Start from": "The photo: each pixel a concentration", "Frame": "0"}),
    ],
)
def test_the_report_names_every_setting_in_the_pages_words_those_at_first_too(
    link: str, told: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple] = []
    monkeypatch.setattr(sharing, "open_window", lambda *arguments: opened.append(arguments))
    page = open_link(link)
    name = link.partition("?")[0].strip("/")
    page.button(key=f"{name}.take_away").click().run()
    settings = opened[0][4]
    assert settings.items() >= told.items()


def test_an_answered_quiz_offers_its_kernel() -> None:
    page = open_link("/kernel?kernel.section=quiz")
    assert [outcome.name for outcome in _outcomes(page)] == [""]
    page.radio(key="kernel.guess.0").set_value(page.radio(key="kernel.guess.0").options[0]).run()
    assert [outcome.name for outcome in _outcomes(page)] == ["", "The quiz's kernel"]


def test_numbers_are_written_as_they_are() -> None:
    flat = np.array([[1.5, -2], [0, 1e-9]])
    assert np.array_equal(np.loadtxt(StringIO(as_csv(flat).decode()), delimiter=","), flat)
    colour = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    assert as_csv(colour).decode().splitlines()[:2] == ["row,column,red,green,blue", "0,0,0,1,2"]
    assert as_csv(np.array([1.0, 2.5])).decode() == "1\n2.5\n"
