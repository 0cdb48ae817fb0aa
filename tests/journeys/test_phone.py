"""On a phone: pictures in a strip that a finger moves, controls near them, and nothing beside the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.conftest import visiting
from tests.screen import picture

WIDTH, HEIGHT = 390, 844
# Half a screen below the first one.
FARTHEST = 1.5 * HEIGHT
_STEPS = 12


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    with visiting(chromium, width=WIDTH, height=HEIGHT, device_pixel_ratio=2, has_touch=True) as page:
        yield page


def _is_in_front(figure: Locator) -> bool:
    box = figure.locator(".frame").bounding_box()
    assert box is not None
    return box["x"] >= 0 and box["x"] + box["width"] <= WIDTH


def _await_in_front(figure: Locator) -> None:
    for _ in range(40):
        if _is_in_front(figure):
            return
        figure.page.wait_for_timeout(100)
    pytest.fail("the picture did not come to the front")


def _swipe(page: Page, node: Locator, across: float, down: float = 0) -> None:
    """Drag a finger from the middle of what is seen of a node."""
    box = node.bounding_box()
    assert box is not None
    x, y = min(WIDTH - 10, max(10, box["x"] + box["width"] / 2)) - across / 3, box["y"] + box["height"] / 2 - down / 3
    session = page.context.new_cdp_session(page)
    for step in range(_STEPS + 1):
        point = {"x": x + across * step / _STEPS, "y": y + down * step / _STEPS}
        kind = "touchMove" if step else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        page.wait_for_timeout(16)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(600)


@pytest.mark.parametrize(
    ("address", "control", "titles"),
    [
        ("kernel", "What it does", ["Picture", "Result"]),
        ("kernel?kernel.section=quiz", "It does this:", ["Picture", "Result"]),
        ("fourier", "Keep", ["Picture", "Spectrum", "Filtered"]),
        ("template", "What to look for", ["Picture", "Score map", "Face"]),
        ("diffusion", "Start from", []),
        ("diffusion?diffusion.section=mathematics", "Start from", []),
    ],
)
def test_controls_are_near_and_every_picture_can_be_reached(
    phone: Page, app_address: str, address: str, control: str, titles: list[str]
) -> None:
    phone.goto(f"{app_address}/{address}")
    phone.get_by_role("img").locator("visible=true").first.wait_for()
    first = phone.get_by_text(control, exact=True).locator("visible=true").first
    expect(first).to_be_visible()
    phone.wait_for_timeout(1000)
    assert phone.evaluate("document.documentElement.scrollWidth") <= WIDTH
    assert first.bounding_box()["y"] < FARTHEST
    for title in titles:
        figure = phone.locator("figure").filter(has=phone.locator(".title", has_text=re.compile(f"^{title}$")))
        name = phone.get_by_role("group", name="Pictures").first.get_by_role("button", name=title, exact=True)
        name.tap()
        _await_in_front(figure)
        expect(name).to_have_attribute("aria-pressed", "true")


def test_a_finger_moves_the_strip_and_draws_once_a_tool_is_chosen(phone: Page, app_address: str) -> None:
    phone.goto(f"{app_address}/fourier?picture=coins")
    figures = {
        name: phone.locator("figure").filter(has=picture(phone, name))
        for name in ("Coins", "Spectrum", "Filtered picture")
    }
    picture(phone, "Filtered picture").wait_for()
    phone.wait_for_timeout(1000)
    frames = {name: figure.locator(".frame") for name, figure in figures.items()}
    frames["Coins"].scroll_into_view_if_needed()
    _swipe(phone, frames["Coins"], -250)
    assert _is_in_front(figures["Spectrum"])
    # The hand is chosen at first: who swipes on draws nothing.
    _swipe(phone, frames["Spectrum"], -250)
    assert _is_in_front(figures["Filtered picture"])
    assert "marks" not in phone.url
    place = frames["Filtered picture"].bounding_box()
    _swipe(phone, frames["Filtered picture"], 0, -200)
    assert frames["Filtered picture"].bounding_box()["y"] < place["y"] - 100, "a finger scrolls the page too"

    phone.get_by_role("button", name="Box", exact=True).tap()
    phone.get_by_role("group", name="Pictures").first.get_by_role("button", name="Spectrum").tap()
    _await_in_front(figures["Spectrum"])
    phone.wait_for_timeout(500)
    _swipe(phone, frames["Spectrum"], -100, -60)
    assert _is_in_front(figures["Spectrum"])
    phone.wait_for_url(re.compile(r"fourier\.marks=rb"))

    # Zoomed in, a finger moves the picture, and the strip stays.
    phone.get_by_role("button", name="Move the picture").tap()
    for _ in range(3):
        frames["Spectrum"].get_by_role("button", name="Zoom in").tap()
    phone.wait_for_timeout(500)
    _swipe(phone, frames["Spectrum"], -100)
    assert _is_in_front(figures["Spectrum"])


def test_the_sum_opens_below_the_strip_when_a_pixel_is_tapped(phone: Page, app_address: str) -> None:
    phone.goto(f"{app_address}/kernel?picture=coins")
    frame = phone.locator("figure").filter(has=picture(phone, "Coins")).first.locator(".frame")
    frame.wait_for()
    phone.wait_for_timeout(1000)
    inspector = phone.locator(".inspector")
    expect(inspector).to_be_hidden()
    frame.tap()
    expect(inspector).to_contain_text("pinned")
    phone.get_by_role("button", name="Inspect a pixel").tap()
    expect(inspector).to_be_hidden()


def test_the_code_has_its_copy_button_in_sight(phone: Page, app_address: str) -> None:
    phone.goto(f"{app_address}/kernel")
    phone.get_by_role("button", name="Take away").click()
    phone.get_by_text("Code", exact=True).first.click()
    code = phone.get_by_test_id("stCode")
    expect(code).to_contain_text("import numpy")
    expect(code.get_by_role("button", name="Copy to clipboard")).to_be_visible()
