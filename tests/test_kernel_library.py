"""The table of kernels is complete, and what it promises holds."""

from __future__ import annotations

import numpy as np
import pytest

from core.kernels import KERNELS, gaussian
from core.kernels.library import GROUPS, PAIRS, PARAMETERS, defaults, explain, fitting_size, group_of, make, title


def test_every_kernel_and_operation_is_in_one_group() -> None:
    names = [name for group in GROUPS.values() for name in group]
    assert sorted(names) == sorted([*KERNELS, *PAIRS])
    assert all(name in GROUPS[group_of(name)] for name in names)
    assert len({title(name) for name in names}) == len(names)
    assert all(explain(name).endswith(".") for name in names)


@pytest.mark.parametrize("name", [*KERNELS, *PAIRS])
def test_every_parameter_works_over_its_whole_range(name: str) -> None:
    for key, first in defaults(name).items():
        spec = PARAMETERS[key]
        assert first in spec.values
        assert list(spec.values) == sorted(set(spec.values))
        for value in (spec.low, spec.high):
            kernel = make(name, **{key: value})
            assert np.isfinite(kernel).all()
            assert max(kernel.shape) <= 255


@pytest.mark.parametrize("name", [name for name in KERNELS if "sigma" in defaults(name)])
def test_the_fitting_size_is_the_first_one_and_leaves_next_to_nothing_outside(name: str) -> None:
    first = defaults(name)
    assert fitting_size(name, **first) == first["size"]
    for sigma in (0.5, 2.0, 6.0):
        size = fitting_size(name, sigma=sigma)
        assert size in PARAMETERS["size"].values
        whole, cut = (make(name, **{"size": side, "sigma": sigma}) for side in (2 * size + 1, size))
        margin = (whole.shape[0] - size) // 2
        inside = np.abs(whole[margin:-margin, margin:-margin]).sum() / np.abs(whole).sum()
        assert inside > 0.9
        assert cut.shape == (size, size)
    assert fitting_size(name, sigma=40.0) <= PARAMETERS["size"].high
    assert fitting_size("box") is None


def test_make_passes_parameters_on() -> None:
    np.testing.assert_array_equal(make("gaussian", size=5, sigma=2), gaussian(5, 2.0))
    np.testing.assert_array_equal(make("sobel_magnitude"), [[1, 0, -1], [2, 0, -2], [1, 0, -1]])


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("nothing", {}, "the kernel's name must be one of"),
        ("box", {"sigma": 1.0}, "box takes size, got 'sigma'"),
        ("sobel_x", {"size": 3}, "sobel_x takes no parameter"),
        ("box", {"size": 1e9}, "size must be a whole number from 1 to 255, got 1e\\+09"),
        ("box", {"size": 3.5}, "size must be a whole number"),
        ("gaussian", {"sigma": float("nan")}, "sigma must be a number from 0.3 to 40"),
    ],
)
def test_bad_requests_are_refused_by_name(name: str, parameters: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make(name, **parameters)
