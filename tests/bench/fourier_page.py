"""Time the Fourier page: the radius slider to new pixels on all panels, 1-megapixel photo, beside an empty rerun.

Run ``python -m tests.bench.fourier_page``.
"""

from __future__ import annotations

import argparse
import sys

import cv2
import numpy as np
from playwright.sync_api import Page, sync_playwright

from core import samples
from core.images import encode_jpeg
from tests.bench.screen_times import EMPTY, SHOWN_TEXT, alternate, shown_picture, summary
from tests.browser import launch_options
from tests.conftest import running_app
from tests.screen import picture

__all__ = ["main"]

_PANELS = ("Filtered picture", "Removed part", "Mask", "Equivalent kernel")


def main() -> int:
    """Measure and print p50 and p95 of both, and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presses", type=int, default=40)
    parser.add_argument("--query", default="")
    options = parser.parse_args()
    data = np.frombuffer(samples.read("astronaut"), np.uint8)
    photo = cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    photo = cv2.resize(photo, (1024, 1024), interpolation=cv2.INTER_CUBIC)
    with running_app(EMPTY) as empty, running_app() as ours, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        page = _open(browser.new_page(viewport={"width": 1280, "height": 800}), empty)
        pages = {"empty rerun": (page, page.get_by_role("slider"), SHOWN_TEXT)}
        page = _open(browser.new_page(viewport={"width": 1280, "height": 1400}), f"{ours}/fourier?{options.query}")
        page.get_by_role("button", name="Upload").first.click()
        page.locator("input[type=file]").set_input_files(
            {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": encode_jpeg(photo)}
        )
        picture(page, "photo.jpg").first.wait_for()
        page.keyboard.press("Escape")
        page.wait_for_timeout(2000)
        pages["Fourier page, 1 megapixel"] = (page, page.get_by_role("slider", name="Radius of the disc"), _all_new())
        for each, slider, _ in pages.values():
            each.bring_to_front()
            slider.focus()
        times = alternate(pages, presses=options.presses)
        browser.close()
    sys.stdout.write(summary(times, "empty rerun") + "\n")
    return 0


def _all_new() -> str:
    """Return a script whose answer changes when every panel shows other pixels than at the last change."""
    now = ", ".join(shown_picture(alt) for alt in _PANELS)
    return f"""(() => {{
      const now = [{now}];
      const last = window.lastShown ?? now.map(() => null);
      if (now.every((digest, index) => digest !== last[index])) {{
        window.lastShown = now;
        window.changes = (window.changes ?? 0) + 1;
      }}
      return window.changes;
    }})()"""


def _open(page: Page, address: str) -> Page:
    """Open an address and wait for its slider."""
    page.goto(address)
    page.get_by_role("slider").first.wait_for()
    return page


if __name__ == "__main__":
    sys.exit(main())
