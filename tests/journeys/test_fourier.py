"""The Fourier page as a visitor uses it; what it shows is checked against NumPy's full transform."""

from __future__ import annotations

import re
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Locator, Page, expect

from tests.conftest import visiting
from tests.pictures import encoded, noise
from tests.screen import assert_shows, gray_and_colour, move_slider, picture, pixels, sample, upload

_SECTIONS = ("look", "waves", "theorem", "orientation", "swap")


def _filtered(image: NDArray[np.generic], passed: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the picture of the waves that pass; `passed` is zero frequency first."""
    waves = np.fft.fft2(np.atleast_3d(image).astype(float), axes=(0, 1)) * passed[..., None]
    return np.fft.ifft2(waves, axes=(0, 1)).real.reshape(image.shape)


def _distance(shape: tuple[int, ...]) -> NDArray[np.float64]:
    row, col = np.fft.fftfreq(shape[0]), np.fft.fftfreq(shape[1])
    return np.hypot(row[:, None], col)


def _metric(page: Page, label: str) -> Locator:
    return page.get_by_test_id("stMetric").filter(has_text=label).get_by_test_id("stMetricValue")


def _assert_holds(canvas: Locator, expected: NDArray[np.generic]) -> None:
    """Wait until the canvas holds the expected gray levels; on the screen, fine stripes depend on half a pixel."""
    wanted = gray_and_colour(expected).astype(int)
    deadline = time.monotonic() + 10
    while (difference := _difference(pixels(canvas), wanted)) > 2:
        assert time.monotonic() < deadline, f"the picture differs by {difference:.2f} gray levels on average"
        canvas.page.wait_for_timeout(200)


def _difference(shown: NDArray[np.uint8], wanted: NDArray[np.int_]) -> float:
    """Return the mean absolute difference, infinite while a picture of another size is shown."""
    return float(np.abs(shown - wanted).mean()) if shown.shape == wanted.shape else float("inf")


def _drag(page: Page, canvas: Locator, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag from one place to another, in shares of the picture's width and height."""
    canvas.scroll_into_view_if_needed()
    frame = canvas.bounding_box()
    assert frame is not None
    places = [(frame["x"] + x * frame["width"], frame["y"] + y * frame["height"]) for x, y in (start, end)]
    page.mouse.move(*places[0])
    page.mouse.down()
    page.mouse.move(*places[1], steps=4)
    page.mouse.up()


def test_radius_filters_the_photo_as_numpy_does(visitor: Page, app_address: str) -> None:
    photo = np.random.default_rng(1).integers(0, 256, (90, 121, 3), np.uint8)
    photo = np.clip(_filtered(photo, _distance(photo.shape) < 0.2) * 2 - 127, 0, 255).astype(np.uint8)
    visitor.goto(f"{app_address}/fourier?fourier.radius=0.1")
    upload(visitor, photo)
    for radius in (0.1, 0.11):
        passed = _distance(photo.shape) <= radius
        assert_shows(picture(visitor, "Filtered picture"), _filtered(photo, passed))
        assert_shows(picture(visitor, "Mask"), 255 * np.fft.fftshift(passed))
        expect(_metric(visitor, "Waves kept")).to_have_text(f"{passed.mean():.2%}")
        expect(_metric(visitor, "Compression")).to_have_text(f"{(~passed).sum() / passed.sum():.1f} : 1")
        if radius == 0.1:
            move_slider(visitor, "Radius of the disc", 2)


def test_a_box_on_the_spectrum_removes_its_waves_until_it_is_undone(visitor: Page, app_address: str) -> None:
    camera = sample("camera")
    visitor.goto(f"{app_address}/fourier?picture=camera&fourier.keep=all")
    _assert_holds(picture(visitor, "Filtered picture"), camera)
    visitor.get_by_role("button", name="Box", exact=True).click()
    _drag(visitor, picture(visitor, "Spectrum"), (0.52, 0.3), (0.7, 0.49))
    visitor.wait_for_url(re.compile(r"fourier\.marks=rb"))
    left, top, right, bottom = (
        int(number) / 10_000 for number in re.findall(r"fourier\.marks=rb\.([-\d.]+)", visitor.url)[0].split(".")
    )
    row, col = np.fft.fftfreq(512)[:, None], np.fft.fftfreq(512)
    box = (row >= top) & (row <= bottom) & (col >= left) & (col <= right)
    mirror = np.roll(box[::-1, ::-1], 1, axis=(0, 1))
    assert 0.01 < box.mean() < 0.1
    passed = ~(box | mirror)
    _assert_holds(picture(visitor, "Mask"), 255 * np.fft.fftshift(passed))
    _assert_holds(picture(visitor, "Filtered picture"), _filtered(camera, passed))
    visitor.goto(visitor.url)
    _assert_holds(picture(visitor, "Filtered picture"), _filtered(camera, passed))
    visitor.get_by_role("button", name="Clear").last.click()
    _assert_holds(picture(visitor, "Filtered picture"), camera)
    visitor.get_by_role("button", name="Undo").last.click()
    _assert_holds(picture(visitor, "Filtered picture"), _filtered(camera, passed))
    visitor.get_by_role("button", name="Disc", exact=True).click()
    _drag(visitor, picture(visitor, "Spectrum"), (0.3, 0.6), (0.3, 0.7))
    visitor.wait_for_url(re.compile(r"fourier\.marks=rb.*_rd"))
    x, y, radius = (int(number) / 10_000 for number in re.findall(r"_rd\.(-?\d+)\.(-?\d+)\.(\d+)", visitor.url)[0])
    assert np.allclose((x, y, radius), (-0.2, 0.1, 0.1), atol=0.01)
    for sign in (1, -1):
        passed &= np.hypot(row - sign * y, col - sign * x) > radius
    _assert_holds(picture(visitor, "Mask"), 255 * np.fft.fftshift(passed))
    _assert_holds(picture(visitor, "Filtered picture"), _filtered(camera, passed))
    visitor.get_by_role("button", name="Clear").last.click()
    _assert_holds(picture(visitor, "Filtered picture"), camera)
    visitor.get_by_role("button", name="Box", exact=True).click()
    # Who wants all of it begins beside it.
    _drag(visitor, picture(visitor, "Spectrum"), (-0.01, -0.01), (1.01, 1.01))
    _assert_holds(picture(visitor, "Filtered picture"), np.full_like(camera, 128))


def test_periodic_noise_goes_at_one_press_and_its_notches_can_be_edited(visitor: Page, app_address: str) -> None:
    visitor.goto(f"{app_address}/fourier?picture=camera_periodic_noise")
    visitor.get_by_role("button", name="Find periodic noise").click()
    visitor.wait_for_url(re.compile(r"fourier\.marks=rd\.781\.469\.\d+_rd\.0\.1758\.\d+"))
    noisy = sample("camera_periodic_noise")
    row, col = np.fft.fftfreq(512)[:, None], np.fft.fftfreq(512)

    def expected(*notches: tuple[int, int, float]) -> NDArray[np.float64]:
        passed = np.ones((512, 512), bool)
        for down, across, radius in notches:
            for sign in (1, -1):
                passed &= np.hypot(row - sign * down / 512, col - sign * across / 512) > radius
        return _filtered(noisy, passed)

    result = picture(visitor, "Filtered picture")
    _assert_holds(result, expected((24, 40, 2.5 / 512), (90, 0, 2.5 / 512)))

    # The table is drawn on a canvas: its cells are found by their places.
    table = visitor.get_by_test_id("stDataFrame")
    table.scroll_into_view_if_needed()
    visitor.wait_for_timeout(1500)
    table.dblclick(position={"x": 185, "y": 87})
    visitor.wait_for_timeout(500)
    visitor.keyboard.press("Control+A")
    visitor.keyboard.type("0.1503")
    visitor.wait_for_timeout(300)
    visitor.keyboard.press("Enter")
    visitor.wait_for_url(re.compile(r"rd\.0\.1758\.1503"))
    _assert_holds(result, expected((24, 40, 2.5 / 512), (90, 0, 0.1503)))
    visitor.wait_for_timeout(1000)
    table.click(position={"x": 16, "y": 52})
    visitor.wait_for_timeout(300)
    visitor.keyboard.press("Delete")
    visitor.wait_for_url(re.compile(r"marks=rd\.0\.1758\.1503(&|$)"))
    _assert_holds(result, expected((90, 0, 0.1503)))


def test_pointing_at_the_spectrum_puts_the_notch_there(visitor: Page, app_address: str) -> None:
    noisy = sample("camera_periodic_noise")
    visitor.goto(f"{app_address}/fourier?picture=camera_periodic_noise&fourier.keep=notch&fourier.notch_radius=0.02")
    picture(visitor, "Filtered picture").wait_for()
    _drag(visitor, picture(visitor, "Spectrum"), (0.5001, 0.6758), (0.5001, 0.6758))
    visitor.wait_for_url(re.compile(r"fourier\.notch_x=0(\.0)?&fourier\.notch_y=0\.17"))
    down = float(re.findall(r"notch_y=([\d.]+)", visitor.url)[0])
    row, col = np.fft.fftfreq(512)[:, None], np.fft.fftfreq(512)
    passed = (np.hypot(row - down, col) > 0.02) & (np.hypot(row + down, col) > 0.02)
    _assert_holds(picture(visitor, "Filtered picture"), _filtered(noisy, passed))
    _assert_holds(picture(visitor, "Mask"), 255 * np.fft.fftshift(passed))


def _wave(image: NDArray[np.generic], down: int, across: int) -> NDArray[np.float64]:
    """Return one wave of a picture, and its mirror image, alone; a colour picture's is that of its mean."""
    passed = np.zeros(image.shape[:2], bool)
    passed[down, across] = passed[-down, -across] = True
    return _filtered(image if image.ndim == 2 else image.mean(axis=-1), passed)


def _assert_draws_wave(page: Page, wave: NDArray[np.float64]) -> None:
    """Wait until the wave stands on the screen, from black to white."""
    canvas = picture(page, "The wave alone").locator("xpath=..").locator("canvas.screen")
    levels = (127.5 + 127.5 * wave / np.abs(wave).max()).astype(np.float32)
    deadline = time.monotonic() + 10
    while True:
        shown = pixels(canvas)
        wanted = cv2.resize(levels, (shown.shape[1], shown.shape[0]))
        difference = float(np.abs(shown.mean(axis=-1) - wanted).mean())
        # How the browser magnifies makes a few levels, another wave about eighty.
        if difference < 8:
            return
        assert time.monotonic() < deadline, f"the wave differs by {difference:.1f} gray levels on average"
        page.wait_for_timeout(100)


def test_the_wave_under_the_pointer_is_drawn_at_once_and_a_click_keeps_it(visitor: Page, app_address: str) -> None:
    photo = noise(151, 207, 3)
    visitor.goto(f"{app_address}/fourier?fourier.section=waves")
    picture(visitor, "The wave alone").wait_for()
    upload(visitor, photo)
    facts = visitor.locator(".wave .fact")
    spectrum = picture(visitor, "Spectrum")

    def point(down: int, across: int) -> tuple[float, float]:
        frame = spectrum.bounding_box()
        assert frame is not None
        x, y = (207 // 2 + across + 0.5) / 207, (151 // 2 + down + 0.5) / 151
        return frame["x"] + x * frame["width"], frame["y"] + y * frame["height"]

    def assert_tells(down: int, across: int) -> None:
        amplitude = np.abs(np.fft.fft2(photo.mean(axis=-1))[down, across]) * 2 / photo[..., 0].size
        expect(facts.nth(0)).to_have_text(f"Amplitude{amplitude:.4g}")
        expect(facts.nth(1)).to_have_text(f"Period{1 / np.hypot(down / 151, across / 207):.2f} px")
        direction = np.degrees(np.arctan2(-down / 151, across / 207)) % 180
        expect(facts.nth(2)).to_have_text(f"Direction{direction:.1f}°")
        _assert_draws_wave(visitor, _wave(photo, down, across))

    assert_tells(5, 8)
    spectrum.scroll_into_view_if_needed()
    visitor.mouse.move(*point(-12, 20))
    assert_tells(-12, 20)
    assert "fourier.across=8&fourier.down=5" in visitor.url
    visitor.mouse.move(1, 1)
    assert_tells(5, 8)
    visitor.mouse.click(*point(3, -9))
    visitor.wait_for_url(re.compile(r"fourier\.across=-9.*fourier\.down=3"))
    visitor.mouse.move(1, 1)
    assert_tells(3, -9)
    # By keys: the pointer's way, step by step.
    spectrum.locator("xpath=..").focus()
    for _ in range(4):
        visitor.keyboard.press("ArrowRight")
    visitor.keyboard.press("ArrowDown")
    assert_tells(1, 4)
    visitor.keyboard.press("Enter")
    visitor.wait_for_url(re.compile(r"fourier\.across=4.*fourier\.down=1(&|$)"))
    assert_tells(1, 4)


def test_an_own_second_picture_is_swapped_stays_and_travels_in_the_file(
    visitor: Page, chromium: Browser, app_address: str
) -> None:
    first, second = noise(48, 64, 3), noise(900, 1200, 3, seed=1)
    kept = cv2.resize(second, (640, 480), interpolation=cv2.INTER_AREA)
    waves, others = (np.fft.fft2(np.asarray(image, float), axes=(0, 1)) for image in (first, _shrunk(kept, 10)))
    mixed = np.fft.ifft2(np.abs(others) * np.exp(1j * np.angle(waves)), axes=(0, 1)).real
    visitor.goto(f"{app_address}/fourier?fourier.section=swap")
    picture(visitor, "Second: Cat").wait_for()
    upload(visitor, first)
    _upload_second(visitor, "notes.png", b"no picture")
    expect(visitor.get_by_text(re.compile(r"^notes\.png: "))).to_be_visible()
    picture(visitor, "Second: Cat").wait_for()
    # Over a megabyte, and the server may not write a byte to its disk.
    _upload_second(visitor, "second.png", encoded(second, "PNG"))
    _assert_holds(picture(visitor, "Second: second.png"), _shrunk(kept, 10))
    _assert_holds(picture(visitor, "Phases of the first"), mixed)
    said = "The second picture has 640 × 480 pixels, scaled to the first's 64 × 48."
    expect(visitor.get_by_text(said)).to_be_visible()
    expect(visitor.get_by_text(re.compile(r"^notes\.png: "))).to_have_count(0)
    expect(visitor).to_have_url(re.compile(r"fourier\.other=yours"))

    visitor.get_by_test_id("stTopNavLink").filter(has_text="Kernel", visible=True).first.click()
    picture(visitor, "holiday.png").first.wait_for()
    visitor.get_by_test_id("stTopNavLink").filter(has_text="Fourier", visible=True).first.click()
    _assert_holds(picture(visitor, "Phases of the first"), mixed)
    visitor.reload()
    _assert_holds(picture(visitor, "Phases of the first"), mixed)

    visitor.get_by_role("button", name="Take away").click()
    with visitor.expect_download() as download:
        visitor.get_by_role("dialog").get_by_role("button", name="Save the experiment").click()
    file = Path(download.value.path()).read_bytes()
    with visiting(chromium, width=1280, height=800) as stranger:
        stranger.goto(visitor.url)
        expect(stranger.get_by_text("second photo that stayed with its owner")).to_be_visible()
        expect(stranger.get_by_test_id("stToast")).to_have_count(0)
        picture(stranger, "Second: Cat").wait_for()
        stranger.get_by_role("button", name="Upload", exact=True).click()
        stranger.locator("input[type=file]").set_input_files(
            {"name": "it.zip", "mimeType": "application/zip", "buffer": file}
        )
        _assert_holds(picture(stranger, "Second: second.png"), _shrunk(kept, 10))
        _assert_holds(picture(stranger, "Phases of the first"), mixed)


def _upload_second(page: Page, name: str, data: bytes) -> None:
    """Upload a file as the second picture."""
    page.get_by_role("button", name="Upload the second").click()
    page.get_by_test_id("stPopoverBody").locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "image/png", "buffer": data}
    )


def _shrunk(image: NDArray[np.uint8], factor: int) -> NDArray[np.float64]:
    """Return the picture, each pixel the mean of so many by so many."""
    rows, cols = image.shape[0] // factor, image.shape[1] // factor
    return image.reshape(rows, factor, cols, factor, -1).mean(axis=(1, 3))


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_every_section_opens_by_its_button_without_an_error(
    chromium: Browser, app_address: str, width: int, scheme: str
) -> None:
    with visiting(chromium, width=width, height=844, color_scheme=scheme) as page:
        page.goto(f"{app_address}/fourier?picture=brick")
        picture(page, "Filtered picture").wait_for()
        for section in _SECTIONS:
            page.get_by_role("radio", name=section.capitalize(), exact=True).click()
            page.wait_for_url(re.compile(f"fourier.section={section}"))
            expect(page.get_by_test_id("stAlert")).to_have_count(0)
            expect(page.get_by_test_id("stException")).to_have_count(0)
        picture(page, "Phases of the second").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
