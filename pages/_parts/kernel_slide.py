"""Slide the kernel over a small crop of the picture, step by step, with the result filling in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.images.display import value_range
from core.kernels.number_grid import work
from core.padding import pad
from pages._parts.choices import choose
from pages._parts.kernel_cached import source_of
from pages._parts.kernel_half import tell_half
from pages._parts.kernel_settings import Settings
from pages._parts.kernel_steps import Look, show_steps
from pages._parts.kernel_takeaway import state_grid
from pages._parts.panel import Box, drawn
from pages._parts.pictures import Picture
from pages._parts.sliders import bring_within

__all__ = ["Crop", "crop_of", "mark_of", "show", "take_point"]

_SIDE = 10
_MAX_KERNEL = 15
_PLANES = {"0": "Red", "1": "Green", "2": "Blue"}


@dataclass(frozen=True)
class Crop:
    """A part of the picture, in pixels."""

    left: int
    top: int
    width: int
    height: int


def crop_of(picture: Picture) -> Crop:
    """Return the crop that the two sliders say, within the picture."""
    rows, columns = picture.image.shape[:2]
    width, height = min(_SIDE, columns), min(_SIDE, rows)
    left = min(_place("across", columns // 2), columns - width)
    top = min(_place("down", rows // 2), rows - height)
    return Crop(left, top, width, height)


def mark_of(crop: Crop) -> Box:
    """Return the frame around the crop."""
    return Box(crop.left, crop.top, crop.width, crop.height, label="slides here")


def take_point() -> None:
    """Move the crop's middle to the point that the visitor set on the picture."""
    x, y = drawn("kernel.panels").points[-1]
    st.session_state["kernel.across"] = max(0, int(x) - _SIDE // 2)
    st.session_state["kernel.down"] = max(0, int(y) - _SIDE // 2)


def show(picture: Picture, settings: Settings) -> None:
    """Draw the section."""
    kernel = settings.kernel
    if max(kernel.shape) > _MAX_KERNEL:
        st.info(f"The sliding patch is shown for kernels up to {_MAX_KERNEL} × {_MAX_KERNEL}; choose a smaller size.")
        return
    tell_half(settings, "The numbers here are")
    rows, columns = picture.image.shape[:2]
    row = st.container(horizontal=True, vertical_alignment="bottom")
    crop = crop_of(picture)
    for name, label, most, value in (
        ("across", "From the left", columns - crop.width, crop.left),
        ("down", "From the top", rows - crop.height, crop.top),
    ):
        key = f"kernel.{name}"
        bring_within(key, 0, most, value)
        st.session_state[key] = value
        if most:
            row.slider(label, 0, most, key=key, bind="query-params", persist_state="session", width=220)
    image = source_of(picture, settings)
    title = "Brightness"
    if image.ndim == 3:
        with row:
            plane = choose("Channel", _PLANES, key="kernel.plane", default="1", width=130)
        image, title = np.ascontiguousarray(image[..., int(plane)]), _PLANES[plane]
    st.caption("The yellow frame on the picture shows where; set it anywhere with the point tool above the picture.")
    _show_crop(picture, image, crop, settings, title)


def _show_crop(picture: Picture, image: NDArray[np.generic], crop: Crop, settings: Settings, title: str) -> None:
    """Show the steps over the crop and the neighbours that the kernel reaches."""
    kh, kw = settings.kernel.shape
    above, before = ((kh - 1) // 2, (kw - 1) // 2) if settings.is_turned else (kh // 2, kw // 2)
    padded = pad(image, (above, before), (kh - 1 - above, kw - 1 - before), padding=settings.padding)
    here = (slice(crop.top, crop.top + crop.height + kh - 1), slice(crop.left, crop.left + crop.width + kw - 1))
    inside = np.pad(np.zeros(image.shape, int), ((above, kh - 1 - above), (before, kw - 1 - before)), constant_values=2)
    beyond = inside[here].copy()
    beyond[beyond == 0] = 1
    beyond[above : above + crop.height, before : before + crop.width] = 0
    worked = work(padded[here], settings.kernel, turned=settings.is_turned)
    patch = np.asarray(padded[here], np.float64)
    state_grid("The sliding patch", picture, worked, patch, settings.kernel, is_turned=settings.is_turned)
    look = Look(
        title, value_range(picture.image), settings.view != "clip", fills=True, is_editable=False, beyond=beyond
    )
    show_steps(worked, look, key="kernel.slide")


def _place(name: str, first: int) -> int:
    """Return where the crop begins, from the slider or the link; the middle of the picture at first."""
    key = f"kernel.{name}"
    linked = st.query_params.get(key, "")
    value = st.session_state.get(key, int(linked) if linked.isdecimal() else first)
    return max(0, int(value))
