"""Look at the page as a person does: the pixels of a picture, and patience until they are right."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page
from streamlit.testing.v1 import AppTest

from core import samples

__all__ = [
    "assert_shows",
    "choose",
    "gray_and_colour",
    "move_slider",
    "picture",
    "pixels",
    "read_number",
    "sample",
    "screenshot",
    "shown_rows",
    "upload",
]

_PATIENCE = 10.0


def picture(page: Page, name: str) -> Locator:
    """Return the picture with that text alternative."""
    return page.get_by_role("img", name=re.compile(f"^{re.escape(name)}"))


def pixels(canvas: Locator) -> NDArray[np.uint8]:
    """Return the picture's own pixels, (M, N, 3)."""
    address = canvas.evaluate("canvas => canvas.toDataURL('image/png')")
    return _decode(base64.b64decode(address.partition(",")[2]))


def sample(name: str) -> NDArray[np.uint8]:
    """Return a bundled picture, (M, N) or (M, N, 3), decoded by OpenCV."""
    image = cv2.imdecode(np.frombuffer(samples.read(name), np.uint8), cv2.IMREAD_UNCHANGED)
    return image[..., ::-1] if image.ndim == 3 else image


def screenshot(canvas: Locator) -> NDArray[np.uint8]:
    """Return what stands on the screen where the picture is, (height, width, 3)."""
    return _decode(canvas.screenshot())


def assert_shows(canvas: Locator, expected: NDArray[np.generic], *, tolerance: float = 2.0) -> None:
    """Wait until the picture holds the expected gray levels, on average within the tolerance, on the screen too."""
    wanted = gray_and_colour(expected)
    _eventually(lambda: _mean_difference(pixels(canvas), wanted), tolerance)

    def on_screen() -> float:
        shown = screenshot(canvas)
        # At half its size, how the browser magnifies makes no difference.
        size = (wanted.shape[1] // 2 + 1, wanted.shape[0] // 2 + 1)
        return _mean_difference(*(cv2.resize(image, size, interpolation=cv2.INTER_AREA) for image in (shown, wanted)))

    _eventually(on_screen, 3 * tolerance)


def gray_and_colour(image: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Return the picture as (M, N, 3) bytes, rounded and clipped."""
    levels = np.clip(np.rint(image), 0, 255).astype(np.uint8)
    return levels if levels.ndim == 3 else np.repeat(levels[..., None], 3, axis=2)


def upload(page: Page, image: NDArray[np.uint8], name: str = "holiday.png") -> None:
    """Upload a picture, (M, N, 3) or (M, N), as a person does."""
    page.get_by_role("button", name="Upload").first.click()
    encoded = cv2.imencode(".png", image[..., ::-1] if image.ndim == 3 else image)[1].tobytes()
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "image/png", "buffer": encoded})
    picture(page, name).first.wait_for()
    page.keyboard.press("Escape")


def shown_rows(test: AppTest) -> list[dict[str, object]]:
    """Return the rows of a page's table of matches by the names of its columns, none if it is not shown."""
    for element in test.get("bidi_component"):
        if element.proto.component_name == "convoscope_mark_table":
            data = json.loads(element.proto.json)
            names = [column["title"].lower() for column in data["columns"]]
            return [dict(zip(["match", *names[1:]], row, strict=True)) for row in data["rows"]]
    return []


def read_number(text: str) -> float:
    """Return a number as `core.kernels.text.written` writes it."""
    plain = text.translate(str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789"))
    return float(plain.replace(" × 10", "e"))


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a select box."""
    page.get_by_role("combobox", name=re.compile(label)).click()
    page.get_by_role("option", name=option, exact=True).click()


def move_slider(page: Page, label: str, steps: int) -> None:
    """Move a slider by steps of the arrow keys."""
    slider = page.get_by_role("slider", name=re.compile(label))
    slider.focus()
    for _ in range(abs(steps)):
        slider.press("ArrowRight" if steps > 0 else "ArrowLeft")


def _eventually(difference: Callable[[], float], tolerance: float) -> None:
    """Wait until the difference is within the tolerance."""
    deadline = time.monotonic() + _PATIENCE
    while (last := difference()) > tolerance:
        assert time.monotonic() < deadline, f"the picture differs by {last:.2f} gray levels on average"
        time.sleep(0.2)


def _mean_difference(shown: NDArray[np.uint8], wanted: NDArray[np.uint8]) -> float:
    """Return the mean absolute difference, infinite for pictures of another size."""
    if shown.shape != wanted.shape:
        return float("inf")
    return float(np.abs(shown.astype(int) - wanted).mean())


def _decode(png: bytes) -> NDArray[np.uint8]:
    """Return a PNG's pixels, (M, N, 3)."""
    return cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)[..., ::-1]
