"""The picture panel: numbers, coordinates and sums against the arrays themselves, by mouse, keys and touch."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, CDPSession, FloatRect, Locator, Page, WebSocketRoute, expect
from scipy import ndimage

from core.padding import PADDINGS
from tests.conftest import running_app, visiting
from tests.screen import assert_shows, picture, pixels, read_number, screenshot
from tests.stages.panel import COLUMNS, KERNEL, ROWS, TARGET, colours, reals

_RATIOS = (1, 1.5, 2)


@pytest.fixture(scope="module")
def stage() -> Iterator[str]:
    with running_app("tests/stages/panel.py") as address:
        yield address


@pytest.mark.parametrize("ratio", [1, 2])
def test_numbers_under_the_pointer_are_the_arrays(chromium: Browser, stage: str, ratio: float) -> None:
    with visiting(chromium, width=1280, height=1700, device_pixel_ratio=ratio) as page:
        page.goto(f"{stage}/?show=numbers")
        for title, values in (("Colours", colours()), ("Reals", reals())):
            figure = _figure(page, title)
            frame = figure.locator(".frame")
            for zooms in (0, 4):
                for _ in range(zooms):
                    frame.press("+")
                for x, y in ((0.1, 0.2), (0.73, 0.41), (0.5, 0.97)):
                    box = _box(frame)
                    page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
                    row, column, shown = _reading(figure)
                    assert shown == pytest.approx(np.atleast_1d(values[row, column]).tolist(), rel=1e-6)


def test_at_fit_the_pointer_reads_the_pixel_below_it(chromium: Browser, stage: str) -> None:
    with visiting(chromium, width=1280, height=900) as page:
        page.goto(f"{stage}/?show=numbers")
        figure = _figure(page, "Colours")
        box = _box(figure.locator(".frame"))
        for row, column in ((0, 0), (50, 80), (ROWS - 1, COLUMNS - 1)):
            x = box["x"] + (column + 0.5) * box["width"] / COLUMNS
            page.mouse.move(x, box["y"] + (row + 0.5) * box["height"] / ROWS)
            assert _reading(figure)[:2] == (row, column)


@pytest.mark.parametrize("ratio", _RATIOS)
def test_a_dragged_box_comes_back_exact_at_any_zoom(chromium: Browser, stage: str, ratio: float) -> None:
    left, top, width, height = TARGET
    corners = f"points=(({left}.0, {top}.0), ({left + width}.0, {top + height}.0))"
    with visiting(chromium, width=1100, height=900, device_pixel_ratio=ratio) as page:
        page.goto(f"{stage}/?show=drawing")
        frame = _frame(page, "Target")
        _ready(page)
        centre = (left + width / 2) / COLUMNS, (top + height / 2) / ROWS
        for step in range(3):
            if step:
                box = _box(frame)
                page.mouse.move(box["x"] + centre[0] * box["width"], box["y"] + centre[1] * box["height"])
                for _ in range(step):
                    page.mouse.wheel(0, -110)
                page.wait_for_timeout(400)
            x0, y0, x1, y1 = _bright_rectangle(page, frame, ratio)
            _drag(page, (x0, y0), (x1, y1))
            expect(_report(page)).to_contain_text(f"{step + 1} strokes")
            expect(_report(page)).to_contain_text("tool='box'")
            expect(_report(page)).to_contain_text(corners)


def test_tools_undo_and_selection(chromium: Browser, stage: str) -> None:
    with visiting(chromium, width=1100, height=900) as page:
        page.goto(f"{stage}/?show=drawing")
        box = _box(_frame(page, "Target"))
        scale = box["width"] / COLUMNS

        def at(x: float, y: float) -> tuple[float, float]:
            return box["x"] + x * scale, box["y"] + y * scale

        _drag(page, at(95, 65), at(85, 70))
        expect(_report(page)).to_contain_text("points=((80.0, 65.0), (100.0, 85.0))")
        _drag(page, at(10, 10), at(30, 30), escape=True)
        # Strokes in quick succession all arrive.
        for tool in ("Brush", "Eraser", "Lasso", "Line", "Point"):
            page.get_by_role("button", name=tool, exact=True).click()
            _drag(page, at(10.2, 12.2), at(40.2, 33.2), at(20.2, 50.2))
        expect(_report(page)).to_contain_text("6 strokes; last Drawn(panel=0, tool='point', points=((20.5, 50.5),)")
        page.get_by_role("button", name="Undo").click()
        expect(_report(page)).to_contain_text("5 strokes")
        page.get_by_role("button", name="Clear").click()
        expect(_report(page)).to_contain_text("0 strokes")
        expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_keys_move_the_pixel_and_draw(chromium: Browser, stage: str) -> None:
    with visiting(chromium, width=1100, height=900) as page:
        page.goto(f"{stage}/?show=drawing")
        frame = _frame(page, "Target")
        box = _box(frame)
        page.mouse.move(box["x"] + box["width"] * 10.5 / COLUMNS, box["y"] + box["height"] * 20.5 / ROWS)
        figure = _figure(page, "Target")
        assert _reading(figure)[:2] == (20, 10)
        page.mouse.move(5, 5)
        frame.focus()
        for key in ("ArrowRight", "Shift+ArrowDown", "ArrowUp"):
            page.keyboard.press(key)
        row, column, _ = _reading(figure)
        for key in ("Enter", "ArrowRight", "ArrowRight", "ArrowDown", "Enter"):
            page.keyboard.press(key)
        expect(_report(page)).to_contain_text(f"points=(({column}.0, {row}.0), ({column + 3}.0, {row + 2}.0))")


def test_space_and_the_middle_button_move_the_picture_while_a_tool_is_chosen(chromium: Browser, stage: str) -> None:
    with visiting(chromium, width=1100, height=900) as page:
        page.goto(f"{stage}/?show=drawing")
        _ready(page)
        figure = _figure(page, "Target")
        box = _box(figure.locator(".frame"))
        page.get_by_role("button", name="Brush", exact=True).click()
        here, there = ((box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in ((0.5, 0.5), (0.3, 0.6)))
        page.mouse.move(*here)
        for _ in range(5):
            page.mouse.wheel(0, -110)
        for button in ("left", "middle"):
            page.mouse.move(*here)
            pixel = _reading(figure)[:2]
            if button == "left":
                page.keyboard.down(" ")
            page.mouse.down(button=button)
            page.mouse.move(*there, steps=4)
            page.mouse.up(button=button)
            page.keyboard.up(" ")
            # What was under the pointer is under it still.
            page.mouse.move(there[0] + 1, there[1])
            page.mouse.move(*there)
            expect(figure.locator(".readout")).to_contain_text(f"row {pixel[0]}, column {pixel[1]}")
        _drag(page, here, there)
        expect(_report(page)).to_contain_text("1 strokes; last Drawn(panel=0, tool='brush'")


def test_fingers_draw_and_pinch(chromium: Browser, stage: str) -> None:
    with visiting(chromium, width=390, height=844, device_pixel_ratio=2, has_touch=True) as page:
        page.goto(f"{stage}/?show=drawing")
        _ready(page)
        figure = _figure(page, "Target")
        frame = figure.locator(".frame")
        scale = _box(frame)["width"] / COLUMNS

        def at(x: float, y: float) -> tuple[float, float]:
            box = _box(frame)
            return box["x"] + x * scale, box["y"] + y * scale

        touch = page.context.new_cdp_session(page)
        _touch(touch, [at(20, 30)], [at(60, 70)])
        expect(_report(page)).to_contain_text("1 strokes; last Drawn(panel=0, tool='box'")
        expect(_report(page)).to_contain_text("points=((20.0, 30.0), (60.0, 70.0))")
        place = _box(frame)
        _tap(page, "Brush")
        expect(page.get_by_role("slider", name="Radius of the brush")).to_be_visible()
        assert _box(frame) == place
        _touch(touch, [at(10.2, 12.2)], [at(40.2, 33.2)])
        expect(_report(page)).to_contain_text("2 strokes; last Drawn(panel=0, tool='brush'")
        expect(_report(page)).to_contain_text("radius=8.0")

        # Two fingers zoom and move: the pixel under each stays under it, and nothing is drawn.
        before, after = [at(60.5, 40), at(70.5, 47)], [at(30, 30), at(70, 58)]
        _touch(touch, before, after)
        page.wait_for_timeout(300)
        zoom = float(frame.get_by_role("button", name="Fit the whole picture").inner_text().rstrip(" %"))
        reach = [np.hypot(*np.subtract(*fingers)) for fingers in (before, after)]
        assert zoom / (100 * scale) == pytest.approx(reach[1] / reach[0], rel=0.02)
        expect(_report(page)).to_contain_text("2 strokes")
        _tap(page, "Move the picture")
        page.touchscreen.tap(*at(50, 44))
        assert _reading(figure)[:2] == (43, 65)


def test_pixel_grid_from_16_and_numbers_from_32_screen_pixels(chromium: Browser, stage: str) -> None:
    with visiting(chromium, width=1280, height=900) as page:
        page.add_init_script(_NOTE_TEXTS)
        page.goto(f"{stage}/?show=numbers")
        for title, values in (("Colours", colours()), ("Reals", reals())):
            figure = _figure(page, title)
            frame = figure.locator(".frame")
            box = _box(frame)
            at = (round(box["x"] + 0.41 * box["width"]), round(box["y"] + 0.37 * box["height"]))
            page.mouse.move(*at)
            scale = box["width"] / values.shape[1]
            for wanted, has_grid, has_numbers in ((15.9, False, False), (16.1, True, False), (31.9, True, False)):
                scale = _zoom_to(page, scale, wanted)
                page.wait_for_timeout(300)
                assert page.evaluate("[window.lines > 0, window.texts.length > 0]") == [has_grid, has_numbers]
            scale = _zoom_to(page, scale, 33)
            page.wait_for_function("window.texts.length > 0")
            page.mouse.move(at[0], at[1] + 2)
            page.mouse.move(*at)
            row, column, _ = _reading(figure)
            page.wait_for_timeout(700)
            cells = {(round(x, 2), round(y, 2)): text for x, y, text in page.evaluate("window.texts")}
            assert len(set(cells.values())) > 20
            x, y = at[0] - box["x"], at[1] - box["y"]
            for down, across in ((0, 0), (-3, 2), (2, -4)):
                centre = min({x for x, _ in cells}, key=lambda place: abs(place - x - across * scale))
                column_of_texts = sorted(place for x, place in cells if x == centre)
                # Texts of one cell stand one below the other, in the order of the channels.
                stacks = np.reshape(column_of_texts, (-1, np.atleast_1d(values[0, 0]).size))
                stack = min(stacks, key=lambda places: abs(places.mean() - y - down * scale))
                for place, value in zip(stack, np.atleast_1d(values[row + down, column + across]), strict=True):
                    shown = read_number(cells[centre, place])
                    assert abs(shown - value) <= 0.5001 * _last_digit(cells[centre, place]), (down, across)


@pytest.mark.parametrize("lost", ["panel", "numbers", "both", "both stay", "answer"])
def test_an_update_that_is_lost_on_its_way_is_asked_for_again(chromium: Browser, stage: str, lost: str) -> None:
    armed: list[bytes] = []
    last: dict[bytes, str | bytes] = {}
    with visiting(chromium, width=1000, height=900) as page:

        def meet(near: WebSocketRoute) -> None:
            far = near.connect_to_server()

            def pass_on(message: str | bytes) -> None:
                found = [name for name in (b"convoscope_panel", b"convoscope_numbers") if name in message]
                if not found or found[0] not in armed:
                    last.update(dict.fromkeys(found, message))
                    near.send(message)
                    return
                armed.remove(found[0])
                if lost == "both stay":
                    near.send(last[found[0]])

            far.on_message(pass_on)

        page.route_web_socket(re.compile("_stcore/stream"), meet)
        page.goto(f"{stage}/?show=updates")
        _ready(page)
        frame = _frame(page, "Changing")
        box = _box(frame)
        page.mouse.move(box["x"] + 50, box["y"] + 50)
        expect(_figure(page, "Changing").locator(".readout")).to_contain_text("0.5")
        page.wait_for_timeout(600)
        if lost == "answer":
            # Of a tile whose numbers have not been asked for yet.
            armed.append(b"convoscope_numbers")
            page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 0.9 * box["height"])
            expect(_figure(page, "Changing").locator(".readout")).to_contain_text("0.5")
            assert not armed
            return
        names = ("panel", "numbers") if lost.startswith("both") else (lost,)
        armed.extend(f"convoscope_{name}".encode() for name in names)
        page.get_by_role("button", name="Next").click()
        if lost.startswith("both"):
            # Nothing tells the browser, until a run relies on the picture that was lost, or numbers of a new one come.
            page.wait_for_timeout(600)
            if lost == "both":
                page.get_by_role("button", name="Again").click()
            else:
                assert_shows(picture(page, "Changing"), np.zeros((ROWS, COLUMNS)))
                page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 0.9 * box["height"])
        assert_shows(picture(page, "Changing"), np.full((ROWS, COLUMNS), 10))
        assert not armed
        page.mouse.move(box["x"] + 50, box["y"] + 60)
        expect(_figure(page, "Changing").locator(".readout")).to_contain_text("10.5")


def test_a_picture_whose_decoding_fails_is_tried_again_and_called_broken_at_last(chromium: Browser, stage: str) -> None:
    with visiting(chromium, width=1000, height=900) as page:
        page.add_init_script(_FAIL_TO_DECODE)
        page.goto(f"{stage}/?show=updates")
        changing, frame = picture(page, "Changing"), _frame(page, "Changing")
        for step, failures, is_broken in ((0, 2, False), (1, 99, True), (2, 0, False), (3, 3, False)):
            if step:
                page.evaluate(f"window.failures = {failures}")
                page.get_by_role("button", name="Next").click()
            if is_broken:
                expect(frame).to_have_class(re.compile("broken"))
            else:
                assert_shows(changing, np.full((ROWS, COLUMNS), 10 * step))
                expect(frame).not_to_have_class(re.compile("broken"))
                assert page.evaluate("window.failures") <= 0


def test_together_means_in_step(chromium: Browser, stage: str) -> None:
    with visiting(chromium, width=1280, height=800) as page:
        page.goto(f"{stage}/?show=twins")
        left, right, alone, waves = (_frame(page, title) for title in ("Left", "Right", "Alone", "Waves"))
        _ready(page)
        before, still = _middle(alone), _middle(waves)
        box = _box(left)
        page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.6 * box["height"])
        page.mouse.wheel(0, -120)
        page.mouse.wheel(0, -120)
        page.wait_for_timeout(300)
        # Only where a place means the same does the cross stand too.
        assert [frame.locator(".overlay .pixel").count() for frame in (left, right, alone, waves)] == [1, 1, 0, 0]
        zoomed = _middle(left)
        _drag(page, (box["x"] + 50, box["y"] + 60), (box["x"] + 90, box["y"] + 40))
        page.mouse.move(5, 700)
        page.wait_for_timeout(400)
        moved, below = _middle(left), _middle(_frame(page, "Below"))
        left.scroll_into_view_if_needed()
        # The ramps rise by 2 levels a pixel; frames begin at different fractions of a screen pixel.
        assert np.abs(moved.astype(int) - zoomed).mean() > 5
        assert np.abs(moved.astype(int) - _middle(right)).mean() < 1
        # The row below keeps step, at whatever size it has.
        np.testing.assert_allclose(below.mean(axis=(0, 1)), moved.mean(axis=(0, 1)), atol=2)
        np.testing.assert_array_equal(_middle(alone), before)
        np.testing.assert_array_equal(_middle(waves), still)
        left.press("0")
        page.wait_for_timeout(300)
        assert np.abs(_middle(left).astype(int) - before).mean() < 1


@pytest.mark.parametrize("padding", PADDINGS)
def test_inspector_adds_up_what_scipy_does(chromium: Browser, stage: str, padding: str) -> None:
    with visiting(chromium, width=1280, height=1000) as page:
        page.goto(f"{stage}/?show=inspector.{padding}")
        image = colours().astype(float)
        rows, columns = KERNEL.shape
        padded = np.stack(
            [_padded(image[..., channel], padding) for channel in range(3)],
            axis=-1,
        )
        frame = _frame(page, "Result")
        box = _box(frame)
        for row, column in ((0, 0), (ROWS - 1, 1), (40, COLUMNS - 1)):
            x = box["x"] + (column + 0.5) * box["width"] / COLUMNS
            page.mouse.click(x, box["y"] + (row + 0.5) * box["height"] / ROWS)
            place = page.locator(".inspector .place")
            expect(place).to_have_text(re.compile(f"Row {row}, column {column} .*pinned"))
            page.mouse.move(5, 5)
            patch = padded[row : row + rows, column : column + columns]
            expect(page.locator(".spoken tbody").first).to_have_text(re.compile(rf"^{patch[0, 0, 0]:.0f}"))
            page.wait_for_timeout(250)
            tables = [_numbers(table) for table in page.locator(".spoken").all()]
            np.testing.assert_allclose(tables[0], patch[..., 0].ravel())
            np.testing.assert_allclose(tables[1], KERNEL.ravel())
            np.testing.assert_allclose(tables[2], (patch[..., 0] * KERNEL).ravel(), rtol=1e-6)
            expected = [
                ndimage.correlate(image[..., channel], KERNEL, mode=padding, cval=7.0)[row, column]
                for channel in range(3)
            ]
            sums = [read_number(text.split()[-1]) for text in page.locator(".inspector .total").all_inner_texts()]
            np.testing.assert_allclose(sums, expected, rtol=1e-6)
        page.mouse.click(x, box["y"] + (row + 0.5) * box["height"] / ROWS)
        expect(place).to_have_text(re.compile("click to pin"))


# Notes what is drawn, and where what was drawn together with a picture ends.
_NOTE_DRAWING = """() => {
  window.drawn = [];
  const { drawImage, fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.drawImage = function (...what) {
    if (this.canvas.className === "screen") {
      window.drawn.push("picture");
      queueMicrotask(() => window.drawn.push("end"));
    }
    return drawImage.apply(this, what);
  };
  CanvasRenderingContext2D.prototype.fillText = function (...what) {
    if (this.canvas.className !== "screen") window.drawn.push("number");
    return fillText.apply(this, what);
  };
}"""


def test_a_new_result_does_not_wait_for_the_numbers_of_its_inspector(chromium: Browser, stage: str) -> None:
    with visiting(chromium, width=1280, height=1100) as page:
        page.goto(f"{stage}/?show=inspector.reflect")
        sums = page.locator(".inspector .total").first
        before = sums.inner_text()
        page.wait_for_timeout(500)
        page.evaluate(_NOTE_DRAWING)
        page.get_by_role("button", name="Double").click()
        expect(sums).not_to_have_text(before)
        drawn = page.evaluate("window.drawn")
        assert drawn[0] == "picture"
        assert drawn.index("end") < drawn.index("number")


def test_on_a_phone_touch_inspects_and_nothing_sticks_out(chromium: Browser, stage: str) -> None:
    with visiting(chromium, width=390, height=844, device_pixel_ratio=2, has_touch=True, color_scheme="dark") as page:
        page.goto(f"{stage}/?show=inspector.reflect")
        _ready(page)
        box = _box(_frame(page, "Picture"))
        page.touchscreen.tap(box["x"] + 0.25 * box["width"], box["y"] + 0.5 * box["height"])
        expect(page.locator(".inspector .place")).to_contain_text(f"Row {ROWS // 2}, column {COLUMNS // 4}")
        width = page.evaluate("document.scrollingElement.scrollWidth")
        assert width <= 390
        inspector = _box(page.locator(".inspector"))
        assert inspector["x"] >= 0
        assert inspector["x"] + inspector["width"] <= 390


def test_divider_shows_one_picture_left_of_it_and_the_other_right(chromium: Browser, stage: str) -> None:
    with visiting(chromium, width=1000, height=900) as page:
        page.goto(f"{stage}/?show=inspector.reflect")
        _ready(page)
        result = _middle(_frame(page, "Result"))
        page.get_by_role("button", name="Before and after").click()
        divider = page.get_by_role("slider", name="Divider")
        box, handle = _box(_frame(page, "Picture")), _box(divider)
        _drag(page, (handle["x"] + handle["width"] / 2, handle["y"] + 30), (box["x"] + 2, handle["y"] + 30))
        page.mouse.move(5, 5)
        expect(divider).to_have_attribute("aria-valuenow", "0")
        page.wait_for_timeout(300)
        assert abs(float(_middle(_frame(page, "Picture")).mean()) - float(result.mean())) < 3
        divider.focus()
        shown = []
        for key, count, part in (("ArrowLeft", 1, 0), ("ArrowRight", 50, 100), ("ArrowLeft", 30, 40)):
            for _ in range(count):
                page.keyboard.press(key)
            expect(divider).to_have_attribute("aria-valuenow", str(part))
            page.wait_for_timeout(300)
            shown.append(_middle(_frame(page, "Picture")).astype(int))
        before, after, halved = shown
        # The frame's middle begins at a fifth of it and ends at half.
        edge = round(halved.shape[1] * 2 / 3)
        rim = 35
        np.testing.assert_array_equal(halved[:, edge + rim :], before[:, edge + rim :])
        np.testing.assert_array_equal(halved[:, : edge - rim], after[:, : edge - rim])
        page.reload()
        expect(page.get_by_role("slider", name="Divider")).to_be_visible()


def test_in_turns_shows_one_picture_then_the_other(chromium: Browser, stage: str) -> None:
    with visiting(chromium, width=1000, height=900) as page:
        page.goto(f"{stage}/?show=inspector.reflect")
        _ready(page)
        page.get_by_role("button", name="In turns").click()
        frame = _frame(page, "Picture")
        page.mouse.move(5, 5)
        for chip, hidden in (("Picture", "Result"), ("Result", "Picture"), ("Picture", "Result")):
            expect(frame.locator(".chip", has_text=hidden)).to_have_class(re.compile("off"), timeout=2000)
            expect(frame.locator(".chip", has_text=chip)).not_to_have_class(re.compile("off"))
            shown = float(_middle(frame).mean())
            wanted = colours() if chip == "Picture" else pixels(picture(page, "Result"))
            assert shown == pytest.approx(float(wanted.mean()), abs=4)


def _figure(page: Page, title: str) -> Locator:
    return page.locator("figure").filter(has=picture(page, title))


def _frame(page: Page, title: str) -> Locator:
    return _figure(page, title).locator(".frame")


def _ready(page: Page) -> None:
    """Wait until every picture is on the screen."""
    page.locator("canvas[data-shown]").first.wait_for()
    expect(page.locator("canvas.picture:not([data-shown])")).to_have_count(0)
    page.wait_for_timeout(200)


def _box(locator: Locator) -> FloatRect:
    locator.scroll_into_view_if_needed()
    box = locator.bounding_box()
    assert box
    return box


def _reading(figure: Locator) -> tuple[int, int, list[float]]:
    """Return row, column and numbers of the readout."""
    readout = figure.locator(".readout")
    expect(readout).to_have_text(re.compile(r"row \d+, column \d+.*\d$|units$"))
    expect(readout).not_to_contain_text("…")
    text = readout.inner_text().replace("−", "-")
    row, column, rest = re.fullmatch(r"row (\d+), column (\d+)\s+(.*)", text, re.DOTALL).groups()
    return int(row), int(column), [float(number) for number in re.findall(r"-?\d[\d.]*(?:e[-+]?\d+)?", rest)]


def _bright_rectangle(page: Page, frame: Locator, ratio: float) -> tuple[float, float, float, float]:
    """Return where the white rectangle is on the screen: left, top, right, bottom."""
    page.mouse.move(5, 5)
    page.mouse.click(5, 5)
    page.wait_for_timeout(300)
    shown = screenshot(frame)[..., 1]
    box = _box(frame)
    # The page around is not as white, and marks and buttons are white over short stretches only.
    white = shown > 253
    lengths = white.mean(axis=1)
    rows = np.flatnonzero(lengths > 0.7 * lengths.max())
    columns = np.flatnonzero(white[rows[0] : rows[-1]].mean(axis=0) > 0.5)
    return (
        box["x"] + columns[0] / ratio,
        box["y"] + rows[0] / ratio,
        box["x"] + (columns[-1] + 1) / ratio,
        box["y"] + (rows[-1] + 1) / ratio,
    )


def _drag(page: Page, *points: tuple[float, float], escape: bool = False) -> None:
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=4)
    if escape:
        page.keyboard.press("Escape")
    page.mouse.up()


def _report(page: Page) -> Locator:
    return page.get_by_test_id("stCode")


def _middle(frame: Locator) -> NDArray[np.uint8]:
    """Return the frame's pixels without its rim, where buttons lie."""
    shown = screenshot(frame)
    rows, columns = shown.shape[:2]
    return shown[rows // 5 : rows // 2, columns // 5 : columns // 2]


def _padded(plane: NDArray[np.float64], padding: str) -> NDArray[np.float64]:
    """Return the plane continued so that the patch of pixel (row, col) starts there."""
    names = {"constant": "constant", "nearest": "edge", "reflect": "symmetric", "mirror": "reflect", "wrap": "wrap"}
    rows, columns = KERNEL.shape
    widths = ((rows // 2, rows), (columns // 2, columns))
    options = {"constant_values": 7.0} if padding == "constant" else {}
    return np.pad(plane, widths, mode=names[padding], **options)


def _numbers(table: Locator) -> list[float]:
    return [read_number(text) for text in table.locator("td").all_text_contents()]


def _last_digit(text: str) -> float:
    """Return what the last digit of a written number counts."""
    digits, _, power = text.replace("−", "-").partition("e")
    return float(10.0 ** (int(power or 0) - len(digits.partition(".")[2])))


def _tap(page: Page, name: str) -> None:
    """Tap a tool, and wait until the browser has made a click of it."""
    button = page.get_by_role("button", name=re.compile(f"^{name}"))
    button.tap()
    expect(button).to_have_attribute("aria-pressed", "true")


def _touch(session: CDPSession, before: list[tuple[float, float]], after: list[tuple[float, float]]) -> None:
    """Put fingers down, one after another, move them, and lift them."""
    send = partial(session.send, "Input.dispatchTouchEvent")

    def fingers(part: float, count: int) -> list[dict[str, float]]:
        places = [(1 - part) * np.array(one) + part * np.array(other) for one, other in zip(before, after, strict=True)]
        return [{"x": float(x), "y": float(y), "id": index} for index, (x, y) in enumerate(places[:count])]

    for count in range(1, len(before) + 1):
        send({"type": "touchStart", "touchPoints": fingers(0, count)})
    for part in np.linspace(0, 1, 9)[1:]:
        send({"type": "touchMove", "touchPoints": fingers(part, len(before))})
    # After a movement that ends at speed the browser takes the next tap for one that stops the page.
    time.sleep(0.15)
    send({"type": "touchMove", "touchPoints": fingers(1, len(before))})
    send({"type": "touchEnd", "touchPoints": []})


def _zoom_to(page: Page, scale: float, wanted: float) -> float:
    """Turn the wheel until a pixel of the picture is that large on the screen."""
    while abs(scale / wanted - 1) > 1e-3:
        turn = float(np.clip(np.log(scale / wanted) / 0.0025, -100, 100))
        page.mouse.wheel(0, turn)
        scale *= np.exp(-0.0025 * turn)
    page.wait_for_timeout(100)
    page.evaluate("window.texts = []; window.lines = 0;")
    page.mouse.wheel(0, 1e-3)
    return scale


_FAIL_TO_DECODE = """
    window.failures = 2;
    const decode = window.createImageBitmap;
    window.createImageBitmap = (...given) =>
        window.failures-- > 0 ? Promise.reject(new DOMException("short of memory")) : decode(...given);
"""

# Notes what is written on canvases, and how many lines are drawn.
_NOTE_TEXTS = """
    window.texts = [];
    window.lines = 0;
    const { fillText, lineTo } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...rest) {
        window.texts.push([x, y, text]);
        return fillText.call(this, text, x, y, ...rest);
    };
    CanvasRenderingContext2D.prototype.lineTo = function (...place) {
        window.lines += 1;
        return lineTo.apply(this, place);
    };
"""
