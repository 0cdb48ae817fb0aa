"""The decomposition against the least squares that define it, solved by brute force."""

from __future__ import annotations

import numpy as np
import pytest

from core.spectrum.periodic_smooth import periodic_plus_smooth


def _by_least_squares(picture: np.ndarray) -> np.ndarray:
    """Return the smooth part: flat between neighbours, a jump only where the periodic picture has its seam."""
    rows, cols = picture.shape
    equations, values = [np.ones(picture.size)], [0.0]
    for i in range(rows):
        for j in range(cols):
            for (y, x), is_seam in (((i + 1) % rows, j), i == rows - 1), ((i, (j + 1) % cols), j == cols - 1):
                equation = np.zeros(picture.shape)
                equation[i, j] += 1
                equation[y, x] -= 1
                equations.append(equation.ravel())
                values.append(picture[i, j] - picture[y, x] if is_seam else 0.0)
    return np.linalg.lstsq(np.array(equations), np.array(values), rcond=None)[0].reshape(picture.shape)


@pytest.mark.parametrize("shape", [(7, 5), (6, 8), (1, 9), (9, 1), (1, 1), (2, 2)])
def test_smooth_part_solves_the_least_squares(shape: tuple[int, int]) -> None:
    picture = np.random.default_rng(1).uniform(0, 255, shape)
    periodic, smooth = periodic_plus_smooth(picture)
    np.testing.assert_allclose(smooth, _by_least_squares(picture), atol=1e-10)
    np.testing.assert_allclose(periodic + smooth, picture, atol=1e-12)


def test_channels_are_split_alike_and_single_precision_stays() -> None:
    picture = np.random.default_rng(2).uniform(0, 255, (12, 15, 3)).astype(np.float32)
    periodic, smooth = periodic_plus_smooth(picture)
    assert periodic.dtype == smooth.dtype == np.float32
    np.testing.assert_allclose(smooth[..., 1], periodic_plus_smooth(picture[..., 1].astype(float))[1], atol=1e-3)


def test_ramp_loses_its_seam() -> None:
    ramp = np.tile(np.linspace(0, 255, 64), (48, 1))
    periodic, _ = periodic_plus_smooth(ramp)
    assert abs(periodic[:, 0] - periodic[:, -1]).max() < 0.1 * 255
