"""Find things in a picture as a visitor does: draw, upload, search, read the table, download.

The expected places are known from how the pictures were made, the expected scores from a plain sum.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

from core.images import decode
from tests.screen import choose, picture, pixels, read_number, sample, screenshot, upload

# Milliseconds; a search takes all the processor has.
_PATIENCE = 30_000


def _scores(image: NDArray[np.generic], template: NDArray[np.generic]) -> NDArray[np.float64]:
    """Return the zero-mean normalised score of every place by plain sums."""
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), template.shape)
    sought = template - template.mean()
    products = np.einsum("ijab,ab->ij", windows, sought)
    scatter = windows.var(axis=(2, 3)) * template.size
    return products / np.sqrt(scatter * np.square(sought).sum())


def _at(canvas: Locator, shape: tuple[int, ...], x: float, y: float) -> tuple[float, float]:
    """Return where a point of the picture stands on the screen."""
    box = canvas.bounding_box()
    assert box is not None
    return box["x"] + x / shape[1] * box["width"], box["y"] + y / shape[0] * box["height"]


def _drag(page: Page, canvas: Locator, shape: tuple[int, ...], points: list[tuple[float, float]]) -> None:
    """Draw through points of the picture with the mouse held down."""
    canvas.scroll_into_view_if_needed()
    page.mouse.move(*_at(canvas, shape, *points[0]))
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*_at(canvas, shape, *point), steps=4)
    page.mouse.up()


def _downloaded(page: Page, kind: str) -> str:
    """Return what the download button gives once the page is at rest, and the button is of the table on screen."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Download {kind}").click()
    return Path(download.value.path()).read_text("utf-8")


def _table(page: Page) -> list[dict[str, object]]:
    """Return the matches by their download."""
    rows: list[dict[str, object]] = json.loads(_downloaded(page, "JSON"))
    return rows


def test_a_dragged_box_finds_its_like_and_the_numbers_are_right(app_address: str, visitor: Page) -> None:
    coins = sample("coins")
    visitor.goto(f"{app_address}/template?picture=coins")
    canvas = picture(visitor, "Coins with")
    canvas.wait_for()
    expect(visitor.get_by_text("Point at a row to ring its match")).to_be_visible()
    assert np.abs(pixels(canvas)[..., 0].astype(int) - coins).mean() < 2
    _drag(visitor, canvas, coins.shape, [(75, 170), (130, 220)])
    expect(visitor).to_have_url(re.compile("template.region"))
    region = re.search(r"template\.region=(\d+)%2C\+(\d+)%2C\+(\d+)%2C\+(\d+)", visitor.url)
    assert region, visitor.url
    left, top, width, height = (int(number) for number in region.groups())
    assert np.abs(np.array([left, top, width, height]) - [75, 170, 55, 50]).max() <= 2
    template = coins[top : top + height, left : left + width]
    expected = _scores(coins, template)
    expect(visitor.get_by_text(f"{width} × {height} pixels", exact=True)).to_be_visible()
    np.testing.assert_array_equal(pixels(picture(visitor, "The template"))[..., 0], template)
    rows = _table(visitor)
    assert (rows[0]["x"], rows[0]["y"]) == (round(left, 2), round(top, 2)) or abs(rows[0]["x"] - left) < 0.1
    for row in rows:
        place = round(row["y"]), round(row["x"])
        around = expected[max(0, place[0] - 1) : place[0] + 2, max(0, place[1] - 1) : place[1] + 2]
        assert abs(around.max() - row["score"]) < 1e-4
    assert len(rows) == len(list(csv.DictReader(io.StringIO(_downloaded(visitor, "CSV")))))
    shown = pixels(picture(visitor, "Score map")).astype(float).sum(axis=2)
    assert shown.shape == expected.shape
    assert np.corrcoef(shown.ravel(), expected.ravel())[0, 1] > 0.97


def _ringed(before: NDArray[np.uint8], canvas: Locator, width: int) -> tuple[float, float] | None:
    """Return the middle (x, y) of what the screen shows anew on a picture so many pixels wide, None if nothing."""
    after = screenshot(canvas.locator("xpath=.."))
    changed = np.abs(after.astype(int) - before).sum(axis=2) > 60
    rows, cols = np.nonzero(changed)
    if rows.size < 30:
        return None
    scale = after.shape[1] / width
    return (cols.min() + cols.max()) / 2 / scale, (rows.min() + rows.max()) / 2 / scale


def test_pointing_at_a_row_rings_its_match_and_a_click_keeps_the_ring(app_address: str, visitor: Page) -> None:
    visitor.goto(f"{app_address}/template?picture=coins&template.threshold=0.6")
    canvas = picture(visitor, "Coins with")
    canvas.wait_for()
    table = visitor.get_by_role("grid", name="Matches")
    rows = table.locator("tbody tr")
    expect(rows.nth(1)).to_be_visible()
    visitor.wait_for_timeout(500)
    places = [(row["x"] + row["width"] / 2, row["y"] + row["height"] / 2) for row in _table(visitor)]
    visitor.mouse.move(5, 5)
    before = screenshot(canvas.locator("xpath=.."))

    def assert_ringed(match: int | None) -> None:
        visitor.wait_for_timeout(200)
        found = _ringed(before, canvas, 384)
        assert (found is None) == (match is None)
        if match is not None:
            # The label above it is marked too, so that the middle is a little higher.
            assert np.hypot(*np.subtract(found, places[match])) < 25

    rows.nth(1).hover()
    assert_ringed(1)
    table.get_by_role("button", name="x", exact=True).hover()
    assert_ringed(None)
    rows.nth(1).click()
    visitor.keyboard.press("ArrowDown")
    assert_ringed(2)
    visitor.mouse.move(5, 5)
    table.get_by_role("button", name="x", exact=True).click()
    assert_ringed(1)
    first = rows.first.locator("td").all_inner_texts()
    assert float(first[2]) == min(round(row["x"], 2) for row in _table(visitor))
    chosen = rows.and_(visitor.locator("[aria-selected=true]"))
    expect(chosen.locator("td").first).to_have_text("2")
    chosen.click()
    table.get_by_role("button", name="x", exact=True).focus()
    visitor.mouse.move(5, 5)
    assert_ringed(None)


def test_labels_stay_whole_at_the_edge_and_keep_every_sign_of_a_name(app_address: str, visitor: Page) -> None:
    regions = "Quite a long name %253D %253B = 340, 20, 40, 40; Other = 75, 170, 55, 50"
    visitor.goto(f"{app_address}/template?picture=coins&template.threshold=0.99&template.region={regions}")
    canvas = picture(visitor, "Coins with")
    canvas.wait_for()
    label = visitor.locator(".label", has_text="Quite a long name = ; 1.00")
    expect(label).to_be_visible()
    frame, box = canvas.locator("xpath=..").bounding_box(), label.bounding_box()
    assert frame is not None
    assert box is not None
    assert box["x"] >= frame["x"]
    assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 0.5


def test_labels_of_dense_matches_do_not_cover_each_other(app_address: str, visitor: Page) -> None:
    settings = "template.threshold=0.3&template.overlap=0.6&template.region=Bit = 100, 100, 18, 18"
    visitor.goto(f"{app_address}/template?picture=brick&{settings}")
    picture(visitor, "Brick wall with").wait_for()
    labels = visitor.locator(".label:not(.quiet)")
    expect(labels).to_have_count(12)
    expect(labels.first).to_be_visible()
    boxes = [box for label in labels.locator("visible=true").all() if (box := label.bounding_box())]
    assert 2 <= len(boxes) < 12
    for place, one in enumerate(boxes):
        for other in boxes[:place]:
            beside = one["x"] >= other["x"] + other["width"] or other["x"] >= one["x"] + one["width"]
            below = one["y"] >= other["y"] + other["height"] or other["y"] >= one["y"] + one["height"]
            assert beside or below
    hidden = next(row for row in range(12) if not labels.nth(row).is_visible())
    visitor.get_by_role("grid", name="Matches").locator("tbody tr").nth(hidden).hover()
    expect(labels.nth(hidden)).to_be_visible()


def test_matches_on_the_original_are_taken_away_with_progress(app_address: str, visitor: Page) -> None:
    coins = sample("coins")
    photo = cv2.resize(coins, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    visitor.goto(f"{app_address}/template")
    upload(visitor, photo, "large.png")
    expect(visitor.get_by_text("1536 × 1212 pixels, scaled down")).to_be_visible()
    visitor.get_by_text("As numbers").click()
    field = visitor.get_by_role("textbox", name=re.compile("left, top, width, height"))
    field.fill("Lady = 125, 283, 92, 83")
    field.press("Enter")
    expect(visitor.get_by_role("grid", name="Matches").locator("tbody tr").nth(1)).to_be_visible(timeout=_PATIENCE)
    visitor.get_by_role("button", name="Take away").click()
    window = visitor.get_by_role("dialog")
    window.get_by_text("Result", exact=True).click()
    window.get_by_role("button", name="Make the file").click()
    with visitor.expect_download() as download:
        window.get_by_role("button", name=re.compile("Save convoscope-template.zip")).click()
    with zipfile.ZipFile(download.value.path()) as archive:
        rows = json.loads(archive.read("matches.json"))
        marked = decode(archive.read("matches.png"))
        assert decode(archive.read("score-map.png")).shape[2] == 3
    assert marked.shape == (*photo.shape, 3)
    assert rows[0]["score"] == 1
    assert abs(rows[0]["x"] - 300) < 0.1
    # Below the best is the coin that the table of the small picture has second too: at x = 87, y = 240.
    assert np.hypot(rows[1]["x"] / 4 - 87, rows[1]["y"] / 4 - 240) < 2


def test_lasso_counts_only_its_own_pixels_and_is_added(app_address: str, visitor: Page) -> None:
    coins = sample("coins")
    visitor.goto(f"{app_address}/template?picture=coins&template.drawing=add")
    canvas = picture(visitor, "Coins with")
    canvas.wait_for()
    visitor.get_by_role("button", name=re.compile("lasso|draw around|outline", re.I)).first.click()
    angles = np.linspace(0, 2 * np.pi, 24)[:-1]
    around = [(103 + 24 * np.cos(t), 195 + 24 * np.sin(t)) for t in angles]
    _drag(visitor, canvas, coins.shape, around)
    expect(visitor.get_by_role("textbox", name="Name")).to_have_count(2)
    expect(visitor.get_by_text(re.compile(r"\d+ of \d+ pixels count"))).to_be_visible()
    rows = _table(visitor)
    assert {row["template"] for row in rows} <= {"Coin", "Template 2"}
    assert rows[0]["score"] > 0.9999
    visitor.get_by_role("button", name="Undo", exact=True).last.click()
    expect(visitor.get_by_role("textbox", name="Name")).to_have_count(1)


def test_uploaded_template_with_transparency_is_found(app_address: str, visitor: Page) -> None:
    face = sample("astronaut")[30:130, 180:270]
    rng = np.random.default_rng(0)
    opaque = np.hypot(*np.mgrid[-50:50, -45:45]) < 40
    spoiled = np.where(opaque[..., None], face, rng.integers(0, 256, face.shape)).astype(np.uint8)
    data = cv2.imencode(".png", np.dstack([spoiled[..., ::-1], 255 * opaque.astype(np.uint8)]))[1].tobytes()
    visitor.goto(f"{app_address}/template")
    picture(visitor, "Astronaut with").wait_for()
    visitor.get_by_role("button", name="Upload").nth(1).click()
    visitor.locator("input[type=file]").last.set_input_files(
        {"name": "visor.png", "mimeType": "image/png", "buffer": data}
    )
    expect(visitor.get_by_text(f"{np.count_nonzero(opaque)} of 9000 pixels count")).to_be_visible()
    visitor.keyboard.press("Escape")
    expect(visitor.get_by_text(re.compile(r"at x = 1(79\.9|80\.0)"))).to_be_visible()
    best = _table(visitor)[0]
    assert (best["template"], best["score"]) == ("visor", 1.0)
    assert abs(best["x"] - 180) < 0.1
    assert abs(best["y"] - 30) < 0.1
    assert "upload-" in visitor.url
    visitor.get_by_role("button", name="Upload").nth(1).click()
    visitor.locator("input[type=file]").last.set_input_files(
        {"name": "notes.png", "mimeType": "image/png", "buffer": b"no picture"}
    )
    expect(visitor.get_by_text(re.compile(r"^notes\.png: .* GIF work\.$"))).to_be_visible()


def test_long_search_shows_progress_stops_at_once_and_leaves_the_page_usable(app_address: str, visitor: Page) -> None:
    ranges = "template.sizes=0.5, 1.5&template.size_steps=20&template.angles=-180, 180"
    visitor.goto(f"{app_address}/template?{ranges}")
    expect(visitor.get_by_text(re.compile(r"Looking: \d+ of 480"))).to_be_visible(timeout=_PATIENCE)
    choose(visitor, "Score", "Normalised")
    expect(visitor.get_by_text("Fooled by brightness", exact=False)).to_be_visible(timeout=_PATIENCE)
    expect(visitor.get_by_text(re.compile(r"Looking: [1-9]\d* of 480"))).to_be_visible(timeout=_PATIENCE)
    visitor.get_by_role("button", name="Stop").click()
    expect(visitor.get_by_text(re.compile(r"Stopped after \d+ of 480"))).to_be_visible(timeout=_PATIENCE)
    expect(picture(visitor, "Astronaut with")).to_have_count(1, timeout=_PATIENCE)
    assert np.abs(pixels(picture(visitor, "Astronaut with")).astype(int) - sample("astronaut")).mean() < 2


def test_how_it_works_shows_the_turned_template(app_address: str, visitor: Page) -> None:
    visitor.goto(f"{app_address}/template?picture=coins&template.section=how")
    turned = picture(visitor, "1. Turned by 180°")
    turned.wait_for()
    template = sample("coins")[170:220, 75:130].astype(float)
    centred = np.rot90(template - template.mean(), 2)
    shown = pixels(turned).astype(float)
    # Red above the mean, blue below.
    np.testing.assert_array_less(0, (shown[..., 0] - shown[..., 2])[centred > 12])
    np.testing.assert_array_less(0, (shown[..., 2] - shown[..., 0])[centred < -12])
    padded = pixels(picture(visitor, "2. Zero-padded"))
    assert padded.shape == (303, 384, 3)
    assert (padded[60:, 70:] >= 250).all()
    apart = visitor.get_by_test_id("stMetric").filter(has_text="Largest difference").get_by_test_id("stMetricValue")
    assert 0 < read_number(apart.inner_text()) < 1e-6
