"""The panel's Python side: what is sent, and what is taken from a browser that may send anything."""

from __future__ import annotations

import re
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from core.images import encode_png
from core.images.display import cyclic, diverging, sequential
from pages._parts import drawing, kept_pictures, numbers, panel
from pages._parts.component import joined, pack, unpack
from pages._parts.drawing import Drawn
from pages._parts.marks import Arrow, Box, Mask, Ring, describe_marks
from pages._parts.marks import Path as Line

_PANELS = ((40, 60, ("box", "brush", "lasso", "point")), (10, 10, ()))


@given(st.dictionaries(st.text(), st.integers()), st.lists(st.binary()))
def test_unpack_inverts_pack(header: dict[str, int], parts: list[bytes]) -> None:
    header.pop("sizes", None)
    assert unpack(pack(header, parts)) == (header, parts)


@pytest.mark.parametrize("name", ["panel", "numbers", "player"])
def test_joined_script_imports_nothing_and_names_everything_once(name: str) -> None:
    script = joined(name)
    assert not re.search(r"^import|^export (?!default)", script, re.MULTILINE)
    names = re.findall(r"^(?:async )?(?:function|const|let|class) (\w+)", script, re.MULTILINE)
    assert len(names) == len(set(names))
    assert script.count("export default") == 1


def test_an_array_is_named_by_its_content_and_forgotten_with_it() -> None:
    one, same, other = np.zeros((5, 7), np.uint8), np.zeros((5, 7), np.uint8), np.zeros((7, 5), np.uint8)
    assert panel._digest(one) == panel._digest(one) == panel._digest(same) != panel._digest(other)
    place = id(one)
    assert place in panel._digests
    del one
    assert place not in panel._digests


def test_mask_travels_as_bits() -> None:
    pixels = np.random.default_rng(0).random((13, 21)) < 0.3
    parts: list[bytes] = [b"before"]
    (described,) = describe_marks([Mask(pixels, "#f00")], (13, 21), parts)
    bits = np.unpackbits(np.frombuffer(zlib.decompress(parts[described["part"]]), np.uint8))
    np.testing.assert_array_equal(bits[: pixels.size].reshape(pixels.shape), pixels)


def test_mask_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match=r"shape \(13, 21\), got \(2, 2\)"):
        describe_marks([Mask(np.zeros((2, 2), bool))], (13, 21), [])


def test_marks_say_what_they_are() -> None:
    marks = (Box(1, 2, 3, 4), Ring(1, 2, 3, 4), Arrow(1, 2, 3, 4), Line(((1, 2), (3, 4))))
    assert [mark["kind"] for mark in describe_marks(marks, (9, 9), [])] == ["box", "ring", "arrow", "path"]


@pytest.mark.parametrize(
    ("kind", "low", "high", "color"),
    [
        ("diverging", -3.0, 3.0, lambda value: diverging([[value]], 3.0)[0, 0]),
        ("diverging", -1.0, 3.0, lambda value: diverging([[value]], 3.0)[0, 0]),
        ("sequential", 2.0, 9.0, lambda value: sequential([[value]], 2.0, 9.0)[0, 0]),
        ("cyclic", -np.pi, np.pi, lambda value: cyclic([[value]])[0, 0]),
    ],
)
def test_legend_has_the_colours_of_the_picture(kind, low, high, color) -> None:
    colors = panel._legend(panel.Scale(kind, low, high))["colors"]
    for value, shown in zip(np.linspace(low, high, len(colors)), colors, strict=True):
        assert tuple(bytes.fromhex(shown[1:])) == tuple(color(value).tolist())


def _stroke(**changes: object) -> dict[str, object]:
    return {"panel": 0, "tool": "box", "points": [[1, 2], [30, 20]], "radius": 0} | changes


def test_stroke_becomes_drawn() -> None:
    assert drawing._checked(_stroke(), _PANELS) == Drawn(0, "box", ((1.0, 2.0), (30.0, 20.0)), 0.0)


def test_points_are_clipped_to_the_picture() -> None:
    taken = drawing._checked(_stroke(tool="brush", points=[[-5, 1e9]], radius=1e9), _PANELS)
    assert taken == Drawn(0, "brush", ((0.0, 40.0),), 60.0)


@pytest.mark.parametrize(
    "changes",
    [
        {"panel": 2},
        {"panel": -1},
        {"panel": "0"},
        {"panel": 1},
        {"tool": "line"},
        {"tool": ["box"]},
        {"points": []},
        {"points": [[1, 2]]},
        {"points": [[1, 2], [3]]},
        {"points": [[1, 2], [3, "4"]]},
        {"points": [[1, 2], [3, float("nan")]]},
        {"points": "ab"},
        {"tool": "brush", "points": [[1, 1]] * 5000},
        {"radius": None},
        {"radius": float("inf")},
    ],
)
def test_what_no_panel_of_ours_sends_is_dropped(changes: dict[str, object]) -> None:
    assert drawing._checked(_stroke(**changes), _PANELS) is None


def test_memory_for_strokes_is_bounded() -> None:
    long = Drawn(0, "brush", ((1.0, 1.0),) * 4096, 1.0)
    kept = drawing._bounded((long,) * 500)
    assert sum(len(stroke.points) for stroke in kept) <= drawing._MOST_POINTS
    assert kept


def test_box_is_the_whole_pixels_around_the_points() -> None:
    assert Drawn(0, "lasso", ((1.2, 3.9), (4.0, 7.1), (2.0, 5.0))).box == (1, 3, 3, 5)


@pytest.mark.parametrize("dtype", ["bool", "uint8", "uint16", "int64", "float16", "float32", "float64"])
def test_numbers_reach_the_browser_exactly(dtype: str) -> None:
    values = (np.random.default_rng(0).normal(size=(70, 130)) * 50).astype(dtype)
    array = numbers.as_numbers(values)
    asked = {"number": 7, "wants": [{"panel": 0, "token": "t", "name": name} for name in ("64,64", "whole")]}
    header, (tile, whole) = numbers._answer(asked, [array], ["t"])
    kind = header["arrays"][0]["dtype"]
    np.testing.assert_array_equal(np.frombuffer(zlib.decompress(tile), kind).reshape(6, 64), values[64:, 64:128])
    np.testing.assert_array_equal(np.frombuffer(zlib.decompress(whole), kind).reshape(70, 130), values)


def test_stale_and_foreign_wants_get_nothing() -> None:
    array = np.zeros((4, 4), np.uint8)
    wants = [("0", "old", "whole"), ("9", "t", "whole"), ("0", "t", "../x"), ("0", "t", "-1,0")]
    asked = {"number": 1, "wants": [dict(zip(("panel", "token", "name"), want, strict=True)) for want in wants]}
    assert numbers._answer(asked, [array], ["t"]) == ({"number": 1, "arrays": []}, [])


def test_token_changes_with_any_number() -> None:
    values = np.random.default_rng(0).random((33, 7)).astype(np.float32)
    token = numbers.describe_numbers(values, "d", is_inspected=False)["token"]
    for row, column in ((0, 0), (32, 6), (16, 3)):
        changed = values.copy()
        changed[row, column] += 1
        assert numbers.describe_numbers(changed, "d", is_inspected=False)["token"] != token


def test_complex_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="real numbers"):
        numbers.as_numbers(np.zeros((3, 3), complex))


def test_a_picture_is_sent_once_as_long_as_the_browser_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_pictures.st, "session_state", {})
    pictures = [np.random.default_rng(seed).integers(0, 256, (100, 160, 3), np.uint8) for seed in range(4)]
    sizes = [len(encode_png(picture)) for picture in pictures]
    monkeypatch.setattr(kept_pictures, "_KEPT_BYTES", sum(sizes) - min(sizes))

    def sent(*indices: int) -> list[int]:
        digests = [str(index) for index in indices]
        new = kept_pictures.new_pictures([pictures[index] for index in indices], digests)
        kept_pictures.keep_pictures(digests, new)
        return [int(picture.digest) for picture in new]

    assert [sent(0), sent(0), sent(1), sent(2, 2), sent(1, 0)] == [[0], [], [1], [2], []]
    # The one used longest ago is forgotten first.
    assert [sent(3), sent(0), sent(1), sent(2)] == [[3], [], [], [2]]
    kept_pictures.forget_kept()
    assert sent(1, 2) == [1, 2]
    # A run that ends before its panels are on their way has sent nothing.
    kept_pictures.new_pictures(pictures[:1], ["0"])
    assert sent(0) == [0]


def test_values_of_another_shape_are_refused() -> None:
    def page() -> None:
        import numpy as np
        import streamlit as st

        from pages._parts.panel import Panel, show_panels

        try:
            show_panels([Panel("", np.zeros((3, 4), np.uint8), np.zeros((4, 3)))], key="wrong")
        except ValueError as error:
            st.error(str(error))

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert "3 × 4" in app.error[0].value
