"""The running app and a browser to visit it with, for the journeys."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import launch_options
from tests.screen import sample

_ROOT = Path(__file__).parent.parent
_PATIENCE = 15
expect.set_options(timeout=_PATIENCE * 1000)


@contextmanager
def running_app(script: str = "app.py") -> Iterator[str]:
    """Start the app on a free port and yield its address; the process may not write a single byte to disk.

    `script` may name a stage instead, a page of `tests/stages` that shows one component and nothing else.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-B", "-m", "streamlit", "run", script]
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    process = subprocess.Popen(
        [*command, *options, "--server.fileWatcherType=none"],
        cwd=_ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=_forbid_files if os.name == "posix" else None,
    )
    try:
        _await(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def _forbid_files() -> None:
    """Make every write to a file fail, so that an upload that touched the disk would not arrive."""
    import resource  # Windows has none, and runs the journeys without this proof.

    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _await(address: str, process: subprocess.Popen[bytes]) -> None:
    """Return when the server answers."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the app did not start: exit code {process.poll()}")


@pytest.fixture(scope="session")
def app_address() -> Iterator[str]:
    with running_app() as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def photo() -> NDArray[np.uint8]:
    """A photo that no page offers: a corner of the cat, mirrored, with an odd number of columns."""
    return np.ascontiguousarray(sample("chelsea")[20:260, 330:29:-1])


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Page]:
    """A fresh visitor at a desk; no page may reach beyond this machine or log an error."""
    with visiting(chromium, width=1280, height=800) as page:
        yield page


@contextmanager
def visiting(
    chromium: Browser,
    *,
    width: int,
    height: int,
    color_scheme: str = "light",
    device_pixel_ratio: float = 1,
    has_touch: bool = False,
) -> Iterator[Page]:
    """Yield a page of a new browser context, and afterwards fail if it met an error or called a stranger."""
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        color_scheme=color_scheme,
        device_scale_factor=device_pixel_ratio,
        has_touch=has_touch,
        permissions=["camera"],
    )
    page = context.new_page()
    page.set_default_timeout(_PATIENCE * 1000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: errors.extend(_beyond(request.url)))
    yield page
    context.close()
    assert not errors, errors


def _beyond(url: str) -> list[str]:
    """Return the address if it is not on this machine."""
    parts = urlsplit(url)
    return [url] if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname != "127.0.0.1" else []
