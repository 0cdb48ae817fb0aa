"""Long work can be given up halfway, and what is worked out in pieces for that is the same as at once."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest
import scipy.fft

from core import _transforms, images
from core import diffusion as diffusion_module
from core._pool import share
from core.convolution import convolve
from core.diffusion import diffuse
from core.images import _png, decode, encode_png
from core.interruption import Interrupted, checkpoint, interruptible, is_interruptible
from core.kernels import KERNELS
from core.spectrum import apply_filter
from core.spectrum.filters import lowpass
from pages._parts import jobs
from pages._parts.batch import apply_to_many
from tests.pictures import encoded, noise
from tests.test_batch import _outcome


@pytest.fixture
def small_strips(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let small pictures be worked on in strips, as large ones are."""
    monkeypatch.setattr(_transforms, "_STRIP", 300)
    monkeypatch.setattr(_png, "_STRIP", 500)
    monkeypatch.setattr(images, "_LONG", 100)
    monkeypatch.setattr(diffusion_module, "_ROWS_OF", 300)


def test_a_checkpoint_stops_only_what_may_be_stopped() -> None:
    checkpoint()
    assert not is_interruptible()
    with interruptible(lambda: False):
        assert is_interruptible()
        checkpoint()
    with pytest.raises(Interrupted), interruptible(lambda: True):
        checkpoint()
    checkpoint()


def test_shared_work_stops_on_every_thread() -> None:
    seen: set[int] = set()
    stop = threading.Event()

    def work(part: int) -> None:
        seen.add(part)
        stop.set()
        assert is_interruptible()

    with pytest.raises(Interrupted), interruptible(stop.is_set):
        share(work, [(part,) for part in range(1000)])
    assert 1 <= len(seen) < 20
    share(lambda part: checkpoint(), [(1,), (2,), (3,)])


@pytest.mark.usefixtures("small_strips")
@pytest.mark.parametrize("shape", [(40, 61), (37, 50), (2, 33, 48)])
def test_transforms_in_strips_are_the_same(shape: tuple[int, ...]) -> None:
    planes = np.random.default_rng(0).normal(size=shape)
    side = (shape[-2], shape[-1])
    with interruptible(lambda: False):
        waves = _transforms.rfft2(planes)
        np.testing.assert_allclose(waves, scipy.fft.rfft2(planes), atol=1e-10)
        np.testing.assert_allclose(_transforms.irfft2(waves, side), planes, atol=1e-12)
        modes = _transforms.dct2(planes)
        np.testing.assert_allclose(modes, scipy.fft.dctn(planes, 2, axes=(-2, -1)), atol=1e-10)
        np.testing.assert_allclose(_transforms.idct2(modes), planes, atol=1e-12)


@pytest.mark.usefixtures("small_strips")
def test_a_transform_asks_before_every_strip() -> None:
    asked: list[int] = []

    def ask() -> bool:
        asked.append(1)
        return False

    with interruptible(ask):
        _transforms.dct2(np.zeros((60, 60)))
    assert len(asked) == 2 * 60 * 60 // 300


@pytest.mark.usefixtures("small_strips")
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("shape", [(30, 41), (29, 40, 3), (1, 200), (200, 1, 3)])
def test_a_png_in_strips_holds_the_same_numbers(shape: tuple[int, ...], dtype: type) -> None:
    pixels = noise(*shape, dtype=dtype)
    with interruptible(lambda: False):
        data = encode_png(pixels)
    assert np.array_equal(decode(data).reshape(shape), pixels)


_WORK: dict[str, Callable[[np.ndarray], object]] = {
    "kernel": lambda image: convolve(image, KERNELS["gaussian"](size=41, sigma=9), backend="fft"),
    "filter": lambda image: apply_filter(image, lowpass(image.shape, 0.1, profile="gaussian")),
    "sealed": lambda image: diffuse(image, 30.0),
    "periodic": lambda image: diffuse(image, 30.0, boundary="periodic"),
    "held": lambda image: diffuse(image, 30.0, boundary="dirichlet", held=4.0),
    "png": lambda image: encode_png(image),
}


@pytest.mark.usefixtures("small_strips")
@pytest.mark.parametrize("name", _WORK)
def test_work_on_one_channel_asks_often_and_gives_up_halfway(name: str) -> None:
    image = noise(900, 907)
    asked: list[int] = []

    def ask(limit: int) -> bool:
        asked.append(1)
        return len(asked) > limit

    with interruptible(lambda: ask(10**9)):
        whole = _WORK[name](image)
    count = len(asked)
    assert count >= 4
    if name != "png":
        scale = float(np.abs(np.asarray(whole)).max())
        np.testing.assert_allclose(np.asarray(whole), np.asarray(_WORK[name](image)), atol=1e-5 * scale)
    asked.clear()
    with pytest.raises(Interrupted), interruptible(lambda: ask(count // 2)):
        _WORK[name](image)


def test_a_stopped_job_ends_and_a_batch_does_not_take_it_for_a_bad_photo() -> None:
    job = jobs._Job()

    def work(report: Callable[[float, str], None]) -> bytes:
        job.stop.set()
        checkpoint()
        return b"never"

    jobs._run(job, work)
    assert (job.result, job.refusal, job.share) == (None, "", 1.0)
    stop = threading.Event()

    def report(share: float, note: str) -> None:
        stop.set()

    photo = [("a.png", encoded(noise(8, 8, 3), "PNG"))]
    outcome = _outcome()
    with pytest.raises(Interrupted), interruptible(stop.is_set):
        apply_to_many(type(outcome)(**{**vars(outcome), "develop": lambda c, s: checkpoint()}), photo, report)
