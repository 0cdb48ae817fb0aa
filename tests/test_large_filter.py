"""A large channel filtered in strips, its mask made by rows, is the same as one filtered at once."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from core import _transforms
from core.spectrum import apply_filter, large_filter
from core.spectrum.filters import bandpass, bandstop, emphasis, highpass, lowpass, wedge
from core.spectrum.homomorphic import filter_logarithms, from_logarithms, logarithms
from core.spectrum.large_filter import filter_large, whole_mask
from core.spectrum.painting import paint, parse_marks, scaled
from pages._parts.fourier_controls import KEEP
from pages._parts.fourier_settings import Filter, transfer_by_rows, transfer_of
from tests.pictures import noise

_SHAPES = [(40, 61), (41, 60), (97, 13), (1, 33), (20, 1), (1, 1), (2, 2)]
_MARKS = parse_marks(
    "rd.781.469.100_kb.1000.1000.1900.1900_rs.100.100.781.469.-20.30_ra.0.0.900.0.900.900_bd.1000.0.300"
)


@pytest.fixture(autouse=True)
def _small_strips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_filter, "_STRIP", 150)
    monkeypatch.setattr(_transforms, "_STRIP", 300)


@pytest.mark.parametrize("shape", _SHAPES)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
def test_result_is_that_of_the_whole(shape: tuple[int, int], dtype: type) -> None:
    image = noise(*shape).astype(dtype) * (257 if dtype == np.uint16 else 1)
    image.flags.writeable = False
    for transfer in (lowpass(shape, 0.1), highpass(shape, 0.2, profile="gaussian"), wedge(shape, 30, 50)):
        expected = apply_filter(image, transfer)
        result = filter_large(image, lambda rows, transfer=transfer: transfer[rows])
        assert result.dtype == expected.dtype
        # The code that the page offers makes these very bits, so both ways take the same steps.
        np.testing.assert_array_equal(result, expected)


def test_a_constant_channel_stays_exactly_constant() -> None:
    image = np.full((50, 61), 77, np.uint8)
    assert (filter_large(image, lambda rows: lowpass(image.shape, 0.1, rows=rows)) == 77).all()
    assert (filter_large(image, lambda rows: highpass(image.shape, 0.1, rows=rows)) == 0).all()
    logs = filter_large(image, lambda rows: lowpass(image.shape, 0.1, rows=rows), of=partial(logarithms, white=255))
    assert (logs == logarithms(image, white=255)).all()


@pytest.mark.parametrize("shape", _SHAPES)
@pytest.mark.parametrize("profile", ["ideal", "gaussian", "butterworth"])
def test_rows_of_a_filter_are_the_whole_ones(shape: tuple[int, int], profile: str) -> None:
    rim = {"profile": profile, "order": 3}
    makers = [
        lambda **rows: lowpass(shape, 0.1, **rim, **rows),
        lambda **rows: highpass(shape, 0.1, **rim, **rows),
        lambda **rows: bandpass(shape, 0.1, 0.3, **rim, **rows),
        lambda **rows: bandstop(shape, 0.1, 0.3, **rim, **rows),
        lambda **rows: wedge(shape, 37, 20, **rim, **rows),
        lambda **rows: emphasis(shape, 0.1, low_gain=0.5, high_gain=2, **rim, **rows),
    ]
    for make in makers:
        pieces = [make(rows=slice(first, first + 7)) for first in range(0, shape[0], 7)]
        assert np.array_equal(np.concatenate(pieces), make())


@pytest.mark.parametrize("keep", KEEP)
@pytest.mark.parametrize("marks", [(), _MARKS])
def test_rows_of_the_pages_filter_are_the_whole_ones_on_any_size(keep: str, marks: tuple) -> None:
    chosen = Filter(keep, profile="gaussian", marks=marks)
    for shape in _SHAPES:
        rows_of = transfer_by_rows(chosen, shape, 0.4)
        expected = paint(transfer_of(Filter(keep, profile="gaussian"), shape, 0.4), scaled(marks, 0.4))
        assert np.array_equal(whole_mask(rows_of, shape), expected.astype(np.float32))


def test_even_light_is_the_same_in_strips() -> None:
    image = noise(60, 41)
    transfer = emphasis(image.shape, 0.05, low_gain=0.3, high_gain=1.5)
    filtered = filter_large(image, lambda rows: transfer[rows], of=partial(logarithms, white=255))
    expected = filter_logarithms(image, transfer, white=255)
    np.testing.assert_array_equal(from_logarithms(filtered, white=255), expected)


@pytest.mark.parametrize("channel", [np.zeros((3, 4, 3)), np.full((3, 4), np.nan), np.zeros(5)])
def test_what_is_no_channel_is_refused(channel: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"channel must"):
        filter_large(channel, lambda rows: np.ones((3, 4))[rows])
