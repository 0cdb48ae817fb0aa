"""The door for a visitor's bytes: what it lets in is exact, what it refuses it refuses soon and in plain words."""

from __future__ import annotations

import struct
import time
import warnings
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps

import core.images
from core.images import (
    MAX_FRAMES,
    ImageError,
    decode,
    encode_jpeg,
    encode_png,
    shrink,
    to_gray,
)
from tests.pictures import chunk, encoded, exif, gif, noise, png, tiff

_LOSSLESS: dict[str, dict[str, Any]] = {
    "PNG": {},
    "WEBP": {"lossless": True, "exact": True},
    "TIFF": {},
    "BMP": {},
}
_GRAY, _COLOR = noise(20, 31), noise(20, 31, 3)
_SECONDS = 2.0


def assert_same(found: NDArray[Any], wanted: NDArray[Any]) -> None:
    assert found.dtype == wanted.dtype
    assert found.flags.c_contiguous
    assert_array_equal(found, wanted, strict=True)


def on_white(pixels: NDArray[Any]) -> NDArray[Any]:
    """Lay pixels with alpha on white by the definition, in integers of any size."""
    top = int(np.iinfo(pixels.dtype).max)
    color, alpha = pixels[..., :-1].astype(object), pixels[..., -1:].astype(object)
    laid = ((color * alpha + top * (top - alpha) + top // 2) // top).astype(pixels.dtype)
    return laid[..., 0] if laid.shape[2] == 1 else laid


@contextmanager
def little_work(seconds: float) -> Iterator[None]:
    """Require that little is done: counted in the processor's time, which other programs do not lengthen."""
    start = time.process_time()
    yield
    assert time.process_time() - start < seconds


def refusal(data: bytes, **options: int) -> str:
    """Return the sentence with which `decode` refuses, and require that it does so without much work."""
    with little_work(_SECONDS), pytest.raises(ImageError) as caught:
        decode(data, **options)
    assert str(caught.value).endswith(".")
    return str(caught.value)


def test_all_names_the_public_functions() -> None:
    assert set(core.images.__all__) >= {"decode", "shrink", "to_gray", "encode_png", "encode_jpeg", "ImageError"}
    assert all(hasattr(core.images, name) for name in core.images.__all__)


@pytest.mark.parametrize("kind", _LOSSLESS)
def test_lossless_colors_arrive_exactly(kind: str) -> None:
    assert_same(decode(encoded(_COLOR, kind, **_LOSSLESS[kind])), _COLOR)


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "GIF"])
def test_gray_stays_gray(kind: str) -> None:
    assert_same(decode(encoded(_GRAY, kind)), _GRAY)


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("progressive", [False, True])
def test_jpeg_agrees_with_its_reference_decoder(mode: str, progressive: bool) -> None:
    picture = Image.fromarray(_COLOR).convert(mode)
    data = encoded(picture, "JPEG", progressive=progressive, comment=b"a note", icc_profile=b"profile" * 20_000)
    again = encoded(picture, "JPEG", progressive=progressive)
    assert_same(decode(data), np.array(Image.open(core.images.BytesIO(again))))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "JPEG"])
def test_every_orientation_is_honoured(kind: str, orientation: int) -> None:
    blocks = np.kron(noise(3, 5, 3), np.ones((16, 16, 1), np.uint8))
    data = encoded(blocks, kind, exif=exif(orientation), **_LOSSLESS.get(kind, {"quality": 95, "subsampling": 0}))
    upright = np.array(ImageOps.exif_transpose(Image.open(core.images.BytesIO(data))))
    assert_same(decode(data), upright)
    assert decode(data).shape == ((80, 48, 3) if orientation > 4 else (48, 80, 3))


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_deflate", "packbits"])
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_compressed_tiff_is_turned_once(compression: str, orientation: int) -> None:
    data = encoded(_COLOR, "TIFF", compression=compression, exif=exif(orientation))
    quarter_turns = {1: 0, 3: 2, 6: 3, 8: 1}[orientation]
    assert_same(decode(data), np.rot90(_COLOR, quarter_turns).copy())


@pytest.mark.parametrize("orientation", [1, 6, 8])
@pytest.mark.parametrize("shape", [(20, 31), (20, 31, 3)])
@pytest.mark.parametrize("order", ["<", ">"])
def test_deep_tiff_is_turned_once(order: str, shape: tuple[int, ...], orientation: int) -> None:
    pixels = noise(*shape, dtype=np.uint16)
    data = tiff(pixels, tags={274: orientation}, order=order)
    assert_same(decode(data), np.rot90(pixels, {1: 0, 6: 3, 8: 1}[orientation]).copy())


def test_deep_png_is_turned() -> None:
    pixels = noise(20, 31, 3, dtype=np.uint16)
    data = png(pixels, extra=chunk(b"eXIf", exif(6).removeprefix(b"Exif\0\0")))
    assert_same(decode(data), np.rot90(pixels, 3).copy())


def test_a_damaged_orientation_counts_as_upright() -> None:
    for block in (b"", b"II", b"II*\0\xff\xff\xff\xff", exif(6)[6:20], b"MM\0*\0\0\0\x08\xff\xff"):
        assert_same(decode(png(_COLOR, extra=chunk(b"eXIf", block))), _COLOR)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_png_of_both_depths_arrives_exactly(dtype: Any, channels: int) -> None:
    pixels = noise(20, 31, channels, dtype=dtype)
    wanted = on_white(pixels) if channels in {2, 4} else pixels.squeeze()
    assert_same(decode(png(pixels)), wanted)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_transparent_color_becomes_white(dtype: Any, channels: int) -> None:
    pixels = noise(20, 31, channels, dtype=dtype)
    key = struct.pack(f">{channels}H", *pixels[4, 5])
    wanted = np.where((pixels == pixels[4, 5]).all(axis=-1, keepdims=True), np.iinfo(dtype).max, pixels)
    wanted = wanted.astype(dtype)
    assert_same(decode(png(pixels, extra=chunk(b"tRNS", key))), wanted[..., 0] if channels == 1 else wanted)


_TIFF_TYPES = [np.uint8, np.uint16, np.uint32, np.int8, np.int16, np.int32, np.int64, np.float32, np.float64]


@pytest.mark.parametrize(
    ("shape", "dtype"),
    [((7, 5), dtype) for dtype in _TIFF_TYPES]
    + [((7, 5, 3), dtype) for dtype in _TIFF_TYPES if dtype not in (np.int8, np.int64)],
)
@pytest.mark.parametrize("order", ["<", ">"])
def test_tiff_of_every_number_type_keeps_its_values(order: str, shape: tuple[int, ...], dtype: Any) -> None:
    pixels = noise(*shape, dtype=dtype) if np.dtype(dtype).kind in "ui" else noise(*shape).astype(dtype) / 7 - 9
    data = tiff(pixels, order=order)
    kept = dtype in (np.uint8, np.uint16)
    assert_same(decode(data), pixels if kept else pixels.astype(np.float32))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_tiff_that_stores_white_as_zero_is_inverted(dtype: Any) -> None:
    pixels = noise(7, 5, dtype=dtype)
    assert_same(decode(tiff(pixels, tags={262: 0})), np.iinfo(dtype).max - pixels)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_premultiplied_alpha_is_laid_on_white(dtype: Any) -> None:
    top = int(np.iinfo(dtype).max)
    pixels = noise(7, 5, 4, dtype=dtype)
    pixels[..., :3] = pixels[..., :3].astype(np.uint64) * pixels[..., 3:] // top
    wanted = pixels[..., :3].astype(np.int64) + top - pixels[..., 3:]
    found = decode(tiff(pixels, tags={338: 1}))
    assert found.dtype == dtype
    assert_allclose(found, wanted, rtol=0, atol=1)


def test_one_bit_is_black_and_white() -> None:
    bits = _GRAY > 127
    for data in (encoded(bits, "PNG"), encoded(bits, "TIFF", compression="group4"), encoded(bits, "BMP")):
        assert_same(decode(data), np.where(bits, np.uint8(255), np.uint8(0)))


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "GIF"])
def test_palette_colors_arrive_exactly(kind: str) -> None:
    picture = Image.fromarray(_COLOR).quantize(16)
    assert_same(decode(encoded(picture, kind)), np.array(picture.convert("RGB")))


def test_palette_transparency_is_laid_on_white() -> None:
    picture = Image.fromarray(_COLOR).quantize(4)
    alphas = bytes([0, 255, 100, 30])
    rgb, index = np.array(picture.convert("RGB")), np.array(picture)
    rgba = np.dstack([rgb, np.frombuffer(alphas, np.uint8)[index]])
    assert_same(decode(encoded(picture, "PNG", transparency=alphas)), on_white(rgba))
    one = rgb.copy()
    one[index == 2] = 255
    assert_same(decode(encoded(picture, "GIF", transparency=2)), one)


def test_a_palette_of_grays_is_gray() -> None:
    picture = Image.fromarray(_GRAY % 8).convert("P")
    picture.putpalette([level for step in range(8) for level in [255 - 30 * step] * 3])
    assert_same(decode(encoded(picture, "PNG")), (255 - 30 * (_GRAY % 8)).astype(np.uint8))


def test_cmyk_tiff_follows_the_plain_formula() -> None:
    inks = noise(7, 5, 4)
    left = 255 - inks.astype(float)
    picture = Image.frombytes("CMYK", (5, 7), inks.tobytes())
    assert_allclose(decode(encoded(picture, "TIFF")), left[..., :3] * left[..., 3:] / 255, rtol=0, atol=0.5001)


@pytest.mark.parametrize("inks", [(0, 255, 255, 0), (255, 0, 0, 0), (0, 0, 0, 255), (0, 0, 0, 0)])
def test_cmyk_jpeg_with_inverted_inks_has_the_right_colors(inks: tuple[int, ...]) -> None:
    data = encoded(Image.new("CMYK", (16, 16), inks), "JPEG", quality=100)
    assert b"Adobe" in data
    wanted = (255 - np.array(inks[:3])) * (255 - inks[3]) / 255
    assert_allclose(decode(data), np.broadcast_to(wanted, (16, 16, 3)), rtol=0, atol=3)


def test_ycck_jpeg_has_the_right_colors() -> None:
    data = bytearray(encoded(Image.new("CMYK", (16, 16), (0, 0, 0, 100)), "JPEG", quality=100))
    data[data.index(b"Adobe") + 11] = 2
    found = decode(bytes(data)).astype(int)
    assert found.shape == (16, 16, 3)
    assert found.std(axis=(0, 1)).max() < 2


def test_lab_tiff_has_the_right_colors() -> None:
    color = (200, 50, 80)
    profiles = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    picture = ImageCms.profileToProfile(Image.new("RGB", (8, 8), color), *profiles, outputMode="LAB")
    assert picture is not None
    assert_allclose(decode(encoded(picture, "TIFF")), np.broadcast_to(color, (8, 8, 3)), rtol=0, atol=3)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "GIF"])
def test_only_the_first_of_many_pictures_is_read(kind: str) -> None:
    shades = [Image.new("RGB", (9, 6), (40 * step, 255 - 40 * step, 7)) for step in range(5)]
    options: dict[str, Any] = {"lossless": True} if kind == "WEBP" else {}
    data = encoded(shades[0], kind, save_all=True, append_images=shades[1:], **options)
    assert Image.open(core.images.BytesIO(data)).n_frames == 5  # type: ignore[attr-defined]
    assert_same(decode(data), np.array(shades[0]))


def test_a_first_frame_beyond_its_canvas_widens_the_canvas() -> None:
    found = decode(gif(1, canvas=(3, 2), at=(5, 4)))
    assert found.shape == (5, 6, 3)
    assert_array_equal(found[4, 5], (10, 20, 30))
    assert (found[:4] == 255).all()
    assert "3,600" in refusal(gif(1, at=(60_000, 60_000)))


def test_a_phone_photo_of_24_megapixels_passes() -> None:
    photo = encoded(Image.new("RGB", (6_000, 4_000), (90, 120, 30)), "JPEG", exif=exif(6))
    assert decode(photo).shape == (6_000, 4_000, 3)


def test_too_many_pixels_are_refused_with_numbers_and_a_remedy() -> None:
    data = encoded(Image.new("1", (8_000, 6_000)), "PNG")
    assert refusal(data) == (
        "This picture has 8000 x 6000 = 48 megapixels; the limit is 25 megapixels. "
        "Save it at 5773 x 4330 or smaller and try again."
    )
    assert "4 x 3 = 12 pixels; the limit is 11 pixels" in refusal(png(noise(3, 4)), max_pixels=11)


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**6))
@settings(deadline=None, max_examples=100)
def test_the_size_a_refusal_proposes_would_pass(width: int, height: int, limit: int) -> None:
    header = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    if width * height <= limit:
        return
    sentence = refusal(header + chunk(b"IEND", b""), max_pixels=limit)
    fit_width, fit_height = (int(side) for side in sentence.split("Save it at ")[1].split(" or")[0].split(" x "))
    assert 1 <= fit_width * fit_height <= limit
    assert fit_width <= width or fit_height == 1
    assert fit_height <= height or fit_width == 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF"])
def test_the_limit_itself_passes_and_one_pixel_more_does_not(kind: str) -> None:
    data = encoded(_COLOR, kind)
    assert decode(data, max_pixels=620).shape == (20, 31, 3)
    assert "31 x 20 = 620 pixels" in refusal(data, max_pixels=619)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF"])
def test_size_is_judged_before_any_decoder_runs(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: Any) -> Any:
        pytest.fail("a decoder saw the bytes")

    monkeypatch.setattr(core.images, "_PLUGINS", dict.fromkeys(core.images._PLUGINS, forbidden))
    assert "the limit is 100 pixels" in refusal(encoded(_COLOR, kind), max_pixels=100)


def test_pillow_limits_neither_warn_nor_refuse_nor_change(monkeypatch: pytest.MonkeyPatch) -> None:
    before = list(warnings.filters)
    for limit in (1, 400):
        monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", limit)
        for kind in ("JPEG", "PNG", "BMP", "GIF"):
            assert decode(encoded(_COLOR, kind)).shape == (20, 31, 3)
        assert limit == Image.MAX_IMAGE_PIXELS
    assert warnings.filters == before


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"\0\0\0\x1cftypavif\0\0\0\0", "AVIF"),
        (b"\0\0\0\x1cftypisom\0\0\0\0", "video"),
        (b"%PDF-1.7\n", "PDF"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">', "SVG"),
        (b"8BPS\0\x01", "Photoshop"),
        (b"PK\x03\x04", "ZIP"),
    ],
)
def test_a_known_stranger_is_named_with_what_would_work(head: bytes, name: str) -> None:
    assert name in refusal(head)
    assert "and try again" in refusal(head)


@pytest.mark.parametrize("data", [b"", b"hello", b"\0" * 5_000, noise(5_000).tobytes(), b"<html>", b"\xff\xd8"])
def test_what_is_no_picture_is_told_which_formats_work(data: bytes) -> None:
    assert "JPEG, PNG, WebP, TIFF, BMP and GIF work" in refusal(data)


def test_only_bytes_are_taken() -> None:
    assert_same(decode(memoryview(png(_GRAY))), _GRAY)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="data must be bytes, got str"):
        decode("photo.png")  # type: ignore[arg-type]


def test_not_finite_floats_are_refused() -> None:
    for value in (np.nan, np.inf):
        assert "finite" in refusal(tiff(np.full((3, 3), value, np.float32)))
    assert "finite" in refusal(tiff(np.full((3, 3), 1e300)))


def _frames_of_webp(count: int) -> bytes:
    shades = [Image.new("RGB", (9, 6), (step, 0, 0)) for step in (0, 200)]
    data = encoded(shades[0], "WEBP", save_all=True, append_images=shades[1:])
    start = data.index(b"ANMF")
    frame = data[start : start + 8 + struct.unpack_from("<I", data, start + 4)[0]]
    data = data[:start] + (frame + b"\0" * (len(frame) % 2)) * count
    return data[:4] + struct.pack("<I", len(data) - 8) + data[8:]


@pytest.mark.parametrize(
    "bomb",
    [
        lambda: gif(1_300_000),
        lambda: gif(MAX_FRAMES + 1),
        lambda: _frames_of_webp(300_000),
        lambda: png(_GRAY, extra=chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0))),
        lambda: png(_GRAY, extra=chunk(b"fcTL", bytes(26)) * (MAX_FRAMES + 1)),
    ],
    ids=["gif-million", "gif", "webp", "apng-announced", "apng-counted"],
)
def test_too_many_frames_are_refused_without_much_work(bomb: Callable[[], bytes]) -> None:
    assert "1,000 frames" in refusal(bomb())


def test_too_many_pixels_in_all_frames_are_refused() -> None:
    assert "500 frames of 2000 x 2000 = 2,000 megapixels" in refusal(gif(500, canvas=(2_000, 2_000)))
    assert decode(gif(MAX_FRAMES)).shape == (1, 1, 3)


_ZEROS = zlib.compress(bytes(100_000_000), 9)


def _overlapping_tags() -> bytes:
    entries = b"".join(struct.pack("<HHII", 40_000 + tag, 7, 19_000_000, 8) for tag in range(4_000))
    body = bytes(20_000_000)
    return b"II*\0" + struct.pack("<I", 8 + len(body)) + body + struct.pack("<H", 4_000) + entries + bytes(4)


def _jpeg_of_many_scans() -> bytes:
    data = encoded(noise(64, 64), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * 20_000 + b"\xff\xd9"


def _png_of_size(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", _ZEROS) + chunk(b"IEND", b"")


_TILES = {322: 60_000, 323: 60_000, 324: 8, 325: 16, 273: None, 278: None, 279: None}


@pytest.mark.parametrize(
    "bomb",
    [
        lambda: gif(1, extra=b"!\xfe" + b"\x01a" * 10_000_000 + b"\0"),
        lambda: gif(1, extra=bytes(20_000_000)),
        lambda: gif(1, extra=b"!\xfe\0" * 7_000_000),
        lambda: gif(1, canvas=(65_535, 65_535)),
        lambda: gif(0),
        lambda: png(_GRAY, extra=chunk(b"tEXt", b"a\0b") * 1_300_000),
        lambda: _png_of_size(2**31 - 1, 2**31 - 1),
        lambda: _png_of_size(0, 5),
        lambda: _png_of_size(4_000, 0),
        _overlapping_tags,
        _jpeg_of_many_scans,
        lambda: encoded(_GRAY, "JPEG")[:2] + b"\xff\xfe\0\2" * 4_000_000,
        lambda: tiff(_GRAY, tags=_TILES),
        lambda: tiff(_GRAY, tags={256: 5_000, 257: 5_000}),
        lambda: tiff(_GRAY, tags={256: 0}),
        lambda: tiff(_GRAY, tags={277: 65_535}),
        lambda: tiff(_GRAY, tags={273: 4_000_000_000}),
        lambda: tiff(noise(4, 4, 3, dtype=np.uint16), tags={256: 4_000, 257: 4_000}),
    ],
)
def test_lies_and_bombs_are_refused_without_much_work(bomb: Callable[[], bytes]) -> None:
    refusal(bomb())


def test_a_lying_tiff_is_refused_before_its_tags_or_tiles_are_read() -> None:
    assert "more than the whole file" in refusal(_overlapping_tags())
    assert "tiles far larger" in refusal(tiff(_GRAY, tags=_TILES))
    # The first directory lies where no file can have a byte.
    assert "cut off" in refusal(b"II+\0\x08\0\0\0" + b"\xff" * 8)


@pytest.mark.parametrize(
    ("kind", "data"), [("JPEG", b"\xff\xd8\xff" + b"x" * 99), ("BMP", b"BM" + bytes(60))], ids=["JPEG", "BMP"]
)
def test_bytes_that_only_begin_like_a_picture_are_refused_without_a_size_they_never_gave(
    kind: str, data: bytes
) -> None:
    told = refusal(data)
    assert f"This {kind} file" in told
    assert "does not say how large" in told


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_a_png_with_too_few_pixels_in_whole_chunks_is_refused(dtype: Any, kept: float) -> None:
    data = png(noise(60, 50, 3, dtype=dtype))
    body = data[data.index(b"IDAT") + 4 : -16]
    short = data[:33] + chunk(b"IDAT", body[: int(len(body) * kept)]) + chunk(b"IEND", b"")
    assert "damaged" in refusal(short)


@pytest.mark.parametrize(
    "bulk",
    [
        chunk(b"zTXt", b"note\0\0" + _ZEROS) * 20,
        chunk(b"iTXt", b"note\0\1\0\0\0" + _ZEROS) * 20,
        chunk(b"iCCP", b"profile\0\0" + _ZEROS),
        chunk(b"tEXt", b"note\0" + bytes(10_000_000)),
    ],
    ids=["text", "international", "profile", "plain"],
)
@pytest.mark.parametrize("pixels", [_COLOR, noise(20, 31, 3, dtype=np.uint16)], ids=["8bit", "16bit"])
def test_bulky_metadata_never_unfolds(pixels: NDArray[Any], bulk: bytes) -> None:
    with little_work(0.5):
        assert_same(decode(png(pixels, extra=bulk)), pixels)


def test_more_pixel_data_than_the_picture_needs_never_unfolds() -> None:
    small = png(_GRAY)
    data = small[:-12] + chunk(b"IDAT", _ZEROS) * 100 + small[-12:]
    with little_work(0.5):
        assert_same(decode(data), _GRAY)


_DEEP = noise(20, 31, 3, dtype=np.uint16)
_WHOLE = {
    "jpeg": encoded(_COLOR, "JPEG", exif=exif(6)),
    "progressive": encoded(_COLOR, "JPEG", progressive=True),
    "png": encoded(_COLOR, "PNG", exif=exif(6)),
    "png16": png(_DEEP),
    "webp": encoded(_COLOR, "WEBP", exif=exif(6)),
    "webp-lossless": encoded(_COLOR, "WEBP", lossless=True),
    "tiff": tiff(_COLOR),
    "tiff-lzw": encoded(_COLOR, "TIFF", compression="tiff_lzw"),
    "tiff16": tiff(_DEEP, order=">"),
    "tiff-float": tiff(_GRAY.astype(np.float32)),
    "bmp": encoded(_COLOR, "BMP"),
    "gif": encoded(_COLOR, "GIF"),
}


@pytest.mark.parametrize("name", _WHOLE)
def test_a_cut_file_is_refused_or_complete(name: str) -> None:
    data = _WHOLE[name]
    whole = decode(data)
    for length in range(0, len(data), max(1, len(data) // 60)):
        try:
            found = decode(data[:length])
        except ImageError:
            continue
        assert_same(found, whole)


@given(st.sampled_from(sorted(_WHOLE)), st.data())
@settings(deadline=None, max_examples=300)
@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_damaged_bytes_give_a_bounded_picture_or_an_image_error(name: str, draw: st.DataObject) -> None:
    data = bytearray(_WHOLE[name])
    for _ in range(draw.draw(st.integers(1, 4))):
        near_head = draw.draw(st.booleans())
        place = draw.draw(st.integers(0, min(len(data), 120) - 1 if near_head else len(data) - 1))
        data[place] = draw.draw(st.integers(0, 255))
    try:
        found = decode(bytes(data), max_pixels=10_000)
    except ImageError:
        return
    assert found.dtype in (np.uint8, np.uint16, np.float32)
    assert found.ndim == 2 or found.shape[2:] == (3,)
    assert 1 <= found.shape[0] * found.shape[1] <= 10_000


def test_many_threads_get_the_same_pictures() -> None:
    wanted = {name: decode(data) for name, data in _WHOLE.items()}
    names = list(_WHOLE) * 20
    with ThreadPoolExecutor(8) as pool:
        for name, found in zip(names, pool.map(decode, [_WHOLE[name] for name in names]), strict=True):
            assert_same(found, wanted[name])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
@pytest.mark.parametrize("shape", [(60, 90), (60, 90, 3)])
def test_shrink_takes_the_mean_of_whole_blocks(shape: tuple[int, ...], dtype: Any) -> None:
    image = noise(*shape).astype(dtype)
    image.flags.writeable = False
    found = shrink(image, 30)
    blocks = image.reshape(20, 3, 30, 3, *shape[2:]).mean(axis=(1, 3), dtype=np.float64)
    assert found.dtype == dtype
    assert_allclose(found, blocks, rtol=1e-6, atol=0.5001 if np.dtype(dtype).kind == "u" else 0)


@given(st.integers(1, 200), st.integers(1, 200), st.integers(1, 250), st.sampled_from([(), (1,), (3,)]))
@settings(deadline=None, max_examples=80)
def test_shrink_bounds_the_longest_side_and_keeps_a_constant(
    rows: int, columns: int, longest: int, channels: tuple[int, ...]
) -> None:
    image = np.full((rows, columns, *channels), 77, np.uint8)
    found = shrink(image, longest)
    assert max(found.shape[:2]) == min(longest, max(rows, columns))
    assert min(found.shape[:2]) >= 1
    assert found.shape[2:] == channels
    assert (found == 77).all()


def test_shrink_leaves_small_pictures_alone_and_refuses_nonsense() -> None:
    assert shrink(_COLOR, 31) is _COLOR
    with pytest.raises(ValueError, match="longest_side must be at least 1, got 0"):
        shrink(_COLOR, 0)


@pytest.mark.parametrize(("dtype", "kept"), [(np.uint8, np.float32), (np.uint16, np.float32), (np.float64,) * 2])
def test_gray_is_bt601_luma(dtype: Any, kept: Any) -> None:
    image = noise(7, 5, 3).astype(dtype)
    image.flags.writeable = False
    wanted = image.astype(float) @ [0.299, 0.587, 0.114]
    assert to_gray(image).dtype == kept
    assert_allclose(to_gray(image), wanted, rtol=4 * np.finfo(kept).eps)
    assert_array_equal(to_gray(image[..., 0]), image[..., 0])
    with pytest.raises(ValueError, match=r"\(M, N, 3\), got \(7, 5, 2\)"):
        to_gray(image[..., :2])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("shape", [(1, 1), (20, 31), (20, 31, 3)])
def test_png_round_trip_is_exact(shape: tuple[int, ...], dtype: Any) -> None:
    image = noise(*shape, dtype=dtype)
    image.flags.writeable = False
    assert_same(decode(encode_png(image)), image)
    flipped = image[::-1, ::-1]
    assert_same(decode(encode_png(flipped)), flipped.copy())


@pytest.mark.parametrize("shape", [(64, 48), (64, 48, 3)])
def test_jpeg_for_looking_stays_close(shape: tuple[int, ...]) -> None:
    image = shrink(noise(8, 6, *shape[2:]), 8).repeat(8, axis=0).repeat(8, axis=1)
    image.flags.writeable = False
    assert np.abs(decode(encode_jpeg(image, quality=98)).astype(int) - image).max() <= 6
    assert len(encode_jpeg(image, quality=30)) < len(encode_jpeg(image, quality=98))


@pytest.mark.parametrize("encode", [encode_png, encode_jpeg])
def test_encoders_refuse_other_types_and_shapes(encode: Callable[[Any], bytes]) -> None:
    with pytest.raises(TypeError, match="image must be uint8"):
        encode(np.zeros((3, 3), np.float32))
    for shape in [(3,), (3, 3, 2), (3, 3, 4), (0, 3)]:
        with pytest.raises(ValueError, match=r"\(M, N\) or \(M, N, 3\), got"):
            encode(np.zeros(shape, np.uint8))


def test_jpeg_quality_has_a_range() -> None:
    with pytest.raises(ValueError, match="quality must be from 1 to 100, got 0"):
        encode_jpeg(_GRAY, quality=0)
