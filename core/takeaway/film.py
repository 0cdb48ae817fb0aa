"""Encode a series of pictures as a film, MP4 or GIF, in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import AvifImagePlugin, GifImagePlugin, Image

__all__ = ["GIF_PICTURES", "GIF_SIDE", "encode_gif", "encode_mp4", "gif_pictures"]

Picture = NDArray[np.uint8]

GIF_SIDE = 400
GIF_PICTURES = 100
"""A GIF has no motion compression: beyond this size it grows past ten megabytes."""

_QUALITY = 80
_FASTEST = 10
_BRANDS = b"isom" + (512).to_bytes(4, "big") + b"isomiso6av01mp41"
_MILLISECONDS = 1000


def encode_mp4(
    pictures: Iterable[Picture], count: int, rate: float, *, progress: Callable[[float], None] | None = None
) -> bytes:
    """Return pictures as an MP4 film with AV1 inside, which today's browsers and players show.

    Parameters
    ----------
    pictures : iterable of uint8 arrays, shape (M, N) or (M, N, 3)
        At least `count`, all of one shape. They are taken one at a time, and none is kept.
    count : int
        How many pictures, at least 2.
    rate : float
        Pictures a second, above 0; a picture lasts a whole number of milliseconds.
    progress : callable, optional
        Told the finished part, 0..1, before each picture.

    Returns
    -------
    bytes

    Raises
    ------
    ValueError
        If there are fewer than two pictures or the rate is not above 0.

    Notes
    -----
    Pillow's AVIF sequence is an ISO media file (ISO/IEC 14496-12) with an AV1 track already: only its labels say
    picture rather than film. So neither a video library nor a file on disk is needed, and no codec that one has
    to pay for.
    """
    _check(count, rate)
    reel = _Reel(iter(pictures), count, progress or _ignore)
    target = BytesIO()
    duration = max(1, round(_MILLISECONDS / rate))
    AvifImagePlugin.AvifImageFile  # noqa: B018  the import registers the format
    reel.save(target, "AVIF", save_all=True, duration=duration, quality=_QUALITY, speed=_FASTEST, subsampling="4:2:0")
    return _relabelled(target.getvalue(), count * duration)


def encode_gif(
    pictures: Iterable[Picture], count: int, rate: float, *, progress: Callable[[float], None] | None = None
) -> bytes:
    """Return pictures as an animated GIF that repeats: 256 colours, shown everywhere.

    Parameters and errors are those of `encode_mp4`. Pictures are left out beyond GIF_PICTURES, and scaled down to
    GIF_SIDE; the film lasts as long as it would.
    """
    _check(count, rate)
    every = _every(count)
    images = []
    for index, picture in enumerate(pictures):
        if index % every == 0:
            (progress or _ignore)(index / count)
            images.append(_indexed(picture))
    # A GIF counts in hundredths of a second, and browsers slow down what lasts less than two.
    duration = max(20, round(every * 100 / rate) * 10)
    GifImagePlugin.GifImageFile  # noqa: B018  the import registers the format
    target = BytesIO()
    images[0].save(target, "GIF", save_all=True, append_images=images[1:], duration=duration, loop=0, optimize=False)
    return target.getvalue()


def gif_pictures(count: int) -> int:
    """Return how many of a film's pictures `encode_gif` keeps: every one, every second, ..., evenly."""
    return -(-count // _every(count))


def _every(count: int) -> int:
    """Return that every so-manieth picture is kept."""
    return -(-count // GIF_PICTURES)


class _Reel(Image.Image):
    """Many pictures of which Pillow sees one at a time, made when it asks for its bytes."""

    is_animated = True

    def __init__(self, pictures: Iterator[Picture], count: int, progress: Callable[[float], None]) -> None:
        super().__init__()
        self._next = next(pictures)
        self._pictures, self._progress = pictures, progress
        self.n_frames = count
        self._mode = "RGB"
        self._size = (self._next.shape[1], self._next.shape[0])
        self._index = self._given = 0

    def seek(self, frame: int) -> None:
        if frame >= self.n_frames:
            raise EOFError
        self._index = frame

    def tell(self) -> int:
        return self._index

    def load(self) -> None:
        """Have nothing to load: `tobytes` makes the pixels."""

    def tobytes(self, *_: Any) -> bytes:
        self._progress(self._given / self.n_frames)
        picture = self._next
        self._given += 1
        if self._given < self.n_frames:
            self._next = next(self._pictures)
        return (picture if picture.ndim == 3 else np.repeat(picture[..., None], 3, axis=2)).tobytes()


def _relabelled(data: bytes, duration: int) -> bytes:
    """Return an AVIF sequence as MP4: its brands, its track's kind and its length are rewritten in place."""
    boxes = dict(_boxes(data, 0, len(data)))
    movie = boxes[b"moov"]
    old_head = boxes[b"meta"][1]
    brands = (8 + len(_BRANDS)).to_bytes(4, "big") + b"ftyp" + _BRANDS
    # What stood before the movie keeps its length, because the movie points into the file by position.
    gap = old_head - len(brands)
    film = bytearray(brands + gap.to_bytes(4, "big") + b"free" + bytes(gap - 8) + data[old_head:])
    inside = dict(_boxes(data, movie[0] + 8, movie[1]))
    track = dict(_boxes(data, inside[b"trak"][0] + 8, inside[b"trak"][1]))
    media = dict(_boxes(data, track[b"mdia"][0] + 8, track[b"mdia"][1]))
    kind = media[b"hdlr"][0] + 16
    film[kind : kind + 4] = b"vide"
    # An animated picture repeats for ever; version 1 boxes hold the length after two times and a scale.
    length = duration.to_bytes(8, "big")
    film[inside[b"mvhd"][0] + 32 : inside[b"mvhd"][0] + 40] = length
    film[track[b"tkhd"][0] + 36 : track[b"tkhd"][0] + 44] = length
    repeats = dict(_boxes(data, track[b"edts"][0] + 8, track[b"edts"][1]))[b"elst"][0] + 11
    film[repeats] = 0
    return bytes(film)


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """Yield name and (start, end) of the boxes that follow one another."""
    while start < end:
        size = int.from_bytes(data[start : start + 4], "big") or end - start
        yield data[start + 4 : start + 8], (start, start + size)
        start += size


def _indexed(picture: Picture) -> Image.Image:
    """Return a picture of GIF size with a palette of its own."""
    share = min(1.0, GIF_SIDE / max(picture.shape[:2]))
    if share < 1:
        size = (max(1, round(picture.shape[1] * share)), max(1, round(picture.shape[0] * share)))
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    image = Image.fromarray(picture)
    # Grays fit the palette as they are.
    return image if picture.ndim == 2 else image.quantize(256, Image.Quantize.FASTOCTREE)


def _check(count: int, rate: float) -> None:
    """Raise ValueError unless there is something to play."""
    if count < 2:
        message = f"a film needs at least 2 pictures, got {count}"
        raise ValueError(message)
    if not 0 < rate < np.inf:
        message = f"rate must be a finite number above 0, got {rate}"
        raise ValueError(message)


def _ignore(part: float) -> None:
    """Tell nobody."""
