"""Profiles and the closed formulas against the exact solution in cells."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import erfc

from core.diffusion import diffuse
from core.diffusion.profiles import drops_solution, line_points, profile, step_solution
from core.diffusion.scenes import DROPS, Drop, Stroke, aquarium, drops, painted, step

_CENTRES = np.arange(256) + 0.5


@pytest.mark.parametrize("sigma", [4.0, 24.0, 90.0, 400.0])
def test_step_becomes_the_error_function(sigma: float) -> None:
    found = diffuse(step().astype(float), sigma**2 / 2)[100]
    expected = step_solution(_CENTRES, sigma, edge=128, width=256, high=255)
    np.testing.assert_allclose(found, expected, atol=0.01 + 10 / sigma**2)
    if sigma < 30:
        np.testing.assert_allclose(expected, 127.5 * erfc((_CENTRES - 128) / sigma / np.sqrt(2)), atol=1e-3)


def test_step_starts_as_it_is() -> None:
    np.testing.assert_array_equal(step_solution(_CENTRES, 0, edge=128, width=256, high=255), step()[0])


@pytest.mark.parametrize("time", [0.0, 40.0, 2000.0])
def test_drops_become_wider_gaussians(time: float) -> None:
    along = (1.0, 0.25)
    found = diffuse(drops().astype(float), time, diffusivity=along)
    sigma = (np.sqrt(2 * along[0] * time), np.sqrt(2 * along[1] * time))
    expected = drops_solution(_CENTRES, _CENTRES[:, None], sigma, DROPS, width=256, height=256)
    # The first picture has no images behind the walls, and the cells' own spreading differs a little.
    np.testing.assert_allclose(found, expected, atol=1.0)


def test_profile_follows_a_line_between_pixels() -> None:
    y, x = np.mgrid[:20, :30] + 0.5
    ramp = 3 * x - 2 * y
    distance, along_x, along_y = line_points((2.5, 3.0), (27.0, 18.0))
    np.testing.assert_allclose(profile(ramp, (2.5, 3.0), (27.0, 18.0)), 3 * along_x - 2 * along_y, atol=1e-9)
    assert distance[-1] == pytest.approx(np.hypot(24.5, 15))
    assert np.diff(distance) == pytest.approx(1, abs=0.05)
    colour = np.stack([ramp, ramp + 3, ramp - 3], axis=2)
    np.testing.assert_allclose(profile(colour, (0, 0), (30, 20)), profile(ramp, (0, 0), (30, 20)), atol=1e-9)


def test_line_of_no_length_is_two_points() -> None:
    assert profile(np.ones((4, 4)), (2, 2), (2, 2)).shape == (2,)


def test_aquarium_is_made_of_even_cubes_and_comes_again_by_its_seed() -> None:
    tank = aquarium(10, seed=4)
    assert tank.shape == (256, 256)
    assert (tank[:10, :10] == tank[0, 0]).all()
    assert tank[0, 10] != tank[0, 0]
    np.testing.assert_array_equal(tank, aquarium(10, seed=4))
    assert (tank != aquarium(10, seed=5)).any()
    assert len(np.unique(aquarium(1, seed=0))) > 60_000
    with pytest.raises(ValueError, match="cube"):
        aquarium(0, seed=0)


def test_drop_is_brightest_at_its_centre() -> None:
    tank = drops([Drop(100.5, 40.5, 6, 200)])
    assert np.unravel_index(tank.argmax(), tank.shape) == (40, 100)
    assert tank.max() == pytest.approx(200)
    assert drops().max() <= 256


def test_brush_paints_where_it_was_and_the_eraser_takes_away() -> None:
    line = Stroke(((20.0, 30.0), (120.0, 30.0)), 5)
    tank = painted([line])
    assert tank[30, 70] == 255
    assert tank[30, [12, 128]].max() == 0
    assert tank[26:34, 70].min() > 200
    assert tank[[22, 37], 70].max() == 0
    assert painted([line, Stroke(((70.0, 30.0),), 8, is_eraser=True)])[30, 70] == 0
    assert painted([]).sum() == 0
    assert painted([Stroke(((5.0, 5.0),), 4)])[5, 5] == 255
