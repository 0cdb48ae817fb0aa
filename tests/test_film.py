"""Films: as many pictures, as long, and as good as what went in."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageSequence

from core.takeaway.film import GIF_PICTURES, GIF_SIDE, encode_gif, encode_mp4


def _ramp(index: int, shape: tuple[int, ...] = (48, 64, 3)) -> np.ndarray:
    """Return a picture that tells its number: left to right as bright as its index, the right half in contrast."""
    picture = np.full(shape, 40 + 10 * index, np.uint8)
    picture[:, shape[1] // 2 :] = 255 - 8 * index
    return picture


def _as_picture_again(film: bytes, size: tuple[int, int]) -> Image.Image:
    """Put the labels of an animated picture of that size back, so that Pillow decodes the film."""
    other = BytesIO()
    blank = Image.new("RGB", size)
    blank.save(other, "AVIF", save_all=True, append_images=[blank, blank], speed=10, subsampling="4:2:0")
    start = film.index(b"moov") - 4
    head = other.getvalue().partition(b"moov")[0][:-4]
    assert len(head) == start
    rest = bytearray(film[start:])
    at = rest.index(b"vide")
    rest[at : at + 4] = b"pict"
    return Image.open(BytesIO(head + bytes(rest)))


@pytest.mark.parametrize("shape", [(48, 64, 3), (33, 47, 3), (48, 64)])
def test_mp4_holds_every_picture_for_its_time(shape: tuple[int, ...]) -> None:
    told: list[float] = []
    film = encode_mp4((_ramp(index, shape) for index in range(12)), 12, 25, progress=told.append)
    assert film[4:12] == b"ftypisom"
    assert b"vide" in film
    assert b"pict" not in film
    assert told == [index / 12 for index in range(12)]
    movie = film.index(b"mvhd") + 28
    assert int.from_bytes(film[movie : movie + 8], "big") == 12 * 40
    # Played once, not for ever as an animated picture is.
    assert film[film.index(b"elst") + 7] == 0
    decoded = _as_picture_again(film, (shape[1], shape[0]))
    assert decoded.n_frames == 12
    assert decoded.size == (shape[1], shape[0])
    for index, frame in enumerate(ImageSequence.Iterator(decoded)):
        wanted = _ramp(index, shape)
        shown = np.asarray(frame.convert("RGB")).astype(int)
        assert np.abs(shown - (wanted if wanted.ndim == 3 else wanted[..., None])).mean() < 2


def test_gif_repeats_and_lasts_as_long_with_fewer_pictures() -> None:
    film = encode_gif((_ramp(index % 20, (40, 600, 3)) for index in range(150)), 150, 50)
    gif = Image.open(BytesIO(film))
    assert gif.info["loop"] == 0
    assert gif.n_frames <= GIF_PICTURES
    assert gif.size[0] == GIF_SIDE
    lasting = sum(frame.info["duration"] for frame in ImageSequence.Iterator(gif))
    assert lasting == pytest.approx(150 / 50 * 1000, rel=0.02)
    first = np.asarray(next(iter(ImageSequence.Iterator(gif))).convert("RGB")).astype(int)
    assert np.abs(first[:, :180] - 40).max() <= 4


def test_gray_gif_keeps_every_gray() -> None:
    ramp = np.arange(256, dtype=np.uint8).reshape(16, 16)
    gif = Image.open(BytesIO(encode_gif([ramp, ramp[::-1]], 2, 10)))
    np.testing.assert_array_equal(np.asarray(gif.convert("L")), ramp)


@pytest.mark.parametrize("encode", [encode_mp4, encode_gif])
def test_bad_arguments_are_named(encode: object) -> None:
    with pytest.raises(ValueError, match="at least 2"):
        encode([_ramp(0)], 1, 10)
    with pytest.raises(ValueError, match="rate"):
        encode([_ramp(0), _ramp(1)], 2, 0)
