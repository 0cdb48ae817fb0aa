"""Turn an entry of the list of templates into pixels: cut from the picture, bundled, or uploaded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core import samples
from core.images import decode, to_gray
from core.images.alpha import opaque
from core.images.display import to_bytes, value_range
from core.matching.search import Sought
from core.matching.variants import variant
from pages._parts.pictures import Picture
from pages._parts.regions import Region, default_region, parse_region
from pages._parts.template_entries import MOST, Entry, color_of, titled

__all__ = ["Template", "compared", "default_entry", "keep_upload", "like_picture", "resolve", "uploads_at_hand"]

_UPLOADS = "template.uploads"
_MOST_BYTES = 6_000_000


@dataclass(frozen=True)
class Template:
    """A template ready to be sought: its entry's index, name and colour, pixels and mask, and where it was cut from."""

    index: int
    name: str
    color: str
    sought: Sought = field(repr=False)
    digest: str
    region: Region | None = None
    corners: tuple[tuple[int, int], ...] = ()


def default_entry(picture: Picture) -> Entry:
    """Return a template worth looking for."""
    region = default_region(picture)
    names = {"astronaut": "Face", "coins": "Coin"}
    return Entry((region.left, region.top, region.width, region.height), name=names.get(picture.source.name, ""))


def compared(picture: Picture, *, is_gray: bool) -> Picture:
    """Return the picture whose numbers are compared."""
    if not is_gray or picture.image.ndim == 2:
        return picture
    gray = to_gray(picture.image)
    return replace(
        picture, image=gray if picture.image.dtype.kind == "f" else np.rint(gray).astype(picture.image.dtype)
    )


def uploads_at_hand() -> Mapping[str, bytes]:
    """Return the session's uploaded templates by their tokens, for a thread, which has no session."""
    return dict(st.session_state.get(_UPLOADS, {}))


def resolve(entry: Entry, index: int, picture: Picture, uploads: Mapping[str, bytes] | None = None) -> Template:
    """Return the template that an entry names, with as many channels as the picture.

    Parameters
    ----------
    entry : Entry
    index : int
        Its place in the list.
    picture : Picture
    uploads : mapping of str to bytes, optional
        Uploaded templates by their tokens; the session's if None.

    Raises
    ------
    ValueError
        If it does not lie within the picture, or its source is not at hand.
    """
    name, color = titled(entry, index), color_of(entry, index)
    if not entry.source:
        region, mask = _placed(entry, picture)
        rows, cols = slice(region.top, region.top + region.height), slice(region.left, region.left + region.width)
        pixels = picture.image[rows, cols]
        corners = entry.corners if mask is not None else ()
        digest = f"{picture.source.digest}{picture.image.shape}{entry.numbers}"
        return Template(index, name, color, Sought(pixels, mask), digest, region, corners)
    pixels, mask, digest = _read(entry.source, uploads_at_hand() if uploads is None else uploads)
    fitted = like_picture(pixels, picture)
    if picture.scale < 1:
        scaled, counted = variant(fitted, scale=picture.scale, mask=mask)
        fitted, mask = scaled, None if counted.all() else counted
    return Template(index, name, color, Sought(fitted, mask), f"{digest}{picture.scale}{picture.image.shape[2:]}")


def keep_upload(title: str, data: bytes) -> Entry:
    """Keep an uploaded template for the session and return the entry that names it.

    Raises
    ------
    ValueError
        If the bytes are no picture (`core.images.ImageError`), or too many to keep.
    """
    if len(data) > _MOST_BYTES:
        message = f"a template may have 6 MB at most, got {len(data) / 1e6:.1f} MB; cut out what you look for"
        raise ValueError(message)
    _decoded(hashlib.blake2b(data, digest_size=16).hexdigest(), data)
    token = f"upload-{hashlib.blake2b(data, digest_size=4).hexdigest()}"
    uploads: dict[str, bytes] = st.session_state.setdefault(_UPLOADS, {})
    uploads[token] = data
    while len(uploads) > MOST:
        uploads.pop(next(iter(uploads)))
    return Entry(source=token, name=title.rpartition(".")[0] or title)


def _placed(entry: Entry, picture: Picture) -> tuple[Region, NDArray[np.bool_] | None]:
    """Return where on the picture the template was drawn, and which pixels a lasso encloses."""
    if len(entry.numbers) == 4:
        return parse_region(", ".join(str(number) for number in entry.numbers), picture), None
    xs, ys = entry.numbers[::2], entry.numbers[1::2]
    left, top, width, height = min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
    region = parse_region(f"{left}, {top}, {width}, {height}", picture)
    mask = np.zeros((height, width), np.uint8)
    cv2.fillPoly(mask, [np.array(entry.corners, np.int32) - (left, top)], 1)
    return region, mask.astype(bool)


def _read(source: str, uploads: Mapping[str, bytes]) -> tuple[NDArray[np.generic], NDArray[np.bool_] | None, str]:
    """Return pixels, mask and digest of a bundled or uploaded template."""
    if source in samples.SAMPLES:
        data = samples.read(source)
    elif source in uploads:
        data = uploads[source]
    else:
        message = (
            "this template was uploaded and stayed with its owner; drag a box on the picture or upload another one"
        )
        raise ValueError(message)
    digest = hashlib.blake2b(data, digest_size=16).hexdigest()
    return *_decoded(digest, data), digest


@st.cache_data(max_entries=16, ttl="1h", show_spinner=False)
def _decoded(digest: str, _data: bytes) -> tuple[NDArray[np.generic], NDArray[np.bool_] | None]:
    """Return a template's pixels and its mask, made of its transparency."""
    return decode(_data), opaque(_data)


def like_picture(pixels: NDArray[np.generic], picture: Picture) -> NDArray[np.generic]:
    """Give the template the picture's channels and number type."""
    image = picture.image
    if pixels.ndim > image.ndim:
        low, high = value_range(pixels)
        pixels = to_bytes(to_gray(pixels), low, high) if image.dtype == np.uint8 else to_gray(pixels)
    elif pixels.ndim < image.ndim:
        pixels = np.repeat(pixels[..., None], image.shape[2], axis=2)
    if pixels.dtype == image.dtype:
        return pixels
    (low, high), (black, white) = value_range(pixels), value_range(image)
    return ((pixels.astype(np.float32) - low) * ((white - black) / (high - low)) + black).astype(image.dtype)
