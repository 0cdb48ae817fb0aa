"""The propagator against the diffused drop, the continuous Gaussian and the exact solution."""

from __future__ import annotations

import numpy as np
import pytest

from core.diffusion import BOUNDARIES, diffuse
from core.diffusion.propagator import convolve_once, discrete_propagator, gaussian_propagator

_KINDS = (gaussian_propagator, discrete_propagator)


@pytest.mark.parametrize("propagator", _KINDS)
@pytest.mark.parametrize("time", [0.0, 0.02, 3.0, 200.0])
@pytest.mark.parametrize("diffusivity", [1.0, (2.0, 0.3), (0.0, 1.0)])
def test_propagator_is_a_density_about_its_middle(propagator, time: float, diffusivity: object) -> None:
    kernel = propagator(time, diffusivity)
    assert kernel.min() >= 0
    assert kernel.sum() == pytest.approx(1, abs=1e-12)
    assert kernel.shape[0] % 2 == kernel.shape[1] % 2 == 1
    np.testing.assert_allclose(kernel, kernel[::-1, ::-1], atol=1e-15)


@pytest.mark.parametrize("propagator", _KINDS)
def test_variance_is_twice_diffusivity_times_time(propagator) -> None:
    kernel = propagator(30.0, (2.0, 0.5))
    y, x = (np.arange(size) - size // 2 for size in kernel.shape)
    assert kernel.sum(0) @ x**2 == pytest.approx(120, rel=1e-6)
    assert kernel.sum(1) @ y**2 == pytest.approx(30, rel=1e-6)


def test_discrete_propagator_is_the_diffused_drop() -> None:
    drop = np.zeros((101, 101))
    drop[50, 50] = 1
    kernel = discrete_propagator(4.0, (1.0, 0.5))
    rows, cols = (size // 2 for size in kernel.shape)
    blot = diffuse(drop, 4.0, diffusivity=(1.0, 0.5))
    np.testing.assert_allclose(kernel, blot[50 - rows : 51 + rows, 50 - cols : 51 + cols], atol=1e-12)


def test_both_propagators_agree_when_wide() -> None:
    for time, apart in ((2.0, 0.05), (50.0, 0.002)):
        gaussian, discrete = gaussian_propagator(time), discrete_propagator(time)
        trim = (discrete.shape[0] - gaussian.shape[0]) // 2
        inner = discrete[trim:-trim, trim:-trim]
        assert np.abs(inner - gaussian).sum() / 2 < apart


@pytest.mark.parametrize("boundary", BOUNDARIES)
@pytest.mark.parametrize("time", [0.0, 0.3, 6.0, 60.0])
@pytest.mark.parametrize("shape", [(14, 23), (14, 23, 3), (1, 9)])
def test_one_convolution_is_the_exact_solution(boundary: str, time: float, shape: tuple[int, ...]) -> None:
    picture = np.random.default_rng(1).uniform(0, 255, shape)
    how = {"boundary": boundary, "held": 70.0}
    found = convolve_once(picture, discrete_propagator(time, (1.0, 0.4)), **how)
    np.testing.assert_allclose(found, diffuse(picture, time, diffusivity=(1.0, 0.4), **how), atol=1e-6)


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_gaussian_is_nearly_the_exact_solution(boundary: str) -> None:
    picture = np.random.default_rng(2).uniform(0, 255, (60, 70))
    found = convolve_once(picture, gaussian_propagator(18.0), boundary=boundary)
    assert np.abs(found - diffuse(picture, 18.0, boundary=boundary)).max() < 0.5
