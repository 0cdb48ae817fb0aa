"""Serve exact numbers to the panels, as far as they are asked for: in a fragment, so that the page is not run again."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pages._parts.component import declare, pack
from pages._parts.kept_pictures import forget_kept

__all__ = ["as_numbers", "describe_numbers", "serve_numbers"]

# As in panel_numbers.js.
TILE = 64
_MOST_WANTS = 64
# Bytes up to which 8-bit pictures are sent in one go: the numbers of a megapixel in colour.
_WHOLE = 4 << 20
_KEPT = {np.dtype(name) for name in ("uint8", "uint16", "int32", "float32", "float64")}
_numbers = declare("numbers")


def as_numbers(values: NDArray[Any]) -> NDArray[Any]:
    """Return (M, N) or (M, N, C) real numbers in a type that the browser reads without loss.

    Raises
    ------
    ValueError
        For complex numbers, or an array that is no picture.
    """
    if values.ndim not in (2, 3) or values.dtype.kind not in "buif":
        message = f"values must be real numbers of shape (M, N) or (M, N, C), got {values.dtype} {values.shape}"
        raise ValueError(message)
    if values.dtype in _KEPT:
        return np.ascontiguousarray(values)
    small = {"b": np.uint8, "i": np.float64, "u": np.float64, "f": np.float64}[values.dtype.kind]
    return np.ascontiguousarray(values, np.float32 if values.dtype == np.float16 else small)


def describe_numbers(values: NDArray[Any], digest: str, *, is_inspected: bool) -> dict[str, Any]:
    """Return what the browser needs to ask for numbers: type, channels, and a token that changes with the content."""
    return {
        "token": f"{digest}.{_checksum(values):016x}",
        "dtype": values.dtype.name,
        "channels": values.shape[2] if values.ndim == 3 else 1,
        "isWhole": is_inspected or (values.dtype == np.uint8 and values.nbytes <= _WHOLE),
    }


def _checksum(values: NDArray[Any]) -> int:
    """Return the sum of an array's bytes, eight at a time: quick, and enough beside the digest of how it looks."""
    content = values.reshape(-1).view(np.uint8)
    whole = content.size - content.size % 8
    return (int(content[:whole].view(np.uint64).sum()) + int(content[whole:].sum())) % 2**64


@st.fragment
def serve_numbers(key: str, version: str, arrays: Sequence[NDArray[Any]], tokens: Sequence[str]) -> None:
    """Draw the invisible element through which the panels called `key` ask for numbers, and answer.

    `version` names what the panels show.

    The session holds the arrays until the next run of the page: as much memory as the panels' numbers take.
    """
    if st.session_state.pop(f"{key}.lost", False):
        st.rerun()
    asked = st.session_state.pop(f"{key}.asked", None)
    header, parts = _answer(asked, arrays, tokens) if asked else ({}, [])
    _numbers(
        data=pack({"key": key, "version": version, **header}, parts),
        key=f"{key}.numbers",
        on_ask_change=partial(_note, key),
        on_refresh_change=partial(_note_loss, key),
    )


def _note(key: str) -> None:
    """Keep the question for the run that follows."""
    st.session_state[f"{key}.asked"] = st.session_state[f"{key}.numbers"].get("ask")


def _note_loss(key: str) -> None:
    """Let the whole page run again, because the browser has the numbers but no panels."""
    st.session_state[f"{key}.lost"] = True
    forget_kept()


def _answer(asked: Any, arrays: Sequence[NDArray[Any]], tokens: Sequence[str]) -> tuple[dict[str, Any], list[bytes]]:
    """Return the parts of the arrays that were asked for, those that still are what the browser means."""
    found, parts = [], []
    for want in asked["wants"][:_MOST_WANTS]:
        index, token, name = int(want["panel"]), str(want["token"]), str(want["name"])
        if not 0 <= index < len(arrays) or token != tokens[index]:
            continue
        array = arrays[index]
        if place := re.fullmatch(r"(\d{1,9}),(\d{1,9})", name):
            top, left = (int(number) for number in place.groups())
            part = array[top : top + TILE, left : left + TILE]
        elif name == "whole":
            part = array
        else:
            continue
        found.append({"panel": index, "token": token, "name": name, "width": part.shape[1], "dtype": array.dtype.name})
        parts.append(zlib.compress(part.astype(part.dtype.newbyteorder("<"), copy=False).tobytes(), 1))
    return {"number": asked["number"], "arrays": found}, parts
