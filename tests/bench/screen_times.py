"""Measure in Chromium how long it takes from a key press to what it changes on the screen."""

from __future__ import annotations

import statistics
from collections.abc import Mapping

import cv2
from playwright.sync_api import Browser, Locator, Page

from core.images import encode_jpeg
from tests.screen import picture, sample

__all__ = [
    "EMPTY",
    "SHOWN_TEXT",
    "alternate",
    "open_page",
    "press_to_paint",
    "shown_picture",
    "summary",
    "upload_megapixel",
]

EMPTY = "tests/stages/empty.py"

# The clock starts with the key event and stops after the frame in which what is watched has changed.
_WATCH = """
([slider, read]) => {
  const look = () => new Function(`return ${read}`)();
  window.pressTime = new Promise((resolve) => {
    const before = look();
    let start = 0;
    slider.addEventListener("keydown", () => (start = performance.now()), { capture: true, once: true });
    const watch = () => {
      if (start && look() !== before) requestAnimationFrame(() => resolve(performance.now() - start));
      else setTimeout(watch, 1);
    };
    watch();
  });
}
"""
SHOWN_TEXT = "document.querySelector('[data-testid=stText]').textContent"


def shown_picture(alt: str) -> str:
    """Return the script that reads which pixels the canvas with this text alternative shows."""
    return f"""(() => {{
      for (const host of document.querySelectorAll('[data-testid=stBidiComponentIsolated], *')) {{
        const found = host.shadowRoot?.querySelector('canvas[aria-label^="{alt}"]');
        if (found) return found.dataset.shown;
      }}
    }})()"""


def open_page(browser: Browser, address: str, *, height: int = 800) -> Page:
    """Open an address at a desk and wait for its slider."""
    page = browser.new_page(viewport={"width": 1280, "height": height})
    page.goto(address)
    page.get_by_role("slider").first.wait_for()
    return page


def upload_megapixel(page: Page) -> None:
    """Bring a photo of 1024 by 1024 pixels, photo.jpg, and wait until the page is at rest."""
    photo = encode_jpeg(cv2.resize(sample("astronaut"), (1024, 1024), interpolation=cv2.INTER_CUBIC))
    page.get_by_role("button", name="Upload").first.click()
    page.locator("input[type=file]").set_input_files({"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo})
    picture(page, "photo.jpg").first.wait_for()
    page.keyboard.press("Escape")
    page.wait_for_timeout(2000)


def press_to_paint(page: Page, slider: Locator, key: str, read: str) -> float:
    """Press a key on the slider and return the milliseconds until what the script `read` returns has changed."""
    slider.evaluate(f"(slider) => ({_WATCH})([slider, {read!r}])")
    slider.press(key)
    return float(page.evaluate("window.pressTime"))


def alternate(pages: Mapping[str, tuple[Page, Locator, str]], *, presses: int, warm: int = 3) -> dict[str, list[float]]:
    """Press keys on each page in turn, so that what else the machine does meets all of them."""
    for page, slider, _ in pages.values():
        page.bring_to_front()
        slider.focus()
    times: dict[str, list[float]] = {name: [] for name in pages}
    for turn in range(warm + presses):
        for name, (page, slider, read) in pages.items():
            took = press_to_paint(page, slider, "ArrowRight", read)
            if turn >= warm:
                times[name].append(took)
            page.wait_for_timeout(60)
    return times


def summary(times: Mapping[str, list[float]], base: str) -> str:
    """Return p50 and p95 of each, and their ratios to the base."""
    lines = [f"{'what':<28}{'p50 ms':>8}{'p95 ms':>8}{'p50 x':>7}{'p95 x':>7}"]
    marks = {name: (statistics.median(took), sorted(took)[int(0.95 * (len(took) - 1))]) for name, took in times.items()}
    for name, (middle, high) in marks.items():
        lines.append(f"{name:<28}{middle:8.0f}{high:8.0f}{middle / marks[base][0]:7.2f}{high / marks[base][1]:7.2f}")
    return "\n".join(lines)
