"""Measure the live tank in headless Chromium, from requestAnimationFrame times, and print its figures.

Run ``python -m tests.bench.tank``. Each run plays for five seconds at 24 units of time a second; "kept" is how much of
that the tank kept up with. The answer is the time from a pointer event to the picture that shows what it did.
"""

from __future__ import annotations

import sys

from playwright.sync_api import Page, sync_playwright

from tests.browser import launch_options
from tests.conftest import running_app

__all__ = ["main"]

_SECONDS = 5
_RATE = 24
_PLAY = """async (canvas) => {
    const times = [], seen = new Set();
    const from = Number(canvas.dataset.time);
    canvas.getRootNode().querySelector(".toggle").click();
    await new Promise((done) => {
        const tick = (now) => {
            times.push(now);
            seen.add(canvas.dataset.time);
            if (now - times[0] > SECONDS * 1000) done();
            else requestAnimationFrame(tick);
        };
        requestAnimationFrame(tick);
    });
    canvas.getRootNode().querySelector(".toggle").click();
    const seconds = (times.at(-1) - times[0]) / 1000;
    const frames = times.length - 1;
    return {
        rate: frames / seconds,
        moved: (seen.size - 1) / frames,
        kept: (Number(canvas.dataset.time) - from) / seconds / RATE,
    };
}""".replace("SECONDS", str(_SECONDS)).replace("RATE", str(_RATE))
_DRAG = """async (canvas) => {
    const box = canvas.getBoundingClientRect();
    const send = (kind, x, y) => canvas.dispatchEvent(new PointerEvent(kind, {
        clientX: box.left + x * box.width, clientY: box.top + y * box.height,
        pointerId: 1, isPrimary: true, bubbles: true,
    }));
    canvas.setPointerCapture = () => {};
    const middle = () => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.join();
    const answers = [];
    send("pointerdown", 0.4, 0.3);
    for (let step = 1; step <= 20; step++) {
        const before = middle();
        const begun = performance.now();
        send("pointermove", 0.4 + 0.01 * step, 0.3 + 0.01 * step);
        await new Promise((done) => {
            const look = () => (performance.now() - begun > 1000 || middle() !== before ? done() : wait());
            const wait = () => requestAnimationFrame(look);
            wait();
        });
        answers.push(performance.now() - begun);
    }
    send("pointerup", 0.6, 0.5);
    return answers.sort((a, b) => a - b)[18];
}"""


def main() -> int:
    """Print a line for each number of tanks and way of stirring."""
    with running_app("tests/stages/tank.py") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        for query, title in (("", "one tank"), ("&pair", "two tanks")):
            for flow in ("None", "Swirl"):
                page = browser.new_page(viewport={"width": 1280, "height": 1000})
                page.goto(f"{address}/?side=256{query}")
                _measure(page, f"256^2, {title}, {'still' if flow == 'None' else flow.lower()}", flow)
                page.close()
        browser.close()
    return 0


def _measure(page: Page, title: str, flow: str) -> None:
    """Print frames a second, the part of them that moved on, of the wanted speed, and the time to answer."""
    canvas = page.locator("canvas.salt").last
    canvas.wait_for()
    page.get_by_role("button", name=flow, exact=True).click()
    run = canvas.evaluate(_PLAY)
    answers = {}
    for tool in ("Spoon", "Wall", "Lift"):
        page.get_by_role("button", name=tool, exact=True).click()
        answers[tool] = canvas.evaluate(_DRAG)
    spoken = ", ".join(f"{tool.lower()} {answer:.0f} ms" for tool, answer in answers.items())
    sys.stdout.write(
        f"{title}: {run['rate']:.1f} frames/s, {run['moved']:.1%} of them moved on, {run['kept']:.0%} of the speed "
        f"kept; p95 of the answer: {spoken}\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
