"""Time the diffusion page: a key press on spread or diffusivity to the new run of 240 frames at 512 x 512.

Run ``python -m tests.bench.diffusion_page``. Beside it, in turn: an empty rerun, the yardstick.
"""

from __future__ import annotations

import argparse
import sys

from playwright.sync_api import Page, sync_playwright

from tests.bench.screen_times import EMPTY, SHOWN_TEXT, alternate, open_page, summary
from tests.browser import launch_options
from tests.conftest import running_app
from tests.screen import picture

__all__ = ["main"]

_FILM = "Astronaut, diffusing"
# The film stands at its last frame, whose pixels change with every run.
_PIXELS = f"""(() => {{
  for (const host of document.querySelectorAll('*')) {{
    const canvas = host.shadowRoot?.querySelector('canvas[aria-label^="{_FILM}"]');
    if (canvas) return canvas.getContext('2d').getImageData(0, 200, canvas.width, 4).data.join();
  }}
}})()"""


def main() -> int:
    """Measure and print p50 and p95, and their ratios to the empty rerun."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presses", type=int, default=12)
    options = parser.parse_args()
    with running_app(EMPTY) as empty, running_app() as ours, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        page = open_page(browser, empty)
        pages = {"empty rerun": (page, page.get_by_role("slider"), SHOWN_TEXT)}
        for label, first in (("Spread at the end", "spread=20"), ("Along y", "along_y=0.5")):
            page = browser.new_page(viewport={"width": 1280, "height": 1200})
            page.goto(f"{ours}/diffusion?diffusion.frame=239&diffusion.{first}")
            _ready(page)
            pages[label] = (page, page.get_by_role("slider", name=label), _PIXELS)
        times = alternate(pages, presses=options.presses)
        browser.close()
    sys.stdout.write(summary(times, "empty rerun") + "\n")
    return 0


def _ready(page: Page) -> None:
    """Wait for the film, and open what hides the diffusivity."""
    picture(page, _FILM).wait_for()
    page.get_by_text("Speed and units").click()
    page.wait_for_timeout(2000)


if __name__ == "__main__":
    sys.exit(main())
