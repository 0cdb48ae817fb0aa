"""The bundled pictures: all listed, all free, all readable, none changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from core import samples
from core.images import decode
from core.samples import SAMPLES, read

_FOLDER = Path(samples.__file__).parent
_NO_PICTURES = {"__init__.py", "SOURCES.tsv", "__pycache__"}


def test_every_bundled_file_is_listed_and_every_listed_file_is_bundled() -> None:
    bundled = {path.name for path in _FOLDER.iterdir()} - _NO_PICTURES
    assert bundled == {sample.file for sample in SAMPLES.values()}
    assert len(SAMPLES) == len(bundled)


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_is_licensed_named_unchanged_and_readable(name: str) -> None:
    sample = SAMPLES[name]
    assert all([sample.title, sample.note, sample.source, sample.licence])
    assert any(word in sample.licence for word in ("CC0", "public domain", "No known copyright restrictions"))
    assert sample.name == name == Path(sample.file).stem
    assert hashlib.sha256(read(name)).hexdigest() == sample.sha256
    assert min(decode(read(name)).shape[:2]) >= 50


def test_titles_are_distinct_and_the_first_samples_invite() -> None:
    assert len({sample.title for sample in SAMPLES.values()}) == len(SAMPLES)
    assert list(SAMPLES)[:5] == ["astronaut", "chelsea", "coffee", "coins", "camera"]


def test_an_unknown_sample_is_refused() -> None:
    for name in ("nobody", "../images"):
        with pytest.raises(ValueError, match="name must be one of astronaut, chelsea"):
            read(name)
