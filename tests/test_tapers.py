"""Windows against their formulas, and what they do to a picture."""

from __future__ import annotations

import numpy as np
import pytest

from core.spectrum.tapers import TAPERS, taper, tapered


def test_hann_is_a_raised_cosine() -> None:
    profile = [(1 - np.cos(2 * np.pi * (k + 1) / 10)) / 2 for k in range(9)]
    np.testing.assert_allclose(taper((9, 1), "hann")[:, 0], profile)


def test_tukey_is_flat_in_the_middle() -> None:
    window = taper((1, 100), "tukey")[0]
    np.testing.assert_array_equal(window[20:80], 1)
    assert window[0] < 0.1
    np.testing.assert_allclose(window, window[::-1])


@pytest.mark.parametrize("kind", TAPERS)
@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (7, 11, 3)])
def test_constant_picture_stays(kind, shape: tuple[int, ...]) -> None:
    np.testing.assert_allclose(tapered(np.full(shape, 7.5), kind), 7.5)


@pytest.mark.parametrize("kind", TAPERS)
def test_edges_fade_into_one_value(kind) -> None:
    faded = tapered(np.random.default_rng(0).uniform(0, 255, (64, 64)), kind)
    assert np.ptp(faded[0]) < 0.1 * 255
    with pytest.raises(ValueError, match="kind"):
        taper((4, 4), "square")
