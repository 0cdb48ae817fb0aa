"""Wandering molecules: none is lost, and on average they are the diffusing picture."""

from __future__ import annotations

import numpy as np
import pytest

from core.diffusion import diffuse
from core.diffusion.molecules import census, chance_error, dots, molecule_frames, scatter, wander


@pytest.mark.parametrize("boundary", ["neumann", "periodic"])
def test_mean_converges_to_the_exact_solution(boundary: str) -> None:
    picture = np.zeros((9, 14))
    picture[2:5, 1:4] = 100
    exact = diffuse(picture, 3.0, diffusivity=(1.5, 0.5), boundary=boundary)
    errors = []
    for count in (4_000, 400_000):
        rng = np.random.default_rng(5)
        frames = molecule_frames(picture, [1.0, 3.0], count, rng=rng, diffusivity=(1.5, 0.5), boundary=boundary)
        errors.append(np.sqrt(np.mean((list(frames)[-1] - exact) ** 2)))
        # Each cell's count is binomial, so the error follows from the chances alone.
        assert errors[-1] == pytest.approx(chance_error(exact, count), rel=0.25)
    assert errors[0] / errors[1] == pytest.approx(10, rel=0.35)


def test_no_molecule_is_lost() -> None:
    picture = np.random.default_rng(1).uniform(0, 255, (17, 12)).astype(np.float32)
    for frame in molecule_frames(picture, [0.0, 0.4, 90.0], 5_000, rng=np.random.default_rng(2)):
        assert frame.min() >= 0
        assert frame.sum(dtype=np.float64) == pytest.approx(picture.sum(dtype=np.float64), rel=1e-6)


def test_molecules_start_only_where_there_is_salt() -> None:
    picture = np.zeros((8, 8))
    picture[3, 5] = 1e-9
    places = scatter(picture, 1_000, rng=np.random.default_rng(3))
    np.testing.assert_array_equal(np.unique(places, axis=0), [[3, 5]])
    still = wander(places, (0.0, 0.0), (8, 8), rng=np.random.default_rng(3))
    assert census(still, (8, 8))[3, 5] == 1_000


def test_along_one_axis_alone_molecules_keep_their_row() -> None:
    places = np.tile([[4, 6]], (500, 1))
    moved = wander(places, (20.0, 0.0), (9, 13), rng=np.random.default_rng(4))
    assert set(moved[:, 0]) == {4}
    assert moved[:, 1].min() == 0
    assert moved[:, 1].max() == 12


def test_few_molecules_are_drawn_large_and_many_as_they_are() -> None:
    picture = np.zeros((21, 21), np.float32)
    picture[10, 10] = 5
    assert np.count_nonzero(dots(picture, 1)) > 40
    np.testing.assert_array_equal(dots(picture, 100_000), picture)


@pytest.mark.parametrize(
    ("picture", "times", "count", "how", "reason"),
    [
        (np.ones((3, 3, 3)), [1.0], 5, {}, "one channel"),
        (-np.ones((3, 3)), [1.0], 5, {}, "not negative"),
        (np.zeros((3, 3)), [1.0], 5, {}, "above 0"),
        (np.ones((3, 3)), [1.0], 0, {}, "count"),
        (np.ones((3, 3)), [2.0, 1.0], 5, {}, "ascend"),
        (np.ones((3, 3)), [1.0], 5, {"boundary": "dirichlet"}, "rim"),
    ],
)
def test_bad_arguments_are_named(picture: np.ndarray, times: list, count: int, how: dict, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        molecule_frames(picture, times, count, rng=np.random.default_rng(0), **how)
