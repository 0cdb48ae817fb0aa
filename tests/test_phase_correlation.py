"""Phase correlation: shifts that are known, noise and gain that must not matter."""

from __future__ import annotations

import numpy as np
import pytest

from core import samples
from core.images import decode
from core.matching import match_template


def _best(scores: np.ndarray) -> tuple[int, ...]:
    return tuple(int(i) for i in np.unravel_index(scores.argmax(), scores.shape))


def test_picture_on_itself_scores_one() -> None:
    for width in (40, 41):
        picture = np.random.default_rng(0).random((30, width))
        assert match_template(picture, picture, method="phase") == pytest.approx(1, abs=1e-9)


def test_scores_are_the_inverse_transform_of_unit_waves() -> None:
    rng = np.random.default_rng(1)
    picture, template = rng.random((24, 30)), rng.random((7, 9))
    padded = np.zeros_like(picture)
    padded[:7, :9] = template - template.mean()
    cross = np.fft.fft2(picture - picture.mean()) * np.fft.fft2(padded).conj()
    strength = np.abs(cross)
    strength[strength < 1e-9 * strength.max()] = np.inf
    share = np.isfinite(strength).mean()
    expected = np.fft.ifft2(cross / strength).real[:18, :22] / share
    np.testing.assert_allclose(match_template(picture, template, method="phase"), expected, atol=1e-12)


@pytest.mark.parametrize(("gain", "offset", "noise"), [(1, 0, 0), (0.3, 60, 0), (1, 0, 4)])
def test_known_places_are_found_whatever_brightness_and_contrast(gain: float, offset: float, noise: float) -> None:
    rng = np.random.default_rng(2)
    for picture, template, place in (("coins", "coin_template", (170, 75)), ("astronaut", "face", (0, 100))):
        whole = gain * decode(samples.read(picture)).astype(float) + offset
        whole += noise * rng.normal(size=whole.shape)
        scores = match_template(whole, decode(samples.read(template)), method="phase")
        assert _best(scores) == place
        assert np.abs(scores).max() <= 1


def test_flat_picture_scores_zero_and_flat_template_is_refused() -> None:
    template = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(match_template(np.full((9, 9), 0.1), template, method="phase"), 0)
    with pytest.raises(ValueError, match="constant"):
        match_template(template, np.ones((2, 2)), method="phase")
