"""The plan weighs size, rank and number type, and says so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.convolution import BACKENDS, MODES, convolve, plan
from core.convolution._fft import tile_shape
from core.convolution._planning import choose, factorise
from core.kernels import gaussian
from tests.strategies import kernels

_F32, _F64 = np.dtype(np.float32), np.dtype(np.float64)


def _noise(side: int) -> Any:
    return np.random.default_rng(7).normal(size=(side, side))


@pytest.mark.parametrize("dtype", [_F32, _F64])
@settings(deadline=None, max_examples=60)
@given(kernels(max_side=30))
def test_factors_add_up_to_the_kernel(dtype: Any, kernel: Any) -> None:
    pairs = factorise(kernel, dtype).pairs
    if pairs:
        whole = sum(np.outer(column, row) for column, row in pairs)
        limit = 4 * np.finfo(dtype).eps * np.abs(kernel).sum() * max(1, np.sqrt(kernel.size) / 8)
        assert np.abs(kernel - whole).sum() <= limit


@pytest.mark.parametrize("rank", [1, 2, 3, 5])
def test_rank_is_that_of_the_sum(rank: int) -> None:
    rng = np.random.default_rng(7)
    kernel = rng.normal(size=(21, rank)) @ rng.normal(size=(rank, 17))
    assert choose((400, 400), kernel, _F32).rank == rank


def test_full_rank_has_no_short_sum() -> None:
    assert plan((400, 400), _noise(15)).rank is None


@pytest.mark.parametrize("size", [(256, 256), (1080, 1920), (3000, 4000)])
@pytest.mark.parametrize("dtype", ["uint8", "float32", "float64"])
def test_larger_noise_turns_to_transforms_and_stays_there(size: tuple[int, int], dtype: str) -> None:
    methods = [plan(size, _noise(side), dtype=dtype).method for side in (3, 5, 9, 15, 31, 63, 127, 255)]
    assert methods[0] == "direct"
    assert methods[-1] == "fft"
    assert methods == sorted(methods)  # "direct" before "fft"


@pytest.mark.parametrize("size", [(1080, 1920), (3000, 4000)])
def test_products_of_a_column_and_a_row_are_noticed(size: tuple[int, int]) -> None:
    for side in (15, 31):
        assert plan(size, gaussian(side, side / 6)).method == "separable"


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("kernel", [_noise(3), _noise(64), np.ones((9, 9))])
def test_named_backend_is_taken(backend: str, kernel: Any) -> None:
    assert choose((200, 300), kernel, _F32, backend=backend).backend == backend


@given(
    st.integers(1, 5000),
    st.integers(1, 5000),
    st.integers(1, 300),
    st.integers(1, 300),
    st.sampled_from([(), (1,), (3,), (6,)]),
)
@settings(deadline=None, max_examples=100)
def test_tiles_hold_the_kernel_and_are_bounded(
    height: int, width: int, rows: int, cols: int, channels: tuple[int, ...]
) -> None:
    tile = tile_shape((height, width, *channels), (rows, cols))
    assert rows <= tile[0]
    assert cols <= tile[1]
    assert tile[0] * tile[1] <= 1024 * 1024


def test_reason_is_one_sentence_that_names_the_kernels_size() -> None:
    for kernel in (_noise(3), np.ones((31, 15)), _noise(127), gaussian(9, 2.0) + np.eye(9)):
        reason = plan((1080, 1920), kernel).reason
        assert reason[0].isupper()
        assert reason.endswith(".")
        assert reason.count(".") == 1
        assert f"{kernel.shape[0]} × {kernel.shape[1]}" in reason


@pytest.mark.parametrize("mode", MODES)
def test_plan_is_what_convolve_does(mode: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made = plan((300, 280), _noise(31), mode=mode)
    assert made.method == "fft"
    calls = []
    monkeypatch.setattr("core.convolution._fft.correlate", lambda *_: calls.append(1))
    convolve(np.ones((300, 280)), _noise(31), mode=mode)
    assert calls == [1]
