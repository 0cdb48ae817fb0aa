"""What holds on every page: pictures of one's own, links, walks through the pages, phones.

The expected pixels come from SciPy and NumPy, not from `core`.
"""

from __future__ import annotations

import re

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, expect
from scipy import ndimage

from tests.conftest import running_app, visiting
from tests.screen import assert_shows, picture, pixels, sample, upload

PAGES = ("kernel", "fourier", "template", "diffusion")
_SLOW_LINE = """
window.delay = 0;
const listen = WebSocket.prototype.addEventListener;
WebSocket.prototype.addEventListener = function (name, act, ...rest) {
  listen.call(this, name, name === "message" ? (event) => setTimeout(() => act(event), delay) : act, ...rest);
};
"""


def test_full_size_result_uses_every_pixel(app_address: str, visitor: Page, photo: NDArray[np.uint8]) -> None:
    large = cv2.resize(photo, (1505, 1200), interpolation=cv2.INTER_CUBIC)
    visitor.goto(f"{app_address}/kernel?kernel.cells=-1 0 1; -1 1 1; -1 0 1")
    upload(visitor, large, "large.png")
    expect(visitor.get_by_text("1505 × 1200 pixels, scaled down")).to_be_visible()
    with visitor.expect_download() as download:
        visitor.get_by_role("button", name="Download at 1505 × 1200").click()
    result = cv2.imread(str(download.value.path()), cv2.IMREAD_UNCHANGED)[..., ::-1]
    kernel = np.array([[-1, 0, 1], [-1, 1, 1], [-1, 0, 1]], float)
    expected = np.stack([ndimage.convolve(plane.astype(float), kernel) for plane in np.moveaxis(large, -1, 0)], -1)
    assert np.abs(result - np.clip(np.rint(expected), 0, 255)).max() <= 1


def test_upload_beyond_a_megabyte_never_touches_the_disk(app_address: str, visitor: Page) -> None:
    noise = np.random.default_rng(5).integers(0, 256, (900, 1200, 3), np.uint8)
    visitor.goto(f"{app_address}/kernel")
    upload(visitor, noise, "noise.png")
    expect(visitor.get_by_text("1200 × 900 pixels, scaled down")).to_be_visible()


def test_refused_upload_says_why_and_loses_nothing(app_address: str, visitor: Page) -> None:
    visitor.goto(f"{app_address}/kernel?picture=coins&kernel.padding=wrap")
    picture(visitor, "Coins after the kernel").wait_for()
    visitor.get_by_role("button", name="Upload").first.click()
    visitor.locator("input[type=file]").set_input_files(
        {"name": "notes.png", "mimeType": "image/png", "buffer": b"not a picture at all"}
    )
    expect(visitor.get_by_text(re.compile(r"^notes\.png: "))).to_be_visible()
    # The window that would cover the sentence is closed.
    expect(visitor.get_by_text("It stays in memory")).to_be_hidden()
    visitor.keyboard.press("Escape")
    assert_shows(picture(visitor, "Coins").first, sample("coins"))
    assert "kernel.padding=wrap" in visitor.url


def test_camera_gives_a_picture(app_address: str, visitor: Page) -> None:
    visitor.goto(f"{app_address}/kernel")
    visitor.get_by_role("button", name="Camera").first.click()
    visitor.get_by_text("Turn the camera on").click()
    # The camera's first frames are black.
    visitor.wait_for_function("document.querySelector('video')?.currentTime > 1")
    visitor.get_by_role("button", name="Take Photo").click()
    canvas = picture(visitor, "Camera photo").first
    canvas.wait_for()
    assert pixels(canvas).std() > 10


@pytest.mark.parametrize("name", PAGES)
def test_cold_deep_link_opens_the_page_in_its_frame(chromium: Browser, name: str) -> None:
    with running_app() as address, visiting(chromium, width=1280, height=800) as visitor:
        visitor.goto(f"{address}/{name}?picture=coffee")
        expect(visitor.get_by_role("heading", name=name.capitalize(), exact=True)).to_be_visible()
        picture(visitor, "Cup of coffee").first.wait_for()
        links = visitor.get_by_test_id("stTopNavLink")
        expect(links.filter(has_text="Fourier").first).to_be_visible()


def test_settings_survive_a_walk_through_the_pages(app_address: str, visitor: Page) -> None:
    visitor.goto(f"{app_address}/fourier?picture=coins&fourier.radius=0.2")
    for name in ("Diffusion", "Template", "Kernel", "Fourier"):
        visitor.get_by_test_id("stTopNavLink").filter(has_text=name, visible=True).first.click()
        expect(visitor.get_by_role("heading", name=name, exact=True)).to_be_visible()
        picture(visitor, "Coins").first.wait_for()
    expect(visitor.get_by_role("slider", name=re.compile("^Radius of the disc"))).to_have_value("0.2")


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["", *PAGES])
def test_page_fits_a_phone(app_address: str, chromium: Browser, name: str, color_scheme: str) -> None:
    with visiting(chromium, width=390, height=844, color_scheme=color_scheme) as visitor:
        visitor.goto(f"{app_address}/{name}")
        canvas = visitor.get_by_role("img").locator("visible=true").first
        canvas.wait_for()
        assert canvas.bounding_box()["y"] < 844, "the picture is on the first screen"
        assert visitor.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_comes_again_is_sent_again_where_presses_overtake_answers(chromium: Browser) -> None:
    with running_app("tests/stages/again.py") as address, visiting(chromium, width=600, height=400) as visitor:
        visitor.add_init_script(_SLOW_LINE)
        visitor.goto(address)
        expect(visitor.get_by_test_id("stCaptionContainer").filter(has_text="first")).to_be_visible()
        # So many runs, and the browser forgets what is not drawn again.
        for count in (1, 2, 3, 4):
            visitor.get_by_role("button", name="Beside").click()
            expect(visitor.get_by_text(f"drawn {count} times more")).to_be_visible()
        exchange = visitor.get_by_role("button", name="Exchange")
        expect(visitor.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        visitor.evaluate("window.delay = 1500")
        exchange.click()
        # The first press's run has begun at the server, and nobody here knows.
        visitor.wait_for_timeout(700)
        exchange.click()
        expect(visitor.get_by_test_id("stCaptionContainer").filter(has_text="second")).to_be_visible()
        expect(visitor.get_by_test_id("stCaptionContainer").filter(has_text="first")).to_be_visible()
        expect(visitor.get_by_role("dialog")).to_have_count(0)


def test_an_own_photo_outlives_a_reload_and_comes_to_a_second_tab_but_to_no_stranger(
    app_address: str, visitor: Page, chromium: Browser, photo: NDArray[np.uint8]
) -> None:
    gray = photo[..., 1]
    visitor.goto(f"{app_address}/kernel?kernel.name=box&kernel.padding=wrap")
    upload(visitor, gray)
    assert_shows(picture(visitor, "holiday.png").first, gray)
    expect(visitor).to_have_url(re.compile("picture=yours"))
    visitor.reload()
    assert_shows(picture(visitor, "holiday.png").first, gray)
    expect(visitor).to_have_url(re.compile("kernel.name=box.*picture=yours"))
    tab = visitor.context.new_page()
    tab.goto(f"{app_address}/fourier?picture=yours")
    assert_shows(picture(tab, "holiday.png").first, gray)
    expect(tab.get_by_test_id("stToast")).to_have_count(0)
    with visiting(chromium, width=1280, height=800) as stranger:
        stranger.goto(visitor.url)
        picture(stranger, "Astronaut").first.wait_for()
        expect(stranger.get_by_text("stayed with its owner")).to_be_visible()
        stranger.wait_for_timeout(1000)
        expect(picture(stranger, "holiday.png")).to_have_count(0)
