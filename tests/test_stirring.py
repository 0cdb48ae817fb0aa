"""Stirring against what is known of it: nothing is lost, nothing exceeds its start, and a turn is a turn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.diffusion import diffuse
from core.diffusion.stirring import carry, seal, shear, spoon, spread_in_steps, swirl


def _divergence(stream: np.ndarray) -> np.ndarray:
    right, down = np.diff(stream, axis=0), -np.diff(stream, axis=1)
    return np.diff(right, axis=1) + np.diff(down, axis=0)


@settings(deadline=None, max_examples=60)
@given(
    st.tuples(st.integers(1, 9), st.integers(1, 9)),
    st.integers(0, 2**32 - 1),
    st.sampled_from([0.0, 0.2, 0.6, 1.0]),
    st.sampled_from([0.0, 0.3, 4.0]),
)
def test_salt_is_kept_and_never_exceeds_its_start(
    shape: tuple[int, int], seed: int, density: float, time: float
) -> None:
    rng = np.random.default_rng(seed)
    walls, salt = rng.random(shape) < density, rng.choice([0.0, 1.0, 0.5], shape)
    salt.setflags(write=False)
    stream = seal(rng.normal(size=(shape[0] + 1, shape[1] + 1)) * 3, walls, 2.0)
    np.testing.assert_allclose(_divergence(stream), 0, atol=1e-12)
    for found in (carry(salt, stream, time, walls), spread_in_steps(salt, time, walls)):
        assert found.sum() == pytest.approx(salt.sum(), rel=1e-12)
        assert found.min() >= salt.min() - 1e-12
        assert found.max() <= salt.max() + 1e-12
        np.testing.assert_array_equal(found[walls], salt[walls])


@pytest.mark.parametrize("flow", [swirl, shear])
def test_even_water_stays_even_and_the_speed_is_the_one_asked_for(flow: object) -> None:
    walls = np.zeros((40, 56), bool)
    stream = flow((40, 56), 1.5)  # type: ignore[operator]
    fastest = max(np.abs(np.diff(stream, axis=axis)).max() for axis in (0, 1))
    assert fastest == pytest.approx(1.5, rel=0.02)
    np.testing.assert_allclose(carry(np.full((40, 56), 0.7), seal(stream, walls, 1.5), 5, walls), 0.7, rtol=1e-12)


def test_swirl_turns_clockwise_on_the_screen_and_faster_the_nearer_to_its_middle() -> None:
    right = np.diff(swirl((256, 256), 1), axis=0)[:, 128]
    away = np.arange(256) - 127.5
    turning = -right / away
    assert (turning > 0).all()
    assert (np.diff(turning[128:-1]) < 0).all()
    # A rigid turn would have one for all.
    assert turning[128 + 8] > 5 * turning[128 + 80]


def test_sheared_water_runs_as_fast_as_its_height_says_and_neither_up_nor_down() -> None:
    stream = shear((96, 160), 1.5)
    right, down = np.diff(stream, axis=0)[:, 40:-40], np.diff(stream, axis=1)[:, 40:-40]
    expected = 1.5 * np.sin(6 * np.pi * (np.arange(96) + 0.5) / 96)
    np.testing.assert_allclose(right, np.repeat(expected[:, None], right.shape[1], 1), atol=0.03)
    assert np.abs(down).max() < 0.02
    assert np.abs(np.diff(stream, axis=1)).max() < 1.51


def _blot(x: np.ndarray, y: np.ndarray, width: float) -> np.ndarray:
    return np.exp(-(x**2 + y**2) / (2 * width**2))


def _error_of_uniform_flow(width: int) -> float:
    """Carry a blot to the right by eight times its width; return the mean error over the mean."""
    y, x = np.mgrid[: 12 * width, : 26 * width] - 6.0 * width
    stream = np.repeat(np.arange(12.0 * width + 1)[:, None], 26 * width + 1, axis=1)
    found = carry(_blot(x - 2 * width, y, width), stream, 8 * width, np.zeros(x.shape, bool))
    expected = _blot(x - 10 * width, y, width)
    assert np.sum(found * (x - 10 * width)) / found.sum() == pytest.approx(0, abs=0.05)
    return float(np.abs(found - expected).mean() / expected.mean())


def _error_of_rigid_turn(width: int) -> float:
    """Turn a blot clockwise by a quarter within a circle; return the mean error over the mean."""
    side = 20 * width + 1
    y, x = np.mgrid[:side, :side] - 10.0 * width
    corner_y, corner_x = np.mgrid[: side + 1, : side + 1] - 10.0 * width - 0.5
    stream = -np.minimum(corner_x**2 + corner_y**2, (9 * width) ** 2) / 2
    found = carry(_blot(x - 4 * width, y, width), stream, np.pi / 2, np.zeros(x.shape, bool))
    expected = _blot(x, y - 4 * width, width)
    return float(np.abs(found - expected).mean() / expected.mean())


@pytest.mark.parametrize("error", [_error_of_uniform_flow, _error_of_rigid_turn])
def test_water_carries_a_blot_where_it_should_the_better_the_finer_the_cells(error: object) -> None:
    coarse, fine = error(5), error(10)  # type: ignore[operator]
    assert coarse < 0.1
    assert fine < coarse / 2.5


def test_spoon_takes_along_what_is_in_front_of_it() -> None:
    stream = spoon((80, 100), (40, 40), (43, 41), 8)
    right, down = np.diff(stream, axis=0), -np.diff(stream, axis=1)
    assert right[40, 41] == pytest.approx(3, rel=0.02)
    assert down[40, 41] == pytest.approx(1, rel=0.05)
    assert not stream[:, 80:].any()
    np.testing.assert_allclose(_divergence(stream), 0, atol=1e-12)


def test_nothing_passes_a_wall_and_all_passes_when_it_is_lifted() -> None:
    walls = np.zeros((32, 48), bool)
    walls[:, 24] = True
    salt = np.zeros((32, 48))
    salt[:, :24] = 1
    stream = swirl((32, 48), 1)
    shut = carry(spread_in_steps(salt, 50, walls), seal(stream, walls, 1), 50, walls)
    assert not shut[:, 24:].any()
    walls[10:20, 24] = False
    opened = carry(spread_in_steps(salt, 50, walls), seal(stream, walls, 1), 50, walls)
    assert opened[:, 25:].sum() > 10


def test_steps_come_close_to_the_exact_solution() -> None:
    rng = np.random.default_rng(5)
    walls = rng.random((40, 56)) < 0.1
    salt = rng.random((40, 56))
    for time, error in ((1.0, 0.03), (4.0, 0.005), (16.0, 0.0005)):
        exact = diffuse(salt, time, walls=walls)
        assert np.abs(spread_in_steps(salt, time, walls) - exact).max() < error


@pytest.mark.parametrize("time", [-1.0, np.inf, np.nan])
def test_bad_time_is_named(time: float) -> None:
    walls = np.zeros((3, 4), bool)
    with pytest.raises(ValueError, match="time"):
        carry(np.ones((3, 4)), np.zeros((4, 5)), time, walls)
    with pytest.raises(ValueError, match="time"):
        spread_in_steps(np.ones((3, 4)), time, walls)
