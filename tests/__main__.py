"""Run every check: style, types, then all tests, the browser's included; install the browser if there is none."""

from __future__ import annotations

import subprocess
import sys

from tests.browser import chromium_path, install_chromium

_CHECKS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy",),
    ("pytest",),
)


def main() -> int:
    """Return 0 if every check passes, else the first failure's exit code."""
    if chromium_path() is None:
        install_chromium()
    for check in _CHECKS:
        code = subprocess.run([sys.executable, "-m", *check], check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
