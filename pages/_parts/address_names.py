"""The names of all settings in the address, which stay as they are: links of today are opened tomorrow."""

from __future__ import annotations

from difflib import get_close_matches

from core.kernels.library import PARAMETERS

__all__ = ["VERSION", "is_setting", "nearest_setting"]

VERSION = 1
"""Of the settings: what their names mean and what they are at first, which a link leaves out.

tests/defaults.tsv holds both. Who changes either raises this, and lets what an earlier version wrote mean what it
meant.
"""

_PLAYED = ("flow", "loop", "speed", "strength")
_NAMES = {
    "kernel": {
        *PARAMETERS,
        *(
            "across",
            "cells",
            "chain",
            "channels",
            "dilation",
            "down",
            "draw",
            "name",
            "padding",
            "pin",
            "plane",
            "question",
            "ring",
            "section",
        ),
        *("stride", "turn", "turned", "view", "walk", "walkers", "weights", "worked_grid", "worked_kernel"),
    },
    "fourier": {
        *("across", "band", "builder", "cells", "direction", "down", "effect", "ends", "keep", "kernel", "marks"),
        *("notch_radius", "notch_x", "notch_y", "order", "other"),
        *("profile", "radius", "section", "shade", "slow", "spread", "step", "texture", "turn", "view", "window"),
    },
    "template": {
        *("angle_step", "angles", "colors", "count", "drawing", "overlap", "padding", "region", "score", "section"),
        *("shown", "size_steps", "sizes", "threshold", "threshold_phase"),
    },
    "diffusion": {
        *("along_x", "along_y", "beside", "boundary", "contrast", "count", "cube", "drawing", "edge_frame"),
        *("edge_spread", "edges", "exact", "frame", "held", "iterates", "kernel", "law", "line", "medium", "molecules"),
        *("numbers", "pixel", "player", "propagator", "section", "seed", "spread", "start", "steps", "tank", "walls"),
    },
}


# Below this likeness, 0..1, a word is another word and not a misspelt one.
_LIKENESS = 0.85
_LONGEST_NAME = 60


def nearest_setting(key: str) -> str:
    """Return which setting a name is a misspelling of, empty if of none."""
    known = ["picture", *(f"{page}.{name}" for page, names in _NAMES.items() for name in sorted(names))]
    alike = [name for name in known if name.count(".") == key.count(".")]
    close = get_close_matches(key, alike, 1, _LIKENESS) if len(key) <= _LONGEST_NAME else []
    return close[0] if close else ""


def is_setting(key: str) -> bool:
    """Return whether a name in the address, such as ``fourier.radius``, is one that some choice gives a meaning to."""
    page, _, name = key.partition(".")
    first, _, part = name.partition(".")
    is_part = part in _PLAYED or (first == "line" and part in {"x0", "x1", "y0", "y1"})
    return first in _NAMES.get(page, ()) and (not part or is_part)
