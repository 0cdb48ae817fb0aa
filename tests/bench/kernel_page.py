"""Time the kernel page: a slider's key press to the new pixels of a 1-megapixel photo, beside an empty rerun.

Run ``python -m tests.bench.kernel_page``.
"""

from __future__ import annotations

import argparse
import sys

from playwright.sync_api import sync_playwright

from tests.bench.screen_times import (
    EMPTY,
    SHOWN_TEXT,
    alternate,
    open_page,
    shown_picture,
    summary,
    upload_megapixel,
)
from tests.browser import launch_options
from tests.conftest import running_app

__all__ = ["main"]


def main() -> int:
    """Measure and print p50 and p95 of both, and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presses", type=int, default=40)
    parser.add_argument("--query", default="kernel.name=gaussian&kernel.sigma=1")
    options = parser.parse_args()
    with running_app(EMPTY) as empty, running_app() as ours, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        pages = {}
        page = open_page(browser, empty)
        pages["empty rerun"] = (page, page.get_by_role("slider"), SHOWN_TEXT)
        page = open_page(browser, f"{ours}/kernel?{options.query}")
        upload_megapixel(page)
        slider = page.get_by_role("slider", name="Sigma")
        pages["kernel page, 1 megapixel"] = (page, slider, shown_picture("photo.jpg after the kernel"))
        times = alternate(pages, presses=options.presses)
        browser.close()
    sys.stdout.write(summary(times, "empty rerun") + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
