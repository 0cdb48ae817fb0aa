"""An experiment file comes back as it was, and a hostile one is refused in one sentence."""

from __future__ import annotations

import json
import warnings
import zipfile
from contextlib import suppress
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.takeaway.archive import is_archive, refuse_false_name
from core.takeaway.experiment import Experiment, ExperimentError, pack, unpack
from tests.pictures import encoded, noise

_KEPT = Experiment(
    "kernel", {"kernel.name": "box", "kernel.cells": "0 1; 1 0", "picture": "yours"}, "Me.png", b"\x89PNG"
)


_WITH_SECOND = Experiment(
    "fourier",
    {"fourier.other": "yours", "picture": "yours"},
    "Me.png",
    b"\x89PNG",
    others={"fourier.other": ("You.png", b"\x89PNG2")},
)


def _archive(**parts: bytes | str) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "."), content)
    return stream.getvalue()


def _settings(**changes: object) -> str:
    facts = {
        "format": "convoscope experiment",
        "version": 1,
        "page": "kernel",
        "address": {},
        "title": "x",
        "sample": "",
    }
    return json.dumps(facts | changes)


def _twice(name: str) -> bytes:
    """Return an experiment file in which a part stands twice, as Python's own module writes with a warning."""
    stream = BytesIO(pack(_KEPT, None))
    with zipfile.ZipFile(stream, "a") as archive, warnings.catch_warnings(action="ignore"):
        archive.writestr(name, _settings(page="fourier"))
    return stream.getvalue()


def test_what_is_packed_is_unpacked() -> None:
    data = pack(_KEPT, b"result")
    assert is_archive(data)
    assert unpack(data) == _KEPT
    assert unpack(pack(_WITH_SECOND, None)) == _WITH_SECOND


def test_files_of_versions_1_and_2_open_as_before() -> None:
    old = _archive(settings__json=_settings(title="Me", sample="coffee", others={"a.b": "x"}), picture="bytes")
    assert unpack(old) == Experiment("kernel", {}, "Me", b"bytes", "coffee")
    facts = _settings(version=2, title="Me", others={"a.b": "You"})
    second = _archive(settings__json=facts, picture="bytes", picture__a__b="more")
    assert unpack(second) == Experiment("kernel", {}, "Me", b"bytes", others={"a.b": ("You", b"more")})


@pytest.mark.parametrize(
    ("kind", "ending"),
    [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("TIFF", "tif"), ("BMP", "bmp"), ("GIF", "gif")],
)
def test_any_program_opens_the_parts_by_their_names(kind: str, ending: str) -> None:
    picture = encoded(noise(8, 9, 3), kind)
    kept = replace(_WITH_SECOND, picture=picture, others={"fourier.other": ("You", picture)})
    with zipfile.ZipFile(BytesIO(pack(kept, b"result"))) as archive:
        assert archive.read(f"picture.{ending}") == archive.read(f"picture.fourier.other.{ending}") == picture
        assert archive.read("result.png") == b"result"
    assert unpack(pack(kept, None)) == kept
    with pytest.raises(ExperimentError, match="names picture more than once"):
        unpack(_archive(settings__json=_settings(), picture=picture, **{f"picture__{ending}": picture}))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\3\4", "damaged"),
        (pack(_KEPT, b"result")[:-30], "damaged"),
        (_archive(readme="hello"), "no experiment"),
        (_archive(settings__json="{", picture="x"), "cannot be read"),
        (_archive(settings__json="[" * 100_000, picture="x"), "cannot be read"),
        (_archive(settings__json="[]", picture="x"), "no experiment"),
        (_archive(settings__json=_settings(version=4), picture="x"), "later version"),
        *(
            (_archive(settings__json=_settings(version=version), picture="x"), "whole number which version")
            for version in (float("nan"), float("inf"), 1.0, 0, -1, True, "1", None)
        ),
        (_archive(settings__json=_settings()[:-1] + ', "page": "fourier"}', picture="x"), "names page more than once"),
        (
            _archive(settings__json=_settings()[:-1] + ', "address": {"a.b": "1", "a.b": "2"}}', picture="x"),
            "names a.b more than once",
        ),
        (_twice("settings.json"), "names settings.json more than once"),
        (_archive(settings__json=_settings(version=2, others={"a.b": "x"}), picture="x"), "no experiment"),
        (_archive(settings__json=_settings(version=2, others={"a.b": 7}), picture="x"), "no experiment"),
        (_archive(settings__json=_settings(version=2, others={"../a": "x"}), picture="x"), "no experiment"),
        (_archive(settings__json=_settings(version=2, others=["a.b"]), picture="x"), "no experiment"),
        (_archive(settings__json=_settings(version=2, others=dict.fromkeys("abc", "x")), picture="x"), "no experiment"),
        (
            _archive(settings__json=_settings(version=2, others={"a": "x"}), picture="x", picture__a=bytes(31 << 20)),
            "the limit",
        ),
        (_archive(settings__json=_settings(page="../../etc/passwd"), picture="x"), "no experiment"),
        (_archive(settings__json=_settings(page=["kernel"]), picture="x"), "no experiment"),
        (_archive(settings__json=_settings(address={"kernel.name": 7}), picture="x"), "no experiment"),
        (_archive(settings__json=_settings(address={"a b": "x"}), picture="x"), "no experiment"),
        (
            _archive(settings__json=_settings(address=dict.fromkeys(map("a{}".format, range(999)), "")), picture="x"),
            "no",
        ),
        (_archive(settings__json=_settings(), picture=bytes(31 << 20)), "the limit"),
        (_archive(settings__json=" " * (2 << 20), picture="x"), "the limit"),
        (_archive(**{f"n{index}": "" for index in range(99)}), "no experiment"),
    ],
)
def test_other_files_are_refused_in_a_sentence(data: bytes, says: str) -> None:
    with pytest.raises(ExperimentError, match=says) as refusal:
        unpack(data)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    ("name", "data", "says"), [("it.ZIP", b"a text", "is no ZIP archive"), ("it.zip", _archive(), "is empty")]
)
def test_a_file_that_only_its_name_calls_an_archive_is_refused(name: str, data: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        refuse_false_name(name, data)
    refuse_false_name("it.png", data)
    refuse_false_name(name, pack(_KEPT, None))


@given(st.integers(0, 400), st.binary(max_size=8))
def test_no_damage_breaks_the_reader(place: int, bytes_there: bytes) -> None:
    data = bytearray(pack(_KEPT, b"result"))
    data[place : place + len(bytes_there)] = bytes_there
    with suppress(ExperimentError):
        unpack(bytes(data))
