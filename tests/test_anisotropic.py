"""Edge-keeping diffusion against a slow reference and what must hold whatever the picture."""

from __future__ import annotations

import numpy as np
import pytest

from core.diffusion import diffuse
from core.diffusion.anisotropic import CONDUCTANCES, LONGEST_STEP, perona_malik


def _slow(picture: np.ndarray, steps: int, step: float, contrast: float, law: str) -> np.ndarray:
    """Exchange cell by cell over each of the four faces, as Perona and Malik wrote it."""
    u = picture.astype(float)
    for _ in range(steps):
        change = np.zeros_like(u)
        for (row, col), here in np.ndenumerate(u):
            for down, right in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                y, x = row + down, col + right
                if 0 <= y < u.shape[0] and 0 <= x < u.shape[1]:
                    d = u[y, x] - here
                    change[row, col] += d * (
                        np.exp(-((d / contrast) ** 2)) if law == "exponential" else 1 / (1 + (d / contrast) ** 2)
                    )
        u += step * change
    return u


@pytest.mark.parametrize("law", CONDUCTANCES)
def test_agrees_with_a_slow_exchange(law: str) -> None:
    picture = np.random.default_rng(1).uniform(0, 255, (9, 7))
    picture.setflags(write=False)
    (found,) = perona_malik(picture, [1.0], contrast=30, law=law)
    np.testing.assert_allclose(found, _slow(picture, 5, 0.2, 30, law), atol=1e-10)


@pytest.mark.parametrize("law", CONDUCTANCES)
@pytest.mark.parametrize("shape", [(24, 31), (24, 31, 3)])
def test_mass_and_extremes_hold(law: str, shape: tuple[int, ...]) -> None:
    picture = np.random.default_rng(2).uniform(0, 255, shape)
    for frame in perona_malik(picture, [0.0, 0.5, 30.0], contrast=40, law=law):
        assert frame.min() >= picture.min() - 1e-9
        assert frame.max() <= picture.max() + 1e-9
        np.testing.assert_allclose(frame.sum((0, 1)), picture.sum((0, 1)), rtol=1e-12)
        assert frame.shape == shape


def test_steps_stay_below_the_stability_limit() -> None:
    assert LONGEST_STEP < 1 / 4


def test_edge_stays_where_plain_diffusion_blurs_it() -> None:
    rng = np.random.default_rng(3)
    step = np.where(np.arange(40) < 20, 50.0, 200.0) + np.zeros((40, 1))
    noisy = step + rng.normal(0, 6, step.shape)
    (kept,) = perona_malik(noisy, [20.0], contrast=25)
    blurred = diffuse(noisy, 20)
    assert kept[:, 20].mean() - kept[:, 19].mean() > 130
    assert blurred[:, 20].mean() - blurred[:, 19].mean() < 20
    assert kept[:, :18].std() < 1.5


def test_without_contrast_to_speak_of_it_is_plain_diffusion() -> None:
    y, x = np.mgrid[-40:41, -40:41]
    blot = np.exp(-(x**2 + y**2) / 128)
    (found,) = perona_malik(blot, [20.0], contrast=1e6)
    np.testing.assert_allclose(found, diffuse(blot, 20), atol=2e-3)


@pytest.mark.parametrize(
    ("times", "options", "reason"),
    [
        ([1.0], {"contrast": 0}, "contrast"),
        ([1.0], {"contrast": np.nan}, "contrast"),
        ([2.0, 1.0], {"contrast": 1}, "ascend"),
        ([-1.0], {"contrast": 1}, "ascend"),
        ([1.0], {"contrast": 1, "law": "linear"}, "law must be one of"),
    ],
)
def test_bad_arguments_are_named(times: list[float], options: dict, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        perona_malik(np.ones((3, 4)), times, **options)
