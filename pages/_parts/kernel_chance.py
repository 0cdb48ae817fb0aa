"""Draw random walkers and watch their mean approach the convolution, with the error against their number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.arrays import FloatArray
from core.convolution import convolve
from core.images import encode_jpeg, shrink
from core.images.display import to_bytes, value_range
from core.kernels import softmax
from core.kernels.edits import is_density, normalise
from core.kernels.walkers import approach, spread_of_one
from core.takeaway.line_plot import Line, LinePlot
from core.takeaway.recipes.chance import walkers_code
from pages._parts.address import recall, remember
from pages._parts.curves import tell_plots
from pages._parts.kernel_cached import source_of
from pages._parts.kernel_half import tell_half
from pages._parts.kernel_settings import Settings
from pages._parts.kernel_takeaway import state_walk
from pages._parts.outcome import state_plot
from pages._parts.panel import Panel, show_panels
from pages._parts.pictures import Picture
from pages._parts.player import Film, paused_frame, show_player

__all__ = ["show"]

_SIDE = 256
_COUNTS = tuple(2**power for power in range(11))
_MOST_DRAWS = 9_999


@dataclass(frozen=True)
class _Walk:
    """Root mean square errors after each of _COUNTS, the one that theory says of a single walker, and the pictures."""

    errors: tuple[float, ...]
    spread: float
    frames: tuple[bytes, ...]
    exact: NDArray[np.uint8]
    values: FloatArray


def show(picture: Picture, settings: Settings) -> None:
    """Draw the section."""
    tell_half(settings, "The walkers' chances are")
    density, sentence = _density(settings.kernel)
    st.markdown(
        "Each pixel sends out N walkers. Each jumps once, to a neighbour chosen by the kernel's chances, and reports "
        f"the colour it finds; the pixel takes the mean. {sentence}"
    )
    draw = recall("kernel.draw", default=1, most=_MOST_DRAWS)
    row = st.container(horizontal=True, vertical_alignment="center")
    row.button("Draw again", icon=":material/casino:", on_click=_draw_again, args=(draw,))
    row.caption(f"Draw {draw}. With one walker (N = 1) every draw looks different; with many they all agree.")
    walk = _walk(picture, settings, density, draw)
    height, width = walk.exact.shape[:2]
    if (height, width) != picture.image.shape[:2]:
        st.caption(f"The walkers work on a smaller copy of the picture, {width} pixels wide and {height} high.")
    labels = tuple(f"N = {count}" for count in _COUNTS)
    notes = tuple(f"Off by {error:.4g} (root of the mean square)" for error in walk.errors)
    film = Film("Mean of N walkers", walk.frames, labels, width, height, f"Walkers, draw {draw}", notes)
    left, right = st.columns(2, gap="small")
    frame = recall("kernel.walkers", default=0, most=len(_COUNTS) - 1)
    with left:
        show_player(film, key="kernel.walk", on_pause=_keep_frame, frame=frame, rate=2.0)
    with right:
        show_panels([Panel("The convolution", walk.exact, walk.values, alt="What they approach")], key="kernel.exact")
    expected = [walk.spread / count**0.5 for count in _COUNTS]
    table = np.column_stack([_COUNTS, walk.errors, expected])
    jumps, counts = _jumps(density, settings), _COUNTS[: frame + 1]
    code = partial(
        walkers_code,
        shape=walk.values.shape,
        density=jumps,
        counts=counts,
        seed=draw,
        padding=settings.padding,
        is_gray=settings.channels == "gray",
    )
    state_walk(picture, partial(_mean, picture, settings, jumps, draw, counts), walk.values, table, code)
    _show_errors(walk)


def _density(kernel: NDArray[np.float64]) -> tuple[NDArray[np.float64], str]:
    """Return the kernel as chances, and a sentence that says how it became them."""
    if is_density(kernel):
        return kernel, "The kernel's numbers are chances already: none negative, sum 1."
    if (kernel >= 0).all() and kernel.any():
        return normalise(kernel), "The kernel's numbers are divided by their sum, which makes them chances."
    return softmax(kernel), "This kernel has negative numbers, so its softmax gives the chances."


def _draw_again(draw: int) -> None:
    """Let chance choose anew."""
    remember("kernel.draw", draw % _MOST_DRAWS + 1, default=1)


def _keep_frame() -> None:
    """Put the number of walkers looked at into the address."""
    remember("kernel.walkers", paused_frame("kernel.walk"), default=0)


def _walk(picture: Picture, settings: Settings, density: NDArray[np.float64], draw: int) -> _Walk:
    """Return the walk of these settings; the last one of the session is kept."""
    wanted = (picture.source.digest, settings.channels == "gray", settings.padding, settings.is_turned)
    name = (*wanted, density.shape, density.tobytes(), draw)
    kept: tuple[object, _Walk] | None = st.session_state.get("kernel.walk_kept")
    if kept is None or kept[0] != name:
        kept = (name, _send(picture, settings, density, draw))
        st.session_state["kernel.walk_kept"] = kept
    return kept[1]


def _send(picture: Picture, settings: Settings, density: NDArray[np.float64], draw: int) -> _Walk:
    """Send the walkers out, with a bar that says how many are back."""
    black, white = value_range(picture.image)
    image, chances = shrink(source_of(picture, settings), _SIDE), _jumps(density, settings)
    exact = convolve(image, chances, padding=settings.padding)
    bar = st.progress(0.0, "Sending the walkers…")
    errors, frames = [], []
    means = approach(image, chances, _COUNTS, rng=np.random.default_rng(draw), padding=settings.padding)
    for count, mean in zip(_COUNTS, means, strict=True):
        errors.append(float(np.sqrt(np.mean((mean.astype(np.float64) - exact) ** 2))))
        frames.append(encode_jpeg(to_bytes(mean, black, white)))
        bar.progress(count / _COUNTS[-1], f"{count} of {_COUNTS[-1]} walkers a pixel are back")
    bar.empty()
    spread = spread_of_one(image, chances, padding=settings.padding)
    return _Walk(tuple(errors), spread, tuple(frames), to_bytes(exact, black, white), exact)


def _jumps(density: NDArray[np.float64], settings: Settings) -> NDArray[np.float64]:
    """Return the chances as a convolution has them.

    A correlation is the convolution with the turned kernel; with even sides its origin moves by a cell.
    """
    return density if settings.is_turned else density[::-1, ::-1]


def _mean(
    picture: Picture, settings: Settings, chances: NDArray[np.float64], draw: int, counts: tuple[int, ...]
) -> FloatArray:
    """Return the mean of the last of so many walkers, sent out anew: only pixels are kept of each."""
    image, rng = shrink(source_of(picture, settings), _SIDE), np.random.default_rng(draw)
    *_, mean = approach(image, chances, counts, rng=rng, padding=settings.padding)
    return mean


def _show_errors(walk: _Walk) -> None:
    """Draw the measured errors beside the line that falls as one over the root of N."""
    st.subheader("Error against the number of walkers", anchor=False)
    expected = [walk.spread / count**0.5 for count in _COUNTS]
    if walk.spread == 0:
        st.caption("All chances lie on one cell or the picture is even, so no draw is ever off.")
        return
    rows = [
        {"walkers": count, "error": error, "what": what}
        for what, errors in (("measured", walk.errors), ("expected: falls as 1/√N", expected))
        for count, error in zip(_COUNTS, errors, strict=True)
    ]
    st.vega_lite_chart(_chart(rows), height=280, alt="Error against the number of walkers, both axes logarithmic")
    counts = np.array(_COUNTS, float)
    lines = (
        Line("expected: falls as 1/√N", counts, np.array(expected), "#8b93a1", is_dashed=True),
        Line("measured", counts, np.array(walk.errors), "#ea6a1f"),
    )
    title = "Error against the number of walkers"
    state_plot(LinePlot(title, "Walkers a pixel, N", "Error (gray levels)", lines, is_log=True))
    tell_plots()
    with st.expander("The numbers"):
        lines = [
            f"| {count} | {error:.4g} | {theory:.4g} |"
            for count, error, theory in zip(_COUNTS, walk.errors, expected, strict=True)
        ]
        st.markdown("\n".join(["| N | measured error | expected |", "|---:|---:|---:|", *lines]))
    st.caption("The error is the root of the mean squared difference to the convolution, in the picture's gray levels.")


def _chart(rows: list[dict[str, object]]) -> dict[str, object]:
    """Return the chart: points for what was measured, a line for what theory says."""
    log = {"type": "log", "nice": False}
    look = {"title": None, "legend": {"orient": "top"}, "scale": {"range": ["#8b93a1", "#ea6a1f"]}}
    axes = {
        "x": {"field": "walkers", "type": "quantitative", "scale": log, "title": "Walkers a pixel, N"},
        "y": {"field": "error", "type": "quantitative", "scale": log, "title": "Error (gray levels)"},
        "color": {"field": "what", "type": "nominal", **look},
    }
    return {
        "data": {"values": rows},
        "encoding": axes,
        "layer": [
            {"transform": [{"filter": "datum.what != 'measured'"}], "mark": {"type": "line"}},
            {
                "transform": [{"filter": "datum.what == 'measured'"}],
                "mark": {"type": "point", "filled": True, "size": 70, "tooltip": True},
            },
        ],
    }
