"""Time the Fourier page: the radius slider to new pixels on all panels, 1-megapixel photo, beside an empty rerun.

Run ``python -m tests.bench.fourier_page``.
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

_PANELS = ("Filtered picture", "Removed part", "Mask", "Equivalent kernel")


def main() -> int:
    """Measure and print p50 and p95 of both, and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presses", type=int, default=40)
    parser.add_argument("--query", default="")
    options = parser.parse_args()
    with running_app(EMPTY) as empty, running_app() as ours, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        page = open_page(browser, empty)
        pages = {"empty rerun": (page, page.get_by_role("slider"), SHOWN_TEXT)}
        page = open_page(browser, f"{ours}/fourier?{options.query}", height=1400)
        upload_megapixel(page)
        pages["Fourier page, 1 megapixel"] = (page, page.get_by_role("slider", name="Radius of the disc"), _all_new())
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


if __name__ == "__main__":
    sys.exit(main())
