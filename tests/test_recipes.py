"""The code that pages show makes what they show: it is run, and compared."""

from __future__ import annotations

from dataclasses import asdict
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from core import samples
from core.convolution import convolve, correlate
from core.diffusion import diffuse
from core.images import decode, encode_png, shrink, to_gray
from core.images.detail import middle_gray, quick_bytes
from core.images.display import to_bytes, value_range
from core.images.rendering import render
from core.kernels import KERNELS
from core.kernels.gradients import magnitude
from core.matching import METHODS, match_template
from core.matching.search import Plan, Sought, likeness, search
from core.matching.variants import variant
from core.padding import PADDINGS
from core.spectrum import apply_filter
from core.spectrum.filters import bandpass, bandstop, highpass, lowpass
from core.spectrum.homomorphic import filter_logarithms
from core.takeaway.recipes.diffusion import diffusion_code
from core.takeaway.recipes.fourier import filter_code
from core.takeaway.recipes.kernel import kernel_code
from core.takeaway.recipes.picture import Given
from core.takeaway.recipes.reading import reading_of
from core.takeaway.recipes.template import Wanted, template_code
from pages._parts.fourier_settings import Filter, transfer_of
from tests.oracles import assert_same_pixels
from tests.pictures import encoded, noise

_LARGE = {"gaussian": {"size": 41, "sigma": 7.0}, "gabor": {"size": 31}, "box": {"size": 33}, "disc": {"radius": 11.0}}


def _turned(orientation: int) -> bytes:
    """Return what a camera writes that was held so."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif.tobytes()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which the code runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _given(here: Path, data: bytes, file: str, side: int = 640) -> tuple[Given, NDArray[np.generic]]:
    """Write a picture's file, and return what the code is told of it and the picture on screen."""
    (here / file).write_bytes(data)
    full = decode(data)
    image = shrink(full, side)
    given = Given(file, image.shape, str(image.dtype), full.shape[:2], *value_range(image), reading_of(data))
    return given, image


def _run(code: str) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Run the code, which may import nothing of ours, and return its result and its pixels."""
    return _run_all(code)[:2]


def _run_all(code: str) -> tuple[NDArray[np.float64], NDArray[np.uint8], dict]:
    """Run the code, and return its result, its pixels, and all that it named."""
    assert "import core" not in code
    assert "from core" not in code
    assert "pages" not in code
    names: dict[str, NDArray[np.generic]] = {}
    exec(compile(code, "recipe.py", "exec"), names)
    saved = cv2.imread("result.png", cv2.IMREAD_UNCHANGED)
    pixels = names["pixels"]
    assert np.array_equal(saved if saved.ndim == 2 else saved[..., ::-1], pixels)
    return names["result"], pixels, names


def _sample(here: Path, name: str, side: int = 160) -> tuple[Given, NDArray[np.generic]]:
    return _given(here, samples.read(name), samples.SAMPLES[name].file, side)


def _assert_same(actual: NDArray[np.generic], expected: NDArray[np.generic], image: NDArray[np.generic]) -> None:
    assert actual.shape == expected.shape
    assert np.abs(actual - expected).max() <= 1e-4 * max(1.0, float(np.abs(image).max()), float(np.abs(expected).max()))


_EVERY = [(name, {}) for name in KERNELS] + list(_LARGE.items())


@pytest.mark.parametrize(("name", "parameters"), _EVERY, ids=lambda value: value if isinstance(value, str) else "")
def test_kernel_code_makes_the_result(here: Path, name: str, parameters: dict) -> None:
    given, image = _sample(here, "coffee")
    kernel = KERNELS[name](**parameters)
    result, _ = _run(kernel_code(given, kernel))
    _assert_same(result, convolve(image, kernel), image)


@pytest.mark.parametrize("padding", PADDINGS)
@pytest.mark.parametrize("shape", [(3, 4), (20, 17)])
@pytest.mark.parametrize("is_turned", [True, False])
def test_kernel_code_knows_every_edge_and_both_ways_to_lay_it(
    here: Path, padding: str, shape: tuple[int, int], is_turned: bool
) -> None:
    given, image = _given(here, encoded(noise(30, 40), "PNG"), "me.png")
    kernel = np.random.default_rng(1).normal(size=shape)
    result, _ = _run(kernel_code(given, kernel, padding=padding, is_turned=is_turned))
    _assert_same(result, (convolve if is_turned else correlate)(image, kernel, padding=padding), image)


@pytest.mark.parametrize("view", ["clip", "absolute", "signed"])
@pytest.mark.parametrize(("dtype", "file"), [(np.uint8, "a.png"), (np.uint16, "a.png"), (np.float32, "a.tiff")])
def test_kernel_code_shows_the_result_as_the_page_does(here: Path, view: str, dtype: type, file: str) -> None:
    pixels = noise(30, 40, 3, dtype=np.uint16).astype(dtype)
    data = cv2.imencode(Path(file).suffix, pixels)[1].tobytes()
    given, image = _given(here, data, file)
    black, white = value_range(image)
    kernel = KERNELS["sobel_x"]()
    is_gray = view == "signed"
    expected = convolve(to_gray(image) if is_gray else image, kernel)
    limit = render(expected, view=view, black=black, white=white).limit
    result, shown = _run(kernel_code(given, kernel, view=view, limit=limit, is_gray=is_gray))

    def show(values: NDArray[np.generic]) -> NDArray[np.uint8]:
        return render(values, view=view, black=black, white=white, limit=limit).pixels

    assert_same_pixels(shown, result, expected, show)


@pytest.mark.parametrize(
    ("mode", "kind", "options"),
    [
        *[("RGB", "JPEG", {"subsampling": sampling, "quality": 80}) for sampling in (0, 1, 2)],
        ("RGB", "JPEG", {"progressive": True, "quality": 60}),
        ("L", "JPEG", {}),
        ("CMYK", "JPEG", {}),
        *[("RGB", "JPEG", {"exif": _turned(orientation)}) for orientation in (3, 6, 8)],
        *[(mode, "PNG", {}) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")],
        ("RGB", "BMP", {}),
        ("P", "GIF", {}),
        ("RGBA", "WEBP", {"lossless": True}),
        ("RGB", "TIFF", {}),
        ("F", "TIFF", {}),
    ],
)
def test_opencv_reads_the_file_as_the_page_does_or_the_reading_says_not(
    here: Path, mode: str, kind: str, options: dict
) -> None:
    picture = Image.fromarray(noise(48, 37, 4), "RGBA")
    if mode == "I;16":
        picture = Image.fromarray(noise(48, 37, dtype=np.uint16))
    elif mode != "RGBA":
        picture = picture.convert("RGB" if mode == "CMYK" else mode).convert(mode)
    stream = BytesIO()
    picture.save(stream, kind, **options)
    reading = reading_of(stream.getvalue())
    assert reading.is_rare == ((mode, kind) in {("CMYK", "JPEG"), ("LA", "PNG")})
    if reading.is_rare:
        return
    given, image = _given(here, stream.getvalue(), f"a.{kind.lower()}")
    result, _ = _run(kernel_code(given, np.ones((1, 1))))
    assert np.array_equal(result, image)


def test_kernel_code_knows_pairs_and_brightness(here: Path) -> None:
    given, image = _sample(here, "astronaut")
    kernel = KERNELS["scharr_x"]()
    result, _ = _run(kernel_code(given, kernel, is_pair=True, is_gray=True))
    _assert_same(result, magnitude(to_gray(image), kernel), image)


@pytest.mark.parametrize("boundary", ["neumann", "periodic", "dirichlet"])
@pytest.mark.parametrize("name", ["camera", "coffee"])
def test_diffusion_code_makes_the_result(here: Path, boundary: str, name: str) -> None:
    given, image = _sample(here, name)
    how = {"diffusivity": (1.5, 0.25), "boundary": boundary, "held": 40.0}
    result, _ = _run(diffusion_code(given, 17.5, **how))
    _assert_same(result, diffuse(image, 17.5, **how), image)


@pytest.mark.parametrize("profile", ["ideal", "gaussian", "butterworth"])
@pytest.mark.parametrize(
    ("shape", "radii", "make"),
    [
        ("low", (0.1,), lowpass),
        ("high", (0.1,), highpass),
        ("band", (0.05, 0.2), bandpass),
        ("stop", (0.05, 0.2), bandstop),
    ],
)
@pytest.mark.parametrize("name", ["camera", "coffee"])
def test_filter_code_makes_the_result(
    here: Path, profile: str, shape: str, radii: tuple, make: object, name: str
) -> None:
    given, image = _sample(here, name)
    result, _ = _run(filter_code(given, shape, radii, profile=profile, order=3))
    transfer = make(image.shape[:2], *radii, profile=profile, order=3)
    np.testing.assert_array_equal(result, apply_filter(image, transfer))


def test_filter_code_reads_a_painted_mask(here: Path) -> None:
    given, image = _sample(here, "camera")
    mask = highpass(image.shape, 0.05)
    np.save(here / "mask.npy", mask)
    result, pixels = _run(filter_code(given, "file", limit=40.0))
    expected = apply_filter(image, mask)
    np.testing.assert_array_equal(result, expected)
    np.testing.assert_array_equal(pixels, middle_gray(expected, 40.0))


@pytest.mark.parametrize("limit", [None, 30.0])
@pytest.mark.parametrize(
    "picture",
    [
        noise(33, 47, 3),
        noise(40, 61, dtype=np.uint16),
        noise(41, 32, 3, dtype=np.uint16),
        noise(1, 37),
        noise(1, 1),
        noise(1, 1, 3),
    ],
)
def test_filter_code_makes_the_very_pixels_of_every_picture(
    here: Path, picture: NDArray[np.generic], limit: float | None
) -> None:
    given, image = _given(here, encode_png(picture), "it.png")
    result, pixels = _run(filter_code(given, "high" if limit else "low", (0.1,), limit=limit))
    transfer = (highpass if limit else lowpass)(image.shape[:2], 0.1)
    np.testing.assert_array_equal(result, apply_filter(image, transfer))
    shown = middle_gray(result, limit) if limit else quick_bytes(result, given.black, given.white)
    np.testing.assert_array_equal(pixels, shown)
    if not limit:
        np.testing.assert_array_equal(pixels, to_bytes(result, given.black, given.white))


@pytest.mark.parametrize("profile", ["ideal", "gaussian", "butterworth"])
@pytest.mark.parametrize("keep", ["notch", "lines", "cut", "light", "all", "none"])
@pytest.mark.parametrize("name", ["camera", "coffee"])
def test_filter_code_knows_every_way_to_keep(here: Path, profile: str, keep: str, name: str) -> None:
    given, image = _sample(here, name)
    chosen = Filter(keep, profile, 3, radius=0.06, width=0.06, notch=(-0.49, 0.2), direction=30, spread=25)
    how = {"centre": chosen.notch, "wedge": (chosen.direction, chosen.spread), "gains": (chosen.shade, chosen.texture)}
    code = filter_code(given, keep, (chosen.radius,), profile=profile, order=3, **how)
    result, _ = _run(code)
    transfer = transfer_of(chosen, image.shape[:2])
    is_log = keep == "light"
    expected = filter_logarithms(image, transfer, white=255.0) if is_log else apply_filter(image, transfer)
    np.testing.assert_array_equal(result, expected)


_BOX = Wanted("box", (20, 30, 25, 17))
_LASSO = Wanted("lasso", (60, 20, 30, 30), corners=((60, 20), (90, 25), (80, 50), (66, 44)))


def _sought(wanted: Wanted, pixels: NDArray[np.generic]) -> Sought:
    """Cut the template out as the page does."""
    left, top, width, height = wanted.region
    mask = None
    if wanted.corners:
        inside = np.zeros((height, width), np.uint8)
        mask = cv2.fillPoly(inside, [np.array(wanted.corners) - (left, top)], 1).astype(bool)
    return Sought(pixels[top : top + height, left : left + width], mask)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("name", "is_gray", "wanted", "shown", "how"),
    [
        ("camera", False, (_BOX,), 0, {}),
        ("coffee", False, (_BOX, Wanted("other", (70, 40, 12, 21))), 1, {"overlap": 0.1}),
        ("coffee", True, (_BOX,), 0, {}),
        ("coffee", False, (_BOX, _LASSO), 1, {}),
        ("camera", False, (_LASSO,), 0, {"scales": (0.8, 1.0, 1.25), "angles": (-90.0, 0.0, 20.0)}),
        ("coffee", True, (_BOX,), 0, {"scales": (0.5,), "angles": (10.0,)}),
    ],
)
def test_template_code_finds_what_the_search_finds(
    here: Path, method: str, name: str, is_gray: bool, wanted: tuple[Wanted, ...], shown: int, how: dict
) -> None:
    given, image = _sample(here, name)
    threshold = {"phase": 0.03, "cc": 0.9}.get(method, 0.6)
    plan = Plan(method, threshold=threshold, count=12, **how)
    result, _, names = _run_all(template_code(given, wanted, plan, shown=shown, is_gray=is_gray))
    pixels = np.rint(to_gray(image)).astype(np.uint8) if is_gray else image
    sought = [_sought(each, pixels) for each in wanted]
    found = search(pixels, sought, **asdict(plan))
    if plan.is_one:
        one = sought[shown]
        cells, counted = variant(one.pixels, scale=plan.scales[0], angle=plan.angles[0], mask=one.mask)
        scores = match_template(pixels, cells, method=method, mask=None if counted.all() else counted)
        expected = likeness(scores, cells, counted, method=method, span=255.0)
    else:
        expected = np.where(np.isnan(found.best), np.nanmin(found.best), found.best)
    assert result.shape == expected.shape
    assert np.abs(result - expected).max() < 1e-3 * max(1.0, float(np.abs(expected).max()))
    # Equal scores may come in either order; the code rounds in other places.
    places = {(wanted[which].name, match.row, match.col): match.score for which, match in found.matches}
    assert {(each[0], each[2], each[3]): pytest.approx(each[1], abs=1e-3) for each in names["found"]} == places


def test_template_code_gives_flat_places_no_score(here: Path) -> None:
    image = np.full((60, 80, 3), 200, np.uint8)
    image[20:40, 30:50] = noise(20, 20, 3)
    given, image = _given(here, encoded(image, "PNG"), "flat.png")
    result, _ = _run(template_code(given, [Wanted("it", (28, 18, 12, 12))], Plan()))
    expected = match_template(image, image[18:30, 28:40])
    assert np.count_nonzero(expected == 0) > 500
    assert np.abs(result - expected).max() < 1e-3
