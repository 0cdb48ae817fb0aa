"""What the template page does with what it is told, without a browser."""

from __future__ import annotations

import csv
import io
import json
import time

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.matching import METHODS
from pages._parts.template_entries import Entry, format_entries, parse_entries, simplified
from pages._parts.template_sources import keep_upload
from pages._parts.template_table import as_csv, as_json
from tests.screen import read_number, shown_rows


def _page() -> None:
    from pages import template

    template.render()


def _visit(picture: str = "coins", **address: str) -> AppTest:
    """Open the page by a link."""
    test = AppTest.from_function(_page, default_timeout=30)
    test.query_params["picture"] = picture
    for key, value in address.items():
        test.query_params[f"template.{key}"] = value
    test.run()
    assert not test.exception
    return test


def _rows(test: AppTest) -> list[dict[str, object]]:
    """Return the table of matches."""
    return shown_rows(test)


def _first(test: AppTest) -> dict[str, object]:
    return _rows(test)[0]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("picture", "template", "place"), [("coins", "coin_template", (75, 170)), ("astronaut", "face", (100, 0))]
)
def test_every_score_finds_the_known_place(method: str, picture: str, template: str, place: tuple[int, int]) -> None:
    test = _visit(picture, region=f"@{template}", score=method)
    found = [row for row in _rows(test) if (row["x"], row["y"]) == pytest.approx(place, abs=0.3)]
    assert found
    assert any("Fooled by" in caption.value for caption in test.caption)
    # Only the plain score is fooled: brighter coins outdo the one that is sought.
    assert (found[0]["match"] == 1) == (method != "cc" or picture == "astronaut")


def test_gray_and_colour_find_the_same_face() -> None:
    for colors in ("channels", "gray"):
        row = _first(_visit("astronaut", region="Her face = @face", colors=colors))
        assert (row["template"], row["x"], row["y"]) == ("Her face", pytest.approx(100, abs=0.1), 0)


def test_threshold_count_and_overlap_limit_the_matches() -> None:
    many = _rows(_visit(threshold="0.5"))
    assert len(many) > 15
    assert all(row["score"] >= 0.5 for row in many)
    assert len(_rows(_visit(threshold="0.5", count="4"))) == 4
    assert len(_rows(_visit(threshold="0.5", overlap="0.8", count="100"))) > len(many)


def test_several_templates_keep_names_colours_and_one_list() -> None:
    test = _visit(region="Lady #123456 = 75, 170, 55, 50; @coin_template; 300, 10, 40, 40")
    assert [field.value for field in test.text_input[:3]] == ["Lady", "One coin", "Template 3"]
    assert test.color_picker[0].value == "#123456"
    assert {"Lady", "Template 3"} <= {row["template"] for row in _rows(test)}
    test.button(key="template.remove.0").click().run()
    assert test.session_state["template.region"].startswith("One coin #1f8fc4 = @coin_template")
    test.button(key="template.undo_button").click().run()
    assert [field.value for field in test.text_input[:3]] == ["Lady", "One coin", "Template 3"]
    test.text_input(key="template.name.1").set_value("Twin; @=").run()
    assert test.text_input(key="template.name.1").value == "Twin; @="
    assert not test.exception


def test_ready_made_pairs_bring_picture_and_template() -> None:
    test = _visit("astronaut")
    test.button(key="template.pair.coins").click().run()
    assert test.session_state["picture"] == "coins"
    assert (_first(test)["template"], _first(test)["x"]) == ("One coin", pytest.approx(75, abs=0.1))


@pytest.mark.parametrize(
    ("region", "sentence"),
    [
        ("0, 0, 400, 20", "does not lie within the picture"),
        ("5, 5, 1, 1", "at least 2 pixels"),
        ("hello", "four whole numbers"),
        ("1, 2, 3", "four whole numbers"),
        ("@upload-0000", "stayed with its owner"),
        ("; ".join(["1, 1, 9, 9"] * 7), "at most 6 templates"),
        ("@face", "larger than the picture"),
    ],
)
def test_bad_templates_get_one_sentence_and_lose_nothing(region: str, sentence: str) -> None:
    picture = "coin_template" if region == "@face" else "coins"
    test = _visit(picture, region=region)
    assert [sentence in error.value.lower() for error in test.error] == [True]
    assert test.session_state["template.region"] == region


def test_constant_template_is_refused_beside_a_good_one() -> None:
    flat = "0, 0, 6, 6"
    test = _visit("horse", region=flat)
    assert ["constant" in error.value for error in test.error] == [True]
    test = _visit("horse", region=f"Sky = {flat}; Head = 60, 40, 60, 60")
    assert not test.error
    assert ["Sky" in warning.value and "constant" in warning.value for warning in test.warning] == [True]
    assert _first(test)["template"] == "Head"


def test_search_over_sizes_and_angles_ends_and_tells_both() -> None:
    test = _visit(region="@coin_template", sizes="0.9, 1.1", size_steps="3", angles="-20, 20")
    deadline = time.monotonic() + 60
    while not shown_rows(test) and time.monotonic() < deadline:
        time.sleep(0.3)
        test.run()
    assert (_first(test)["scale"], _first(test)["angle"]) == (1.0, 0.0)
    assert len({row["angle"] for row in _rows(test)}) > 1
    assert len({row["scale"] for row in _rows(test)}) > 1


def test_stopped_search_shows_what_it_has_and_can_go_on() -> None:
    address = {"sizes": "0.5, 1.5", "size_steps": "20", "angles": "-180, 180", "angle_step": "15"}
    test = _visit("astronaut", **address)
    job = test.session_state["template.job"]
    job.stop.set()
    deadline = time.monotonic() + 10
    while not job.is_over and time.monotonic() < deadline:
        time.sleep(0.05)
    test.run()
    assert any("Stopped after" in info.value for info in test.info)
    test.button(key="template.again").click().run()
    again = test.session_state["template.job"]
    assert again is not job
    again.stop.set()


def test_other_sizes_and_angles_begin_with_dots_apart_and_end_with_the_template_as_it_is() -> None:
    test = _visit()
    for name, ends in (("sizes", (0.75, 1.5)), ("angles", (-45.0, 45.0))):
        test.toggle(key=f"template.{name}.asked").set_value(True).run()
        assert test.slider(key=f"template.{name}.slider").value == ends
        assert test.session_state["template.job"].total > 1
        test.toggle(key=f"template.{name}.asked").set_value(False).run()
        assert f"template.{name}" not in test.query_params
        assert not test.exception
    assert shown_rows(test)


def test_too_many_sizes_and_angles_are_refused_at_once() -> None:
    test = _visit(sizes="0.5, 1.5", size_steps="20", angles="-180, 180", angle_step="1")
    assert ["At most 600" in error.value for error in test.error] == [True]


def test_how_it_works_states_the_difference() -> None:
    test = _visit(section="how")
    values = {metric.label: metric.value for metric in test.metric}
    assert read_number(values["Largest difference"]) < 1e-6
    assert not test.error
    test.selectbox(key="template.padding").set_value("wrap").run()
    assert not test.exception


def test_entries_are_read_back_as_written() -> None:
    text = "Lady #e4572e = 1, 2, 30, 40; #00ff00 = @face; 1, 1, 9, 1, 9, 9"
    entries = parse_entries(text)
    assert [entry.name for entry in entries] == ["Lady", "", ""]
    assert parse_entries(format_entries(entries)) == entries


@pytest.mark.parametrize("name", ["a;b=@c#", "E = mc²; #1", "50%3B", "100 %", "#e4572e", "; =", "%"])
def test_names_keep_the_signs_that_separate(name: str) -> None:
    entries = [Entry((1, 2, 3, 4), name=name, color="#00ff00"), Entry((5, 6, 7, 8), name=name)]
    assert parse_entries(format_entries(entries)) == entries


def test_drawn_lasso_becomes_few_whole_corners() -> None:
    points = tuple((100 + 50 * np.cos(t), 100 + 50 * np.sin(t)) for t in np.linspace(0, 6.28, 3000))
    numbers = simplified(points)
    assert len(numbers) <= 400
    assert parse_entries(", ".join(map(str, numbers)))[0].numbers == numbers


def test_uploads_that_are_no_pictures_are_refused() -> None:
    with pytest.raises(ValueError, match="picture"):
        keep_upload("notes.png", b"not a picture")
    with pytest.raises(ValueError, match="6 MB"):
        keep_upload("huge.png", bytes(7_000_000))


def test_downloads_hold_every_row_and_no_formula() -> None:
    rows: list[dict[str, object]] = [
        {"match": 1, "template": "=1+1", "x": 1.5, "score": 0.25},
        {"match": 2, "template": 'Ähre, "x"', "x": 2.0, "score": 1.0},
    ]
    read = list(csv.DictReader(io.StringIO(as_csv(rows))))
    assert [row["template"] for row in read] == ["'=1+1", 'Ähre, "x"']
    assert [float(row["score"]) for row in read] == [0.25, 1.0]
    assert json.loads(as_json(rows)) == rows
