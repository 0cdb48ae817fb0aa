"""Single waves and the strongest ones against NumPy's full transform."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.spectrum import spectrum_of
from core.spectrum.waves import draw_wave, order_waves, strongest_waves, wave_at, wave_counts

_shapes = st.tuples(st.integers(1, 15), st.integers(1, 15))


@settings(deadline=None, max_examples=60)
@given(_shapes, st.integers(0, 2**32 - 1), st.data())
def test_a_wave_is_what_its_two_entries_of_the_transform_make(shape, seed, data) -> None:
    picture = np.random.default_rng(seed).uniform(0, 255, shape)
    down = data.draw(st.integers(-(shape[0] // 2), shape[0] // 2))
    across = data.draw(st.integers(-(shape[1] // 2), shape[1] // 2))
    waves = np.fft.fft2(picture)
    alone = np.zeros_like(waves)
    for sign in (1, -1):
        alone[sign * down, sign * across] = waves[sign * down, sign * across]
    wave = wave_at(picture, down, across)
    np.testing.assert_allclose(draw_wave(wave, shape), np.fft.ifft2(alone).real, atol=1e-9)
    if (down, across) != (0, 0):
        rest = np.sum((picture - picture.mean()) ** 2)
        assert wave.share == pytest.approx(np.sum(np.fft.ifft2(alone).real ** 2) / rest, abs=1e-9)


def test_a_drawn_wave_is_read_back() -> None:
    y, x = np.mgrid[:60, :80]
    wave = wave_at(100 + 7 * np.cos(2 * np.pi * (6 * y / 60 - 8 * x / 80) + 0.4), 6, -8)
    assert (wave.amplitude, wave.phase, wave.share) == pytest.approx((7, 0.4, 1))
    # It travels down and left or, which is the same, up and right.
    assert (wave.direction, wave.period) == pytest.approx((45, 1 / np.hypot(0.1, 0.1)))
    mean = wave_at(np.full((4, 5), 9.0), 0, 0)
    assert (mean.amplitude, mean.period, mean.share) == (pytest.approx(9), inf, 0)


@settings(deadline=None, max_examples=60)
@given(_shapes, st.sampled_from([(), (3,)]), st.integers(0, 2**32 - 1), st.integers(0, 120))
def test_strongest_waves_are_the_best_of_their_number(shape, channels, seed, count) -> None:
    picture = np.random.default_rng(seed).uniform(0, 255, (*shape, *channels))
    spectrum = spectrum_of(picture)
    order = order_waves(spectrum)
    built = strongest_waves(spectrum, order, count)
    # Sorted by a plain loop over pairs of the full transform.
    power = np.atleast_3d(np.abs(np.fft.fft2(picture, axes=(0, 1))) ** 2).sum(axis=-1)
    pairs = {}
    for i in range(shape[0]):
        for j in range(shape[1]):
            pair = frozenset({(i, j), (-i % shape[0], -j % shape[1])})
            pairs[pair] = pairs.get(pair, 0.0) + power[i, j]
    del pairs[frozenset({(0, 0)})]
    energies = np.sort(list(pairs.values()))[::-1]
    lost = energies[count:].sum() / (shape[0] * shape[1])
    assert len(order.reached) == len(energies) + 1
    assert np.sum((picture - built) ** 2) == pytest.approx(lost, rel=1e-9, abs=1e-6)
    if energies.sum() > 1e-6:
        reached = order.reached[min(count, len(energies))]
        assert reached == pytest.approx(energies[:count].sum() / energies.sum(), abs=1e-9)


def test_all_waves_give_the_picture_back() -> None:
    picture = np.random.default_rng(3).uniform(0, 255, (31, 44, 3)).astype(np.float32)
    spectrum = spectrum_of(picture)
    order = order_waves(spectrum)
    np.testing.assert_allclose(strongest_waves(spectrum, order, len(order.reached)), picture, atol=1e-4)


@pytest.mark.parametrize("total", [0, 1, 7, 100, 131_072])
def test_counts_grow_from_the_mean_alone_to_all_waves(total: int) -> None:
    counts = wave_counts(total, 49)
    assert counts[0] == 0
    assert counts[-1] == total
    assert counts == sorted(set(counts))
    assert len(counts) <= 50


def test_a_wave_beyond_the_grid_is_refused() -> None:
    with pytest.raises(ValueError, match="fastest"):
        wave_at(np.zeros((8, 8)), 5, 0)
