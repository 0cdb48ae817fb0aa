"""The diffusion page as a visitor uses it: what plays, what follows a pause, what is drawn and saved."""

from __future__ import annotations

import base64
import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from core import samples
from core.diffusion import diffuse
from core.diffusion.propagator import convolve_once, gaussian_propagator
from core.diffusion.scenes import drops, step
from core.images import decode
from tests.conftest import visiting
from tests.screen import assert_shows, picture, pixels

_LAST = 239
# On a busy machine a first visit takes a while.
_PATIENCE = 15_000


def _open(page: Page, app: str, **address: str) -> None:
    query = "&".join(f"diffusion.{key}={value}" for key, value in address.items())
    page.goto(f"{app}/diffusion?{query}")


def _scrub(page: Page, frame: int) -> None:
    page.get_by_role("slider", name="Frame").fill(str(frame))
    expect(page).to_have_url(re.compile(rf"diffusion\.frame={frame}"), timeout=_PATIENCE)


def test_photo_spreads_as_the_exact_solution_and_a_link_reopens_the_frame(visitor: Page, app_address: str) -> None:
    _open(visitor, app_address)
    photo = decode(samples.read("astronaut"))
    film = picture(visitor, "Astronaut, diffusing")
    # The screen shows fewer pixels than the photo has, and they are chosen otherwise than ours.
    assert_shows(film, photo, tolerance=3)
    visitor.get_by_role("button", name="Play", exact=True).click()
    expect(film).to_have_attribute("data-frame", str(_LAST), timeout=20_000)
    assert_shows(film, diffuse(photo, 24**2 / 2))
    _scrub(visitor, 100)
    halfway = diffuse(photo, (24 * 100 / _LAST) ** 2 / 2)
    assert_shows(film, halfway)
    visitor.goto(visitor.url)
    assert_shows(film, halfway)
    expect(visitor.get_by_text("100.0000%")).to_be_visible(timeout=_PATIENCE)


def test_new_settings_start_a_new_run(visitor: Page, app_address: str) -> None:
    _open(visitor, app_address, start="step", frame=str(_LAST))
    film = picture(visitor, "A sharp step, diffusing")
    assert_shows(film, diffuse(step(), 288.0))
    visitor.get_by_role("combobox", name="Edge of the picture").click()
    visitor.get_by_role("option", name="Held at one brightness").click()
    assert_shows(film, diffuse(step(), 288.0, boundary="dirichlet"))
    visitor.get_by_text("Speed and units").click()
    slider = visitor.get_by_role("slider", name=re.compile("Along x"))
    slider.press("Home")
    expect(visitor.get_by_text(re.compile("σ = 0.0 × 24.0 px"))).to_be_visible(timeout=_PATIENCE)
    assert_shows(film, diffuse(step(), 288.0, diffusivity=(0.0, 1.0), boundary="dirichlet"))


def test_mathematics_follow_the_frame(visitor: Page, app_address: str) -> None:
    _open(visitor, app_address, start="drops", section="mathematics", frame="120")
    sigma = 24 * 120 / _LAST
    once = convolve_once(drops(), gaussian_propagator(sigma**2 / 2))
    assert_shows(picture(visitor, "One convolution"), once)
    _scrub(visitor, 200)
    later = (24 * 200 / _LAST) ** 2 / 2
    assert_shows(picture(visitor, "One convolution"), convolve_once(drops(), gaussian_propagator(later)))


def test_line_dragged_by_hand_gives_another_profile(visitor: Page, app_address: str) -> None:
    _open(visitor, app_address, start="step", section="line")
    over_time = picture(visitor, "Profile over time")
    expect(over_time).to_be_visible(timeout=_PATIENCE)
    assert pixels(over_time).shape[:2] == (96, 257)
    panel = picture(visitor, "Line through the start")
    box = panel.bounding_box()
    assert box
    visitor.get_by_role("button", name=re.compile("Line", re.I)).first.click()
    visitor.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 0.2 * box["height"])
    visitor.mouse.down()
    visitor.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 0.8 * box["height"], steps=5)
    visitor.mouse.up()
    expect(visitor).to_have_url(re.compile(r"diffusion\.line\.x0"))
    # Along the salt's side nothing changes but what leaks past the edge, far away.
    expect(over_time).to_have_js_property("width", 154, timeout=_PATIENCE)
    assert pixels(over_time).min() > 250
    link = visitor.url
    visitor.mouse.click(box["x"] + 0.6 * box["width"], box["y"] + 0.5 * box["height"])
    visitor.wait_for_timeout(1500)
    assert visitor.url == link
    expect(over_time).to_have_js_property("width", 154)


def test_painted_salt_spreads(visitor: Page, app_address: str) -> None:
    _open(visitor, app_address, start="drawn")
    film = picture(visitor, "Your drawing, diffusing")
    expect(visitor.get_by_text("Draw something first")).to_be_visible(timeout=_PATIENCE)
    visitor.get_by_role("button", name=re.compile("Brush", re.I)).first.click()
    # The controls below come last; then nothing moves any more.
    expect(visitor.get_by_text("Speed and units")).to_be_visible(timeout=_PATIENCE)
    expect(visitor.get_by_role("button", name="Take away")).to_be_visible(timeout=_PATIENCE)
    box = picture(visitor, "Drawing pad").bounding_box()
    assert box
    visitor.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.5 * box["height"])
    visitor.mouse.down()
    visitor.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.5 * box["height"], steps=8)
    visitor.mouse.up()
    expect(visitor.get_by_text("Drag to paint")).to_be_visible(timeout=_PATIENCE)
    expect(film).to_have_attribute("data-frame", "0")
    deadline = time.monotonic() + 10
    while pixels(film)[128, 128, 0] < 240:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert pixels(film)[30, 30, 0] < 5


@pytest.mark.parametrize(("kind", "mime"), [("MP4", "video/mp4"), ("GIF", "image/gif")])
def test_film_taken_home_plays(visitor: Page, app_address: str, kind: str, mime: str) -> None:
    _open(visitor, app_address, start="step")
    expect(picture(visitor, "A sharp step, diffusing")).to_be_visible(timeout=_PATIENCE)
    visitor.get_by_role("button", name="Save the film").click()
    visitor.get_by_role("button", name=f"Make {kind}").click()
    save = visitor.get_by_role("button", name=re.compile(f"Save {kind}"))
    with visitor.expect_download(timeout=20_000) as download:
        save.click()
    path = download.value.path()
    address = f"data:{mime};base64,{base64.b64encode(path.read_bytes()).decode()}"
    if kind == "MP4":
        length, width, right, left = visitor.evaluate(_PLAY, address)
        assert length == pytest.approx(240 * 0.033, abs=0.05)
        assert width == 256
    else:
        width, right, left = visitor.evaluate(_DRAW, address)
        assert width == 256
    middle = diffuse(step(), 288.0 if kind == "MP4" else 0.0)[128]
    assert left == pytest.approx(middle[110], abs=12)
    assert right == pytest.approx(middle[146], abs=12)


_PLAY = """async address => {
  const video = document.createElement('video');
  video.muted = true;
  video.src = address;
  await new Promise((done, fail) => { video.onloadeddata = done; video.onerror = () => fail(video.error.message); });
  video.currentTime = video.duration - 0.02;
  await new Promise(done => { video.onseeked = done; });
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  const pen = canvas.getContext('2d');
  pen.drawImage(video, 0, 0);
  const at = x => pen.getImageData(x, 128, 1, 1).data[0];
  return [video.duration, video.videoWidth, at(146), at(110)];
}"""
_DRAW = """async address => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.width, image.height];
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const at = x => pen.getImageData(x, 128, 1, 1).data[0];
  return [image.width, at(146), at(110)];
}"""


@pytest.mark.parametrize("section", ["watch", "kernel", "molecules", "edges"])
def test_sections_fit_a_phone_in_the_dark(chromium: Browser, app_address: str, section: str) -> None:
    with visiting(chromium, width=390, height=844, color_scheme="dark") as page:
        _open(page, app_address, start="drops", section=section)
        play = page.get_by_role("button", name="Play", exact=True)
        expect(play).to_be_visible(timeout=_PATIENCE)
        box = play.bounding_box()
        assert box
        assert box["x"] + box["width"] <= 390
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_walls_stand_when_the_visitor_comes_back_and_hold_the_salt(visitor: Page, app_address: str) -> None:
    _open(visitor, app_address, start="step", section="walls", beside="false")
    tank = picture(visitor, "Tank: A sharp step")
    before = pixels(tank)
    visitor.get_by_role("button", name="A grid of walls").click()
    visitor.wait_for_timeout(1000)
    with_walls = pixels(tank)
    assert (with_walls != before).any()
    visitor.get_by_role("button", name="Play", exact=True).click()
    visitor.wait_for_timeout(1500)
    visitor.get_by_role("button", name="Pause").click()
    expect(visitor.get_by_text(re.compile(r"Salt in all"))).to_be_visible()
    visitor.get_by_role("radio", name="Watch").click()
    expect(picture(visitor, "A sharp step, diffusing")).to_be_visible(timeout=_PATIENCE)
    visitor.get_by_role("radio", name="Walls and spoon").click()
    assert_shows(tank, with_walls)
