"""Write a result's code, and the file it reads: the visitor's own where OpenCV reads it alike, else a plain one."""

from __future__ import annotations

from pathlib import PurePath

import numpy as np
import streamlit as st

from core.images import decode
from core.images.display import value_range
from core.takeaway.recipes.picture import Given
from core.takeaway.recipes.reading import Reading, reading_of
from pages._parts.downloads import encode_numbers
from pages._parts.outcome import Outcome
from pages._parts.pictures import Picture, Source, file_name_of

__all__ = ["code_file", "code_file_name", "code_of"]


def code_of(outcome: Outcome) -> str:
    """Return the Python that makes the result; empty where there is none."""
    if outcome.code is None:
        return ""
    picture, image = outcome.picture, outcome.picture.image
    ends = outcome.ends or value_range(image)
    shape = (*picture.full_shape, *image.shape[2:]) if outcome.is_code_full else image.shape
    reading = _reading(picture.source)
    return outcome.code(Given(code_file_name(picture), shape, str(image.dtype), picture.full_shape, *ends, reading))


def code_file_name(picture: Picture) -> str:
    """Return the name of the file that the code reads."""
    name = file_name_of(picture.source)
    if not _reading(picture.source).is_rare:
        return name
    return f"{PurePath(name).stem}-plain.{'tiff' if picture.image.dtype == np.float32 else 'png'}"


def code_file(picture: Picture) -> bytes:
    """Return the file that the code reads."""
    if not _reading(picture.source).is_rare:
        return picture.source.data
    pixels = decode(picture.source.data)
    return encode_numbers(pixels, "tiff" if pixels.dtype == np.float32 else "png8", lambda same: same)


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False, hash_funcs={Source: lambda source: source.digest})
def _reading(source: Source) -> Reading:
    """Return how OpenCV reads the file; asked only where the code is wanted, for it decodes the whole photo."""
    return reading_of(source.data)
