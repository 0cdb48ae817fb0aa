"""Many photos at once: each goes through the page's experiment, a bad one is named and stops no other."""

from __future__ import annotations

import zipfile
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray

from core.images import decode
from core.images.display import to_bytes
from core.takeaway.contact_sheet import contact_sheet
from pages._parts.address_names import VERSION
from pages._parts.batch import MOST_PHOTOS, About, apply_to_many
from pages._parts.downloads import encode_result
from pages._parts.jobs import Stopped
from pages._parts.outcome import Outcome
from pages._parts.pictures import Picture, Source
from tests.pictures import encoded, noise

_IMAGE = noise(20, 30, 3)


def _outcome(image: NDArray[np.generic] = _IMAGE) -> Outcome:
    """Return an experiment that makes a negative."""
    picture = Picture(image, image.shape[:2], Source("yours", "me.png", "d", encoded(image, "PNG")))
    return Outcome(
        "kernel",
        picture,
        lambda channel, scale: 255 - np.asarray(channel, np.float32),
        lambda values: to_bytes(values, 0, 255),
    )


def _zip(**parts: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "."), content)
    return stream.getvalue()


def _applied(uploads: list[tuple[str, bytes]]) -> dict[str, bytes]:
    result = apply_to_many(_outcome(), uploads, lambda share, note: None)
    with zipfile.ZipFile(BytesIO(result)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_photo_is_applied_and_a_bad_one_is_named() -> None:
    first, second = noise(12, 9, 3, seed=1), noise(9, 12, seed=2)
    parts = _applied(
        [
            ("a.png", encoded(first, "PNG")),
            ("bad.jpg", b"no picture"),
            ("cut.zip", b"PK\3\4"),
            ("more.zip", _zip(b__png=encoded(second, "PNG"), readme__txt=b"x", worse__gif=b"GIF89a")),
        ]
    )
    assert np.array_equal(decode(parts["01-a.png"]), 255 - first)
    assert np.array_equal(decode(parts["04-b.png"]), 255 - second)
    assert decode(parts["contact-sheet.png"]).ndim == 3
    left_out = [line.partition(":")[0] for line in parts["left-out.txt"].decode().splitlines()]
    assert left_out == ["bad.jpg", "cut.zip", "worse.gif"]


def test_the_archive_names_the_experiment_its_settings_and_what_is_left_out() -> None:
    about = About("Kernel: the chain", "https://c.example/kernel?kernel.name=box", {"Name": "box", "Size": "9"})
    uploads = [("a.png", encoded(noise(8, 9), "PNG")), ("bad.jpg", b"no picture")]
    result = apply_to_many(_outcome(), uploads, lambda share, note: None, about)
    with zipfile.ZipFile(BytesIO(result)) as archive:
        text = archive.read("about.txt").decode()
    for said in (f"version {VERSION}", about.title, about.link, "Name: box", "Size: 9", "1 photo done", "bad.jpg: "):
        assert said in text


def test_a_contact_sheet_has_its_title_above_the_pictures() -> None:
    pictures = [("a", np.full((50, 50), 128, np.uint8))]
    plain, titled = contact_sheet(pictures), contact_sheet(pictures, title="Kernel")
    more = titled.shape[0] - plain.shape[0]
    assert more > 0
    assert titled[:more].min() < 128
    assert np.array_equal(titled[16 + more :], plain[16:])


def test_a_photo_of_another_depth_is_brought_to_the_same_range() -> None:
    deep = noise(12, 9, dtype=np.uint16)
    parts = _applied([("deep.png", encoded(deep, "PNG"))])
    assert np.abs(decode(parts["01-deep.png"]).astype(float) - (255 - deep / 257)).max() <= 1


@pytest.mark.parametrize(
    ("uploads", "says"),
    [
        ([("a.png", b"x")] * (MOST_PHOTOS + 1), "at most"),
        ([("a.zip", b"PK\3\4")], "a.zip: This ZIP archive is damaged"),
        ([("a.zip", b"a text")], "a.zip: This is no ZIP archive"),
        ([("a.zip", _zip(readme__txt=b"x"))], "a.zip: There is no photo"),
        ([("a.zip", _zip(**{f"n{index}__png": b"" for index in range(600)}))], "a.zip: The archive holds more than"),
        ([("a.png", b"x"), ("b.png", b"y")], "no photo could be used"),
        ([("bomb.zip", _zip(bomb__png=bytes(31 << 20)))], "no photo could be used"),
    ],
)
def test_too_much_and_nothing_useful_are_refused(uploads: list[tuple[str, bytes]], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        apply_to_many(_outcome(), uploads, lambda share, note: None)


def test_names_cannot_lead_out_of_the_archive() -> None:
    parts = _applied([("../../etc/pass\\wd<1>.png", encoded(noise(8, 8), "PNG"))])
    assert "01-wd_1_.png" in parts


def test_the_visitor_can_stop_it() -> None:
    def stop(share: float, note: str) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        apply_to_many(_outcome(), [("a.png", encoded(noise(8, 8), "PNG"))], stop)


@pytest.mark.parametrize("count", [1, 2, 7])
def test_a_contact_sheet_holds_every_picture(count: int) -> None:
    sheet = contact_sheet([("x" * 99, np.full((500, 300, 3), 40 + index, np.uint8)) for index in range(count)])
    assert all((sheet == 40 + index).all(axis=-1).sum() > 20_000 for index in range(count))


@pytest.mark.parametrize("image", [noise(20, 30, 3), noise(20, 30)])
def test_every_format_holds_the_result_at_full_size(image: NDArray[np.uint8]) -> None:
    outcome, negative = _outcome(image), 255 - image.astype(np.float32)
    assert np.array_equal(decode(encode_result(outcome, "png8")), negative)
    assert np.array_equal(decode(encode_result(outcome, "tiff")), negative)
    assert np.array_equal(np.load(BytesIO(encode_result(outcome, "npy"))), negative)
    deep = decode(encode_result(outcome, "png16")).astype(float)
    low, high = negative.min(), negative.max()
    assert np.abs(deep - (negative - low) / (high - low) * 65_535).max() <= 0.51


def test_full_size_work_can_be_stopped_between_channels() -> None:
    def stop(share: float) -> None:
        if share > 0.2:
            raise Stopped

    with pytest.raises(Stopped):
        encode_result(_outcome(), "png8", stop)
