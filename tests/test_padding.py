"""Padding agrees with NumPy's, however wide."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.padding import PADDINGS, Bordered, pad
from tests.oracles import PAD_MODES
from tests.strategies import images

_WIDTHS = st.tuples(st.integers(0, 40), st.integers(0, 40))


@settings(deadline=None, max_examples=200)
@given(images(max_side=7), _WIDTHS, _WIDTHS, st.sampled_from(PADDINGS), st.floats(-5, 5, width=32))
def test_padding_is_that_of_numpy(image: Any, before: Any, after: Any, padding: Any, fill: float) -> None:
    options: Any = {"constant_values": fill} if padding == "constant" else {}
    widths = [*zip(before, after, strict=True)] + [(0, 0)] * (image.ndim - 2)
    floats = image.astype(np.float64 if image.dtype == np.float64 else np.float32)
    expected = np.pad(floats, widths, mode=PAD_MODES[padding], **options)  # type: ignore[call-overload]
    result = pad(image, before, after, padding=padding, fill=fill)
    assert result.dtype == expected.dtype
    np.testing.assert_array_equal(result, expected)


_NARROW = st.tuples(st.integers(0, 7), st.integers(0, 7))


@settings(deadline=None, max_examples=200)
@given(images(max_side=7), _NARROW, _NARROW, st.sampled_from(PADDINGS))
def test_spans_say_what_a_window_holds(image: Any, before: Any, after: Any, padding: Any) -> None:
    bordered = Bordered(image, padding, 2.0)
    rows, cols = ((-b, size + a) for b, a, size in zip(before, after, image.shape[:2], strict=True))
    window = bordered.window(rows, cols, dtype=np.float64)
    spans = bordered.spans(rows, cols)
    filled = np.full(window.shape, np.nan)
    for there, here in spans:
        filled[there] = 2.0 if here is None else image[here]
    assert bool(spans) == (max(before[0], after[0]) < image.shape[0] and max(before[1], after[1]) < image.shape[1])
    if spans:
        np.testing.assert_array_equal(filled, window)


def test_result_is_a_new_array() -> None:
    image = np.zeros((3, 3), np.float32)
    pad(image, (0, 0), (0, 0))[...] = 1
    assert not image.any()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"padding": "edge"}, "padding must be one of"),
        ({"fill": np.nan}, "fill must be finite"),
        ({"before": (-1, 0)}, "before and after must be at least 0"),
    ],
)
def test_bad_options_are_refused(options: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        pad(np.ones((2, 2)), **{"before": (1, 1), "after": (1, 1)} | options)
