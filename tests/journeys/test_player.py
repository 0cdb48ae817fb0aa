"""The player: what is on the screen, what the transport does, and what Python hears of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from pages._parts.player import Film, show_player
from tests.conftest import running_app, visiting
from tests.screen import picture, pixels
from tests.stages.player import COUNT

# Long after the last report, so that a second one would have come.
_REST = 600


@pytest.fixture(scope="module")
def stage() -> Iterator[str]:
    with running_app("tests/stages/player.py") as address:
        yield address


@pytest.fixture
def page(chromium: Browser, stage: str) -> Iterator[Page]:
    with visiting(chromium, width=1280, height=800) as page:
        page.goto(stage)
        expect(_canvas(page, "Rising")).to_have_attribute("data-frame", "5")
        yield page


def _canvas(page: Page, title: str) -> Locator:
    return picture(page, f"{title} film")


def _frame(page: Page) -> int:
    """Return the frame that both films show, whose gray levels must say the same."""
    rising, falling = (int(pixels(_canvas(page, title))[20, 30, 0]) for title in ("Rising", "Falling"))
    assert rising + falling == 250
    assert np.ptp(pixels(_canvas(page, "Rising"))) == 0
    assert int(_canvas(page, "Rising").get_attribute("data-frame") or -1) == rising
    return rising


def _known(page: Page, frame: int) -> None:
    expect(page.get_by_text(re.compile(rf"Python knows frame {frame} after"))).to_be_visible()


def test_step_scrub_and_keys_move_all_films_and_tell_python(page: Page) -> None:
    page.get_by_role("button", name="One frame on").click()
    assert _frame(page) == 6
    expect(page.get_by_text("t = 0.6 s")).to_be_visible()
    expect(page.get_by_text("level 244")).to_be_visible()
    _known(page, 6)
    for key, frame in (("ArrowLeft", 5), ("End", COUNT - 1), ("ArrowRight", COUNT - 1), ("Home", 0), ("ArrowLeft", 0)):
        page.keyboard.press(key)
        expect(_canvas(page, "Falling")).to_have_attribute("data-frame", str(frame))
        assert _frame(page) == frame
    _known(page, 0)
    page.get_by_role("slider", name="Frame").fill("123")
    expect(_canvas(page, "Rising")).to_have_attribute("data-frame", "123")
    assert _frame(page) == 123
    _known(page, 123)
    page.get_by_role("button", name="Go to frame 77").click()
    expect(_canvas(page, "Rising")).to_have_attribute("data-frame", "77")
    assert _frame(page) == 77


def test_many_quick_steps_are_reported_once(page: Page) -> None:
    page.get_by_role("slider", name="Frame").focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    _known(page, 25)
    page.wait_for_timeout(_REST)
    expect(page.get_by_text("Python knows frame 25 after 1 reports")).to_be_visible()


def test_plays_every_frame_in_order_pauses_and_loops(page: Page) -> None:
    page.evaluate(_WATCH)
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible(timeout=15_000)
    _known(page, COUNT - 1)
    assert _frame(page) == COUNT - 1
    seen = page.evaluate("seen")
    assert seen == sorted(set(seen))
    assert len(seen) > 0.5 * (COUNT - 5)

    page.get_by_role("button", name="Play again and again").click()
    page.get_by_role("combobox", name="Speed").select_option("240 frames/s")
    page.evaluate(_WATCH)
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Play", exact=True).press("Space")
    page.wait_for_function("seen.some((frame, index) => index > 0 && frame < seen[index - 1])")
    page.get_by_role("button", name="Pause").press("Space")
    _known(page, _frame(page))
    page.wait_for_url(re.compile("player.speed=5"))
    assert "player.loop=1" in page.url
    page.goto(page.url)
    expect(page.get_by_role("combobox", name="Speed")).to_have_value("5")
    expect(page.get_by_role("button", name="Play again and again")).to_have_attribute("aria-pressed", "true")


def test_fits_a_phone_in_the_dark(chromium: Browser, stage: str) -> None:
    with visiting(chromium, width=390, height=844, color_scheme="dark") as page:
        page.goto(stage)
        expect(_canvas(page, "Rising")).to_have_attribute("data-frame", "5")
        # The films lie side by side; the next one peeks.
        for title in ("Rising", "Falling"):
            _canvas(page, title).evaluate("canvas => canvas.scrollIntoView({inline: 'center', block: 'nearest'})")
            page.wait_for_timeout(500)
            box = _canvas(page, title).bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 390
            assert box["width"] > 300
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        for control in page.locator(".player").get_by_role("button").all():
            box = control.bounding_box()
            assert box
            assert min(box["width"], box["height"]) >= 40
            assert box["x"] + box["width"] <= 390


@pytest.mark.parametrize(
    ("films", "reason"),
    [
        ([], "at least one"),
        ([Film("a", (), (), 1, 1, "")], "at least one"),
        ([Film("a", (b"1",), ("0",), 1, 1, ""), Film("a", (b"1", b"2"), ("0", "1"), 1, 1, "")], "as many frames"),
        ([Film("a", (b"1",), (), 1, 1, "")], "as many labels"),
        ([Film("a", (b"1",), ("0",), 1, 1, "", ("a", "b"))], "as many notes"),
    ],
)
def test_films_that_do_not_fit_together_are_refused(films: list[Film], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        show_player(films, key="player", on_pause=lambda: None)


_WATCH = """() => {
    const find = (root) => {
        for (const node of root.querySelectorAll("*")) {
            if (node.dataset?.frame) return node;
            const inner = node.shadowRoot && find(node.shadowRoot);
            if (inner) return inner;
        }
    };
    const canvas = find(document);
    window.seen = [];
    window.watcher?.disconnect();
    window.watcher = new MutationObserver(() => {
        const frame = Number(canvas.dataset.frame);
        if (frame !== window.seen.at(-1)) window.seen.push(frame);
    });
    window.watcher.observe(canvas, { attributeFilter: ["data-frame"] });
}"""
