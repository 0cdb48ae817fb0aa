"""Which pixels of an upload are opaque."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from core.images.alpha import is_transparent, opaque
from tests.pictures import encoded, exif, noise, tiff


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_alpha_tells_which_pixels_count(kind: str) -> None:
    pixels = noise(9, 12, 4)
    pixels[..., 3] = 255
    pixels[2:5, 3:7, 3] = 10
    found = opaque(encoded(pixels, kind, **({"lossless": True} if kind == "WEBP" else {})))
    assert found is not None
    np.testing.assert_array_equal(found, pixels[..., 3] >= 128)


def test_pictures_without_transparency_have_no_mask() -> None:
    assert opaque(encoded(noise(4, 5, 3), "PNG")) is None
    assert opaque(encoded(noise(4, 5, 3), "JPEG", exif=exif(6))) is None
    assert opaque(encoded(np.dstack([noise(4, 5, 3), np.full((4, 5), 255, np.uint8)]), "PNG")) is None
    assert opaque(tiff(noise(4, 5, dtype=np.uint16))) is None


def test_a_picture_is_transparent_if_a_single_pixel_is() -> None:
    pixels = noise(4, 5, 4)
    pixels[..., 3] = 255
    assert not is_transparent(encoded(pixels, "PNG"))
    assert not is_transparent(encoded(noise(4, 5, 3), "JPEG"))
    pixels[1, 2, 3] = 254
    assert is_transparent(encoded(pixels, "PNG"))


def test_transparent_colour_of_a_palette_counts_not() -> None:
    picture = Image.fromarray(np.array([[0, 1], [1, 0]], np.uint8), "P")
    picture.putpalette([0, 0, 0, 255, 255, 255])
    np.testing.assert_array_equal(opaque(encoded(picture, "PNG", transparency=0)), [[False, True], [True, False]])
