"""Typed and pasted kernels: what is read, what is refused, and that nothing is lost on the way."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.kernels.text import MAX_SIDE, format_kernel, format_number, parse_kernel, parse_number, written

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


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("0,5\t1,5\n2\t-,25", [[0.5, 1.5], [2, -0.25]]),
        ("1,000\t0,5", [[1, 0.5]]),
        ("0,5;1,5\n2;3,5", [[0.5, 1.5], [2, 3.5]]),
        ("0,5 1,5; 2,5 3", [[0.5, 1.5], [2.5, 3]]),
        ("0.5,1.5; 0,1", [[0.5, 1.5], [0, 1]]),
        ("1, 2, 1; 2, 4, 2", [[1, 2, 1], [2, 4, 2]]),
        ("\u22121\xa0\u20132 1\u20444", [[-1, -2, 0.25]]),
    ],
)
def test_commas_and_signs_are_read_as_they_are_meant(text: str, cells: list[list[float]]) -> None:
    np.testing.assert_array_equal(parse_kernel(text), cells)


def test_a_single_number_may_have_a_decimal_comma_and_the_minus_of_print() -> None:
    assert parse_number("\xa0−0,5") == -0.5
    assert written(-256096.4) == "−256096"
    assert written(-2.5e-5) == "−2.5 × 10⁻⁵"
    assert parse_number(written(-1 / 3, 17)) == -1 / 3


@pytest.mark.parametrize("text", ["1\t2\t\n3\t4\t", "1\t2\t\t\r\n3\t4\t\t\r\n"])
def test_a_spreadsheets_empty_columns_at_the_end_are_no_cells(text: str) -> None:
    np.testing.assert_array_equal(parse_kernel(text), [[1, 2], [3, 4]])
    with pytest.raises(ValueError, match="row 2 has 2, row 1 has 3"):
        parse_kernel("1\t2\t3\n4\t5")


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
        ("1\t\t2", "row 1, cell 2 is empty; write 0"),
        ("\t1\n2\t3\n", "row 1, cell 1 is empty"),
        ("1\t2\n3\t", "row 2, cell 2 is empty"),
        ("1;2\n3;;4", "row 2 has 3, row 1 has 2"),
        ("1;2\n3;", "row 2, cell 2 is empty"),
        ("1;2\n3", "row 2 has 1, row 1 has 2"),
        ("1,,2", "cell 2 is empty"),
        ("1\t\t2\n3\t4", "row 2 has 2, row 1 has 3"),
        ("0,5; 1,5", "'0,5' has two meanings; write 0.5 or 0 5"),
        ("0,5, 1,5", "two meanings"),
        ("1,000\t2,000", "write 1.000 or 1000"),
        ("1.000,5\t2", "'1.000,5' is not a number"),
        ("1/2/3", "not a number"),
        ("1 " * (MAX_SIDE + 1), "at most 255"),
        ("1;" * (MAX_SIDE + 1), "at most 255"),
    ],
)
def test_what_is_no_kernel_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_kernel(text)
