"""Diffusion against the dense matrix exponential and what is known of the heat equation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm
from scipy.sparse import csr_array
from scipy.sparse.linalg import expm_multiply

from core.diffusion import BOUNDARIES, along_axes, diffuse, frames, spread
from core.diffusion.barriers import chebyshev_coefficients


def _exchange(
    walls: np.ndarray, boundary: str, along: tuple[float, float], held: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return matrix and inflow of ``du/dt = A u + b``, written down cell by cell."""
    height, width = walls.shape
    matrix, inflow = np.zeros((walls.size, walls.size)), np.zeros(walls.size)
    for row, col in np.argwhere(~walls):
        here = row * width + col
        for down, right in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            rate = along[0] if right else along[1]
            y, x = row + down, col + right
            if boundary == "periodic":
                y, x = y % height, x % width
            inside = 0 <= y < height and 0 <= x < width
            if inside and not walls[y, x]:
                matrix[here, here] -= rate
                matrix[here, y * width + x] += rate
            elif not inside and boundary == "dirichlet":
                matrix[here, here] -= rate
                inflow[here] += rate * held
    return matrix, inflow


@settings(deadline=None, max_examples=80)
@given(
    st.tuples(st.integers(1, 7), st.integers(1, 7)),
    st.integers(0, 2**32 - 1),
    st.sampled_from(BOUNDARIES),
    st.sampled_from([0.0, 0.3, 1.0]),
    st.sampled_from([0.0, 0.01, 1.0, 7.5, 200.0]),
    st.sampled_from([0.7, (0.7, 0.7), (2.0, 0.1), (0.0, 1.3), (0.4, 0.0)]),
    st.sampled_from([0.0, 90.0]),
)
def test_result_is_the_matrix_exponential(
    shape: tuple[int, int],
    seed: int,
    boundary: str,
    density: float,
    time: float,
    diffusivity: float | tuple[float, float],
    held: float,
) -> None:
    rng = np.random.default_rng(seed)
    walls, picture = rng.random(shape) < density, rng.uniform(0, 255, shape)
    picture.setflags(write=False)
    matrix, inflow = _exchange(walls, boundary, along_axes(diffusivity), held)
    # A source that never runs dry is one more cell of value 1 that gives without losing.
    with_source = np.zeros((walls.size + 1, walls.size + 1))
    with_source[:-1, :-1], with_source[:-1, -1] = matrix, inflow
    expected = (expm(time * with_source) @ np.append(picture.ravel(), 1))[:-1].reshape(shape)
    found = diffuse(picture, time, diffusivity=diffusivity, boundary=boundary, walls=walls, held=held)
    np.testing.assert_allclose(found, expected, atol=1e-10)
    np.testing.assert_array_equal(found[walls], picture[walls])


def test_maze_agrees_with_the_sparse_matrix_exponential() -> None:
    rng = np.random.default_rng(4)
    walls, picture = rng.random((24, 31)) < 0.35, rng.uniform(0, 1, (24, 31))
    matrix, _ = _exchange(walls, "neumann", (1.0, 0.5), 0.0)
    expected = expm_multiply(40 * csr_array(matrix), picture.ravel()).reshape(picture.shape)
    found = diffuse(picture, 40, diffusivity=(1.0, 0.5), walls=walls)
    np.testing.assert_allclose(found, expected, atol=1e-10)
    assert found.sum() == pytest.approx(picture.sum(), rel=1e-12)


def test_each_axis_has_its_own_variance() -> None:
    drop = np.zeros((121, 161))
    drop[60, 80] = 1
    y, x = np.mgrid[-60:61, -80:81]
    blot = diffuse(drop, 12, diffusivity=(3, 0.5))
    assert np.sum(blot * x**2) == pytest.approx(72, rel=1e-6)
    assert np.sum(blot * y**2) == pytest.approx(12, rel=1e-6)


def test_everything_tends_to_the_held_value() -> None:
    picture = np.random.default_rng(3).uniform(0, 1, (12, 9, 3))
    np.testing.assert_allclose(diffuse(picture, 1e4, boundary="dirichlet", held=0.3), 0.3, atol=1e-12)


@pytest.mark.parametrize(("row", "col"), [(0, 3), (5, 0), (17, 29)])
def test_cosine_modes_decay_at_the_discrete_rate(row: int, col: int) -> None:
    y, x = np.mgrid[:40, :60] + 0.5
    mode = np.cos(np.pi * row * y / 40) * np.cos(np.pi * col * x / 60)
    rate = 4 - 2 * np.cos(np.pi * row / 40) - 2 * np.cos(np.pi * col / 60)
    np.testing.assert_allclose(diffuse(mode, 1.3, diffusivity=2), mode * np.exp(-2.6 * rate), atol=1e-13)


def test_variance_grows_by_twice_diffusivity_times_time() -> None:
    drop = np.zeros((121, 161))
    drop[60, 80] = 1
    y, x = np.mgrid[-60:61, -80:81]
    blot = diffuse(drop, 12, diffusivity=2)
    assert np.sum(blot * x**2) == pytest.approx(48, rel=1e-6)
    assert np.sum(blot * y**2) == pytest.approx(spread(12, 2) ** 2, rel=1e-6)


def test_wide_gaussian_spreads_as_the_continuous_one() -> None:
    y, x = np.mgrid[-100:101, -120:121]

    def gaussian(variance: float) -> np.ndarray:
        return np.exp(-(x**2 + y**2) / (2 * variance)) / (2 * np.pi * variance)

    expected = gaussian(64 + 100)
    np.testing.assert_allclose(diffuse(gaussian(64), 50), expected, atol=1e-3 * expected.max())


@pytest.mark.parametrize("boundary", BOUNDARIES)
@pytest.mark.parametrize("density", [0.0, 0.2])
def test_times_add_up_and_extremes_hold(boundary: str, density: float) -> None:
    rng = np.random.default_rng(5)
    picture, walls = rng.uniform(0, 1, (31, 24, 3)), rng.random((31, 24)) < density
    how = {"boundary": boundary, "walls": walls}
    once = diffuse(picture, 9, **how)
    np.testing.assert_allclose(diffuse(diffuse(picture, 4, **how), 5, **how), once, atol=1e-12)
    assert once.min() >= min(picture.min(), 0 if boundary == "dirichlet" else 1) - 1e-12
    assert once.max() <= picture.max() + 1e-12
    if boundary != "dirichlet":
        np.testing.assert_allclose(once.sum((0, 1)), picture.sum((0, 1)), rtol=1e-12)
    np.testing.assert_allclose(diffuse(picture[:, ::-1], 9, boundary=boundary, walls=walls[:, ::-1]), once[:, ::-1])


@pytest.mark.parametrize("density", [0.0, 0.2])
def test_mean_of_single_precision_pictures_does_not_drift(density: float) -> None:
    rng = np.random.default_rng(6)
    picture = rng.integers(0, 256, (300, 400)).astype(np.uint8)
    for time in (0.5, 30.0):
        found = diffuse(picture, time, walls=rng.random(picture.shape) < density)
        assert found.dtype == np.float32
        assert found.mean(dtype=np.float64) == pytest.approx(picture.mean(), rel=1e-6)


@pytest.mark.parametrize("density", [0.0, 0.2])
def test_frames_are_the_picture_at_each_time_in_any_order(density: float) -> None:
    rng = np.random.default_rng(7)
    picture, walls = rng.random((20, 30, 3)), rng.random((20, 30)) < density
    times = [0.0, 3.0, 8.0, 1.0, 1.0]
    shown = list(frames(picture, times, walls=walls))
    for time, frame in zip(times, shown, strict=True):
        np.testing.assert_allclose(frame, diffuse(picture, time, walls=walls), atol=1e-12)
    np.testing.assert_array_equal(shown[0], picture)


def test_closed_wall_keeps_the_salt_on_its_side() -> None:
    tank, walls = np.zeros((20, 31)), np.zeros((20, 31), dtype=bool)
    tank[:, :15], walls[:, 15] = 1, True
    np.testing.assert_allclose(diffuse(tank, 500, walls=walls), tank, atol=1e-12)
    walls[9:11, 15] = False
    assert diffuse(tank, 500, walls=walls)[:, 16:].sum() > 1


@pytest.mark.parametrize("a", [0.0, 1e-3, 1.0, 40.0, 4e3, 4e6])
def test_series_sums_to_one_with_nothing_negative(a: float) -> None:
    coefficients = chebyshev_coefficients(a)
    assert coefficients.min() >= 0
    assert coefficients.sum() == pytest.approx(1, abs=1e-13)


@pytest.mark.parametrize(
    ("how", "error", "reason"),
    [
        ({"time": -1}, ValueError, "time"),
        ({"time": np.inf}, ValueError, "time"),
        ({"diffusivity": 0}, ValueError, "diffusivity"),
        ({"diffusivity": np.nan}, ValueError, "diffusivity"),
        ({"diffusivity": (0.0, 0.0)}, ValueError, "diffusivity"),
        ({"diffusivity": (1.0, -1.0)}, ValueError, "diffusivity"),
        ({"diffusivity": (1.0, 1.0, 1.0)}, ValueError, "diffusivity"),
        ({"held": np.inf}, ValueError, "held"),
        ({"boundary": "open"}, ValueError, "boundary must be one of"),
        ({"walls": np.zeros((4, 4), bool)}, ValueError, "walls must have the picture's shape"),
        ({"walls": np.zeros((3, 4))}, TypeError, "walls must be bool"),
    ],
)
def test_bad_arguments_are_named(how: dict, error: type[Exception], reason: str) -> None:
    with pytest.raises(error, match=reason):
        diffuse(np.ones((3, 4)), **{"time": 1.0, **how})
