"""Keep Python's garbage collector from searching, after every run of a page, what never becomes garbage."""

from __future__ import annotations

import gc
from functools import cache

__all__ = ["spare_the_program"]


@cache
def spare_the_program() -> None:
    """Take all that is loaded by now out of the collector's rounds, once a process.

    Streamlit collects after every run of a page, and no byte of what the run has drawn leaves for the browser
    meanwhile. The modules loaded by now are by far the most of what it would look through.
    """
    gc.collect()
    gc.freeze()
