"""Make the result at the original photo's full size, in several formats, channel by channel."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any, Literal, get_args

import cv2
import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.arrays import FloatArray
from core.images import encode_png, to_gray
from core.interruption import checkpoint
from pages._parts.outcome import Outcome, Show, state
from pages._parts.pictures import original

__all__ = ["FORMATS", "Format", "Report", "encode_numbers", "encode_result", "offer_full_size", "turn"]

Format = Literal["png8", "png16", "tiff", "npy"]
FORMATS: tuple[str, ...] = get_args(Format)
Report = Callable[[float], None]

# A large photo takes hundreds of megabytes while it is worked on, so they wait for one another.
turn = threading.Semaphore(1)
_ROWS_AT_ONCE = 256
# All floating-point numbers of a result lie in memory at once, twice while they are written.
_MOST_FLOAT_BYTES = 100 << 20


def offer_full_size(outcome: Outcome) -> None:
    """State the outcome, and draw a button that applies it to the original and sends the PNG."""
    state(outcome)
    rows, columns = outcome.picture.full_shape
    st.download_button(
        f"Download at {columns} × {rows}",
        data=partial(encode_result, outcome, "png8"),
        file_name=f"convoscope-{outcome.page}.png",
        mime="image/png",
        icon=":material/download:",
        help="The same experiment on every pixel of the original, as an 8-bit PNG. “Take away” has other formats.",
        on_click="ignore",
        key=f"{outcome.page}.download",
    )


def encode_result(outcome: Outcome, kind: Format, report: Report = lambda share: None) -> bytes:
    """Return the result on the original photo.

    Parameters
    ----------
    outcome : Outcome
        The experiment.
    kind : {"png8", "png16", "tiff", "npy"}
        "png8": as on screen. "png16": the numbers from the least (0) to the greatest (65535). "tiff" and "npy":
        the numbers themselves, float32.
    report : callable
        Takes the share that is done, from 0 to 1; what it raises ends the work.

    Raises
    ------
    ValueError
        If the numbers of so large a photo do not fit into memory.
    """
    report(0.0)
    with turn:
        if outcome.whole is not None:
            if outcome.of_photo is None or not outcome.is_code_full:
                return encode_numbers(outcome.whole(), kind, outcome.show)
            numbers = outcome.of_photo(original(outcome.picture.source))
            report(0.9)
            return encode_numbers(numbers, kind, outcome.show)
        image = original(outcome.picture.source)
        planes = 1 if outcome.is_gray or image.ndim == 2 else image.shape[2]
        size = 4 * image.shape[0] * image.shape[1] * planes
        if kind in ("tiff", "npy") and size > _MOST_FLOAT_BYTES:
            message = (
                f"the numbers of so large a photo take {size >> 20} MB and at most {_MOST_FLOAT_BYTES >> 20} MB are "
                "made here; take the 16-bit PNG, or a smaller photo"
            )
            raise ValueError(message)
        if kind == "png8":
            return encode_png(_gathered(outcome, image, planes, outcome.show, np.uint8, report, (0.05, 0.9)))
        if kind == "png16":
            low, high = _span(outcome, image, planes, report, (0.05, 0.45))
            levels = partial(_levels, low=low, high=high if high > low else low + 1)
            return encode_png(_gathered(outcome, image, planes, levels, np.uint16, report, (0.45, 0.9)))
        numbers = _gathered(outcome, image, planes, lambda plane: plane, np.float32, report, (0.05, 0.9))
        del image
        return _encode_numbers(numbers, kind)


def encode_numbers(numbers: FloatArray, kind: Format, show: Show) -> bytes:
    """Return numbers, (M, N) or (M, N, 3), as a file, as for `encode_result`; `show` maps them to pixels."""
    if kind == "png8":
        return encode_png(show(numbers))
    if kind == "png16":
        low, high = float(numbers.min()), float(numbers.max())
        return encode_png(_levels(numbers, low=low, high=high if high > low else low + 1))
    return _encode_numbers(numbers.astype(np.float32, copy=False), kind)


def _span(
    outcome: Outcome, image: NDArray[np.generic], planes: int, report: Report, span: tuple[float, float]
) -> tuple[float, float]:
    """Return the least and the greatest number of all channels' results."""
    ends: list[float] = []
    for index in range(planes):
        report(_between(span, index / planes))
        plane = _result(outcome, image, planes, index)
        ends += float(plane.min()), float(plane.max())
        del plane
    return min(ends), max(ends)


def _result(outcome: Outcome, image: NDArray[np.generic], planes: int, index: int) -> FloatArray:
    """Return the result of one channel; its numbers are the largest thing in memory, so nobody may hold two."""
    if planes > 1:
        return outcome.develop(np.ascontiguousarray(image[..., index]), outcome.picture.scale)
    return outcome.develop(to_gray(image) if image.ndim == 3 else image, outcome.picture.scale)


def _gathered(
    outcome: Outcome,
    image: NDArray[np.generic],
    planes: int,
    convert: Callable[[FloatArray], NDArray[np.generic]],
    dtype: type[np.generic],
    report: Report,
    span: tuple[float, float],
) -> NDArray[np.generic]:
    """Return the converted channels together, (M, N) or (M, N, 3); in place of the image, where they fit there."""
    gathered: NDArray[Any] | None = None
    for index in range(planes):
        report(_between(span, index / planes))
        plane = _result(outcome, image, planes, index)
        for first in range(0, len(plane), _ROWS_AT_ONCE):
            checkpoint()
            rows = slice(first, first + _ROWS_AT_ONCE)
            part = convert(plane[rows]).astype(dtype, copy=False)
            if gathered is None:
                shape = (*plane.shape, planes) if planes > 1 else (*plane.shape, *part.shape[2:])
                # A channel is not asked for again, except for the one that is gray.
                fits = planes > 1 and image.shape == shape and image.dtype == dtype
                gathered = image if fits else np.empty(shape, dtype)
            gathered[(rows, ..., index) if planes > 1 else rows] = part
        del plane
    report(span[1])
    return np.asarray(gathered)


def _between(span: tuple[float, float], share: float) -> float:
    """Return the number that lies so far from the span's start towards its end."""
    return span[0] + (span[1] - span[0]) * share


def _levels(plane: FloatArray, *, low: float, high: float) -> NDArray[np.uint16]:
    """Return 0 to 65535 for low to high."""
    return np.rint((plane - low) * (65_535 / (high - low))).clip(0, 65_535).astype(np.uint16)


def _encode_numbers(numbers: NDArray[np.generic], kind: Format) -> bytes:
    """Return float32 numbers as TIFF or NPY."""
    if kind == "npy":
        stream = BytesIO()
        np.save(stream, numbers, allow_pickle=False)
        return stream.getvalue()
    stored = numbers[..., ::-1] if numbers.ndim == 3 else numbers
    _, encoded = cv2.imencode(".tiff", np.ascontiguousarray(stored), [cv2.IMWRITE_TIFF_COMPRESSION, 1])
    return encoded.tobytes()
