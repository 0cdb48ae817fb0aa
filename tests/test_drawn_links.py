"""What is drawn by hand is in the link and in the file, and comes back to the pixel."""

from __future__ import annotations

import zipfile
from io import BytesIO
from urllib.parse import quote

import numpy as np
from streamlit.testing.v1 import AppTest

from core.diffusion.scenes import Stroke, painted
from core.diffusion.stroke_text import format_strokes, parse_strokes, rounded
from core.images import decode
from core.takeaway.experiment import unpack
from pages._parts.template_entries import Entry, format_entries, parse_entries, simplified
from tests.test_links import open_link

_SPIRAL = tuple((128 + 6 * t * np.cos(t), 128 + 6 * t * np.sin(t)) for t in np.linspace(0, 18, 400))
_STROKES = (rounded(Stroke(_SPIRAL, 5)), Stroke(((10.5, 20.0), (240.5, 200.0)), 8, is_eraser=True))


def _start(page: AppTest) -> np.ndarray:
    """Return what spreads on the diffusion page."""
    return page.session_state["picture.shown"].image


def _written(page: AppTest, name: str) -> str:
    """Return what stands in the address."""
    value = page.query_params[name]
    return value if isinstance(value, str) else value[-1]


def _drawn(text: str) -> AppTest:
    page = open_link(f"/diffusion?diffusion.start=drawn&diffusion.drawing={quote(text)}")
    assert not page.exception
    return page


def test_a_drawing_is_in_the_link_and_comes_back() -> None:
    text = format_strokes(_STROKES)
    page = _drawn(text)
    assert np.array_equal(_start(page), painted(_STROKES))
    assert _written(page, "diffusion.drawing") == text
    assert not page.toast
    assert not page.warning
    assert len(page.session_state["diffusion.pad.strokes"]) == 2


def test_of_a_damaged_drawing_the_good_strokes_are_shown_and_it_is_said() -> None:
    page = _drawn(f"{format_strokes(_STROKES)}.x.b\0.<b>" + "~" * 50)
    assert np.array_equal(_start(page), painted(_STROKES))
    assert ["cannot be read" in warning.value for warning in page.warning] == [True]
    page.run()
    assert not page.warning
    assert _written(page, "diffusion.drawing") == format_strokes(_STROKES)


def test_a_drawing_too_long_for_a_link_is_in_the_file_alone() -> None:
    rng = np.random.default_rng(0)
    strokes = [Stroke(tuple(map(tuple, np.rint(rng.uniform(0, 256, (40, 2))))), 4) for _ in range(30)]
    page = _drawn(format_strokes(strokes))
    assert "diffusion.drawing" not in page.query_params
    assert np.array_equal(_start(page), painted(strokes))
    page.run()
    assert np.array_equal(_start(page), painted(strokes))
    button = next(e for e in page.get("bidi_component") if e.proto.component_name == "convoscope_copy_link")
    assert "too long for a link" in button.proto.json
    saved = page.session_state["address.diffusion.drawing"]
    assert parse_strokes(saved) == (tuple(strokes), 0)


def test_starts_without_a_picker_are_saved_as_a_file_and_open_again() -> None:
    for kind in ("step", "drops", "aquarium", "drawn"):
        page = open_link(f"/diffusion?diffusion.start={kind}&diffusion.drawing={format_strokes(_STROKES)}")
        page.button(key="diffusion.take_away").click().run()
        assert not page.exception
        (file,) = [button for button in page.get("download_button") if "Save the experiment" in button.proto.label]
        assert file.proto.label == "Save the experiment"


def test_a_lasso_is_short_and_reads_back() -> None:
    angles = np.linspace(0, 6.2, 900)
    numbers = simplified(tuple((200 + 60 * np.cos(t), 150 + 90 * np.sin(t)) for t in angles))
    text = format_entries([Entry(numbers, name="Loop", color="#123456")])
    assert parse_entries(text) == [Entry(numbers, name="Loop", color="#123456")]
    assert len(text) < 200
    assert parse_entries("1, 2, 3, 4, 5, 6") == [Entry((1, 2, 3, 4, 5, 6))]


def test_templates_of_every_kind_are_in_the_link_both_ways() -> None:
    loop = simplified(tuple((100 + 40 * np.cos(t), 150 + 40 * np.sin(t)) for t in np.linspace(0, 6.2, 90)))
    text = format_entries([Entry((75, 170, 55, 50), name="Box"), Entry(source="coin_template"), Entry(loop)])
    page = open_link(
        f"/template?picture=coins&template.region={quote(text)}&template.shown=2&template.score=ncc"
        "&template.sizes=0.9,1.1&template.angles=-15,15"
    )
    assert not page.exception
    assert not page.error
    assert not page.toast
    names = [template.name for template in page.session_state["template.entries"]]
    assert names == ["Box", "", ""]
    assert _written(page, "template.region") == text
    page.text_input(key="template.name.0").set_value("Renamed").run()
    assert _written(page, "template.region") == text.replace("Box", "Renamed")


def test_a_damaged_lasso_is_one_sentence() -> None:
    page = open_link("/template?picture=coins&template.region=~AAA%C3%84; 75, 170, 55, 50")
    assert not page.exception
    assert len(page.error) == 1


def _unzipped(data: bytes) -> tuple[dict[str, bytes], object]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return parts, unpack(data)


def test_a_file_of_a_made_start_says_so_and_holds_the_picture() -> None:
    from pages._parts.takeaway import _experiment

    page = open_link("/diffusion?diffusion.start=aquarium&diffusion.cube=32")
    picture = page.session_state["picture.shown"]
    address = {name: _written(page, name) for name in page.query_params}
    parts, experiment = _unzipped(_experiment("diffusion", picture, None, address, {}))
    assert experiment.is_made
    assert experiment.address["diffusion.cube"] == "32"
    assert np.abs(decode(parts["picture.png"]).astype(float) - picture.image).max() <= 0.5
