"""Carry channels of a picture into the real and imaginary parts of complex tiles, and back."""

from __future__ import annotations

from typing import Any

import cv2
from numpy.typing import NDArray

from core.padding import Bordered

__all__ = ["Parts", "gather", "read", "scatter", "unfold"]

_MOST_CHANNELS = 4
"""More channels than this OpenCV does not take everywhere."""

Waves = list[NDArray[Any]]

Parts = list[tuple[int, int]]
"""Channels, each with its part of the waves: 0 the first's real, 1 its imaginary, 2 the second's real."""


def read(source: Bordered, corner: tuple[int, int], part: int, wave: NDArray[Any]) -> None:
    """Write a bordered picture of one channel, (M, N, 1), from a corner on into a part of a wave, (h, w, 2)."""
    rows, cols = ((start, start + side) for start, side in zip(corner, wave.shape[:2], strict=True))
    spans = source.spans(rows, cols)
    if not spans:
        gather(source.window(rows, cols, dtype=wave.dtype), [(0, part)], [wave])
    for there, here in spans:
        wave[(*there, part)] = source.fill if here is None else source.image[(*here, 0)]


def gather(window: NDArray[Any], parts: Parts, waves: Waves) -> None:
    """Write channels of a window, (h, w, C), into parts of waves, (h, w, 2)."""
    if len(parts) > 1 and window.dtype == waves[0].dtype and window.shape[2] <= _MOST_CHANNELS:
        # One call for all reads every pixel once.
        cv2.mixChannels([window], waves, [number for pair in parts for number in pair])
        return
    for channel, part in parts:
        waves[part // 2][..., part % 2] = window[..., channel]


def scatter(waves: Waves, parts: Parts, target: NDArray[Any]) -> None:
    """Write parts of waves, (h, w, 2), into channels of the target, (h, w, C)."""
    if len(parts) > 1 and target.shape[2] <= _MOST_CHANNELS:
        cv2.mixChannels(waves, [target], [number for channel, part in parts for number in (part, channel)])
        return
    for channel, part in parts:
        target[..., channel] = waves[part // 2][..., part % 2]


def unfold(wave: NDArray[Any], top: int, left: int, target: NDArray[Any]) -> None:
    """Write a plane, its left half real and its right half imaginary, from a place on into the target, (h, w)."""
    rows, half = slice(top, top + target.shape[0]), wave.shape[1]
    width = max(min(half - left, target.shape[1]), 0)
    target[:, :width] = wave[rows, left : left + width, 0]
    begin = max(left - half, 0)
    target[:, width:] = wave[rows, begin : begin + target.shape[1] - width, 1]
