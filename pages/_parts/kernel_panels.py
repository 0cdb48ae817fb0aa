"""Show the picture beside what the kernel makes of it, channels together or apart, and say who computed it."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.convolution import plan
from core.images.display import to_bytes, value_range
from core.images.rendering import View, render, rounding
from core.kernels.edits import is_density, total
from pages._parts.address import recall_text, remember
from pages._parts.kernel_cached import Applied, source_of
from pages._parts.kernel_settings import Settings
from pages._parts.kernel_slide import Crop, mark_of, take_point
from pages._parts.panel import Inspector, Laid, Panel, Scale, show_panels
from pages._parts.panel_pin import Pixel
from pages._parts.pictures import Picture

__all__ = ["ENGINES", "show_result"]

ENGINES = {"opencv": "OpenCV", "fft": "Fourier tiles"}
_PIN = "kernel.pin"
_DIGITS = 7
# What single precision leaves behind is hardly ever more than this part of its bound.
_PART = 1 / 8
_CHANNELS = ("Red", "Green", "Blue")


def show_result(
    picture: Picture, settings: Settings, result: Applied, *, crop: Crop | None, is_inspected: bool, is_timed: bool
) -> float:
    """Show picture and result, with a frame around the crop, and return the magnitude that is shown brightest.

    With `is_inspected` the sum behind the pixel under the pointer is shown, with `is_timed` how long the result took.
    """
    black, white = value_range(picture.image)
    source = source_of(picture, settings)
    noise = rounding(settings.kernel, black, white)
    channels = 3 if settings.channels == "apart" and source.ndim == 3 else 1
    # Three apart are three gray pictures, with one scale for the numbers of all.
    values = result.values.reshape(len(source), -1) if channels == 3 else result.values
    shown = render(values, view=settings.view, black=black, white=white, noise=noise)
    if channels == 3:
        panels = _apart(picture.source.title, source, result.values, settings, black, white, shown.limit, _PART * noise)
        note = f"{shown.note} All three by the same scale."
    else:
        panels = [
            Panel(
                "Picture",
                picture.pixels if source is picture.image else to_bytes(source, black, white),
                source,
                alt=picture.source.title,
                marks=(mark_of(crop),) if crop else (),
                tools=("point",) if crop else (),
            ),
            Panel(
                "Result",
                shown.pixels,
                result.values,
                _scale(settings.view, white, shown.limit),
                alt=f"{picture.source.title} after the kernel",
                noise=_PART * noise,
            ),
        ]
        note = shown.note
    show_panels(
        panels,
        key="kernel.panels",
        pair=(0, channels),
        inspector=_inspector(picture, settings, channels) if is_inspected else None,
        on_draw=take_point if crop else None,
        pin=_pin(source.shape),
        on_pin=_keep_pin,
    )
    if settings.view == "absolute" and result.values.min() < -noise:
        note += " To see the signs, choose **Signed, in colour** under Show the result."
    if settings.view == "signed" and channels == 1 and source.ndim == 3:
        note += " To see the signs of each channel, choose **Three apart** under Colours."
    reason = plan(source.shape, settings.kernel, dtype=source.dtype).reason
    took = f" in {result.milliseconds:.1f} ms" if is_timed else ""
    st.caption(f"{note}  \nComputed by {ENGINES[result.engine]}{took}. {reason}")
    return shown.limit


def _pin(shape: tuple[int, ...]) -> Pixel | None:
    """Return the pixel that a link or the visitor pinned, within the picture; None if there is none."""
    text = recall_text(_PIN)
    parts = text.split(",") if text else []
    if len(parts) != 2 or not all(part.strip().isdecimal() and len(part) < _DIGITS for part in parts):
        remember(_PIN, "", default="")
        return None
    row, column = (min(int(part), most - 1) for part, most in zip(parts, shape, strict=False))
    _keep_pin((row, column))
    return row, column


def _keep_pin(pixel: Pixel | None) -> None:
    """Put the pinned pixel into the address."""
    remember(_PIN, f"{pixel[0]},{pixel[1]}" if pixel else "", default="")


def _apart(
    title: str,
    source: NDArray[np.generic],
    values: NDArray[np.floating],
    settings: Settings,
    black: float,
    white: float,
    limit: float,
    noise: float,
) -> list[Panel]:
    """Return the three channels of the picture, and below them those of the result."""
    before, after = [], []
    scale = _scale(settings.view, white, limit)
    for index, name in enumerate(_CHANNELS):
        plane, feature = (np.ascontiguousarray(array[..., index]) for array in (source, values))
        shown = render(feature, view=settings.view, black=black, white=white, limit=limit)
        alt = f"{title}, {name.lower()}"
        before.append(Panel(name, to_bytes(plane, black, white), plane, alt=alt, share=3))
        after.append(
            Panel(
                f"{name} after the kernel",
                shown.pixels,
                feature,
                scale,
                alt=f"{alt}, after the kernel",
                share=3,
                noise=noise,
            )
        )
    return [*before, *after]


def _scale(view: View, white: float, limit: float) -> Scale | None:
    """Return the legend of a view whose colours are not simply the picture's own."""
    if view == "signed":
        return Scale("diverging", -limit, limit)
    return Scale("gray", 0.0, limit) if view == "absolute" else None


def _inspector(picture: Picture, settings: Settings, channels: int) -> Inspector:
    """Return what the browser needs to compute a pixel, where so many channels are shown apart, each in its panel."""
    is_divided = settings.weights == "normalised" and total(settings.cells) != 0
    first = settings.cells if is_divided else settings.kernel
    kernels = (first, np.rot90(first)) if settings.is_pair else (first,)
    sources, results = (tuple(range(start, start + channels)) for start in (0, channels))
    laid = tuple(_laid(kernel, is_turned=settings.is_turned) for kernel in kernels)
    return Inspector(
        laid,
        settings.padding,
        sources=sources,
        results=results,
        divisor=float(first.sum()) if is_divided else 1.0,
        remark=" ".join(filter(None, (_remark(settings), _size_remark(picture)))),
    )


def _remark(settings: Settings) -> str:
    """Return what is worth saying of the kernel's numbers, nothing if they are simply as they are."""
    mean = "the result is a weighted mean of the neighbourhood."
    if settings.is_pair or settings.kernel.size == 1 or not is_density(settings.kernel):
        return ""
    if settings.weights == "softmax":
        return f"The kernel's numbers are chances: e to the power of the grid's, divided by the sum of all. So {mean}"
    if settings.weights == "normalised":
        return f"None of the kernel's numbers is negative, so {mean}"
    return f"None of the kernel's numbers is negative and their sum is 1, so {mean}"


def _size_remark(picture: Picture) -> str:
    """Return of which size the numbers are, nothing if it is the picture's own."""
    if picture.scale == 1:
        return ""
    (rows, columns), (full_rows, full_columns) = picture.image.shape[:2], picture.full_shape
    return (
        f"Rows, columns and numbers are those of the picture scaled down to {columns} × {rows} pixels; "
        f"at its own {full_columns} × {full_rows} they are others, as the download has them."
    )


def _laid(kernel: NDArray[np.float64], *, is_turned: bool) -> Laid:
    """Return the kernel as it is laid on the picture."""
    rows, columns = kernel.shape
    if is_turned:
        return Laid(kernel[::-1, ::-1], ((rows - 1) // 2, (columns - 1) // 2))
    return Laid(kernel, (rows // 2, columns // 2))
