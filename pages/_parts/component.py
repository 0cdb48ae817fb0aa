"""Declare our browser components, and pack what they receive into the one byte string they can take."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

__all__ = ["declare", "pack", "unpack"]

_HERE = Path(__file__).parent
_LENGTH_BYTES = 4


def pack(header: Mapping[str, Any], parts: Sequence[bytes]) -> bytes:
    """Return header length (4 bytes, little endian), header as JSON, then the parts one after another.

    Streamlit hands bytes to a component only as a single top-level value, so pictures and what is
    said about them travel together; `unpack.js` is the reader. The header gains `sizes`, the parts'
    lengths in bytes.
    """
    head = json.dumps({**header, "sizes": [len(part) for part in parts]}).encode()
    return b"".join([len(head).to_bytes(_LENGTH_BYTES, "little"), head, *parts])


def unpack(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Return the header and the parts that `pack` was given."""
    start = _LENGTH_BYTES + int.from_bytes(data[:_LENGTH_BYTES], "little")
    header = json.loads(data[_LENGTH_BYTES:start])
    parts = []
    for size in header.pop("sizes"):
        parts.append(data[start : start + size])
        start += size
    return header, parts


def declare(name: str) -> ComponentRenderer:
    """Declare the component whose files are `name.js` and `name.css` in this folder."""
    script = "\n".join((_HERE / file).read_text("utf-8") for file in ("unpack.js", f"{name}.js"))
    return st.components.v2.component(
        f"convoscope_{name}",
        html=f'<div class="{name}"></div>',
        css=(_HERE / f"{name}.css").read_text("utf-8"),
        js=script,
    )
