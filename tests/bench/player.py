"""Measure the player in headless Chromium, from requestAnimationFrame times, and print its figures.

Run ``python -m tests.bench.player``. A film has 240 frames and plays at 60 a second. Dropped frames are those that
never came to the screen. Between the runs the display's rate is measured while the film stands, because a busy
machine lowers both. The times to the first moving frame count from the press: of Play on a film that is there,
and of a control that makes the server solve, encode and send another film, after which Play follows at once.
"""

from __future__ import annotations

import re
import sys

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import launch_options
from tests.conftest import running_app
from tests.stages.film import COUNT

__all__ = ["main"]

_PLAY = """async (canvas) => {
    const player = canvas.getRootNode();
    const times = [], seen = new Set();
    const pressed = performance.now(), first = canvas.dataset.frame;
    let moved = null;
    player.querySelector(".toggle").click();
    await new Promise((done) => {
        const tick = (now) => {
            times.push(now);
            seen.add(canvas.dataset.frame);
            if (moved === null && canvas.dataset.frame !== first) moved = performance.now() - pressed;
            if (times.length > 10 && player.querySelector(".toggle").title === "Play") done();
            else requestAnimationFrame(tick);
        };
        requestAnimationFrame(tick);
    });
    const gaps = times.slice(1).map((time, index) => time - times[index]).sort((a, b) => a - b);
    return {
        moved,
        shown: seen.size,
        rate: (1000 * (times.length - 1)) / (times.at(-1) - times[0]),
        slow: gaps[Math.floor(0.99 * gaps.length)],
    };
}"""
_IDLE = """() => new Promise((done) => {
    const times = [];
    const tick = (now) => {
        times.push(now);
        if (now - times[0] < 2000) requestAnimationFrame(tick);
        else done((1000 * (times.length - 1)) / (now - times[0]));
    };
    requestAnimationFrame(tick);
})"""
_ANOTHER = """(canvas) => new Promise((done) => {
    const button = [...document.querySelectorAll("button")].find((node) => node.innerText.includes("Another film"));
    const pressed = performance.now(), old = canvas.dataset.frame;
    const isMoving = () =>
        Number(canvas.dataset.frame) > 0 ? done(performance.now() - pressed) : requestAnimationFrame(isMoving);
    const hasCome = () => {
        const { frame } = canvas.dataset;
        if (frame === undefined || frame === old) return requestAnimationFrame(hasCome);
        canvas.getRootNode().querySelector(".toggle").click();
        isMoving();
    };
    button.click();
    hasCome();
})"""


def main() -> int:
    """Print a line for each size."""
    with running_app("tests/stages/film.py") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        for side in (256, 512, 1024):
            for colours in ("gray", "colour"):
                _measure(browser, f"{address}/?side={side}" + ("&gray" if colours == "gray" else ""), side, colours)
        browser.close()
    return 0


def _measure(browser: Browser, address: str, side: int, colours: str) -> None:
    """Print frames a second, dropped frames, and the times to the first moving frame."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.goto(address)
    canvas = page.locator("canvas[data-frame]")
    canvas.wait_for(timeout=120_000)
    page.wait_for_timeout(1500)
    runs, idle = [], []
    for _ in range(3):
        idle.append(page.evaluate(_IDLE))
        runs.append(canvas.evaluate(_PLAY))
    best = max(runs, key=lambda run: run["shown"])
    dropped = [1 - run["shown"] / COUNT for run in runs]
    size = _text(page)
    sys.stdout.write(
        f"{side:>5}^2 {colours:<6} {best['rate']:.1f} frames/s (slowest {min(run['rate'] for run in runs):.1f}; "
        f"standing still {max(idle):.1f}, slowest {min(idle):.1f}), "
        f"dropped {min(dropped):.1%} to {max(dropped):.1%}, p99 of a frame {best['slow']:.1f} ms, "
        f"first moving frame {max(run['moved'] for run in runs):.0f} ms after Play; {size}"
    )
    another = canvas.evaluate(_ANOTHER)
    page.wait_for_timeout(500)
    sys.stdout.write(f"; another film moves after {another / 1000:.2f} s, of which the server's: {_text(page)}\n")
    sys.stdout.flush()
    page.close()


def _text(page: Page) -> str:
    """Return what the page says of the film's size and making."""
    text = page.get_by_text(re.compile("film .* made in")).inner_text()
    return text.partition(": ")[2]


if __name__ == "__main__":
    sys.exit(main())
