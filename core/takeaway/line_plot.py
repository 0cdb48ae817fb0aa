"""Draw curves as an SVG picture, or as an HTML page that holds the picture and its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from math import ceil, floor, log10

import numpy as np
from numpy.typing import NDArray

__all__ = ["Line", "LinePlot", "to_html", "to_svg"]

_SIZE = (760, 440)
_LEFT, _TOP, _RIGHT, _BOTTOM = 76, 24, 24, 60
_TICKS = 6
_LEGEND_LINE = 20
_SANS = "font-family='system-ui, sans-serif' font-size='13' fill='#1f2430'"


@dataclass(frozen=True)
class Line:
    """A named curve: its numbers over the axis, its colour as `#rrggbb`, and whether it is dashed."""

    name: str
    x: NDArray[np.floating] = field(repr=False)
    y: NDArray[np.floating] = field(repr=False)
    color: str = "#ea580c"
    is_dashed: bool = False


@dataclass(frozen=True)
class LinePlot:
    """Curves with what stands on the axes; with `is_log` both axes are logarithmic and all numbers above 0."""

    title: str
    across: str
    up: str
    lines: tuple[Line, ...]
    is_log: bool = False


def to_svg(plot: LinePlot) -> str:
    """Return the plot as a standalone SVG document on white.

    Raises
    ------
    ValueError
        If there is no number to draw.
    """
    lines = [(_scaled(line.x, plot), _scaled(line.y, plot), line) for line in plot.lines]
    if not any(np.isfinite(x + y).any() for x, y, _ in lines):
        message = "the plot holds no number to draw"
        raise ValueError(message)
    across = _ticks(np.concatenate([x for x, _, _ in lines]))
    up = _ticks(np.concatenate([y for _, y, _ in lines]))
    top = _TOP + _LEGEND_LINE * len(lines)
    width, height = _SIZE[0], _SIZE[1] + _LEGEND_LINE * len(lines)
    right, bottom = width - _RIGHT, height - _BOTTOM

    def place_x(value: float) -> float:
        return _LEFT + (value - across[0]) / (across[-1] - across[0]) * (right - _LEFT)

    def place_y(value: float) -> float:
        return bottom - (value - up[0]) / (up[-1] - up[0]) * (bottom - top)

    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' width='{width}' height='{height}'>",
        f"<title>{escape(plot.title)}</title><rect width='{width}' height='{height}' fill='#ffffff'/>",
        *(_grid(f"M{place_x(tick):.1f} {top}V{bottom}") for tick in across),
        *(_grid(f"M{_LEFT} {place_y(tick):.1f}H{right}") for tick in up),
        *(_text(_label(tick, plot), place_x(tick), bottom + 20, "middle") for tick in across),
        *(_text(_label(tick, plot), _LEFT - 8, place_y(tick) + 4, "end") for tick in up),
        _text(plot.across, (_LEFT + right) / 2, height - 14, "middle"),
        _text(plot.up, _LEFT, 16, "start"),
    ]
    for index, (x, y, line) in enumerate(lines):
        dash = " stroke-dasharray='7 5'" if line.is_dashed else ""
        style = f"fill='none' stroke='{escape(line.color)}' stroke-width='2'{dash}"
        places = " ".join(f"{place_x(a):.1f},{place_y(b):.1f}" for a, b in zip(x, y, strict=True) if np.isfinite(a + b))
        key = top - 12 - _LEGEND_LINE * (len(lines) - 1 - index)
        parts.append(f"<polyline {style} points='{places}'><title>{escape(line.name)}</title></polyline>")
        parts.append(f"<path {style} d='M{right - 300} {key}h26'/>" + _text(line.name, right - 266, key + 4, "start"))
    return "\n".join([*parts, "</svg>\n"])


def to_html(plot: LinePlot) -> str:
    """Return the plot as an HTML page that needs nothing else, with every number in a table below."""
    rows = [
        f"<tr><td>{escape(line.name)}<td>{x:.6g}<td>{y:.6g}"
        for line in plot.lines
        for x, y in zip(line.x, line.y, strict=True)
    ]
    style = "body{font:15px system-ui,sans-serif;max-width:800px;margin:2rem auto;padding:0 1rem}"
    style += "svg{max-width:100%;height:auto}td,th{padding:.1rem .8rem;text-align:right}"
    style += "td:first-child{text-align:left}"
    return "\n".join(
        [
            f"<!doctype html><html lang='en'><meta charset='utf-8'><title>{escape(plot.title)}</title>",
            f"<style>{style}</style><h1>{escape(plot.title)}</h1>",
            to_svg(plot),
            f"<table><tr><th>Curve<th>{escape(plot.across)}<th>{escape(plot.up)}",
            *rows,
            "</table></html>\n",
        ]
    )


def _scaled(values: NDArray[np.floating], plot: LinePlot) -> NDArray[np.float64]:
    """Return where numbers stand on an axis; NaN where they cannot."""
    numbers = np.asarray(values, np.float64)
    if not plot.is_log:
        return np.where(np.isfinite(numbers), numbers, np.nan)
    return np.log10(numbers, where=numbers > 0, out=np.full(numbers.shape, np.nan))


def _ticks(values: NDArray[np.float64]) -> Sequence[float]:
    """Return round numbers about evenly apart, of which the first and the last enclose all values."""
    finite = values[np.isfinite(values)]
    low, high = float(finite.min()), float(finite.max())
    if high <= low:
        low, high = low - max(0.5, abs(low) / 100), high + max(0.5, abs(high) / 100)
    rough = (high - low) / _TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    return [index * step for index in range(floor(low / step), ceil(high / step) + 1)]


def _label(tick: float, plot: LinePlot) -> str:
    """Return what stands at a tick."""
    return f"{10**tick if plot.is_log else tick:.4g}".replace("-", "−")


def _text(text: str, x: float, y: float, anchor: str) -> str:
    """Return a line of text."""
    return f"<text x='{x:.1f}' y='{y:.1f}' text-anchor='{anchor}' {_SANS}>{escape(text)}</text>"


def _grid(path: str) -> str:
    """Return a grid line."""
    return f"<path d='{path}' stroke='#e5e0d6' fill='none'/>"
