"""A line through the picture: its profile over time, and the formula's where there is one."""

from __future__ import annotations

from math import dist

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.diffusion.profiles import drops_solution, line_points, profile, step_solution
from core.diffusion.scenes import DROPS
from core.images.display import to_bytes
from pages._parts.address import recall, remember
from pages._parts.curves import Curve, show_curves
from pages._parts.diffusion_cached import history, picture_at
from pages._parts.diffusion_run import Run
from pages._parts.diffusion_takeaway import state_line
from pages._parts.diffusion_watch import moment, play
from pages._parts.panel import Panel, Path, Scale, drawn, show_panels

__all__ = ["show"]

Line = tuple[tuple[float, float], tuple[float, float]]
_KEY = "diffusion.line"
_ENDS = ("x0", "y0", "x1", "y1")
_ROWS = 96
# In CSS pixels, less the gap that follows.
_TOOLS = 29
_WHOLE = 10_000
_ACROSS = (0, _WHOLE // 2, _WHOLE, _WHOLE // 2)
# In pixels: a shorter line, as of a click that was no drag, has no profile.
_SHORTEST = 2.0


def show(run: Run) -> None:
    """Draw the section."""
    frame, line = moment(run), _line(run)
    picture = run.start.picture
    film, start = st.columns(2)
    with film:
        # The other picture stands below its tools.
        st.space(_TOOLS)
        play(run, frame)
    with start:
        pixels = to_bytes(picture.image, run.start.black, run.start.white)
        mark = Path(line, label="", color="#f97316")
        panel = Panel(
            "Where to look: drag another line",
            pixels,
            picture.image,
            alt="Line through the start",
            marks=(mark,),
            tools=("line",),
        )
        show_panels([panel], key=_KEY, on_draw=_keep)
    distance, _, _ = line_points(*line)
    now, last = run.labels[frame], run.frames - 1
    curves = [
        Curve("start", profile(picture.image, *line), "faint"),
        Curve(f"now: {now}", profile(picture_at(run, frame), *line), "main"),
        Curve(f"end: {run.labels[last]}", profile(picture_at(run, last), *line), "soft"),
    ]
    formula = _formula(run, line, run.times[frame])
    if formula is not None:
        curves.append(Curve("now, by the formula", formula, "dashed"))
    show_curves(distance, curves, across="pixels along the line", up="concentration")
    st.caption(
        f"The curve “now” is that of {now}: pause, step or drag the film's slider, and it follows. "
        + _compare(run, formula, curves[1].values)
    )
    rows = history(run, line, _ROWS)
    chosen = np.linspace(0, last, _ROWS).round().astype(int)
    table = np.column_stack([distance, *(curve.values for curve in curves)])
    state_line(run, line, rows, [run.times[index] for index in chosen], table, len(curves))
    kymograph = Panel(
        "The line over time",
        to_bytes(rows, run.start.black, run.start.white),
        rows,
        Scale("gray", run.start.black, run.start.white),
        caption=f"Along the line to the right; time goes down, to {run.labels[last]}, evenly in σ.",
        alt="Profile over time",
    )
    show_panels([kymograph], key="diffusion.history")


def _line(run: Run) -> Line:
    """Return the line in the address, in ten-thousandths of the picture, or one across its middle.

    One too short to have a profile becomes that across the picture at its height.
    """
    height, width = run.start.picture.image.shape[:2]
    st.session_state[f"{_KEY}.size"] = (width, height)
    ends = [recall(f"{_KEY}.{end}", default=value, most=_WHOLE) for end, value in zip(_ENDS, _ACROSS, strict=True)]
    line = _in_pixels(ends, width, height)
    if dist(*line) < _SHORTEST:
        ends = [0, ends[1], _WHOLE, ends[1]]
        _remember(ends)
    return _in_pixels(ends, width, height)


def _in_pixels(ends: list[int], width: int, height: int) -> Line:
    """Return the line whose ends are given in ten-thousandths of the picture."""
    x0, y0, x1, y1 = (end / _WHOLE for end in ends)
    return (x0 * width, y0 * height), (x1 * width, y1 * height)


def _remember(ends: list[int]) -> None:
    """Put the line into the address."""
    for name, end, default in zip(_ENDS, ends, _ACROSS, strict=True):
        remember(f"{_KEY}.{name}", end, default=default)


def _keep() -> None:
    """Keep the line just drawn, unless it was a click."""
    (x0, y0), (x1, y1) = drawn(_KEY).points
    if dist((x0, y0), (x1, y1)) < _SHORTEST:
        return
    width, height = st.session_state[f"{_KEY}.size"]
    _remember([round(share * _WHOLE) for share in (x0 / width, y0 / height, x1 / width, y1 / height)])


def _formula(run: Run, line: Line, time: float) -> NDArray[np.float64] | None:
    """Return the closed solution along the line, or None where there is none."""
    if run.settings.boundary != "neumann" or run.start.kind not in {"step", "drops"}:
        return None
    height, width = run.start.picture.image.shape[:2]
    _, x, y = line_points(*line)
    sigma = run.spreads(time)
    if run.start.kind == "step":
        return step_solution(x, sigma[0], edge=width / 2, width=width, high=run.start.white)
    return drops_solution(x, y, sigma, DROPS, width=width, height=height)


def _compare(run: Run, formula: NDArray[np.float64] | None, now: NDArray[np.float64]) -> str:
    """Say how the formula and the cells agree, or where a formula is to be had."""
    if formula is None:
        return "For the sharp step and the drops, between sealed edges, a formula can be drawn beside this."
    what = "an error function" if run.start.kind == "step" else "Gaussians"
    apart = float(np.abs(formula - now).max()) / (run.start.white - run.start.black)
    return (
        f"The formula: {what} and mirror images behind the sealed walls. It and the cells differ by at most "
        f"{apart:.2%} of the range, because a cell is no point and a start has whole gray levels; the more has spread, "
        "the less."
    )
