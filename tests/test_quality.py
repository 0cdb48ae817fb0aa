"""PSNR and SSIM against their definitions, pixel by pixel."""

from __future__ import annotations

from math import exp, inf, log10

import numpy as np
import pytest

from core.quality import energy_ratio, is_rounding, psnr, ssim


def _ssim_by_loops(first: np.ndarray, second: np.ndarray, span: float) -> float:
    """Return the mean over pixels of the index under a normalised Gaussian of 11 x 11."""
    bell = np.array([exp(-((k - 5) ** 2) / (2 * 1.5**2)) for k in range(11)])
    weight = np.outer(bell, bell) / bell.sum() ** 2
    dark, flat = (0.01 * span) ** 2, (0.03 * span) ** 2
    first, second = (np.pad(picture, 5, mode="symmetric") for picture in (first, second))
    values = []
    for i in range(first.shape[0] - 10):
        for j in range(first.shape[1] - 10):
            a, b = first[i : i + 11, j : j + 11], second[i : i + 11, j : j + 11]
            mean_a, mean_b = (weight * a).sum(), (weight * b).sum()
            var_a, var_b = (weight * (a - mean_a) ** 2).sum(), (weight * (b - mean_b) ** 2).sum()
            both = (weight * (a - mean_a) * (b - mean_b)).sum()
            index = (2 * mean_a * mean_b + dark) * (2 * both + flat)
            values.append(index / ((mean_a**2 + mean_b**2 + dark) * (var_a + var_b + flat)))
    return float(np.mean(values))


@pytest.mark.parametrize("shape", [(23, 17), (12, 30), (1, 9), (3, 3)])
def test_ssim_is_its_definition(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(4)
    first = rng.uniform(0, 255, shape)
    second = first + rng.normal(0, 30, shape)
    assert ssim(first, second, span=255) == pytest.approx(_ssim_by_loops(first, second, 255), abs=1e-9)
    single = ssim(first.astype(np.float32), second.astype(np.float32), span=255)
    assert single == pytest.approx(ssim(first, second, span=255), abs=1e-5)


def test_ssim_knows_equals_and_opposites() -> None:
    picture = np.random.default_rng(5).uniform(0, 1, (40, 40, 3))
    assert ssim(picture, picture, span=1) == pytest.approx(1)
    assert ssim(picture, 1 - picture, span=1) < 0
    assert ssim(np.zeros((5, 5)), np.zeros((5, 5)), span=1) == 1


@pytest.mark.parametrize("unit", [1e-30, 1e30])
def test_ssim_is_the_same_in_any_unit(unit: float) -> None:
    first, second = (np.random.default_rng(seed).uniform(0, 1, (20, 30)).astype(np.float32) for seed in (1, 2))
    scaled = ssim((first * unit).astype(np.float32), (second * unit).astype(np.float32), span=unit)
    assert scaled == pytest.approx(ssim(first, second, span=1), abs=1e-4)


def test_a_few_roundings_count_as_equal_and_a_visible_difference_does_not() -> None:
    picture = np.random.default_rng(0).uniform(0, 255, (100, 120)).astype(np.float32)
    turned = np.fft.ifft2(np.fft.fft2(picture)).real.astype(np.float32)
    assert is_rounding(psnr(picture, picture, span=255))
    assert is_rounding(psnr(picture, turned, span=255))
    assert not is_rounding(psnr(picture, picture + np.float32(0.001), span=255))


def test_energy_adds_up_without_rounding() -> None:
    picture = np.random.default_rng(0).uniform(0, 255, (700, 900, 3)).astype(np.float32)
    half = picture / 2
    assert energy_ratio(picture, half) == pytest.approx(0.25, rel=1e-9)
    assert energy_ratio(0 * picture, 0 * picture) == 1
    assert energy_ratio(np.array([[3.0, 4.0]]), np.array([[5.0, 2.0]])) == 9


def test_energy_is_that_of_all_waves_but_the_mean() -> None:
    first, second = (np.random.default_rng(seed).uniform(0, 255, (20, 31, 3)) for seed in (0, 1))
    waves = [np.fft.fft2(picture, axes=(0, 1)) for picture in (first, second)]
    for wave in waves:
        wave[0, 0] = 0
    before, after = (np.sum(np.abs(wave) ** 2) for wave in waves)
    assert energy_ratio(first, second + 40) == pytest.approx(after / before, rel=1e-12)


def test_psnr_is_its_definition() -> None:
    first = np.zeros((4, 5, 3))
    second = first.copy()
    second[0, 0, 0] = 10
    assert psnr(first, second, span=255) == pytest.approx(10 * log10(255**2 / (100 / 60)))
    assert psnr(first, first, span=255) == inf


@pytest.mark.parametrize("measure", [psnr, ssim])
def test_bad_arguments_are_named(measure) -> None:
    with pytest.raises(ValueError, match="shape"):
        measure(np.zeros((4, 5)), np.zeros((5, 4)), span=1)
    with pytest.raises(ValueError, match="span"):
        measure(np.zeros((4, 5)), np.zeros((4, 5)), span=0)
