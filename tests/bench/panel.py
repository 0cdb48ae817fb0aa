"""Measure the picture panel in headless Chromium: `python -m tests.bench.panel`."""

from __future__ import annotations

import sys

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.screen_times import EMPTY, SHOWN_TEXT, alternate, open_page, shown_picture
from tests.browser import launch_options
from tests.conftest import running_app
from tests.screen import picture

_MOVES = 200
_PUSHES = 25


def main() -> None:
    """Print the figures, each with what it should be."""
    stage = "tests/stages/panel_speed.py"
    with running_app(EMPTY) as bare, running_app(stage) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        context = browser.new_context(viewport={"width": 1280, "height": 1000})
        page = context.new_page()
        _print("pointer to inspector, p95, ms (at most 16.7)", _inspecting(page, address))
        for name, rate in _moving(page, address).items():
            _print(f"{name} at 12 megapixels, frames a second (at least 55)", rate)
        empty, result, ratio = _pushing(browser, bare, address)
        _print("empty rerun, p50, ms", empty)
        _print("new result of 1 megapixel to pixels, p50, ms", result)
        _print("ratio (at most 1.6)", ratio)
        browser.close()


def _inspecting(page: Page, address: str) -> float:
    """Return the time from a move of the pointer until the tables are drawn."""
    page.goto(f"{address}/?show=result")
    canvas = picture(page, "Result")
    canvas.wait_for()
    place = page.locator(".inspector .place")
    place.locator("b").wait_for()
    place.evaluate("""place => {
        window.moved = null;
        window.delays = [];
        window.addEventListener("pointermove", () => { window.moved = performance.now(); }, true);
        new MutationObserver(() => {
            if (window.moved !== null) window.delays.push(performance.now() - window.moved);
            window.moved = null;
        }).observe(place, { childList: true, subtree: true, characterData: true });
    }""")
    box = canvas.bounding_box()
    assert box
    steps = np.random.default_rng(0).random((_MOVES, 2)) * 0.9 + 0.05
    for x, y in steps:
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        page.wait_for_timeout(15)
    delays = page.evaluate("window.delays")
    assert len(delays) > _MOVES / 2, len(delays)
    return float(np.percentile(delays, 95))


def _moving(page: Page, address: str) -> dict[str, float]:
    """Return frames a second while the wheel zooms, and while the picture is dragged."""
    page.goto(f"{address}/?show=large")
    canvas = picture(page, "Large")
    canvas.wait_for()
    page.locator("canvas[data-shown]").wait_for()
    page.wait_for_timeout(1000)
    return canvas.evaluate("""async canvas => {
        const frame = canvas.parentElement;
        const { left, top, width, height } = frame.getBoundingClientRect();
        const at = (x, y) =>
            ({ clientX: left + x * width, clientY: top + y * height, bubbles: true, cancelable: true });
        const run = async (act) => {
            const count = 150;
            let start;
            for (let index = 0; index < count + 20; index += 1) {
                const now = await new Promise(requestAnimationFrame);
                if (index === 20) start = now;
                act(index);
            }
            return (count * 1000) / ((await new Promise(requestAnimationFrame)) - start);
        };
        const zoom = (index) =>
            frame.dispatchEvent(new WheelEvent("wheel", { ...at(0.4, 0.6), deltaY: index % 80 < 40 ? -60 : 60 }));
        const zoomed = await run(zoom);
        for (let index = 0; index < 8; index += 1)
            frame.dispatchEvent(new WheelEvent("wheel", { ...at(0.5, 0.5), deltaY: -120 }));
        frame.setPointerCapture = () => {};
        const pointer = (type, x, y) =>
            frame.dispatchEvent(new PointerEvent(type, { ...at(x, y), pointerId: 9, button: 0, isPrimary: true }));
        pointer("pointerdown", 0.5, 0.5);
        const panned = await run((index) => pointer("pointermove", 0.5 + 0.4 * Math.sin(index / 9), 0.5));
        pointer("pointerup", 0.5, 0.5);
        return { zoom: zoomed, pan: panned };
    }""")


def _pushing(browser: Browser, bare: str, address: str) -> tuple[float, float, float]:
    """Return the median time from a key on the slider to a line of text, and to a new picture, and their ratio."""
    # A window of its own each: the browser slows a page that lies behind another.
    page, other = (open_page(browser, where) for where in (bare, f"{address}/?show=result"))
    picture(other, "Result").wait_for()
    other.wait_for_timeout(2000)
    watched = {
        "empty": (page, page.get_by_role("slider"), SHOWN_TEXT),
        "result": (other, other.get_by_role("slider", name="Step"), shown_picture("Result")),
    }
    times = alternate(watched, presses=_PUSHES)
    empty, result = (float(np.median(times[name])) for name in watched)
    return empty, result, result / empty


def _print(what: str, value: float) -> None:
    sys.stdout.write(f"{what}: {value:.1f}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
