"""What the kernel page does with what it is told, without a browser."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from core.images import encode_png
from core.kernels.library import GROUPS, make
from core.kernels.quiz import OPTIONS, question
from pages._parts.kernel_cached import Applied, applied
from pages._parts.kernel_grid import show_kernel_grid
from pages._parts.kernel_settings import Settings
from pages._parts.pictures import Picture, Source
from tests.screen import read_number
from tests.test_links import open_link


def _page() -> None:
    from pages import kernel

    kernel.render()


def _visit(**address: str) -> AppTest:
    """Open the page by a link."""
    test = AppTest.from_function(_page, default_timeout=20)
    for key, value in address.items():
        test.query_params[f"kernel.{key}"] = value
    test.run()
    assert not test.exception
    return test


def _good(test: AppTest) -> np.ndarray:
    """Return the kernel that the page computes with."""
    return np.asarray(test.session_state["kernel.good"])


def _captions(test: AppTest) -> str:
    return "\n".join(caption.value for caption in test.caption)


@pytest.mark.parametrize("name", [name for names in GROUPS.values() for name in names])
def test_every_kernel_opens_from_a_link(name: str) -> None:
    test = _visit(name=name)
    assert test.selectbox(key="kernel.name").value == name
    assert not test.error
    assert "Computed by" in _captions(test)


def test_a_group_opens_with_its_first_kernel() -> None:
    test = _visit()
    assert test.pills(key="kernel.group").value == "Edges"
    test.pills(key="kernel.group").set_value("Sharpen").run()
    assert test.selectbox(key="kernel.name").value == "sharpen"
    assert test.selectbox(key="kernel.name").options == ["Sharpen", "Unsharp mask"]


def test_clicks_quicker_than_the_list_of_kernels_end_with_the_group_clicked_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The browser still has the list of before, and sends the label of a kernel that is not in the new one.
    late, index = "Laplacian of Gaussian (LoG)", Selectbox.index.fget
    monkeypatch.setattr(Selectbox, "index", property(lambda box: -1 if box.value == late else index(box)))
    test = _visit()
    for group, first in (("Sharpen", "sharpen"), ("Other", "identity"), ("Other", "identity")):
        box = test.selectbox(key="kernel.name").set_value(late)
        box.options.append(late)
        # The address of the click before has not reached the browser's either.
        test.query_params["kernel.name"] = "emboss"
        test.pills(key="kernel.group").set_value(group).run()
        assert not test.exception
        assert test.selectbox(key="kernel.name").value == first
        np.testing.assert_array_equal(_good(test), make(first))


def test_text_becomes_the_kernel_and_bad_text_leaves_the_last_good_one() -> None:
    test = _visit(cells="0 1/9; 1 0")
    np.testing.assert_array_equal(_good(test), [[0, 1 / 9], [1, 0]])
    for bad, sentence in {
        "1 2; 3": "every row needs as many numbers",
        "1 x": "'x' is not a number",
        ";;": "the kernel is empty",
        "nan": "is not a number",
        "1e300": "a number in it is too large",
        "\n".join(["1 " * 300] * 2): "at most 255 rows and 255 columns",
    }.items():
        test.text_area(key="kernel.cells").set_value(bad).run()
        assert not test.exception
        assert sentence in test.error[0].value
        np.testing.assert_array_equal(_good(test), [[0, 1 / 9], [1, 0]])
        assert "Computed by" in _captions(test)


@pytest.mark.parametrize("refusal", ["", "the result is too large"])
def test_the_grid_is_drawn_after_the_result_even_if_there_can_be_none(
    monkeypatch: pytest.MonkeyPatch, refusal: str
) -> None:
    drawn: list[str] = []

    def apply(picture: Picture, settings: Settings) -> Applied:
        drawn.append("result")
        if refusal:
            raise ValueError(refusal)
        return applied(picture, settings)

    def show(*args: Any, **more: Any) -> None:
        drawn.append("grid")
        show_kernel_grid(*args, **more)

    monkeypatch.setattr("pages.kernel.applied", apply)
    monkeypatch.setattr("pages._parts.kernel_editor.show_kernel_grid", show)
    test = _visit()
    assert drawn == ["result", "grid"]
    assert bool(test.error) == bool(refusal)


def test_resizing_and_adding_change_the_kernel_and_undo_brings_it_back() -> None:
    test = _visit(name="sobel_x")
    sobel = _good(test)
    test.session_state["kernel.size_add"] = True
    test.run()
    test.number_input(key="kernel.rows").set_value(5).run()
    np.testing.assert_array_equal(_good(test), np.pad(sobel, ((1, 1), (0, 0))))
    test.selectbox(key="kernel.added").set_value("laplacian").run()
    expected = np.pad(sobel + np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]]), ((1, 1), (0, 0)))
    np.testing.assert_array_equal(_good(test), expected)
    for button in ("Undo", "Undo"):
        next(each for each in test.button if each.label == button).click().run()
    np.testing.assert_array_equal(_good(test), sobel)
    assert not any(each.label == "Undo" for each in test.button)


def test_choosing_another_kernel_forgets_edits() -> None:
    test = _visit(cells="1 2 3")
    test.selectbox(key="kernel.name").set_value("laplacian").run()
    np.testing.assert_array_equal(_good(test), [[0, 1, 0], [1, -4, 1], [0, 1, 0]])


def test_a_kernel_of_sum_zero_is_not_divided_by_it() -> None:
    test = _visit(name="sobel_x", weights="normalised")
    assert "add up to 0" in test.error[0].value
    assert "Computed by" in _captions(test)


def test_a_large_kernel_is_said_to_exceed_the_picture() -> None:
    test = _visit(name="box", size="255")
    assert "larger than the picture" not in _captions(test)
    test = AppTest.from_function(_page, default_timeout=20)
    test.query_params["picture"] = "microaneurysms"
    test.query_params["kernel.name"] = "box"
    test.query_params["kernel.size"] = "255"
    test.run()
    assert not test.exception
    assert "larger than the picture" in _captions(test)


def test_facts_are_those_of_the_kernel() -> None:
    test = _visit(name="sobel_x", section="facts")
    metrics = {metric.label: metric.value for metric in test.metric}
    assert metrics["Size, rows × columns"] == "3 × 3"
    assert metrics["Rank"] == "1"
    assert metrics["Strongest answer"] == "× 8"
    assert read_number(metrics["Largest difference"]) < 1
    # One time for an engine on one page.
    assert not re.search(r"Computed by .* ms", _captions(test))
    assert re.search(r"Computed by .* ms", _captions(_visit(name="sobel_x")))
    assert any("`1  2  1`" in text.value and "`1  0  −1`" in text.value for text in test.markdown)


@pytest.mark.parametrize("section", ["inspect", "slide", "facts", "propagator", "chain", "chance", "numbers", "quiz"])
@pytest.mark.parametrize("cells", ["0", "1e20 -1e20", "1e-300"])
def test_no_section_fails_on_extreme_kernels(section: str, cells: str) -> None:
    test = _visit(section=section, cells=cells)
    assert not test.exception


def test_walkers_errors_are_those_that_theory_expects() -> None:
    test = _visit(name="box", section="chance")
    table = next(text.value for text in test.markdown if "measured error" in text.value)
    rows = [[float(cell) for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    counts, measured, expected = np.array(rows).T
    np.testing.assert_array_equal(counts, 2.0 ** np.arange(11))
    np.testing.assert_allclose(measured, expected, rtol=0.1)
    np.testing.assert_allclose(expected, expected[0] / np.sqrt(counts), rtol=1e-3)
    next(button for button in test.button if button.label == "Draw again").click().run()
    again = next(text.value for text in test.markdown if "measured error" in text.value)
    assert again != table


def test_a_kernel_with_negative_cells_walks_by_its_softmax() -> None:
    assert any("its softmax gives the chances" in text.value for text in _visit(section="chance").markdown)


def test_chain_is_reordered_added_to_and_told_from_its_single_kernel() -> None:
    test = _visit(name="sobel_x", section="chain", chain="box | laplacian | 1 1")
    next(button for button in test.button if button.label == "1 later").click().run()
    assert test.text_input(key="kernel.chain").value == "laplacian | box | 1 1"
    next(button for button in test.button if button.label == "3 remove").click().run()
    next(button for button in test.button if button.label.startswith("Add the kernel")).click().run()
    assert test.text_input(key="kernel.chain").value == "laplacian | box | sobel_x"
    metrics = {metric.label: float(metric.value) for metric in test.metric}
    assert metrics["Largest difference inside"] < 1e-2
    test.text_input(key="kernel.chain").set_value("laplacian | nothing").run()
    assert "name must be one of" in test.error[0].value
    assert {metric.label: float(metric.value) for metric in test.metric} == metrics


def test_a_long_chain_says_why_nothing_lies_inside_and_bad_text_is_quoted_as_it_is() -> None:
    test = _visit(section="chain", chain=" | ".join(["gaussian(size=255, sigma=40)"] * 4))
    assert not any("inside" in metric.label or "from the edge" in metric.label for metric in test.metric)
    assert "so every sum reaches beyond the picture's edge" in _captions(test)
    test.text_input(key="kernel.chain").set_value('__import__("os")').run()
    assert "\\_\\_import\\_\\_" in test.error[0].value
    test.text_input(key="kernel.chain").set_value("box(size=9) | box(size=3)").run()
    assert any(metric.label == "Up to 1 pixel from the edge" for metric in test.metric)
    test.text_input(key="kernel.chain").set_value("box(size=3)").run()
    assert [metric.label for metric in test.metric] == ["Largest difference"]


def test_a_chain_begins_with_the_kernel_in_hand_and_takes_names_as_they_are_shown() -> None:
    test = _visit(name="scharr_y", section="chain")
    assert test.text_input(key="kernel.chain").value == "scharr_y | gaussian(size=5, sigma=1)"
    test.selectbox(key="kernel.chain.added").set_value("laplacian").run()
    assert test.text_input(key="kernel.chain").value.endswith("| laplacian")
    test.text_input(key="kernel.chain").set_value("Sobel X | 1 2; 3 4").run()
    assert not test.error
    assert any("**1.** Sobel x" in text.value for text in test.markdown)
    assert "even side" in _captions(test)


@pytest.mark.parametrize("section", ["slide", "facts", "propagator", "chain", "chance"])
def test_sections_say_which_of_two_kernels_they_describe(section: str) -> None:
    assert "made of two kernels" not in _captions(_visit(name="sobel_x", section=section))
    test = _visit(name="sobel_magnitude", section=section)
    assert "Sobel x, and the same" in _captions(test) or "its first half, Sobel x;" in _captions(test)
    assert not test.error
    if section == "chain":
        assert next(button for button in test.button if button.label.startswith("Add the kernel")).disabled
        test.text_input(key="kernel.chain").set_value("sobel_magnitude").run()
        assert "no single kernel makes" in test.error[0].value


def test_what_the_page_writes_into_the_address_does_not_put_a_moved_slider_back() -> None:
    test = _visit(name="gaussian", sigma="1.6")
    # The browser's address is a step behind, and the page writes the size that follows.
    test.select_slider(key="kernel.sigma").set_value(2.0).run()
    assert test.query_params["kernel.size"] == "11"
    assert test.query_params["kernel.sigma"] == "2"
    test.select_slider(key="kernel.sigma").set_value(1.5).run()
    assert "kernel.sigma" not in test.query_params


def test_another_kernel_starts_from_its_own_values_and_its_size_follows_sigma() -> None:
    test = _visit()
    test.pills(key="kernel.group").set_value("Blur").run()
    test.select_slider(key="kernel.size").set_value(3).run()
    for name, side in (("gaussian", 9), ("box", 3)):
        test.selectbox(key="kernel.name").set_value(name).run()
        assert _good(test).shape == (side, side)
    test.pills(key="kernel.group").set_value("Details").run()
    for name, side in (("gabor", 21), ("difference_of_gaussians", 15), ("laplacian_of_gaussian", 9)):
        test.selectbox(key="kernel.name").set_value(name).run()
        np.testing.assert_array_equal(_good(test), make(name))
        assert _good(test).shape == (side, side)
    test.select_slider(key="kernel.sigma").set_value(3.0).run()
    assert _good(test).shape == (19, 19)
    test.select_slider(key="kernel.size").set_value(11).run()
    assert "11 × 11 cells cut this kernel off: sigma 3 needs 19 × 19" in _captions(test)
    test.select_slider(key="kernel.sigma").set_value(2.0).run()
    assert _good(test).shape == (11, 11)
    # A link of before has the size that its kernel always had.
    assert _good(_visit(name="gaussian", sigma="4")).shape == (9, 9)


def test_an_emptied_box_is_told_of_and_changes_nothing() -> None:
    test = _visit(cells="1 2 3")
    assert "Your own kernel (from Sobel x)" in _captions(test)
    test.text_area(key="kernel.cells").set_value(" ").run()
    assert "the kernel is unchanged. Reset brings Sobel x back" in test.info[0].value
    assert "Your own kernel" in _captions(test)
    assert test.text_area(key="kernel.cells").value == "1 2 3"
    np.testing.assert_array_equal(_good(test), [[1, 2, 3]])
    next(each for each in test.button if each.label == "Reset").click().run()
    np.testing.assert_array_equal(_good(test), make("sobel_x"))
    assert not test.info


@pytest.mark.parametrize("rows", [0, 256, -3, 2.5, None])
def test_a_size_that_cannot_be_gets_its_sentence_and_leaves_the_kernel(rows: float | None) -> None:
    test = _visit(name="sobel_x")
    test.session_state["kernel.size_add"] = True
    test.run()
    test.number_input(key="kernel.rows").set_value(rows).run()
    assert "the rows must be a whole number from 1 to 255" in test.error[0].value
    assert _good(test).shape == (3, 3)
    assert test.number_input(key="kernel.rows").value == 3


def test_a_signed_result_says_how_its_signs_are_seen() -> None:
    assert "choose **Signed, in colour**" in _captions(_visit(name="sobel_x"))
    for address in ({"name": "sobel_magnitude"}, {"name": "box"}, {"name": "sobel_x", "view": "signed"}):
        assert "choose **Signed" not in _captions(_visit(**address))


def test_a_signed_result_in_colour_says_which_numbers_are_shown() -> None:
    captions = _captions(_visit(name="sobel_x", view="signed"))
    assert "Values of the channels" in captions
    assert "Shown is their brightness" in captions
    assert "choose **Three apart**" in captions
    for channels in ("gray", "apart"):
        assert "brightness" not in _captions(_visit(name="sobel_x", view="signed", channels=channels))


@pytest.mark.parametrize(("size", "reason"), [("3", "a pass along each"), ("255", "multiplying")])
def test_the_engines_reason_is_an_estimate(size: str, reason: str) -> None:
    captions = _captions(_visit(name="gaussian", size=size, sigma="40"))
    assert reason in captions
    assert "was expected to be quickest" in captions
    assert "is small" not in captions


def test_chance_says_on_what_it_works_and_how_it_measures() -> None:
    assert "256 pixels wide and 256 high" in _captions(_visit(section="chance", name="box"))


def test_quiz_tells_right_from_wrong_and_goes_on() -> None:
    test = _visit(section="quiz")
    asked = question(0)
    test.radio[0].set_value(asked.options[(asked.answer + 1) % OPTIONS]).run()
    assert asked.options[asked.answer] in test.warning[0].value
    next(button for button in test.button if button.label == "Next question").click().run()
    asked = question(1)
    assert test.radio[0].options == list(asked.options)
    test.radio[0].set_value(asked.options[asked.answer]).run()
    assert test.success
    assert any("1 of 2 right" in text.value for text in test.markdown)


def test_number_grid_says_which_controls_are_the_pictures() -> None:
    test = _visit(section="numbers")
    assert any("**Lay the kernel** and its neighbours" in text.value for text in test.markdown)
    assert test.selectbox(key="kernel.turn").label == "Lay the kernel"
    assert test.toggle(key="kernel.turned").label == "Turn this kernel by 180°"


def test_number_grid_says_what_does_not_fit_and_keeps_the_last_good_grid() -> None:
    test = _visit(section="numbers", worked_grid="1 2; 3 4", dilation="3")
    assert "kernel reaches over 7 cells, but the grid has only 2" in test.error[0].value
    assert any("⌊(2 + 2·3 − 1·(3 − 1) − 1) / 1⌋ + 1 = 6" in text.value for text in test.markdown)
    test = _visit(section="numbers", dilation="2", ring="1")
    shown = "⌊(5 + 2·1 − 2·(3 − 1) − 1) / 1⌋ + 1 = 3"
    assert any(shown in text.value for text in test.markdown)
    test.slider(key="kernel.ring").set_value(0).run()
    test.slider(key="kernel.dilation").set_value(3).run()
    assert "Shown is what fits: stride 1, padding 0, dilation 2" in test.error[0].value
    assert any("2·(3 − 1) − 1) / 1⌋ + 1 = 1" in text.value for text in test.markdown)
    test = _visit(section="numbers", stride="2", ring="1")
    assert any("⌊(5 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 3" in text.value for text in test.markdown)
    test.text_input(key="kernel.worked_grid").set_value("1 2; 3").run()
    assert "row needs as many numbers" in test.error[0].value
    assert any("/ 2⌋ + 1 = 3" in text.value for text in test.markdown)


@pytest.mark.parametrize("section", ["inspect", "slide", "facts", "propagator", "chain", "chance", "numbers", "quiz"])
@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (2, 2, 3)])
def test_every_section_takes_the_smallest_pictures(section: str, shape: tuple[int, ...]) -> None:
    test = AppTest.from_function(_page, default_timeout=20)
    data = encode_png(np.arange(np.prod(shape), dtype=np.uint8).reshape(shape))
    test.session_state["picture.own"] = Source("yours", "tiny.png", f"tiny {shape}", data)
    test.query_params["picture"] = "yours"
    test.query_params["kernel.section"] = section
    test.query_params["kernel.name"] = "gaussian"
    test.run()
    assert not test.exception
    assert not test.error
    assert "larger than the picture" in _captions(test)


def test_a_photo_found_again_is_shown_although_the_browser_still_has_the_sample() -> None:
    test = open_link("/kernel?picture=yours")
    assert "stayed with its owner" in test.info[0].value
    # As where the word that finds it came with another message, which chose what the browser had.
    test.session_state["picture.own"] = Source("yours", "mine.png", "mine", encode_png(np.zeros((4, 6), np.uint8)))
    test.selectbox(key="picture").set_value("astronaut").run()
    assert test.selectbox(key="picture").value == "yours"
    assert test.query_params["picture"] == "yours"
    assert not test.info
    test.selectbox(key="picture").set_value("coins").run()
    assert test.selectbox(key="picture").value == "coins"
