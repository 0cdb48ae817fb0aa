"""Carry channels of a picture into the real and imaginary parts of complex tiles, and back."""

from __future__ import annotations

from typing import Any

import cv2
from numpy.typing import NDArray

from core.padding import Bordered

__all__ = ["Parts", "gather", "scatter", "unfold"]

_MOST_CHANNELS = 4
"""More channels than this OpenCV does not take everywhere."""

Parts = list[tuple[int, int]]
"""Channels, each with the part of a wave that it lies in: 0 the real, 1 the imaginary."""


def gather(source: Bordered, corner: tuple[int, int], parts: Parts, wave: NDArray[Any]) -> None:
    """Write channels of the bordered picture, (M, N, C), from a corner on into parts of a wave, (h, w, 2)."""
    rows, cols = ((start, start + side) for start, side in zip(corner, wave.shape[:2], strict=True))
    image, spans = source.image, source.spans(rows, cols)
    if not spans:
        window = source.window(rows, cols, dtype=wave.dtype)
        for channel, part in parts:
            wave[..., part] = window[..., channel]
    elif len(parts) > 1 and image.dtype == wave.dtype and image.shape[2] <= _MOST_CHANNELS:
        # One call for both reads every pixel once.
        (there, here), *spans = spans
        cv2.mixChannels([image[here]], [wave[there]], [number for pair in parts for number in pair])
    for there, here in spans:
        for channel, part in parts:
            wave[(*there, part)] = source.fill if here is None else image[(*here, channel)]


def scatter(wave: NDArray[Any], parts: Parts, target: NDArray[Any]) -> None:
    """Write parts of a wave, (h, w, 2), into channels of the target, (h, w, C)."""
    if len(parts) > 1 and target.shape[2] <= _MOST_CHANNELS:
        cv2.mixChannels([wave], [target], [number for channel, part in parts for number in (part, channel)])
        return
    for channel, part in parts:
        target[..., channel] = wave[..., part]


def unfold(wave: NDArray[Any], top: int, left: int, target: NDArray[Any]) -> None:
    """Write a plane, its left half real and its right half imaginary, from a place on into the target, (h, w)."""
    rows, half = slice(top, top + target.shape[0]), wave.shape[1]
    width = max(min(half - left, target.shape[1]), 0)
    target[:, :width] = wave[rows, left : left + width, 0]
    begin = max(left - half, 0)
    target[:, width:] = wave[rows, begin : begin + target.shape[1] - width, 1]
