"""The kernel page as a visitor uses it: every number that it shows is recomputed with SciPy."""

from __future__ import annotations

import re
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Locator, Page, expect
from scipy import ndimage, signal

from core import samples
from tests.conftest import visiting
from tests.screen import assert_shows, choose, gray_and_colour, picture, pixels, upload

_GRID = np.array([[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]])
_ARTICLE = np.array([[0, 1, 2], [2, 2, 0], [0, 1, 2]])


@pytest.fixture(scope="module")
def photo() -> NDArray[np.uint8]:
    """A photo that no page offers: a corner of the cat, mirrored, with an odd number of columns."""
    cat = cv2.imdecode(np.frombuffer(samples.read("chelsea"), np.uint8), cv2.IMREAD_COLOR)[..., ::-1]
    return np.ascontiguousarray(cat[20:260, 330:29:-1])


def _filtered(image: NDArray[Any], kernel: Any, mode: str = "reflect", lay: Any = ndimage.convolve) -> NDArray[Any]:
    planes = image[..., None] if image.ndim == 2 else image
    result = [lay(planes[..., c].astype(float), np.asarray(kernel, float), mode=mode) for c in range(planes.shape[2])]
    return np.stack(result, axis=-1)


def _numbers(text: str) -> list[float]:
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text.replace("−", "-"))]


def _table(page: Page, name: str, place: int = 0) -> NDArray[np.float64]:
    """Return the numbers of the inspector's table, as a screen reader gets them."""
    table = page.get_by_role("table", name=name, exact=True).nth(place)
    rows = table.evaluate("table => [...table.rows].map(row => [...row.cells].map(cell => cell.textContent))")
    return np.array([[_numbers(cell)[0] for cell in row] for row in rows])


def _point_at(page: Page, canvas: Locator, row: int, column: int) -> None:
    """Move the pointer onto a pixel of a picture that is shown whole, and wait until it is read out."""
    box = canvas.bounding_box()
    height, width = canvas.evaluate("canvas => [canvas.height, canvas.width]")
    scale = min(box["width"] / width, box["height"] / height)
    page.mouse.move(box["x"] + (column + 0.5) * scale, box["y"] + (row + 0.5) * scale)
    expect(page.get_by_text(re.compile(rf"[Rr]ow {row}, column {column}\b")).first).to_be_visible()


@pytest.mark.parametrize(
    ("turn", "mode", "lay"),
    [("convolution", "mirror", ndimage.convolve), ("correlation", "wrap", ndimage.correlate)],
)
def test_numbers_under_the_pointer_are_those_of_scipy(
    app_address: str, visitor: Page, photo: NDArray[np.uint8], turn: str, mode: str, lay: Any
) -> None:
    kernel = np.array([[1.0, -2, 3], [0.5, 4, -1]])
    address = "kernel.cells=1 -2 3; 1/2 4 -1"
    visitor.goto(f"{app_address}/kernel?{address}&kernel.turn={turn}&kernel.padding={mode}")
    upload(visitor, photo)
    expected = _filtered(photo, kernel, mode, lay)
    rows, columns = photo.shape[:2]
    for row, column in ((rows // 2, columns // 2), (0, columns // 3), (rows // 3, columns - 1)):
        _point_at(visitor, picture(visitor, "holiday.png after the kernel"), row, column)
        inspector = visitor.get_by_role("region", name="Inspector")
        sums = r"\s*".join(f"{name} {value:g}" for name, value in zip("RGB", expected[row, column], strict=True))
        expect(inspector.locator(".sum")).to_have_text(re.compile(sums.replace("-", "−")))
        visitor.wait_for_timeout(400)
        patch, products = _table(visitor, "Patch of the picture"), _table(visitor, "Products")
        applied = _table(visitor, "Kernel as applied")
        np.testing.assert_array_equal(applied, kernel[::-1, ::-1] if turn == "convolution" else kernel)
        np.testing.assert_allclose(products, patch * applied, rtol=1e-6)
        assert products.sum() == pytest.approx(expected[row, column, 0])


def test_the_readout_has_the_inspectors_digits(app_address: str, visitor: Page, photo: NDArray[np.uint8]) -> None:
    visitor.goto(f"{app_address}/kernel?kernel.cells=0.1 0.7 -4.3; 0.3 5.1 0.9")
    upload(visitor, photo)
    result = visitor.locator("figure").filter(has=picture(visitor, "holiday.png after the kernel"))
    for column in range(4, 40, 4):
        _point_at(visitor, picture(visitor, "holiday.png after the kernel"), 20, column)
        sums = visitor.get_by_role("region", name="Inspector").locator(".sum .total")
        expect(result.locator(".readout b")).to_contain_text("B ")
        visitor.wait_for_timeout(100)
        expect(result.locator(".readout b")).to_have_text(" ".join(sums.all_inner_texts()))
    # What holds for every kernel stands beside the picture too.
    assert visitor.get_by_text("Beyond the edge").bounding_box()["x"] > result.bounding_box()["x"] + 200


def test_the_division_by_the_kernels_sum_and_cells_beyond_the_edge_are_shown(
    app_address: str, visitor: Page, photo: NDArray[np.uint8]
) -> None:
    kernel = np.array([[1.0, 2, -1], [0, 3, 1], [1, 1, 0]])
    visitor.goto(
        f"{app_address}/kernel?kernel.cells=1 2 −1; 0 3 1; 1 1 0&kernel.weights=normalised&kernel.padding=constant"
    )
    upload(visitor, photo)
    sums = _filtered(photo, kernel, "constant")
    inspector = visitor.get_by_role("region", name="Inspector")
    for row, column, is_outside in ((photo.shape[0] // 2, 30, False), (0, 30, True), (photo.shape[0] - 1, 9, True)):
        _point_at(visitor, picture(visitor, "holiday.png after the kernel"), row, column)
        steps = r"\s*".join(
            f"{name} {value:g} / 8 = {value / 8:.7g}" for name, value in zip("RGB", sums[row, column], strict=True)
        )
        expect(inspector.locator(".sum")).to_have_text(re.compile(steps.replace("-", "−")))
        expect(inspector.get_by_text("9 products add up; divided by 8")).to_be_visible()
        expect(inspector.get_by_text("Hatched cells lie beyond")).to_have_count(int(is_outside))
        visitor.wait_for_timeout(400)
        np.testing.assert_array_equal(_table(visitor, "Kernel as applied"), kernel[::-1, ::-1])
    visitor.get_by_role("radio", name="Facts").or_(visitor.get_by_role("button", name="Facts")).first.click()
    expect(visitor.get_by_text("Strongest answer")).to_be_visible()
    expect(inspector).to_be_hidden()


def test_edits_reach_the_picture_and_bad_ones_leave_it(
    app_address: str, visitor: Page, chromium: Browser, photo: NDArray[np.uint8]
) -> None:
    visitor.goto(f"{app_address}/kernel?kernel.view=clip&kernel.cells=1/4 1/4 0; 0 1/4 1/4; 0 0 0")
    upload(visitor, photo)
    result = picture(visitor, "holiday.png after the kernel")
    kernel = np.array([[1, 1, 0], [0, 1, 1], [0, 0, 0]]) / 4
    assert_shows(result, _filtered(photo, kernel))
    cell = visitor.get_by_role("textbox", name="Row 2, column 2")
    cell.fill("1/3")
    cell.press("Enter")
    visitor.get_by_role("button", name="Undo").wait_for()
    kernel[1, 1] = 1 / 3
    assert_shows(result, _filtered(photo, kernel))
    visitor.get_by_role("button", name="Change").click()
    visitor.get_by_text("Rotate by 90°").click()
    assert_shows(result, _filtered(photo, np.rot90(kernel)))
    expect(cell).to_have_value("1/3")

    corner = visitor.get_by_role("textbox", name="Row 1, column 1")
    corner.fill("one")
    corner.press("Enter")
    expect(visitor.get_by_text("'one' is not a number")).to_be_visible()
    assert_shows(result, _filtered(photo, np.rot90(kernel)))
    visitor.get_by_role("button", name="Undo").click()
    # Nothing of the page's head may lie over the picture.
    visitor.get_by_role("heading", name="Kernel").scroll_into_view_if_needed()
    assert_shows(result, _filtered(photo, kernel))
    # A list that is open closes when the page scrolls.
    visitor.get_by_role("combobox", name=re.compile("^Use the numbers")).scroll_into_view_if_needed()
    visitor.wait_for_timeout(300)
    choose(visitor, "^Use the numbers", "As chances (softmax)")
    visitor.get_by_role("heading", name="Kernel").scroll_into_view_if_needed()
    softened = np.exp(kernel) / np.exp(kernel).sum()
    assert_shows(result, _filtered(photo, softened))

    with visiting(chromium, width=390, height=844) as friend:
        friend.goto(visitor.url)
        expect(friend.get_by_text("stayed with its owner")).to_be_visible()
        expect(friend.get_by_role("textbox", name="Row 2, column 2")).to_have_value("1/3")
        astronaut = cv2.imdecode(np.frombuffer(samples.read("astronaut"), np.uint8), cv2.IMREAD_COLOR)[..., ::-1]
        assert_shows(picture(friend, "Astronaut after the kernel"), _filtered(astronaut, softened), tolerance=3)


def test_gradient_magnitude_is_the_root_of_two_results(
    app_address: str, visitor: Page, photo: NDArray[np.uint8]
) -> None:
    visitor.goto(f"{app_address}/kernel?kernel.name=sobel_magnitude&kernel.channels=apart")
    upload(visitor, photo)
    steep = np.stack(
        [np.hypot(*(ndimage.sobel(photo[..., c].astype(float), axis=axis) for axis in (0, 1))) for c in range(3)], -1
    )
    note = visitor.get_by_text(re.compile("Values .* black is 0")).inner_text()
    low, high, _, white = _numbers(note)[:4]
    assert low == pytest.approx(steep.min(), rel=1e-3, abs=1e-3)
    assert high == pytest.approx(steep.max(), rel=1e-3)
    for index, name in enumerate(("red", "green", "blue")):
        canvas = picture(visitor, f"holiday.png, {name}, after the kernel")
        expected = gray_and_colour(255 * steep[..., index] / white).astype(int)
        # JPEG's grain is coarser on edges than on photos.
        assert np.abs(pixels(canvas) - expected).mean() < 4


def test_both_sums_of_a_pair_are_read_off_the_channel_under_the_pointer(
    app_address: str, visitor: Page, photo: NDArray[np.uint8]
) -> None:
    kernel = np.array([[1.0, -2, 3], [0.5, 4, -1]])
    cells = "kernel.cells=1 -2 3; 1/2 4 -1&kernel.padding=mirror"
    visitor.goto(f"{app_address}/kernel?kernel.name=sobel_magnitude&kernel.channels=apart&{cells}")
    upload(visitor, photo)
    parts = [_filtered(photo, laid, "mirror") for laid in (kernel, np.rot90(kernel))]
    inspector = visitor.get_by_role("region", name="Inspector")
    rows, columns = photo.shape[:2]
    for name, channel, row, column in (("green, after the kernel", 1, 5, columns - 1), ("blue", 2, rows // 2, 9)):
        _point_at(visitor, picture(visitor, f"holiday.png, {name}").first, row, column)
        expect(inspector.get_by_role("button", pressed=True)).to_have_text(name.split(",")[0].title())
        for place in range(2):
            sums = r"\s*".join(
                f"{letter} {value:.7g}" for letter, value in zip("RGB", parts[place][row, column], strict=True)
            )
            expect(inspector.locator(".sum").nth(place)).to_have_text(re.compile(sums.replace("-", "−")))
        roots = _numbers(inspector.locator(".root").inner_text().replace("²", " "))[2::3]
        np.testing.assert_allclose(roots, np.hypot(*parts)[row, column], rtol=1e-6)
        visitor.wait_for_timeout(400)
        applied = [_table(visitor, table) for table in ("Kernel as applied", "The same, turned by 90°")]
        for place, laid in enumerate((kernel, np.rot90(kernel))):
            np.testing.assert_array_equal(applied[place], laid[::-1, ::-1])
            patch = _table(visitor, "Patch of the picture", place)
            assert (patch * applied[place]).sum() == pytest.approx(parts[place][row, column, channel])
            np.testing.assert_allclose(_table(visitor, "Products", place), patch * applied[place], rtol=1e-6)


def test_slide_and_number_grid_show_every_sum(app_address: str, visitor: Page, photo: NDArray[np.uint8]) -> None:
    visitor.goto(f"{app_address}/kernel?kernel.section=slide&kernel.across=0&kernel.down=0&kernel.padding=nearest")
    upload(visitor, photo)
    green = photo[..., 1].astype(float)
    expected = ndimage.convolve(green, np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]], float), mode="nearest")
    step, status = visitor.get_by_role("button", name="Step", exact=True), visitor.get_by_role("status")
    for place in range(12):
        row, column = divmod(place, 10)
        line = status.filter(has_text="·")
        expect(line).to_have_attribute("data-place", f"{row},{column}")
        numbers = _numbers(line.inner_text())
        assert numbers[-1] == expected[row, column]
        assert np.dot(numbers[:-1:2], numbers[1:-1:2]) == expected[row, column]
        step.click()

    visitor.goto(f"{app_address}/kernel?kernel.section=numbers&kernel.stride=2&kernel.ring=1")
    cell = visitor.get_by_role("textbox", name="Grid row 2, column 3")
    cell.fill("7/2")
    cell.press("Enter")
    edited = _GRID.astype(float)
    edited[1, 2] = 3.5
    wanted = signal.correlate2d(np.pad(edited, 1), _ARTICLE, mode="valid")[::2, ::2]
    grid = visitor.get_by_label("Result; arrow keys move")
    expect(grid).to_have_text("".join(f"{value:g}" for value in wanted.ravel()))
    for place in (4, 8):
        grid.locator("div").nth(place).hover()
        line = status.filter(has_text="·")
        expect(line).to_have_attribute("data-place", f"{place // 3},{place % 3}")
        numbers = _numbers(line.inner_text())
        assert numbers[-1] == wanted.ravel()[place]
        assert np.dot(numbers[:-1:2], numbers[1:-1:2]) == wanted.ravel()[place]
    expect(visitor.get_by_text("⌊(5 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 3").first).to_be_visible()
    # What the page writes it also reads.
    cell.fill("−0,5")
    cell.press("Enter")
    edited[1, 2] = -0.5
    wanted = signal.correlate2d(np.pad(edited, 1), _ARTICLE, mode="valid")[::2, ::2]
    expect(grid).to_have_text("".join(f"{value:g}" for value in wanted.ravel()).replace("-", "−"))


def test_a_slider_moved_while_numbers_are_asked_for_still_changes_the_picture(
    app_address: str, visitor: Page, photo: NDArray[np.uint8]
) -> None:
    visitor.goto(f"{app_address}/kernel?kernel.name=gaussian&kernel.sigma=1&kernel.padding=mirror")
    upload(visitor, photo)
    assert_shows(picture(visitor, "holiday.png after the kernel"), _filtered(photo, _gaussian(1.0), "mirror"))
    expect(visitor.get_by_text("the result is a weighted mean of the neighbourhood")).to_be_visible()
    # The key comes after the question and before the message that carries it, as it may when the browser is busy.
    visitor.get_by_role("slider", name="Sigma").evaluate("""(slider) => {
      const desk = globalThis[Symbol.for("convoscope.shelf")].desks.get("kernel.panels");
      const ask = desk.ask;
      desk.ask = (...question) => {
        desk.ask = ask;
        ask(...question);
        slider.dispatchEvent(new KeyboardEvent("keydown", { key: "End", code: "End", bubbles: true }));
        window.isPressed = true;
      };
    }""")
    _point_at(visitor, picture(visitor, "holiday.png after the kernel"), 20, 20)
    visitor.wait_for_function("window.isPressed")
    expect(visitor.get_by_role("slider", name="Sigma")).not_to_have_value("1")
    sigma = float(visitor.get_by_role("slider", name="Sigma").input_value())
    assert_shows(picture(visitor, "holiday.png after the kernel"), _filtered(photo, _gaussian(sigma), "mirror"))


def _gaussian(sigma: float) -> NDArray[np.float64]:
    """Return the sampled bell, 9 by 9 and normalised."""
    steps = np.arange(-4, 5)
    bell = np.exp(-(steps**2) / (2 * sigma**2))
    return np.outer(bell, bell) / bell.sum() ** 2


def test_the_inspector_breaks_evenly_and_starts_in_the_middle_of_each_picture(app_address: str, visitor: Page) -> None:
    visitor.goto(f"{app_address}/kernel?kernel.cells=1 2 3 4; 1/3 0 -1/3 0; 1 1 1 1; 0 0 0 1")
    upload(visitor, np.full((1, 1, 3), 90, np.uint8))
    inspector = visitor.get_by_role("region", name="Inspector")
    expect(inspector.get_by_text("Row 0, column 0")).to_be_visible()
    upload(visitor, np.full((40, 61, 3), 90, np.uint8), "other.png")
    expect(inspector.get_by_text("Row 20, column 30")).to_be_visible()
    for width, rows in ((1280, [4]), (700, [2, 2])):
        visitor.set_viewport_size({"width": width, "height": 900})
        visitor.wait_for_timeout(500)
        middles = inspector.locator(".step").evaluate_all(
            "steps => steps.map(step => step.getBoundingClientRect()).map(box => [box.left, box.top])"
        )
        lefts = [left for left, _ in middles]
        starts = [place for place, left in enumerate(lefts) if left == min(lefts)]
        assert np.diff([*starts, len(lefts)]).tolist() == rows


def test_quick_edits_and_clicks_right_after_them_lose_nothing(app_address: str, visitor: Page) -> None:
    def cell(row: int, column: int) -> Locator:
        return visitor.get_by_label(f"Row {row}, column {column}", exact=True).first

    def holds(numbers: str) -> None:
        expect(visitor).to_have_url(re.compile(rf"kernel\.cells={re.escape(numbers)}(&|$)"))

    visitor.goto(f"{app_address}/kernel")
    picture(visitor, "Astronaut after").wait_for()
    cell(1, 1).focus()
    for number in range(1, 10):
        visitor.keyboard.type(str(number))
        visitor.keyboard.press("Tab")
    holds("1+2+3%3B+4+5+6%3B+7+8+9")
    # Left by a click elsewhere, which sends along what the box of text had before.
    for number, section in ((5, "Facts"), (6, "Inspect")):
        cell(1, 1).fill(str(number))
        visitor.get_by_text(section, exact=True).first.click()
        holds(f"{number}+2+3%3B+4+5+6%3B+7+8+9")
        expect(cell(1, 1)).to_have_value(str(number))
    # Another kernel begins with its own numbers.
    cell(1, 1).fill("7")
    visitor.get_by_text("Blur", exact=True).click()
    expect(visitor).to_have_url(re.compile(r"kernel\.name=box$"))
    expect(cell(1, 1)).to_have_value("1/9")
