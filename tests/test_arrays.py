"""The one policy of number types and shapes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.arrays import as_image, as_kernel, as_pixels, check_choice


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (np.uint8, np.float32),
        (np.uint16, np.float32),
        (np.int64, np.float32),
        (np.bool_, np.float32),
        (np.float16, np.float32),
        (np.float32, np.float32),
        (np.float64, np.float64),
        (">f4", np.float32),
        (">f8", np.float64),
    ],
)
def test_doubles_stay_doubles_and_all_else_becomes_single(given: Any, expected: Any) -> None:
    image = np.ones((2, 3), given)
    assert as_image(image).dtype == expected
    assert as_image(image).dtype.isnative
    np.testing.assert_array_equal(as_image(image), 1)


def test_floats_are_not_copied() -> None:
    image = np.ones((2, 3), np.float32)
    assert as_image(image) is image


def test_small_integers_pass_as_pixels() -> None:
    for dtype in (np.uint8, np.uint16):
        assert as_pixels(np.ones((2, 3), dtype)).dtype == dtype
    assert as_pixels(np.ones((2, 3), np.int32)).dtype == np.float32


def test_kernel_is_double() -> None:
    assert as_kernel([[1, 2]]).dtype == np.float64


def test_largest_singles_are_finite() -> None:
    image = np.full((300, 300), np.finfo(np.float32).max)
    assert as_image(image) is image


@pytest.mark.parametrize("check", [as_image, as_kernel])
@pytest.mark.parametrize(
    ("array", "error", "message"),
    [
        (np.ones(3), ValueError, "must have shape"),
        (np.ones((2, 2, 2, 2)), ValueError, "must have shape"),
        (np.ones((0, 3)), ValueError, "must not be empty"),
        (np.array([[1.0, np.nan]]), ValueError, "finite"),
        (np.array([[np.inf, -np.inf]]), ValueError, "finite"),
        (np.array([[1j]]), TypeError, "real numbers"),
        (np.array([["a"]]), TypeError, "real numbers"),
        (np.array([[None]]), TypeError, "real numbers"),
    ],
)
def test_bad_arrays_are_refused_by_name(check: Any, array: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=f"thing .*{message}"):
        check(array, name="thing")


def test_double_too_large_for_single_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        as_image(np.full((2, 2), 1e300, np.longdouble))


def test_unknown_choice_lists_the_known() -> None:
    with pytest.raises(ValueError, match="method must be one of a, b; got 'c'"):
        check_choice("c", ("a", "b"), name="method")
