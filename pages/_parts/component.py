"""Declare our browser components, and pack what they receive into the one byte string they can take."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

__all__ = ["declare", "joined", "pack", "unpack"]

_HERE = Path(__file__).parent
_LENGTH_BYTES = 4
_IMPORT = re.compile(r'^import\s[^;]*?from "\./(\w+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


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
    """Declare the component whose files are `name.js`, what that imports, and `name.css`, all in this folder."""
    style = _HERE / f"{name}.css"
    return st.components.v2.component(
        f"convoscope_{name}",
        html=f'<div class="{name}"></div>',
        css=style.read_text("utf-8") if style.exists() else None,
        js=joined(name),
    )


def joined(name: str) -> str:
    """Return `name.js` and all that it imports from this folder as one script, `unpack.js` first.

    Streamlit takes a component's script as one module without imports of our files. So every top-level name
    must differ between files that are imported together.
    """
    texts: dict[str, str] = {}
    _collect("unpack", texts)
    _collect(name, texts)
    return "\n".join(texts.values())


def _collect(name: str, texts: dict[str, str], begun: set[str] | None = None) -> None:
    """Add the file's text after that of the files it imports; files may import one another."""
    begun = set() if begun is None else begun
    if name in begun or name in texts:
        return
    begun.add(name)
    text = (_HERE / f"{name}.js").read_text("utf-8")
    for imported in _IMPORT.findall(text):
        _collect(imported, texts, begun)
    texts[name] = _EXPORT.sub("", _IMPORT.sub("", text))
