"""Read what a picture file says about itself, and cut out its first picture, before anything decodes it."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["ENDINGS", "MAX_FRAMES", "Header", "ImageError", "ending_of", "read_header"]

MAX_FRAMES = 1_000
_MAX_PARTS = 200_000
_MAX_SCANS = 100
_MAX_TAGS = 4_096
_READABLE = "JPEG, PNG, WebP, TIFF, BMP and GIF work"


class ImageError(ValueError):
    """A file that cannot become a picture here; the message says what is wrong and what would work."""


@dataclass(frozen=True)
class Header:
    """What the file claims, and the bytes that the decoder of its format may see.

    `deep` marks numbers that Pillow would cut or cannot read, `gray` such a picture without colours; `left`
    and `top` place a picture that is smaller than its canvas; the last two are facts that only TIFF states.
    """

    format: str
    width: int
    height: int
    still: bytes
    orientation: int = 1
    frames: int = 1
    deep: bool = False
    gray: bool = False
    left: int = 0
    top: int = 0
    premultiplied: bool = False
    white_is_zero: bool = False


def read_header(data: bytes) -> Header:
    """Return the facts of the file's first picture without decoding a pixel.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    Header
        `frames` stops counting just above `MAX_FRAMES`.

    Raises
    ------
    ImageError
        If the format is none of the six, or the file is empty, cut off or contradicts itself.
    """
    if not data:
        message = f"This file is empty; {_READABLE}."
        raise ImageError(message)
    for _, magic, reader in _READERS:
        if magic.match(data):
            try:
                return reader(data)
            except (struct.error, IndexError) as error:
                message = "This picture is cut off in the middle. Copy or download it again, whole, and try again."
                raise ImageError(message) from error
    raise ImageError(_refusal(data))


def ending_of(data: bytes) -> str:
    """Return which of `ENDINGS` suits a file by its first bytes, empty if none does."""
    return next((ending for ending, magic, _ in _READERS if magic.match(data)), "")


def _refusal(data: bytes) -> str:
    """Say what an unreadable file is, if its first bytes tell, and what would work."""
    for name, magic, remedy in _KNOWN_STRANGERS:
        if magic.search(data, 0, 1_000):
            return f"This is {name}, which cannot be read here. {remedy} and try again."
    return f"This file is not a picture that can be read here; {_READABLE}."


def _jpeg(data: bytes) -> Header:
    """Walk the segments of a JPEG to its end; keep all but metadata."""
    width = height = scans = start = 0
    orientation, position = 1, 2
    kept = []
    for _ in range(_MAX_PARTS):
        marker = _JPEG_MARKER.search(data, position)
        if marker is None:
            break
        code, position = marker[1][0], marker.end()
        if code == 0xD9:
            break
        end = position + struct.unpack_from(">H", data, position)[0]
        if 0xC0 <= code <= 0xCF and code not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack_from(">HH", data, position + 3)
        elif code == 0xDA:
            scans += 1
        elif code == 0xFE or (0xE1 <= code <= 0xEF and code != 0xEE):
            if code == 0xE1 and data.startswith(b"Exif\0\0", position + 2):
                orientation = _exif_orientation(data[position + 8 : end])
            kept.append(data[start : marker.start()])
            start = end
        position = end
    else:
        raise ImageError(_too_many_parts())
    if scans > _MAX_SCANS:
        message = f"This JPEG is built from {scans} passes; the limit is {_MAX_SCANS}. Save it again and try again."
        raise ImageError(message)
    return Header("JPEG", width, height, b"".join([*kept, data[start:]]), orientation)


def _png(data: bytes) -> Header:
    """Walk the chunks of a PNG; keep those that make pixels of the first picture."""
    width, height, depth, color = struct.unpack_from(">IIBB", data, 16)
    orientation, announced, controls, position = 1, 1, 0, 8
    kept = [data[:8]]
    for _ in range(_MAX_PARTS):
        length, name = struct.unpack_from(">I4s", data, position)
        end = position + 12 + length
        data[end - 1]
        if name in {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}:
            kept.append(data[position:end])
        elif name == b"eXIf":
            orientation = _exif_orientation(data[position + 8 : end - 4])
        elif name == b"acTL":
            announced = struct.unpack_from(">I", data, position + 8)[0]
        controls += name == b"fcTL"
        position = end
        if name == b"IEND":
            break
    else:
        raise ImageError(_too_many_parts())
    frames, deep = max(announced, controls, 1), depth == 16 and color != 0
    return Header("PNG", width, height, b"".join(kept), orientation, frames, deep=deep, gray=color == 4)


def _gif(data: bytes) -> Header:
    """Walk the blocks of a GIF; keep palette, transparency and pixels of the first frame."""
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    position = 13 + _gif_palette_size(flags)
    head, control, still = data[:position], b"", b""
    frames = left = top = wide = high = parts = 0
    while frames <= MAX_FRAMES and parts < _MAX_PARTS:
        parts += 1
        kind = data[position : position + 1]
        start = position
        if kind == b"!":
            position += 2
        elif kind == b",":
            frames += 1
            flags = data[position + 9]
            position += 11 + _gif_palette_size(flags)
        elif still:
            break
        else:
            data[position]
            position += 1
            continue
        try:
            while length := data[position]:
                position += length + 1
                parts += 1
        except IndexError:
            if still:
                break
            raise
        position += 1
        if kind == b"!" and data[start + 1] == 0xF9 and not still:
            control = data[start:position]
        elif kind == b"," and not still:
            left, top, wide, high = struct.unpack_from("<HHHH", data, start + 1)
            frame = b",\0\0\0\0" + data[start + 5 : position]
            still = head[:6] + struct.pack("<HH", wide, high) + head[10:] + control + frame + b";"
    if parts >= _MAX_PARTS:
        raise ImageError(_too_many_parts())
    if not wide or not high:
        raise IndexError
    width, height = max(width, left + wide), max(height, top + high)
    return Header("GIF", width, height, still, frames=frames, left=left, top=top)


def _gif_palette_size(flags: int) -> int:
    """Return the length of the palette that a flag byte announces."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _webp(data: bytes) -> Header:
    """Walk the chunks of a WebP."""
    data[struct.unpack_from("<I", data, 4)[0] + 7]
    position, frames, orientation = 12, 0, 1
    width = height = 0
    for _ in range(_MAX_PARTS):
        if position + 8 > len(data) or frames > MAX_FRAMES:
            break
        name, length = struct.unpack_from("<4sI", data, position)
        body = position + 8
        if name == b"VP8X":
            sides = [int.from_bytes(data[at : at + 3], "little") + 1 for at in (body + 4, body + 7)]
            width, height = sides
        elif name == b"VP8L" and not width:
            bits = struct.unpack_from("<I", data, body + 1)[0]
            width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        elif name == b"VP8 " and not width:
            width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", data, body + 6))
        elif name == b"EXIF":
            orientation = _exif_orientation(data[body : body + length].removeprefix(b"Exif\0\0"))
        frames += name == b"ANMF"
        position = body + length + length % 2
    else:
        raise ImageError(_too_many_parts())
    return Header("WEBP", width, height, data, orientation, max(frames, 1))


def _bmp(data: bytes) -> Header:
    """Read the size of a BMP, whose height is negative when it is stored from the top."""
    old = struct.unpack_from("<I", data, 14)[0] == 12
    width, height = struct.unpack_from("<HH" if old else "<ii", data, 18)
    return Header("BMP", width, abs(height), data)


def _tiff(data: bytes) -> Header:
    """Read the tags of the first page, and state it upright, so that no decoder turns it a second time."""
    tags, places = _tiff_tags(data)
    width, height = _first(tags, 256, 0), _first(tags, 257, 0)
    bits, samples, photometric = _first(tags, 258, 1), _first(tags, 277, 1), _first(tags, 262, 1)
    is_signed = _first(tags, 339, 1) == 2
    tile_width, tile_height = _first(tags, 322, 1), _first(tags, 323, 1)
    if tile_width > max(2 * width, 4_096) or tile_height > max(2 * height, 4_096):
        raise ImageError(_lying("tiles far larger than the picture"))
    if 274 in places:
        order = "little" if data[:1] == b"I" else "big"
        at = places[274]
        data = data[:at] + (1).to_bytes(2, order) + data[at + 2 :]  # type: ignore[arg-type]
    return Header(
        "TIFF",
        width,
        height,
        data,
        _upright(_first(tags, 274, 1)),
        deep=photometric in {0, 1, 2} and (bits > 16 or (bits > 8 and samples > 1) or is_signed),
        premultiplied=_first(tags, 338, 0) == 1,
        white_is_zero=photometric == 0,
    )


def _exif_orientation(exif: bytes) -> int:
    """Return the orientation, 1..8, that an EXIF block states; 1 where it states none or cannot be read."""
    try:
        return _upright(_first(_tiff_tags(exif)[0], 274, 1))
    except (struct.error, ImageError):
        return 1


def _upright(value: int) -> int:
    """Return a stated orientation if there is such a one, else 1."""
    return value if 1 <= value <= 8 else 1


def _first(tags: dict[int, int], tag: int, default: int) -> int:
    """Return a tag's first value."""
    return tags.get(tag, default)


def _tiff_tags(data: bytes) -> tuple[dict[int, int], dict[int, int]]:
    """Return the first integer of every tag of the first directory, and the place of the tags held in it."""
    order = "<" if data[:2] == b"II" else ">"
    big = _number(order + "H", data, 2) == 43
    head, entry, inline = ("Q", "HHQ8s", 8) if big else ("H", "HHI4s", 4)
    offset = _number(order + ("Q" if big else "I"), data, 8 if big else 4)
    count = _number(order + head, data, offset)
    if count > _MAX_TAGS:
        raise ImageError(_lying(f"{count} tags"))
    values, places, total = {}, {}, 0
    for index in range(count):
        at = offset + struct.calcsize(order + head) + index * struct.calcsize(order + entry)
        tag, kind, length, _ = struct.unpack_from(order + entry, data, at)
        code, size = _TIFF_TYPES.get(kind, ("", 1))
        place = at + struct.calcsize(order + entry) - inline
        total += length * size
        if length * size > inline:
            place = _number(order + ("Q" if big else "I"), data, place)
        else:
            places[tag] = place
        if code and length:
            values[tag] = _number(order + code, data, place)
    if total > len(data):
        raise ImageError(_lying("tags that hold more than the whole file"))
    return values, places


def _number(form: str, data: bytes, place: int) -> int:
    """Return the number at a place, which a big TIFF may state beyond what `struct` can count."""
    if place > len(data):
        message = "the place lies beyond the end"
        raise struct.error(message)
    return int(struct.unpack_from(form, data, place)[0])


def _lying(what: str) -> str:
    """Say that a TIFF contradicts itself."""
    return f"This TIFF is damaged: it announces {what}. Save the picture as PNG and try again."


def _too_many_parts() -> str:
    """Say that a file is split beyond reason."""
    return f"This file is split into more than {_MAX_PARTS:,} parts. Save it again as PNG and try again."


_JPEG_MARKER = re.compile(rb"\xff([^\x00\x01\xff\xd0-\xd8])", re.DOTALL)
_TIFF_TYPES = {
    1: ("B", 1), 2: ("", 1), 3: ("H", 2), 4: ("I", 4), 5: ("", 8), 6: ("b", 1), 7: ("", 1), 8: ("h", 2),
    9: ("i", 4), 10: ("", 8), 11: ("", 4), 12: ("", 8), 13: ("I", 4), 16: ("Q", 8), 17: ("q", 8),
    18: ("Q", 8),
}  # fmt: skip
_READERS: list[tuple[str, re.Pattern[bytes], Callable[[bytes], Header]]] = [
    (".jpg", re.compile(rb"\xff\xd8\xff"), _jpeg),
    (".png", re.compile(rb"\x89PNG\r\n\x1a\n"), _png),
    (".gif", re.compile(rb"GIF8[79]a"), _gif),
    (".webp", re.compile(rb"RIFF....WEBP", re.DOTALL), _webp),
    (".tif", re.compile(rb"II[*+]\0|MM\0[*+]"), _tiff),
    (".bmp", re.compile(rb"BM"), _bmp),
]
ENDINGS = tuple(ending for ending, _, _ in _READERS)
"""How the names of files of these kinds end."""
_SAVE = "Save the picture as JPEG or PNG"
_KNOWN_STRANGERS = [
    ("an AVIF picture", re.compile(rb"\A....ftypavi[fs]", re.DOTALL), _SAVE),
    ("a HEIC photo", re.compile(rb"\A....ftyp(?:hei|hev|mif1|msf1)", re.DOTALL), "Export the photo as JPEG"),
    ("a video", re.compile(rb"\A....ftyp", re.DOTALL), "Take a still picture from it (JPEG or PNG)"),
    ("a PDF", re.compile(rb"%PDF-"), "Export the page as PNG or JPEG"),
    ("an SVG drawing", re.compile(rb"<svg[\s>]", re.IGNORECASE), "Export the drawing as PNG"),
    ("a JPEG XL picture", re.compile(rb"\A(?:\xff\x0a|\0\0\0\x0cJXL )"), _SAVE),
    ("a JPEG 2000 picture", re.compile(rb"\A(?:\0\0\0\x0cjP|\xff\x4f\xff\x51)"), _SAVE),
    ("a Photoshop document", re.compile(rb"\A8BPS"), "Export the picture as PNG"),
    ("a ZIP archive", re.compile(rb"\APK\x03\x04"), "Unpack it, choose one picture"),
]
