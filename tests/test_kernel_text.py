"""Typed and pasted kernels: what is read, what is refused, and that nothing is lost on the way."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.kernel_text import MAX_SIDE, format_kernel, format_number, parse_kernel, parse_number

_finite = st.floats(allow_nan=False, allow_infinity=False)


@settings(deadline=None)
@given(arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=_finite))
def test_text_gives_the_same_kernel_back(kernel: np.ndarray) -> None:
    np.testing.assert_array_equal(parse_kernel(format_kernel(kernel)), kernel)


@pytest.mark.parametrize(
    "text",
    [
        "0 1 2; 2 2 0; 0 1 2",
        "0,1,2\n2,2,0\n0,1,2\n",
        "0\t1\t2\r\n2\t2\t0\r\n0\t1\t2",
        " 0 1 2 ;\n 4/2 2 0 ; 0 1 2 ;",
    ],
)
def test_spreadsheets_and_typed_rows_are_read_alike(text: str) -> None:
    np.testing.assert_array_equal(parse_kernel(text), [[0, 1, 2], [2, 2, 0], [0, 1, 2]])


def test_fractions_are_exact() -> None:
    assert parse_number("1/9") == 1 / 9
    assert parse_number(" -2/16 ") == -0.125


def test_whole_numbers_are_written_short() -> None:
    assert format_kernel([[-1.0, -0.0, 0.5]]) == "-1 0 0.5"
    assert format_number(1e300) == "1e+300"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" ;; \n", "empty"),
        ("1 2; 3", "row 2 has 1, row 1 has 2"),
        ("1 x", "'x' is not a number"),
        ("1 nan", "not a number"),
        ("1e999", "not a number"),
        ("1/0", "not a number"),
        ("1/2/3", "not a number"),
        ("1 " * (MAX_SIDE + 1), "at most 255"),
        ("1;" * (MAX_SIDE + 1), "at most 255"),
    ],
)
def test_what_is_no_kernel_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_kernel(text)
