"""Time `match_template` against OpenCV and scikit-image, side by side in one process, and state each one's error.

Run ``python -m tests.bench.matching``; scikit-image takes part where it is installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

from core.matching import match_template
from core.matching.search import Sought, search

__all__ = ["main"]

SIZES = {"1080p": (1080, 1920), "12MP": (3000, 4000)}
SIDES = (32, 128)


def main() -> int:
    """Measure every size of picture and template, and print ratios and errors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=list(SIZES))
    parser.add_argument("--rounds", type=int, default=5, help="turns each engine gets; the quickest counts")
    options = parser.parse_args()
    for size in options.sizes:
        for kind in ("ordinary", "bright and faint"):
            picture = _picture(SIZES[size], kind)
            for dtype in ("uint8", "float32"):
                for side in SIDES:
                    _measure(f"{size:>5} {kind:<16} {dtype:>7} {side:>4}", picture.astype(dtype), side, options.rounds)
    _search(_picture(SIZES["1080p"], "ordinary"))
    return 0


def _search(picture: Any) -> None:
    """Time eight sizes by twelve angles, the longest wait between two signs of progress, and a stop halfway."""
    sought = [Sought(picture[500:580, 700:800])]
    ranges: dict[str, Any] = {"scales": np.geomspace(0.6, 1.6, 8), "angles": 30.0 * np.arange(12)}
    ticks = [time.perf_counter()]
    found = search(picture, sought, **ranges, on_progress=lambda done, total: ticks.append(time.perf_counter()))
    stop = threading.Event()
    pressed = [0.0]

    def press() -> None:
        pressed[0] = time.perf_counter()
        stop.set()

    # At a moment that has nothing to do with the variants' ends.
    threading.Timer(0.37 * (ticks[-1] - ticks[0]), press).start()
    search(picture, sought, **ranges, should_stop=stop.is_set)
    wait = time.perf_counter() - pressed[0]
    longest = max(after - before for before, after in itertools.pairwise(ticks))
    sys.stdout.write(
        f"1080p, 8 sizes x 12 angles: {ticks[-1] - ticks[0]:.1f} s, {found.done} tried, progress every "
        f"{1e3 * longest:.0f} ms at most, stopped within {1e3 * wait:.0f} ms\n"
    )


def _picture(shape: tuple[int, int], kind: str) -> Any:
    """Return smooth noise over the whole range, or a white picture with a contrast of a few levels."""
    noise = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    if kind == "ordinary":
        return cv2.GaussianBlur(noise, (0, 0), 1.5)
    return (252 + noise // 64).astype(np.uint8)


def _measure(title: str, picture: Any, side: int, rounds: int) -> None:
    """Give every engine a turn, again and again, and print a line."""
    template = picture[500 : 500 + side, 700 : 700 + side].copy()
    engines: dict[str, Callable[[], Any]] = {
        "convoscope": lambda: match_template(picture, template),
        "opencv": lambda: cv2.matchTemplate(picture, template, cv2.TM_CCOEFF_NORMED),
    }
    if importlib.util.find_spec("skimage"):
        from skimage.feature import match_template as peer

        engines["scikit-image"] = lambda: peer(picture, template)
    errors = {name: _error(call(), picture, template) for name, call in engines.items()}
    best = dict.fromkeys(engines, float("inf"))
    for turn in range(rounds):
        for name, call in engines.items():
            if name == "scikit-image" and turn >= 2:
                continue
            start = time.perf_counter()
            call()
            best[name] = min(best[name], 1e3 * (time.perf_counter() - start))
    parts = [
        f"{name} {ms:7.1f} ms ({ms / best['convoscope']:4.2f}), error {errors[name]:.0e}" for name, ms in best.items()
    ]
    sys.stdout.write(f"{title}: {'; '.join(parts)}\n")
    sys.stdout.flush()


def _error(scores: Any, picture: Any, template: Any) -> float:
    """Return the greatest error at 300 places, against sums in double precision."""
    side = len(template)
    rng = np.random.default_rng(1)
    places = np.stack([rng.integers(0, most, 300) for most in scores.shape], axis=1)
    places[0] = 500, 700
    sought = template.astype(np.float64) - template.mean(dtype=np.float64)
    worst = 0.0
    for row, col in places:
        seen = picture[row : row + side, col : col + side].astype(np.float64)
        seen -= seen.mean()
        exact = float(np.sum(seen * sought) / np.sqrt(np.sum(seen**2) * np.sum(sought**2)))
        worst = max(worst, abs(float(scores[row, col]) - exact))
    return worst


if __name__ == "__main__":
    sys.exit(main())
