"""The printed page: a sound PDF file whose code leads to the experiment."""

from __future__ import annotations

import re
import zlib

import cv2
import numpy as np
import pytest

from core.images import decode
from core.kernels import KERNELS
from core.takeaway.report import LONGEST_LINK, Report, qr_code, report
from tests.pictures import noise

_LINK = "https://convoscope.example/kernel?kernel.name=sobel_x&picture=coffee"


def _page(**changes: object) -> bytes:
    facts = {
        "title": "Kernel",
        "picture_title": "Me (and \\ a ☃).png",
        "picture": noise(40, 60, 3),
        "result": noise(40, 60),
        "settings": {"kernel.name": "sobel_x"},
        "numbers": {"Least": "-4"},
        "link": _LINK,
        "kernel": KERNELS["sobel_x"](),
    }
    return report(Report(**(facts | changes)))


def _objects(data: bytes) -> list[bytes]:
    """Return the objects by the file's own table of places."""
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", data)[1])
    assert data[start : start + 5] == b"xref\n"
    places = [int(place) for place in re.findall(rb"(\d{10}) 00000 n", data[start:])]
    assert all(data[place:].startswith(b"%d 0 obj\n" % index) for index, place in enumerate(places, start=1))
    return [data[place : data.index(b"\nendobj", place)] for place in places]


def _streams(data: bytes) -> list[tuple[bytes, bytes]]:
    """Return what is said of each stream, and its content of the length that is said."""
    found = []
    for part in _objects(data):
        if b"stream\n" in part:
            head, _, body = part.partition(b">>\nstream\n")
            length = int(re.search(rb"/Length (\d+)", head)[1])
            assert body[length:] == b"\nendstream"
            found.append((head, body[:length]))
    return found


def test_the_file_holds_its_pictures_and_texts() -> None:
    *pictures, (_, content) = _streams(_page())
    assert [decode(data).shape for _, data in pictures] == [(40, 60, 3), (40, 60)]
    drawn = zlib.decompress(content).decode("latin-1")
    for text in ("(Kernel)", r"(Me \(and \\ a ?\).png)", "(sobel_x)", "(-4)", "(Least)"):
        assert text in drawn
    assert _LINK in "".join(re.findall(r"/fixed 8 Tf [^(]*\((.*)\) Tj", drawn))


@pytest.mark.parametrize("count", [20, 60])
def test_lists_and_kernel_end_above_the_link(count: int) -> None:
    """On the fullest page: the tallest picture, more settings than there is room for, the largest grid."""
    settings = {f"setting {index}": "x" * 90 for index in range(count)}
    page = _page(picture=noise(90, 40), settings=settings, kernel=np.full((9, 9), -1 / 3))
    drawn = zlib.decompress(_streams(page)[-1][1]).decode("latin-1")
    (line,) = re.findall(r"0.80 g [\d.]+ ([\d.]+) \S+ 0.750 re f", drawn)
    places = {text: float(y) for y, text in re.findall(r"([\d.]+) Td \((.*)\) Tj", drawn)}
    assert sum(y > float(line) + 4 for text, y in places.items() if text.startswith(("setting", "And"))) == 20
    grid = [float(y) for y in re.findall(r"/fixed 6.5 Tf \S+ ([\d.]+) Td", drawn)]
    assert len(grid) == 81
    assert min(grid) > float(line) + 4
    assert ("And 41 more" in places) == (count == 60)


def test_a_long_value_goes_on_below_while_there_is_room() -> None:
    chain = "sobel x | gaussian(size=5, sigma=1) | unsharp mask(size=5, sigma=1, amount=1)"
    drawn = zlib.decompress(_streams(_page(settings={"Chain": chain, "Edge": "Reflect"}))[-1][1]).decode("latin-1")
    texts = [text.replace("\\", "") for text in re.findall(r" Td \((.*)\) Tj", drawn)]
    first = texts.index("Chain") + 1
    assert " ".join(texts[first : texts.index("Edge")]) == chain


@pytest.mark.parametrize("length", [70, 300, LONGEST_LINK])
def test_the_code_on_the_page_is_read_as_the_link(length: int) -> None:
    link = (_LINK + "&kernel.cells=" + "0+1+0;" * 200)[:length]
    _, content = _streams(_page(link=link))[-1]
    squares = re.findall(r"0.00 g ([\d.]+) ([\d.]+) ([\d.]+) \3 re f", zlib.decompress(content).decode("latin-1"))
    image = np.full((842 * 4, 595 * 4), 255, np.uint8)
    for x, y, side in np.array(squares, float) * 4:
        image[round(image.shape[0] - y - side) : round(image.shape[0] - y), round(x) : round(x + side)] = 0
    assert cv2.QRCodeDetector().detectAndDecode(image[-900:, :900])[0] == link


def test_a_link_too_long_for_paper_is_written_only() -> None:
    assert _streams(_page(link="h" * 5000))
    with pytest.raises(ValueError, match="1 to"):
        qr_code("h" * 5000)
