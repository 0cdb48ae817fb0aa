"""Every engine gives the same, right answer."""

from __future__ import annotations

import tracemalloc
from collections import defaultdict
from typing import Any

import cv2
import numpy as np
import pytest
import scipy.ndimage
import scipy.signal
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.lib.array_utils import byte_bounds

from core._pool import WORKERS
from core.convolution import BACKENDS, MODES, convolve, correlate, plan
from core.convolution._fft import tile_shape
from core.convolution._job import _job
from core.kernels import scharr_x, sobel_x, sobel_y
from core.padding import PADDINGS
from tests.oracles import correlation, tolerance
from tests.strategies import images, kernels

_ENGINES = ("auto", *BACKENDS)
_OPERATIONS = {"convolve": convolve, "correlate": correlate}
_PICTURES = ((1000, 1000), (3000, 4000))
_engines = pytest.mark.parametrize("backend", _ENGINES)
_operations = pytest.mark.parametrize("name", _OPERATIONS)


@_engines
@_operations
@settings(deadline=None, max_examples=150)
@given(images(), kernels(), st.sampled_from(PADDINGS), st.sampled_from(MODES), st.sampled_from([0.0, 3.0, -1.5]))
def test_result_is_the_sum_of_products(
    name: str, backend: str, image: Any, kernel: Any, padding: Any, mode: Any, fill: float
) -> None:
    height, width = kernel.shape
    assume(mode != "valid" or (height <= image.shape[0] and width <= image.shape[1]))
    before = {"valid": (0, 0), "full": (height - 1, width - 1), "same": (height // 2, width // 2)}[mode]
    after = {"valid": (0, 0), "full": (height - 1, width - 1), "same": ((height - 1) // 2, (width - 1) // 2)}[mode]
    turned = kernel
    if name == "convolve":
        turned, (before, after) = kernel[::-1, ::-1], (after, before)
    expected = correlation(image, turned, before=before, after=after, padding=padding, fill=fill)
    result = _OPERATIONS[name](image, kernel, mode=mode, padding=padding, fill=fill, backend=backend)
    assert result.dtype == (np.float64 if image.dtype == np.float64 else np.float32)
    assert result.flags.c_contiguous
    bound = max(
        tolerance(image, kernel), tolerance(np.array(fill, image.dtype if image.dtype.kind == "f" else "f"), kernel)
    )
    np.testing.assert_allclose(result, expected, rtol=0, atol=bound)


@_engines
@_operations
@pytest.mark.parametrize("padding", PADDINGS)
@pytest.mark.parametrize("shape", [(3, 3), (4, 4), (5, 2), (16, 17)])
def test_same_agrees_with_ndimage(name: str, backend: str, padding: Any, shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(7)
    image, kernel = rng.normal(size=(31, 28)), rng.normal(size=shape)
    expected = getattr(scipy.ndimage, name)(image, kernel, mode=padding, cval=2.0)
    result = _OPERATIONS[name](image, kernel, padding=padding, fill=2.0, backend=backend)
    np.testing.assert_allclose(result, expected, rtol=0, atol=1e-12 * np.abs(kernel).sum() * 5)


@_engines
@_operations
@pytest.mark.parametrize("mode", ["valid", "full"])
@pytest.mark.parametrize("shape", [(3, 3), (4, 6), (31, 28)])
def test_valid_and_full_agree_with_signal(name: str, backend: str, mode: Any, shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(7)
    image, kernel = rng.normal(size=(31, 28)), rng.normal(size=shape)
    expected = getattr(scipy.signal, f"{name}2d")(image, kernel, mode=mode)
    result = _OPERATIONS[name](image, kernel, mode=mode, padding="constant", backend=backend)
    np.testing.assert_allclose(result, expected, rtol=0, atol=1e-12 * np.abs(kernel).sum() * 5)


@_engines
@pytest.mark.parametrize("shape", [(3, 3), (11, 11), (12, 7), (63, 64), (255, 255)])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
@pytest.mark.parametrize("is_product", [False, True])
def test_large_pictures_agree_across_tiles_and_strips(
    monkeypatch: pytest.MonkeyPatch, backend: str, shape: tuple[int, int], dtype: Any, is_product: bool
) -> None:
    _job.cache_clear()
    monkeypatch.setattr("core.convolution._strips._STRIP", 1 << 14)
    monkeypatch.setattr("core.convolution._strips._OWN_STRIP", 1 << 16)
    monkeypatch.setattr("core.convolution._strips._SHARED", 1)
    monkeypatch.setattr("core.convolution._strips._SHARED_OF_INTEGERS", 1)
    rng = np.random.default_rng(7)
    image = (255 * rng.random((700, 530))).astype(dtype)
    kernel = np.outer(rng.normal(size=shape[0]), rng.normal(size=shape[1])) if is_product else rng.normal(size=shape)
    after = ((shape[0] - 1) // 2, (shape[1] - 1) // 2)
    padded = np.pad(
        image.astype(np.float64), [*zip((shape[0] // 2, shape[1] // 2), after, strict=True)], mode="symmetric"
    )
    expected = scipy.signal.fftconvolve(padded, kernel[::-1, ::-1], mode="valid")
    result = correlate(image, kernel, backend=backend)
    np.testing.assert_allclose(result, expected, rtol=0, atol=tolerance(image, kernel))


def test_threads_never_write_into_each_others_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    writes: dict[tuple[int, int], list[tuple[int, int]]] = {}
    real = cv2.filter2D

    def spy(block: Any, depth: int, kernel: Any, **options: Any) -> Any:
        if options["dst"] is not None:
            [*writes.values()][-1].append(byte_bounds(options["dst"]))
        return real(block, depth, kernel, **options)

    def one_by_one(work: Any, parts: Any) -> None:
        for part in parts:
            writes[part] = []
            work(*part)

    _job.cache_clear()
    monkeypatch.setattr("core.convolution._opencv.cv2.filter2D", spy)
    monkeypatch.setattr("core.convolution._strips.share", one_by_one)
    monkeypatch.setattr("core.convolution._strips.WORKERS", 3)
    monkeypatch.setattr("core.convolution._strips._OWN_STRIP", 1 << 14)
    monkeypatch.setattr("core.convolution._strips._SHARED", 1)
    monkeypatch.setattr("core.convolution._strips._TALL", defaultdict(lambda: 4))
    rng = np.random.default_rng(7)
    result = correlate(rng.random((400, 300), np.float32), rng.normal(size=(7, 5)))
    first, row = byte_bounds(result)[0], result[0].nbytes
    assert len(writes) == 3
    for (begin, end), spans in writes.items():
        assert len(spans) > 1
        assert begin * row <= min(start for start, _ in spans) - first
        assert max(stop for _, stop in spans) - first <= end * row


@_engines
@settings(deadline=None, max_examples=30)
@given(images(), kernels(), st.integers(1, 9), st.sampled_from(["same", "full"]))
def test_stride_keeps_every_nth_pixel(backend: str, image: Any, kernel: Any, stride: int, mode: Any) -> None:
    whole = convolve(image, kernel, mode=mode, backend=backend)
    part = convolve(image, kernel, mode=mode, stride=stride, backend=backend)
    np.testing.assert_allclose(part, whole[::stride, ::stride], rtol=0, atol=tolerance(image, kernel))


@_engines
@settings(deadline=None, max_examples=30)
@given(images(dtypes=(np.float64,)), kernels(), st.integers(0, 99))
def test_valid_correlation_is_the_adjoint_of_full_convolution(backend: str, image: Any, kernel: Any, seed: int) -> None:
    assume(kernel.shape[0] <= image.shape[0] and kernel.shape[1] <= image.shape[1])
    small = correlate(image, kernel, mode="valid", backend=backend)
    other = np.random.default_rng(seed).normal(size=small.shape)
    large = convolve(other, kernel, mode="full", padding="constant", backend=backend)
    scale = np.abs(image).sum() * np.abs(kernel).sum() * np.abs(other).max()
    assert abs((small * other).sum() - (image * large).sum()) <= 1e-12 * scale


@_engines
@settings(deadline=None, max_examples=30)
@given(kernels(), kernels())
def test_full_convolution_is_commutative(backend: str, first: Any, second: Any) -> None:
    there = convolve(first, second, mode="full", padding="constant", backend=backend)
    back = convolve(second, first, mode="full", padding="constant", backend=backend)
    np.testing.assert_allclose(there, back, rtol=0, atol=1e-12 * np.abs(first).sum() * np.abs(second).sum())


@_engines
@settings(deadline=None, max_examples=30)
@given(images(), st.sampled_from(PADDINGS))
def test_delta_kernel_is_identity(backend: str, image: Any, padding: Any) -> None:
    result = convolve(image, [[0, 0, 0], [0, 1, 0], [0, 0, 0]], padding=padding, backend=backend)
    np.testing.assert_allclose(result, image, rtol=0, atol=tolerance(image, np.ones(1)))


@_engines
@settings(deadline=None, max_examples=30)
@given(kernels(), st.sampled_from([*PADDINGS]))
def test_constant_picture_is_multiplied_by_the_kernels_sum(backend: str, kernel: Any, padding: Any) -> None:
    image = np.full((9, 8), 200, np.uint8)
    result = convolve(image, kernel, padding=padding, fill=200.0, backend=backend)
    np.testing.assert_allclose(result, 200 * kernel.sum(), rtol=0, atol=tolerance(image, kernel))


@_engines
def test_integers_never_wrap_or_saturate(backend: str) -> None:
    image = np.full((20, 20), 65535, np.uint16)
    np.testing.assert_allclose(convolve(image, np.full((3, 3), -9.0), backend=backend), -81 * 65535.0, rtol=1e-6)


@pytest.mark.parametrize("side", [31, 255])
def test_memory_of_transforms_does_not_grow_with_the_picture(side: int) -> None:
    kernel = np.random.default_rng(7).normal(size=(side, side))
    tile = max(tile_shape(shape, kernel.shape) for shape in _PICTURES)

    def extra(shape: tuple[int, int]) -> int:
        image = np.zeros(shape, np.uint8)
        convolve(image, kernel, backend="fft")  # keeps the kernel's transform
        tracemalloc.start()
        result = convolve(image, kernel, backend="fft")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak - result.nbytes

    stated = WORKERS * 16 * tile[0] * tile[1] + kernel.nbytes + (1 << 18)
    for shape in _PICTURES:
        assert extra(shape) <= stated


@_engines
def test_channels_are_independent(backend: str) -> None:
    rng = np.random.default_rng(7)
    image, kernel = rng.random((40, 30, 6)), rng.normal(size=(5, 4))
    result = convolve(image, kernel, backend=backend)
    for channel in range(6):
        np.testing.assert_allclose(result[..., channel], convolve(image[..., channel], kernel), atol=1e-12)


@_engines
def test_argument_is_left_alone(backend: str) -> None:
    image = np.random.default_rng(7).random((40, 30))
    before = image.copy()
    result = convolve(image, [[1.0]], backend=backend)
    assert not np.shares_memory(result, image)
    np.testing.assert_array_equal(image, before)


@_engines
@pytest.mark.parametrize(
    ("image", "kernel", "options", "error", "message"),
    [
        (np.ones(3), [[1.0]], {}, ValueError, "image must have shape"),
        (np.ones((0, 3)), [[1.0]], {}, ValueError, "image must not be empty"),
        (np.ones((3, 3)) * 1j, [[1.0]], {}, TypeError, "image must hold real numbers"),
        (np.array([[np.nan]]), [[1.0]], {}, ValueError, "image must hold finite"),
        (np.ones((3, 3)), [1.0], {}, ValueError, "kernel must have shape"),
        (np.ones((3, 3)), np.ones((0, 1)), {}, ValueError, "kernel must not be empty"),
        (np.ones((3, 3)), [[1j]], {}, TypeError, "kernel must hold real numbers"),
        (np.ones((3, 3)), [[np.inf]], {}, ValueError, "kernel must hold finite"),
        (np.ones((3, 3)), [[1.0]], {"mode": "some"}, ValueError, "mode must be one of"),
        (np.ones((3, 3)), [[1.0]], {"padding": "edge"}, ValueError, "padding must be one of"),
        (np.ones((3, 3)), [[1.0]], {"fill": np.inf}, ValueError, "fill must be finite"),
        (np.ones((3, 3)), [[1.0]], {"stride": 0}, ValueError, "stride must be at least 1"),
        (np.ones((3, 3)), [[1.0]], {"stride": 1.5}, TypeError, "stride must be an integer"),
        (np.ones((3, 3)), np.ones((4, 1)), {"mode": "valid"}, ValueError, "kernel must not exceed"),
    ],
)
def test_bad_input_is_refused_by_name(
    backend: str, image: Any, kernel: Any, options: Any, error: Any, message: str
) -> None:
    for operation in _OPERATIONS.values():
        with pytest.raises(error, match=message):
            operation(image, kernel, backend=backend, **options)


_BAD = {
    "delta": np.pad([[1.0]], 1),
    "no centre": np.array([[1.0, 1, 1], [1, 0, 1], [1, 1, 1]]),
    "nothing": np.zeros((3, 3)),
    "corner": np.pad([[1.0]], ((4, 0), (0, 4))),
    "gap below": np.array([[1.0], [2.0], [3.0], [0.0], [0.0], [4.0], [5.0]]),
    "sobel x": sobel_x(),
    "sobel y": sobel_y(),
    "row": np.ones((1, 4)),
    "even noise": np.random.default_rng(7).normal(size=(6, 4)),
    "two products": np.random.default_rng(7).normal(size=(9, 2)) @ np.random.default_rng(8).normal(size=(2, 9)),
    "passes in turn": np.outer(np.arange(-8.0, 9), np.hanning(17)),
    "to one side": np.outer(np.ones(9), [0.0, 0, 0, 0, 0, 0, 1, 2, 3]),
    "too small to count": np.pad([[1.0]], 1) + 1e-320,
}


@_engines
@pytest.mark.parametrize("kernel", _BAD.values(), ids=_BAD)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_one_bad_pixel_is_refused_wherever_it_is(
    monkeypatch: pytest.MonkeyPatch, backend: str, kernel: Any, dtype: Any
) -> None:
    rng = np.random.default_rng(7)
    for limit in (1 << 23, 1 << 8):
        _job.cache_clear()  # it holds whether one call does
        monkeypatch.setattr("core.convolution._strips._STRIP", limit)
        monkeypatch.setattr("core.convolution._strips._OWN_STRIP", 1 << 12)
        monkeypatch.setattr("core.convolution._strips._SHARED", limit)
        monkeypatch.setattr("core.convolution._strips._TALL", defaultdict(lambda: 1))
        for shape in ((70, 41), (64, 50, 3), (40, 36, 5)):
            clean = rng.random(shape).astype(dtype)
            places = [(0, 0), (shape[0] - 1, shape[1] - 1), *rng.integers(0, shape[:2], (12, 2))]
            for row, col in places:
                image = clean.copy()
                image[row, col, ...] = rng.choice([np.nan, np.inf, -np.inf])
                mode, padding = rng.choice(MODES), rng.choice(PADDINGS)
                with pytest.raises(ValueError, match="image must hold finite numbers"):
                    correlate(image, kernel, mode=mode, padding=padding, stride=rng.integers(1, 40), backend=backend)
                with pytest.raises(ValueError, match="image must hold finite numbers"):
                    convolve(image, kernel, padding=padding, backend=backend)


@_engines
def test_infinities_that_cancel_are_refused(backend: str) -> None:
    image = np.ones((30, 30), np.float32)
    image[10, 10], image[10, 11] = np.inf, -np.inf
    with pytest.raises(ValueError, match="image must hold finite numbers"):
        convolve(image, np.ones((3, 3)), backend=backend)


@pytest.mark.parametrize("backend", ["auto", "opencv"])
def test_numbers_too_large_for_their_sum_are_no_error(backend: str) -> None:
    image = np.full((300, 300), 1e308)
    np.testing.assert_allclose(convolve(image, [[1e-3]], backend=backend), 1e305)


def test_unknown_backend_is_refused() -> None:
    with pytest.raises(ValueError, match="backend must be one of auto, opencv, fft; got 'cuda'"):
        convolve(np.ones((3, 3)), [[1.0]], backend="cuda")


@pytest.mark.parametrize(
    ("kernel", "method"),
    [
        (np.eye(3), "direct"),
        (np.ones((31, 31)), "separable"),
        (np.random.default_rng(7).normal(size=(127, 127)), "fft"),
    ],
)
def test_plan_names_the_engine_and_a_reason(kernel: Any, method: str) -> None:
    made = plan((1080, 1920), kernel)
    assert made.method == method
    assert made.backend in BACKENDS
    assert made.reason.endswith(".")


@pytest.mark.parametrize("shape", [(3,), (0, 3), (1, 2, 3, 4)])
def test_plan_refuses_what_is_no_image(shape: Any) -> None:
    with pytest.raises(ValueError, match="image_shape must be"):
        plan(shape, [[1.0]])


@pytest.mark.parametrize("kernel", [sobel_x(), sobel_y(), scharr_x(), np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1])])
def test_whole_numbers_stay_whole(kernel: Any) -> None:
    image = np.random.default_rng(7).integers(0, 256, (60, 50), np.uint8)
    np.testing.assert_array_equal(
        convolve(image, kernel), scipy.ndimage.convolve(image.astype(int), kernel.astype(int))
    )
