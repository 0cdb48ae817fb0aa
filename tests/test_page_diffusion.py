"""What the diffusion page does with what it is told, without a browser."""

from __future__ import annotations

import re
from math import sqrt

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.diffusion.wall_text import format_walls
from core.images import decode
from core.kernels import KERNELS, softmax
from pages._parts.diffusion_run import Run, Start, duration
from pages._parts.diffusion_settings import Settings
from pages._parts.pictures import SHOWN, Picture, Source

_SECTIONS = ("watch", "walls", "mathematics", "line", "kernel", "molecules", "edges")
_STARTS = ("photo", "step", "drops", "aquarium", "drawn")


def _page() -> None:
    from pages import diffusion

    diffusion.render()


def _visit(**address: str) -> AppTest:
    """Open the page by a link."""
    test = AppTest.from_function(_page, default_timeout=30)
    test.query_params["picture"] = "coins"
    for key, value in address.items():
        test.query_params[f"diffusion.{key}"] = value
    test.run()
    assert not test.exception
    return test


def _captions(test: AppTest) -> str:
    return "\n".join(caption.value for caption in test.caption)


def _run(shape: tuple[int, ...] = (8, 9), **settings: object) -> Run:
    picture = Picture(np.zeros(shape), (8, 9), Source("x", "x", "x", b""))
    return Run(Start("photo", picture, 0.0, 255.0), Settings(**settings))


@pytest.mark.parametrize("section", _SECTIONS)
@pytest.mark.parametrize("start", _STARTS)
def test_every_section_opens_from_every_start(section: str, start: str) -> None:
    test = _visit(section=section, start=start)
    assert not test.error
    # Of an empty drawing nothing is said but what to do.
    assert ["Draw something first" in info.value for info in test.info][:1] == ([True] if start == "drawn" else [])
    assert not (start == "drawn" and re.search("%|differ", _captions(test)))
    assert test.segmented_control(key="diffusion.section").value == section
    assert test.selectbox(key="diffusion.start").value == start


def test_defaults_stay_out_of_the_address_and_choices_go_in() -> None:
    test = _visit()
    assert not [key for key in test.query_params if key.startswith("diffusion.")]
    test.segmented_control(key="diffusion.section").set_value("edges").run()
    assert test.query_params["diffusion.section"] == "edges"


def test_sealed_tank_keeps_its_salt_and_one_held_at_black_loses_it() -> None:
    assert "**100.0000%** of the start's salt" in _captions(_visit(start="step", frame="239"))
    lost = re.search(
        r"\*\*([\d.]+)%\*\* of the start's salt", _captions(_visit(start="step", frame="239", boundary="dirichlet"))
    )
    assert lost
    assert 70 < float(lost[1]) < 99
    filled = re.search(
        r"\*\*([\d.]+)%\*\*", _captions(_visit(start="step", frame="239", boundary="dirichlet", held="100"))
    )
    assert filled
    assert float(filled[1]) > 101


def test_one_convolution_is_the_exact_frame_with_the_cells_own_propagator() -> None:
    gaussian = re.search(r"\*\*([\d.e-]+)\*\* of the range", _captions(_visit(section="mathematics", start="step")))
    cells = re.search(
        r"\*\*([\d.e-]+)\*\* of the range", _captions(_visit(section="mathematics", start="step", propagator="cells"))
    )
    assert gaussian
    assert cells
    assert 1e-5 < float(gaussian[1]) < 5e-3
    assert float(cells[1]) < 1e-5


@pytest.mark.parametrize("start", ["step", "drops"])
def test_formula_agrees_with_the_cells_along_the_line(start: str) -> None:
    text = _captions(_visit(section="line", start=start, frame="200"))
    apart = re.search(r"at most\s+([\d.]+)% of the range", text)
    assert apart
    assert float(apart[1]) < 0.3
    assert "a formula can be drawn" in _captions(_visit(section="line", start=start, boundary="periodic"))


def test_softmax_of_sobel_is_shown_as_numbers_and_its_variance_grows_by_steps() -> None:
    test = _visit(section="kernel", steps="8")
    density = softmax(KERNELS["sobel_x"]())
    shown = "".join(block.body for block in test.get("html"))
    assert f"{density[1, 0]:.4g}" in shown
    x = np.arange(-1, 2)
    variance = density.sum(0) @ x**2 - (density.sum(0) @ x) ** 2
    assert f"Variance along x {8 * variance:.3f}" in _captions(test)
    assert test.metric[0].value == "8"


def test_own_numbers_are_iterated_and_bad_ones_are_refused_in_a_sentence() -> None:
    assert not _visit(section="kernel", kernel="own", numbers="1 0; 0 5").error
    assert "not a number" in _visit(section="kernel", kernel="own", numbers="1 z").error[0].value
    assert "up to 15" in _visit(section="kernel", kernel="own", numbers=" ".join(["1"] * 16)).error[0].value


def test_more_molecules_err_less_as_chance_promises() -> None:
    errors = []
    for count in ("1000", "100000"):
        text = _captions(_visit(section="molecules", start="drops", frame="120", count=count))
        found, promised = (float(number) for number in re.findall(r"([\d.]+)%", text)[:2])
        assert found == pytest.approx(promised, rel=0.2)
        errors.append(found)
    assert errors[0] / errors[1] == pytest.approx(10, rel=0.3)


def test_nothing_that_spreads_is_refused_in_a_sentence() -> None:
    test = _visit(along_x="0.0", along_y="0.0")
    assert "nothing would spread" in test.error[0].value
    assert "100.0000%" in _captions(test)
    moved = _visit(along_x="0.5", along_y="0.0")
    moved.slider(key="diffusion.along_x").set_value(0.0).run()
    assert "the run with 0.5 × 0" in moved.error[0].value
    assert "100.0000%" in _captions(moved)
    assert "sealed or periodic" in _visit(section="molecules", start="step", boundary="dirichlet").error[0].value


def test_pixel_of_a_width_that_cannot_be_is_answered_and_reckoned_with_the_nearest() -> None:
    test = _visit()
    test.number_input(key="diffusion.pixel").set_value(5000.0).run()
    assert "reckoned with 1000 mm" in test.warning[0].value
    test.number_input(key="diffusion.pixel").set_value(2.0).run()
    assert not test.warning


def test_link_to_a_line_without_length_gets_the_one_across_at_its_height() -> None:
    test = _visit(section="line", start="step", **{f"line.{end}": "3000" for end in ("x0", "y0", "x1", "y1")})
    assert [test.session_state[f"diffusion.line.{end}"] for end in ("x0", "y0", "x1", "y1")] == [0, 3000, 10_000, 3000]
    assert test.query_params["diffusion.line.y0"] == "3000"


def test_few_molecules_are_far_from_the_law_in_words_that_can_be_read() -> None:
    assert re.search(r"\*\*[\d.]+ times white\*\*", _captions(_visit(section="molecules", start="drops", count="1")))
    assert "Both pictures have one scale" in _captions(_visit(section="molecules", start="drops"))


def test_saved_scene_is_the_one_that_spreads() -> None:
    for start in ("aquarium", "drops"):
        picture = _visit(start=start).session_state[SHOWN]
        np.testing.assert_array_equal(decode(picture.source.data), picture.image)


def test_aquarium_is_filled_anew_and_the_address_keeps_which() -> None:
    test = _visit(start="aquarium")
    test.button(key="diffusion.refill").click().run()
    assert test.query_params["diffusion.seed"] == "1"


@pytest.mark.parametrize("kind", ["mp4", "gif"])
def test_film_is_made_when_asked_and_then_offered(kind: str) -> None:
    test = _visit(start="drops")
    test.button(key=f"diffusion.make_{kind}").click().run()
    assert not test.exception
    saved = test.session_state[f"diffusion.latest.{kind}"][1]
    assert saved[4:8] == b"ftyp" if kind == "mp4" else saved.startswith(b"GIF89a")
    test.slider(key="diffusion.spread").set_value(30).run()
    assert test.button(key=f"diffusion.make_{kind}")


def test_clock_follows_the_medium_and_the_size_of_a_pixel_but_the_spread_does_not() -> None:
    plain, salt = _run(spread=24), _run(spread=24, medium="salt", pixel=2.0)
    assert plain.times[-1] == pytest.approx(288)
    assert salt.times[-1] == pytest.approx(288 * 4 / 1.6e-3)
    assert salt.spreads(salt.times[-1]) == pytest.approx((24, 24))
    assert salt.labels[-1].startswith("t = 8.3 days, σ = 24.0 px".replace("8.3 days", duration(salt.times[-1])))


def test_faster_axis_sets_the_end() -> None:
    run = _run(spread=20, along=(1.0, 0.25))
    assert run.spreads(run.times[-1]) == pytest.approx((20, 10))
    assert run.labels[-1].endswith("σ = 20.0 × 10.0 px")
    slow = _run(spread=20, along=(0.0, 0.5))
    assert slow.spreads(slow.times[-1]) == pytest.approx((0, 20))
    assert slow.times[-1] == pytest.approx(400)
    assert sqrt(2 * 0.5 * slow.times[-1]) == pytest.approx(20)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0.0 s"),
        (0.004, "0.004 s"),
        (288, "288.0 s"),
        (3600, "60.0 min"),
        (86400 * 2, "48.0 h"),
        (86400 * 40, "40.0 days"),
    ],
)
def test_times_are_given_in_a_unit_that_suits_them(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("walls", "is_readable"), [("9x9-AAAA", False), ("<script>", False), (format_walls(np.eye(4, dtype=bool)), True)]
)
def test_link_with_damaged_walls_says_so_and_opens(walls: str, is_readable: bool) -> None:
    test = _visit(section="walls", walls=walls)
    assert not test.error
    assert [("cannot be read" in warning.value) for warning in test.warning] == ([] if is_readable else [True])
