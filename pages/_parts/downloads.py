"""Offer the result at the original photo's full size."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.images import encode_png, to_gray
from pages._parts.pictures import Picture, Source, original

__all__ = ["offer_full_size"]

# A large photo takes hundreds of megabytes while it is worked on, so they wait for one another.
_turn = threading.Semaphore(1)


def offer_full_size(
    picture: Picture,
    develop: Callable[[NDArray[np.generic]], NDArray[np.uint8]],
    *,
    page: str,
    is_gray: bool = False,
) -> None:
    """Draw a button that applies `develop`, channel by channel, to the original and sends the PNG.

    Parameters
    ----------
    picture : Picture
        The picture in hand.
    develop : callable
        Takes one channel (M, N) of the original and returns its result as uint8 of the same shape.
        It runs on a thread of its own, after the press.
    page : str
        Part of the file's name.
    is_gray : bool
        Whether `develop` wants the gray value instead of each channel; it may return colour then.
    """
    rows, columns = picture.full_shape
    st.download_button(
        f"Download at {columns} × {rows}",
        data=partial(_full_size, picture.source, develop, is_gray),
        file_name=f"convoscope-{page}.png",
        mime="image/png",
        icon=":material/download:",
        help="The same experiment on every pixel of the original, as an 8-bit PNG.",
        on_click="ignore",
        key=f"{page}.download",
    )


def _full_size(source: Source, develop: Callable[[NDArray[np.generic]], NDArray[np.uint8]], is_gray: bool) -> bytes:
    """Return the developed original as PNG."""
    with _turn:
        image = original(source)
        if is_gray or image.ndim == 2:
            return encode_png(develop(to_gray(image)))
        developed = np.empty(image.shape, np.uint8)
        for channel in range(image.shape[2]):
            developed[..., channel] = develop(np.ascontiguousarray(image[..., channel]))
        return encode_png(developed)
