"""Run every check: style of Python and JavaScript, types, then all tests; install Chromium if there is none."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig

from tests.browser import chromium_path, install_chromium

_CHECKS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("oxfmt", "--check", "pages"),
    ("oxlint", "pages"),
    ("mypy",),
    ("pytest",),
)


def main() -> int:
    """Return 0 if every check passes, else the first failure's exit code."""
    if chromium_path() is None:
        install_chromium()
    for check in _CHECKS:
        code = subprocess.run(_command(*check), check=False).returncode
        if code:
            return code
    return 0


def _command(name: str, *options: str) -> list[str]:
    """Return how to call a tool: as a module, or its program beside this Python's where it is not written in Python."""
    program = shutil.which(name, path=sysconfig.get_path("scripts")) if name.startswith("ox") else None
    return [program, *options] if program else [sys.executable, "-m", name, *options]


if __name__ == "__main__":
    sys.exit(main())
