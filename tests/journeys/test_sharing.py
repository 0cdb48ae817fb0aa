"""Share an experiment and open it again, as people do: by link, by file, by the back button."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from core.convolution import convolve
from core.images import decode
from core.kernels import KERNELS
from tests.conftest import running_app, visiting
from tests.pictures import encoded, noise
from tests.screen import picture, pixels, upload

_LINK = "kernel?kernel.name=gaussian&kernel.sigma=3&kernel.size=15&picture=coffee"


def _opened(visitor: Page, address: str) -> np.ndarray:
    """Open an address and return the result's pixels."""
    visitor.goto(address)
    _result(visitor).wait_for()
    return pixels(_result(visitor))


def _result(visitor: Page) -> Locator:
    """Return the kernel page's result."""
    return visitor.get_by_role("img", name=re.compile("after the kernel")).first


def _saved(visitor: Page, button: str) -> bytes:
    """Press a button of the window and return the file that it saves."""
    with visitor.expect_download() as download:
        visitor.get_by_role("dialog").get_by_role("button", name=button).click()
    return Path(download.value.path()).read_bytes()


def test_a_copied_link_shows_the_same_to_the_pixel_elsewhere(chromium: Browser, app_address: str) -> None:
    with visiting(chromium, width=1280, height=800) as visitor:
        visitor.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=app_address)
        mine = _opened(visitor, f"{app_address}/{_LINK}")
        visitor.get_by_role("button", name="Copy link").click()
        expect(visitor.get_by_text("Copied")).to_be_visible()
        link = visitor.evaluate("navigator.clipboard.readText()")
    assert "kernel.sigma=3" in link
    with visiting(chromium, width=1280, height=800) as visitor:
        assert np.array_equal(_opened(visitor, link), mine)


_EVERYWHERE = {
    "kernel?kernel.name=gabor&kernel.wavelength=6.5&kernel.padding=wrap&picture=coffee": (
        "Cup of coffee after the kernel",
    ),
    "kernel?kernel.section=chain&kernel.chain=box+|+laplacian&picture=camera": ("Result of the single kernel",),
    "fourier?fourier.keep=band&fourier.band=0.05,0.2&picture=chelsea": ("Filtered picture", "Spectrum"),
    "fourier?fourier.section=swap&fourier.other=coins&picture=retina": ("Phases of the first", "Phases of the second"),
    "template?template.region=75,170,55,50&picture=coins": ("Score map", "Coins with"),
    "diffusion?diffusion.section=mathematics&diffusion.frame=40&picture=brick": ("One convolution", "Difference"),
}


def test_a_link_shows_the_same_to_the_pixel_on_another_machine(chromium: Browser, app_address: str) -> None:
    with running_app() as other:
        shown: list[list[np.ndarray]] = []
        for address in (app_address, other):
            with visiting(chromium, width=1280, height=800) as visitor:
                shown.append([])
                for link, names in _EVERYWHERE.items():
                    visitor.goto(f"{address}/{link}")
                    visitor.get_by_role("button", name="Take away").wait_for()
                    assert visitor.get_by_role("alert").count() == 0
                    for name in names:
                        panel = picture(visitor, name).first
                        panel.wait_for()
                        shown[-1].append(_settled(visitor, panel))
        assert len(shown[0]) == sum(map(len, _EVERYWHERE.values()))
        for mine, theirs in zip(*shown, strict=True):
            assert mine.std() > 0
            np.testing.assert_array_equal(mine, theirs)


def _settled(visitor: Page, panel: Locator) -> np.ndarray:
    """Return the panel's pixels once they stay as they are."""
    before = pixels(panel)
    for _ in range(20):
        visitor.wait_for_timeout(250)
        now = pixels(panel)
        if np.array_equal(now, before):
            return now
        before = now
    return before


def test_where_the_clipboard_is_shut_the_link_is_selected(visitor: Page, app_address: str) -> None:
    visitor.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    _opened(visitor, f"{app_address}/{_LINK}")
    visitor.get_by_role("button", name="Copy link").click()
    field = visitor.get_by_label("Link to this experiment")
    expect(field).to_have_value(re.compile(r"kernel\.name=gaussian"))
    assert field.evaluate("input => input.selectionEnd - input.selectionStart") > 40


def test_back_button_and_reload_lose_nothing(visitor: Page, app_address: str) -> None:
    visitor.goto(f"{app_address}/kernel")
    _result(visitor).wait_for()
    visitor.get_by_text("Facts", exact=True).click()
    expect(visitor).to_have_url(re.compile("kernel.section=facts"))
    visitor.get_by_role("link", name="Fourier").first.click()
    expect(visitor.get_by_role("heading", name="Fourier")).to_be_visible()
    picture(visitor, "Filtered").first.wait_for()
    visitor.get_by_text("Swap", exact=True).first.click()
    expect(visitor).to_have_url(re.compile("fourier.section=swap"))
    visitor.go_back()
    for _ in range(2):
        expect(visitor.get_by_role("heading", name="Kernel")).to_be_visible()
        expect(visitor).to_have_url(re.compile(r"/kernel\?kernel.section=facts$"))
        expect(visitor.get_by_role("radio", name="Facts")).to_be_checked()
        visitor.reload()
    expect(visitor.get_by_role("radio", name="Facts")).to_be_checked()
    visitor.go_forward()
    expect(visitor).to_have_url(re.compile(r"/fourier\?fourier.section=swap$"))
    expect(visitor.get_by_role("radio", name="Swap")).to_be_checked()


@pytest.mark.parametrize(
    "elsewhere", ["fourier?fourier.radius=0.3", "kernel?kernel.name=sharpen&kernel.turn=correlation"]
)
def test_an_experiment_file_opens_again_to_the_pixel_on_the_right_page(
    chromium: Browser, app_address: str, elsewhere: str
) -> None:
    photo = noise(40, 60, 3)
    with visiting(chromium, width=1280, height=800) as visitor:
        visitor.goto(f"{app_address}/kernel?kernel.name=box&kernel.padding=wrap")
        upload(visitor, photo, "mine.png")
        _result(visitor).wait_for()
        mine = pixels(_result(visitor))
        _result(visitor).locator("xpath=..").click(position={"x": 60, "y": 50})
        expect(visitor.get_by_text("pinned, click again to let go")).to_be_visible()
        expect(visitor).to_have_url(re.compile(r"kernel\.pin=\d+(,|%2C)\d+"))
        inspected = visitor.get_by_text(re.compile(r"^Row \d+, column \d+$")).inner_text()
        visitor.get_by_role("button", name="Take away").click()
        file = _saved(visitor, "Save the experiment")
    with zipfile.ZipFile(BytesIO(file)) as archive:
        assert np.array_equal(decode(archive.read("picture.png")), photo)
        assert np.array_equal(decode(archive.read("result.png")), mine)
    with visiting(chromium, width=1280, height=800) as visitor:
        visitor.goto(f"{app_address}/{elsewhere}")
        visitor.get_by_role("button", name="Take away").wait_for()
        visitor.get_by_role("button", name="Upload").first.click()
        visitor.locator("input[type=file]").set_input_files(
            {"name": "it.zip", "mimeType": "application/zip", "buffer": file}
        )
        _result(visitor).wait_for()
        expect(visitor).to_have_url(re.compile(r"/kernel\?.*kernel\.padding=wrap"))
        assert "kernel.turn" not in visitor.url
        assert np.array_equal(pixels(_result(visitor)), mine)
        expect(visitor.get_by_text("pinned, click again to let go")).to_be_visible()
        expect(visitor.get_by_text(inspected, exact=True)).to_be_visible()
        _result(visitor).locator("xpath=..").click(position={"x": 200, "y": 150})
        expect(visitor.get_by_text(inspected, exact=True)).to_be_hidden()
        visitor.keyboard.press("Escape")
        expect(visitor.get_by_text("click to pin")).to_be_visible()
        expect(visitor).not_to_have_url(re.compile("kernel.pin"))


def test_a_file_that_is_no_experiment_is_refused_and_all_stays(visitor: Page, app_address: str) -> None:
    before = _opened(visitor, f"{app_address}/{_LINK}")
    visitor.get_by_role("button", name="Upload").first.click()
    hostile = {"name": "it.zip", "mimeType": "application/zip", "buffer": b"PK\3\4" + encoded(noise(8, 8), "PNG")}
    visitor.locator("input[type=file]").set_input_files(hostile)
    expect(visitor.get_by_text("This experiment file is damaged")).to_be_visible()
    other = {"name": "settings.json", "mimeType": "application/json", "buffer": b'{"kernel": 1}'}
    # A refusal closes the window over its sentence.
    visitor.get_by_role("button", name="Upload").first.click()
    visitor.locator("input[type=file]").set_input_files(other)
    expect(visitor.get_by_text("settings.json: This file is not a picture")).to_contain_text("opens from the ZIP file")
    assert np.array_equal(pixels(_result(visitor)), before)


def _zipped(photos: dict[str, np.ndarray]) -> bytes:
    """Return a ZIP archive of photos."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, photo in photos.items():
            archive.writestr(name, encoded(photo, "JPEG"))
    return stream.getvalue()


def test_many_photos_a_folder_and_the_report_are_saved_from_one_window(
    visitor: Page, app_address: str, tmp_path: Path
) -> None:
    _opened(visitor, f"{app_address}/{_LINK}")
    visitor.get_by_role("button", name="Take away").click()
    window = visitor.get_by_role("dialog")
    window.get_by_text("Many photos", exact=True).click()
    photos = [
        {"name": "a.png", "mimeType": "image/png", "buffer": encoded(noise(30, 40), "PNG")},
        {"name": "bad.png", "mimeType": "image/png", "buffer": b"no picture"},
        {"name": "more.zip", "mimeType": "application/zip", "buffer": _zipped({"b.jpg": noise(20, 20, 3)})},
    ]
    window.locator("input[type=file]").set_input_files(photos)
    window.get_by_role("button", name="Apply to 3 files").click()
    with zipfile.ZipFile(BytesIO(_saved(visitor, "Save convoscope-kernel-photos.zip"))) as archive:
        assert sorted(archive.namelist()) == ["01-a.png", "03-b.png", "about.txt", "contact-sheet.png", "left-out.txt"]
        assert decode(archive.read("01-a.png")).shape == (30, 40)
        about = archive.read("about.txt").decode()
    for said in (f"{app_address}/kernel?kernel.name=gaussian&", "Sigma (cells): 3", "Reflect: c b a", "bad.png: "):
        assert said in about
    expect(window.get_by_text("2 photos done.")).to_contain_text("Left out: bad.png: ")
    window.get_by_text("A folder", exact=True).click()
    (tmp_path / "trip" / "day 2").mkdir(parents=True)
    (tmp_path / "trip" / "one.png").write_bytes(encoded(noise(20, 30), "PNG"))
    (tmp_path / "trip" / "day 2" / "two.jpg").write_bytes(encoded(noise(30, 20, 3), "JPEG"))
    (tmp_path / "trip" / "notes.txt").write_text("no photo")
    window.locator("input[webkitdirectory]").set_input_files(tmp_path / "trip")
    expect(window.get_by_role("button", name="Apply to 2 files")).to_be_visible()
    # The file of before was made of other photos.
    expect(window.get_by_role("button", name=re.compile("^.*Save convoscope"))).to_have_count(0)
    window.get_by_role("button", name="Apply to 2 files").click()
    expect(window.get_by_text(re.compile(r"2 photos done\.$"))).to_be_visible()
    with zipfile.ZipFile(BytesIO(_saved(visitor, "Save convoscope-kernel-photos.zip"))) as archive:
        assert {name.partition("-")[2] for name in archive.namelist()} == {"one.png", "two.png", "sheet.png", ""}
    window.get_by_text("Report", exact=True).click()
    paper = _saved(visitor, "Save the report")
    assert paper.startswith(b"%PDF-")
    drawn = zlib.decompress(re.findall(rb"stream\n(.*?)\nendstream", paper, re.DOTALL)[-1]).decode("latin-1")
    link = "".join(re.findall(r"/fixed 8 Tf [^(]*\((.*)\) Tj", drawn))
    assert link.partition("?")[0] == f"{app_address}/kernel"
    assert parse_qs(link.partition("?")[2]) == parse_qs(visitor.url.partition("?")[2])


def test_a_large_photo_is_a_job_with_progress(visitor: Page, app_address: str) -> None:
    photo = noise(1500, 1000, seed=3)
    asked: list[str | bytes] = []
    visitor.on("websocket", lambda socket: socket.on("framesent", lambda frame: asked.append(frame)))
    visitor.goto(f"{app_address}/kernel?kernel.name=box&kernel.padding=wrap")
    upload(visitor, photo, "large.png")
    _result(visitor).wait_for()
    visitor.get_by_role("button", name="Take away").click()
    window = visitor.get_by_role("dialog")
    window.get_by_text("Result", exact=True).click()
    window.get_by_text("TIFF, floating point").click()
    window.get_by_role("button", name="Make the file").click()
    numbers = decode(_saved(visitor, "Save convoscope-kernel.tiff"))
    # Once the file is there, nothing runs, and the browser asks no longer.
    expect(visitor.get_by_role("button", name="Stop")).to_have_count(0)
    count = len(asked)
    visitor.wait_for_timeout(1_500)
    assert len(asked) == count > 0
    assert np.abs(numbers - convolve(photo, KERNELS["box"](), padding="wrap")).max() < 0.01


def test_a_drawing_travels_by_link_and_by_file(chromium: Browser, app_address: str) -> None:
    """Paint salt, open the link elsewhere, then the file on another page: the same drawing every time."""
    with visiting(chromium, width=1280, height=800) as visitor:
        visitor.goto(f"{app_address}/diffusion?diffusion.start=drawn")
        pad = picture(visitor, "Drawing pad")
        pad.wait_for()
        box = pad.locator("xpath=..").bounding_box()
        assert box is not None
        steps = [(0.2, 0.3), (0.7, 0.35), (0.4, 0.8)]
        visitor.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.7 * box["height"])
        visitor.mouse.down()
        for x, y in steps:
            visitor.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=8)
        visitor.mouse.up()
        expect(visitor).to_have_url(re.compile(r"diffusion\.drawing=b"))
        expect(visitor.get_by_text("Drag to paint; the film spreads")).to_be_visible()
        visitor.wait_for_timeout(500)
        mine, link = pixels(pad), visitor.url
        assert 500 < np.count_nonzero(mine[..., 0] > 128) < 20_000
        visitor.get_by_role("button", name="Take away").click()
        file = _saved(visitor, "Save the experiment")
    with visiting(chromium, width=1280, height=800) as visitor:
        visitor.goto(link)
        again = picture(visitor, "Drawing pad")
        again.wait_for()
        assert np.array_equal(pixels(again), mine)
        visitor.get_by_role("button", name="Undo").first.click()
        expect(visitor.get_by_text("Empty: drag here to paint.")).to_be_visible()
        expect(visitor).not_to_have_url(re.compile(r"diffusion\.drawing"))
        visitor.goto(f"{app_address}/kernel?picture=coffee")
        _result(visitor).wait_for()
        visitor.get_by_role("button", name="Upload").first.click()
        visitor.locator("input[type=file]").set_input_files(
            {"name": "it.zip", "mimeType": "application/zip", "buffer": file}
        )
        picture(visitor, "Drawing pad").wait_for()
        expect(visitor).to_have_url(re.compile(r"/diffusion\?.*diffusion\.drawing=b"))
        assert np.array_equal(pixels(picture(visitor, "Drawing pad")), mine)


@pytest.mark.parametrize(
    ("address", "opened", "heading"),
    [
        ("nosuchpage", "/", "See what a convolution does"),
        ("Kernels?kernel.name=box&picture=coffee", "/kernel?kernel.name=box&picture=coffee", "Kernel"),
    ],
)
def test_an_unknown_page_leads_to_the_nearest_one_with_a_sentence(
    visitor: Page, app_address: str, address: str, opened: str, heading: str
) -> None:
    # To the first visitor of a new server Streamlit itself shows a window before the app runs.
    visitor.goto(app_address)
    expect(visitor.get_by_role("heading", name="See what a convolution does")).to_be_visible()
    visitor.goto(f"{app_address}/{address}")
    expect(visitor.get_by_role("heading", name=heading)).to_be_visible()
    expect(visitor.get_by_text(f"There is no page called {address.partition('?')[0]} here")).to_be_visible()
    expect(visitor).to_have_url(f"{app_address}{opened}")
    expect(visitor.get_by_role("dialog")).to_have_count(0)


def test_what_is_said_of_a_bad_link_leaves_the_buttons_free(app_address: str, visitor: Page) -> None:
    visitor.goto(f"{app_address}/kernel?kernel.view=foo&kernel.nothing=3")
    expect(visitor.get_by_test_id("stToast")).to_contain_text("Not all of this link can be had")
    visitor.get_by_role("button", name="Take away").click(timeout=5000)
    expect(visitor.get_by_role("dialog")).to_be_visible()
