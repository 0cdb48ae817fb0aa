"""Turn a visitor's bytes into a picture, or say in one sentence why not: the only door for them."""

from __future__ import annotations

import math
from collections.abc import Callable
from io import BytesIO
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.Image import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from core.arrays import FloatArray, as_image
from core.images._headers import ENDINGS, MAX_FRAMES, Header, ImageError, ending_of, read_header
from core.images._png import encode_in_strips

__all__ = [
    "ENDINGS",
    "MAX_ANIMATION",
    "MAX_FRAMES",
    "MAX_PIXELS",
    "ImageError",
    "PictureArray",
    "decode",
    "encode_jpeg",
    "encode_png",
    "ending_of",
    "shrink",
    "to_gray",
]

PictureArray: TypeAlias = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.float32]

MAX_PIXELS = 25_000_000
"""Largest picture in pixels; a 24-megapixel photo passes."""
MAX_ANIMATION = 20
"""Largest animation, in pictures of the greatest permitted size."""

_SAVE_AGAIN = "Save it again as PNG and try again."
_ROWS_AT_ONCE = 64
# Numbers from which on a PNG is written in strips: none of them takes longer than anyone waits who wants to stop it,
# and copies of the whole would not fit into a small host's memory.
_LONG = 4_000_000

_PLUGINS: dict[str, Callable[[BytesIO], Image]] = {
    "JPEG": JpegImageFile,
    "PNG": PngImageFile,
    "WEBP": WebPImageFile,
    "TIFF": TiffImageFile,
    "BMP": BmpImageFile,
    "GIF": GifImageFile,
}


def decode(data: bytes, *, max_pixels: int = MAX_PIXELS) -> PictureArray:
    """Decode a JPEG, PNG, WebP, TIFF, BMP or GIF file, upright, first frame or page.

    Parameters
    ----------
    data : bytes
        The whole file.
    max_pixels : int
        Greatest width times height; the file's own header is asked before a pixel is decoded.

    Returns
    -------
    array, shape (M, N) for gray or (M, N, 3) for RGB
        uint8 for pictures of up to 8 bits, uint16 for up to 16 bits, float32 for floating-point, signed and
        32-bit integer pictures, whose values stay as they are. Transparent parts are laid on white.

    Raises
    ------
    TypeError
        If `data` is not bytes.
    ImageError
        If the file is not such a picture, is damaged, too large, or an animation beyond `MAX_FRAMES` frames
        or `MAX_ANIMATION` times `max_pixels`. The message is one sentence that says what is wrong and one
        that says what would work.

    Notes
    -----
    Colours are the stored numbers: profiles and gamma are ignored, CMYK and CIELAB are converted by the
    plain formulas to sRGB. CMYK always has 8 bits a channel.
    """
    if not isinstance(data, bytes | bytearray | memoryview):
        message = f"data must be bytes, got {type(data).__name__}"
        raise TypeError(message)
    header = read_header(bytes(data))
    _check_size(header, max_pixels)
    try:
        pixels = _deep_pixels(header) if header.deep else _pixels(header)
    except ImageError:
        raise
    except Exception as error:  # decoders raise anything, from struct.error to SyntaxError, on hostile bytes
        message = f"This {_kind(header)} picture is damaged, cut off or of a rare kind. {_SAVE_AGAIN}"
        raise ImageError(message) from error
    if pixels.dtype == np.float32 and not np.isfinite(pixels).all():
        message = "This picture holds values that are not finite numbers. Replace NaN and infinity and try again."
        raise ImageError(message)
    return _turn_upright(_on_canvas(pixels, header), header.orientation)


def _check_size(header: Header, max_pixels: int) -> None:
    """Refuse pictures and animations whose header announces too much."""
    width, height = header.width, header.height
    if header.orientation > 4:
        width, height = height, width
    if width < 1 or height < 1:
        message = f"This {_kind(header)} file is damaged or none: it does not say how large it is. {_SAVE_AGAIN}"
        raise ImageError(message)
    pixels = width * height
    if pixels > max_pixels:
        fit_width = max(1, min(math.isqrt(max_pixels * width // height), max_pixels))
        fit_height = max(1, min(math.isqrt(max_pixels * height // width), max_pixels // fit_width))
        message = (
            f"This picture has {width} x {height} = {_count(pixels)}; the limit is {_count(max_pixels)}. "
            f"Save it at {fit_width} x {fit_height} or smaller and try again."
        )
        raise ImageError(message)
    remedy = "Save one frame of it as PNG or JPEG and try again."
    if header.frames > MAX_FRAMES:
        message = f"This animation has more than {MAX_FRAMES:,} frames, which is the limit. {remedy}"
        raise ImageError(message)
    total, limit = header.frames * pixels, MAX_ANIMATION * max_pixels
    if header.frames > 1 and total > limit:
        message = (
            f"This animation has {header.frames} frames of {width} x {height} = {_count(total)}; "
            f"the limit is {_count(limit)}. {remedy}"
        )
        raise ImageError(message)


def _kind(header: Header) -> str:
    """Return the format's name as people write it."""
    return header.format.replace("WEBP", "WebP")


def _count(pixels: int) -> str:
    """Return a number of pixels in words; rounding up keeps what is above a limit above it."""
    if pixels < 1_000_000:
        return f"{pixels:,} pixels"
    return f"{math.ceil(pixels / 10_000) / 100:,.2f}".rstrip("0").rstrip(".") + " megapixels"


def _pixels(header: Header) -> PictureArray:
    """Decode by Pillow's plugin for this format alone, which spares its global limits and their warnings."""
    picture = _PLUGINS[header.format](BytesIO(header.still))
    picture.load()
    if picture.mode.startswith("I;16"):
        gray = np.array(picture).astype(np.uint16, copy=False)
        if "transparency" in picture.info:
            gray[gray == picture.info["transparency"]] = 65_535
        return 65_535 - gray if header.white_is_zero else gray
    is_gray = picture.mode in {"1", "L", "LA", "La"} or _has_gray_palette(picture)
    if "transparency" in picture.info or picture.mode in {"LA", "La", "PA", "RGBA", "RGBa"}:
        return _on_white(_as_mode(picture, "LA" if is_gray else "RGBA"), premultiplied=False)
    return _as_mode(picture, "L" if is_gray else "RGB")


def _as_mode(picture: Image, mode: str) -> NDArray[np.uint8]:
    """Return the pixels of a picture in a mode; Pillow would copy one that has it already, which doubles its memory."""
    return np.array(picture if picture.mode == mode else picture.convert(mode))


def _has_gray_palette(picture: Image) -> bool:
    """Return whether a picture has a palette and all its colours are gray."""
    if picture.mode not in {"P", "PA"}:
        return False
    colors = np.array(picture.getpalette("RGB"), np.uint8).reshape(-1, 3)
    return bool((colors == colors[:, :1]).all())


def _deep_pixels(header: Header) -> PictureArray:
    """Decode by OpenCV what Pillow cuts or cannot read; Pillow first proves that a PNG is whole."""
    if header.format == "PNG":
        PngImageFile(BytesIO(header.still)).load()
    decoded: Any = cv2.imdecode(np.frombuffer(header.still, np.uint8), cv2.IMREAD_UNCHANGED)
    if decoded is None or decoded.dtype == np.uint8:
        message = "OpenCV cannot decode it or cuts it"
        raise OSError(message)
    if decoded.dtype != np.uint16:
        with np.errstate(over="ignore"):
            decoded = decoded.astype(np.float32)
    if decoded.ndim == 2:
        return decoded  # type: ignore[no-any-return]
    if decoded.shape[2] == 4:
        chosen = decoded[..., [2, 3]] if header.gray else decoded[..., [2, 1, 0, 3]]
        return _on_white(chosen, premultiplied=header.premultiplied)
    # OpenCV reads blue first. In place, strip by strip, for a picture may take 300 MB.
    for first in range(0, len(decoded), _ROWS_AT_ONCE):
        rows = slice(first, first + _ROWS_AT_ONCE)
        decoded[rows] = decoded[rows, :, ::-1].copy()
    return decoded  # type: ignore[no-any-return]


def _on_white(pixels: NDArray[Any], *, premultiplied: bool) -> PictureArray:
    """Lay (M, N, 2) gray or (M, N, 4) colours with alpha on white; whole numbers are rounded to the nearest."""
    is_float = pixels.dtype.kind == "f"
    top = 1 if is_float else int(np.iinfo(pixels.dtype).max)
    laid: Any = pixels[..., 0].copy() if pixels.shape[2] == 2 else pixels[..., :3].copy()
    for first in range(0, len(laid), _ROWS_AT_ONCE):
        rows = slice(first, first + _ROWS_AT_ONCE)
        if (pixels[rows, :, -1] == top).all():
            continue
        color = laid[rows].astype(np.float32 if is_float else np.uint32)
        alpha = pixels[rows, :, -1:].astype(color.dtype).reshape(*color.shape[:2], *(1,) * (color.ndim - 2))
        if premultiplied:
            laid[rows] = np.minimum(color + (top - alpha), top)
        elif is_float:
            laid[rows] = color * alpha + (top - alpha)
        else:
            laid[rows] = (color * alpha + top * (top - alpha) + top // 2) // top
    return laid  # type: ignore[no-any-return]


def _on_canvas(pixels: PictureArray, header: Header) -> PictureArray:
    """Place a first frame that is smaller than its canvas on white."""
    if pixels.shape[:2] == (header.height, header.width):
        return pixels
    if header.format != "GIF":
        message = "This picture is damaged: its size contradicts its pixels. Save it again as PNG and try again."
        raise ImageError(message)
    canvas: NDArray[np.uint8] = np.full((header.height, header.width, *pixels.shape[2:]), 255, np.uint8)
    canvas[header.top :, header.left :][: pixels.shape[0], : pixels.shape[1]] = pixels
    return canvas


def _turn_upright(pixels: PictureArray, orientation: int) -> PictureArray:
    """Undo an EXIF orientation, 1..8."""
    turned: Any = pixels.swapaxes(0, 1) if orientation > 4 else pixels
    flip_rows = orientation in {3, 4, 7, 8}
    flip_columns = orientation in {2, 3, 6, 7}
    turned = turned[:: -1 if flip_rows else 1, :: -1 if flip_columns else 1]
    return np.ascontiguousarray(turned)


def shrink(image: PictureArray | FloatArray, longest_side: int) -> Any:
    """Scale a picture down so that its longer side has at most `longest_side` pixels.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
        uint8, uint16, float32 or float64.
    longest_side : int
        Pixels, at least 1.

    Returns
    -------
    array of the same type
        The picture itself if it is small enough; otherwise every pixel is the mean of the area it covers.
        No side falls below one pixel.

    Raises
    ------
    ValueError
        If `longest_side` is less than 1.
    """
    if longest_side < 1:
        message = f"longest_side must be at least 1, got {longest_side}"
        raise ValueError(message)
    rows, columns = image.shape[:2]
    longest = max(rows, columns)
    if longest <= longest_side:
        return image
    size = tuple(max(1, round(side * longest_side / longest)) for side in (columns, rows))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA).reshape(size[1], size[0], *image.shape[2:])


def to_gray(image: ArrayLike) -> FloatArray:
    """Return the luma of a picture by ITU-R BT.601, 0.299 R + 0.587 G + 0.114 B.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, 3)
        Any real numbers; gray pictures pass unchanged.

    Returns
    -------
    array, shape (M, N)
        float64 for float64, otherwise float32; the same range as `image`.

    Raises
    ------
    ValueError
        If the shape is neither (M, N) nor (M, N, 3), or a value is not finite.
    """
    numbers = as_image(image)
    if numbers.ndim == 2:
        return numbers
    if numbers.shape[2] != 3:
        message = f"image must have shape (M, N) or (M, N, 3), got {numbers.shape}"
        raise ValueError(message)
    luma: FloatArray = numbers @ np.array([0.299, 0.587, 0.114], numbers.dtype)
    return luma


def encode_png(image: PictureArray) -> bytes:
    """Encode a uint8 or uint16 picture, (M, N) or (M, N, 3), so that `decode` returns the same numbers."""
    _check_pixels(image, np.uint8, np.uint16)
    if image.size > _LONG:
        return encode_in_strips(image)
    return _encode(image, ".png", [cv2.IMWRITE_PNG_COMPRESSION, 1])


def encode_jpeg(image: NDArray[np.uint8], *, quality: int = 92, full_colour: bool = True) -> bytes:
    """Encode a uint8 picture, (M, N) or (M, N, 3), for looking: `quality` 1..100, its colours whole or at half size."""
    if not 1 <= quality <= 100:
        message = f"quality must be from 1 to 100, got {quality}"
        raise ValueError(message)
    half = cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420
    sampling = cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444 if full_colour else half
    options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, sampling]
    _check_pixels(image, np.uint8)
    return _encode(image, ".jpg", options)


def _check_pixels(image: Any, *dtypes: Any) -> None:
    """Raise an error unless the picture has one of the types, and a shape that can be encoded."""
    if image.dtype not in dtypes:
        wanted = " or ".join(np.dtype(dtype).name for dtype in dtypes)
        message = f"image must be {wanted}, got {image.dtype}"
        raise TypeError(message)
    if image.ndim not in (2, 3) or image.size == 0 or image.shape[2:] not in ((), (3,)):
        message = f"image must have shape (M, N) or (M, N, 3), got {image.shape}"
        raise ValueError(message)


def _encode(image: Any, suffix: str, options: list[int]) -> bytes:
    """Hand over to OpenCV, which wants blue first."""
    stored = cv2.cvtColor(image, cv2.COLOR_RGB2BGR) if image.ndim == 3 else np.ascontiguousarray(image)
    done, encoded = cv2.imencode(suffix, stored, options)
    if not done:
        message = f"image of shape {image.shape} is too large for {suffix}"
        raise ValueError(message)
    return encoded.tobytes()
