"""Look at a picture's waves one by one, and build it up from its strongest ones."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, degrees, hypot, inf, pi
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import FloatArray
from core.spectrum import Spectrum, column_weights, filter_spectrum, full_spectrum

__all__ = ["Wave", "WaveOrder", "draw_wave", "order_waves", "strongest_waves", "wave_at", "wave_counts"]


@dataclass(frozen=True)
class Wave:
    """One wave: ``amplitude * cos(2 pi (down * y / M + across * x / N) + phase)``, y and x in pixels from the top left.

    `down` and `across` count cycles over the picture. `direction` is where the wave travels, in degrees
    counter-clockwise from the x axis as seen on screen, in [0, 180); its crests lie across it. `period` is the
    distance of two crests in pixels, infinite for the mean; `share` the part, 0 to 1, of the energy of all waves
    but the mean.
    """

    down: int
    across: int
    amplitude: float
    phase: float
    direction: float
    period: float
    share: float


@dataclass(frozen=True)
class WaveOrder:
    """Every wave's rank by its energy, for `strongest_waves`.

    `rank`, shape (M, N // 2 + 1), is 0 for the mean and 1 for the strongest wave; mirror images share one.
    `reached`, shape (waves + 1,), is the share of the energy, the mean's apart, that so many waves reach together.
    """

    rank: NDArray[np.int32]
    reached: NDArray[np.float64]


def wave_at(image: ArrayLike, down: int, across: int) -> Wave:
    """Return the wave of a picture, (M, N) or (M, N, C), with these cycles over its height and width.

    Raises
    ------
    ValueError
        If the picture's grid has no such wave: more than one cycle in two pixels.
    """
    waves = full_spectrum(np.asarray(image, np.float64))
    height, width = waves.shape
    if abs(down) > height // 2 or abs(across) > width // 2:
        message = (
            f"the fastest waves of {width} × {height} pixels have {width // 2} cycles across and {height // 2} down, "
            f"got {across} and {down}"
        )
        raise ValueError(message)
    factor = complex(waves[(height // 2 + down) % height, (width // 2 + across) % width])
    # A wave and its mirror image are two entries of the transform, except where they are the same one.
    pairs = 1 if (2 * down) % height == 0 and (2 * across) % width == 0 else 2
    power = np.square(np.abs(waves))
    power[height // 2, width // 2] = 0
    rest = float(power.sum())
    is_mean = down == across == 0
    along = hypot(down / height, across / width)
    return Wave(
        down,
        across,
        pairs * abs(factor) / waves.size,
        atan2(factor.imag, factor.real),
        degrees(atan2(-down / height, across / width)) % 180 % 180 if not is_mean else 0.0,
        1 / along if along else inf,
        pairs * abs(factor) ** 2 / rest if rest > 0 and not is_mean else 0.0,
    )


def draw_wave(wave: Wave, shape: tuple[int, int]) -> NDArray[np.float64]:
    """Return the wave alone as a picture, shape (M, N)."""
    y, x = np.ogrid[: shape[0], : shape[1]]
    turns = wave.down * y / shape[0] + wave.across * x / shape[1]
    # Whole turns drop out, so that the cosine of a large number loses nothing.
    return np.asarray(wave.amplitude * np.cos(2 * pi * (turns % 1) + wave.phase))


def order_waves(spectrum: Spectrum) -> WaveOrder:
    """Return the order of a picture's waves by energy, that of the channels added up."""
    height, width = spectrum.shape[:2]
    power = np.square(np.abs(spectrum.waves), dtype=np.float64).sum(axis=0) * column_weights(width)
    power[0, 0] = 0
    # In the first column, and the last of an even width, row -k mirrors row k: one of the two stands for both.
    is_second = np.zeros(power.shape, bool)
    mirror = -np.arange(height) % height
    for column in {0, width // 2} if width % 2 == 0 else {0}:
        is_second[:, column] = np.arange(height) > mirror
        power[:, column] *= np.where(mirror == np.arange(height), 1, 2)
    is_second[0, 0] = True
    first = np.flatnonzero(~is_second)
    order = first[np.argsort(-power.ravel()[first], kind="stable")]
    rank = np.zeros(power.size, np.int32)
    rank[order] = np.arange(1, order.size + 1)
    rank = rank.reshape(power.shape)
    for column in {0, width // 2} if width % 2 == 0 else {0}:
        rank[:, column] = np.maximum(rank[:, column], rank[mirror, column])
    sums = np.concatenate([[0.0], np.cumsum(power.ravel()[order])])
    reached = sums / sums[-1] if sums[-1] > 0 else np.ones_like(sums)
    return WaveOrder(rank, reached)


def strongest_waves(spectrum: Spectrum, order: WaveOrder, count: int) -> FloatArray:
    """Return the picture made of its mean and its `count` strongest waves, shape as the picture's."""
    kept = order.rank <= count
    return filter_spectrum(Spectrum(spectrum.shape, spectrum.levels, spectrum.waves * kept), _all(spectrum))


def wave_counts(total: int, steps: int) -> list[int]:
    """Return about `steps` whole numbers from 0 to `total`, each larger than the last by nearly the same factor."""
    grown = np.rint(np.geomspace(1, max(total, 1), max(2, steps - 1))).astype(int)
    return sorted({0, *(int(count) for count in grown if count <= total), total})


def _all(spectrum: Spectrum) -> Any:
    """Return the transfer function that lets everything through."""
    return np.broadcast_to(np.float32(1), spectrum.shape[:2])
