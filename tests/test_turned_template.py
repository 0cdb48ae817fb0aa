"""A correlation is a convolution with the template turned by 180 degrees."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage, signal

from core.matching.turned_template import at_every_pixel, prove

_RNG = np.random.default_rng(0)
_PLANE = _RNG.random((31, 40))


@pytest.mark.parametrize("shape", [(5, 7), (6, 4), (31, 40), (1, 2)])
def test_both_ways_agree_with_scipy(shape: tuple[int, int]) -> None:
    template = _RNG.random(shape)
    proof = prove(_PLANE, template)
    expected = signal.correlate(_PLANE - _PLANE.mean(), template - template.mean(), mode="valid")
    np.testing.assert_allclose(proof.convolution, expected, atol=1e-10)
    np.testing.assert_allclose(proof.correlation, expected, atol=1e-10)
    assert proof.difference < 1e-10 * max(1.0, proof.scale)
    np.testing.assert_array_equal(proof.padded[: shape[0], : shape[1]], np.rot90(template - template.mean(), 2))
    assert np.count_nonzero(proof.padded) <= template.size


@pytest.mark.parametrize("padding", ["reflect", "mirror", "nearest", "wrap", "constant"])
def test_rule_beyond_the_edge_is_scipys(padding: str) -> None:
    template = _RNG.random((6, 5))
    turned = np.rot90(template - template.mean(), 2)
    expected = ndimage.convolve(_PLANE - _PLANE.mean(), turned, mode=padding)
    np.testing.assert_allclose(at_every_pixel(_PLANE, template, padding=padding), expected, atol=1e-10)


def test_templates_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="larger"):
        prove(_PLANE, np.ones((32, 2)))
    with pytest.raises(ValueError, match="two-dimensional"):
        prove(_PLANE, np.ones((2, 2, 3)))
