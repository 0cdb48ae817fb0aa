"""Time the kernel page: a slider's key press to the new pixels of a 1-megapixel photo, beside an empty rerun.

Run ``python -m tests.bench.kernel_page``.
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


def main() -> int:
    """Measure and print p50 and p95 of both, and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presses", type=int, default=40)
    parser.add_argument("--query", default="kernel.name=gaussian&kernel.sigma=1")
    options = parser.parse_args()
    data = np.frombuffer(samples.read("astronaut"), np.uint8)
    photo = cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    photo = cv2.resize(photo, (1024, 1024), interpolation=cv2.INTER_CUBIC)
    with running_app(EMPTY) as empty, running_app() as ours, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        pages = {}
        page = _open(browser.new_page(viewport={"width": 1280, "height": 800}), empty)
        pages["empty rerun"] = (page, page.get_by_role("slider"), SHOWN_TEXT)
        page = _open(browser.new_page(viewport={"width": 1280, "height": 800}), f"{ours}/kernel?{options.query}")
        page.get_by_role("button", name="Upload").first.click()
        page.locator("input[type=file]").set_input_files(
            {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": encode_jpeg(photo)}
        )
        picture(page, "photo.jpg").first.wait_for()
        page.keyboard.press("Escape")
        page.wait_for_timeout(2000)
        slider = page.get_by_role("slider", name="Sigma")
        pages["kernel page, 1 megapixel"] = (page, slider, shown_picture("photo.jpg after the kernel"))
        for each, slider, _ in pages.values():
            each.bring_to_front()
            slider.focus()
        times = alternate(pages, presses=options.presses)
        browser.close()
    sys.stdout.write(summary(times, "empty rerun") + "\n")
    return 0


def _open(page: Page, address: str) -> Page:
    """Open an address and wait for its slider."""
    page.goto(address)
    page.get_by_role("slider").first.wait_for()
    return page


if __name__ == "__main__":
    sys.exit(main())
