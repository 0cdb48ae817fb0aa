"""Find the Chromium that the journeys drive, or install it."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

__all__ = ["chromium_path", "install_chromium", "launch_options"]

_COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


def chromium_path() -> str | None:
    """Return the path of an installed Chromium or Chrome, or None."""
    for command in _COMMANDS:
        if path := shutil.which(command):
            return path
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install_chromium() -> None:
    """Install Chromium: Debian's own package there, Playwright's build elsewhere."""
    if _is_debian():
        sudo = [] if os.geteuid() == 0 else ["sudo"]
        subprocess.run([*sudo, "apt-get", "update", "-qq"], check=True)
        subprocess.run([*sudo, "apt-get", "install", "-y", "-qq", "chromium"], check=True)
        return
    with_libraries = ["--with-deps"] if sys.platform == "linux" else []
    subprocess.run([sys.executable, "-m", "playwright", "install", *with_libraries, "chromium"], check=True)


def launch_options() -> dict[str, object]:
    """Return what Playwright's `chromium.launch` needs; a camera that shows a test pattern included."""
    camera = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    sandbox = ("--no-sandbox",) if is_root else ()
    return {"executable_path": chromium_path(), "args": [*_QUIET, *camera, *sandbox]}


def _is_debian() -> bool:
    """Tell whether apt-get installs a Chromium of its own here (Ubuntu's package is a stub)."""
    return sys.platform == "linux" and platform.freedesktop_os_release().get("ID") == "debian"
