"""Remember which pictures a visitor's browser keeps, so that each is encoded and sent once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.images import encode_jpeg, encode_png

__all__ = ["Encoded", "forget_kept", "keep_pictures", "new_pictures"]

# Below this many pixels a PNG costs next to nothing, so small pictures are shown without loss.
_LOSSLESS_PIXELS = 128 * 128
# Bytes of compressed pictures, shown last, that the browser surely still has: half of what shelf.js keeps.
_KEPT_BYTES = 16 << 20
_KEPT = "panel.kept"


@dataclass(frozen=True)
class Encoded:
    """A picture as the browser reads it, under the name of its content."""

    digest: str
    mime: str
    data: bytes = field(repr=False)


def new_pictures(pictures: Sequence[NDArray[np.uint8]], digests: Sequence[str]) -> list[Encoded]:
    """Return those of the (M, N) or (M, N, 3) pictures that the browser does not have."""
    kept = st.session_state.get(_KEPT, {})
    lacking = {digest: picture for digest, picture in zip(digests, pictures, strict=True) if digest not in kept}
    return [_encode(picture, digest) for digest, picture in lacking.items()]


def keep_pictures(digests: Sequence[str], new: Sequence[Encoded]) -> None:
    """Note that pictures with these digests have been shown, and that the new ones have been sent for it."""
    kept: dict[str, int] = st.session_state.setdefault(_KEPT, {})
    sizes = {digest: kept.pop(digest) for digest in digests if digest in kept}
    # The newest stand last.
    kept.update(sizes | {picture.digest: len(picture.data) for picture in new})
    while sum(kept.values()) > _KEPT_BYTES:
        del kept[next(iter(kept))]


def forget_kept() -> None:
    """Let the run that follows send every picture, because the browser misses something."""
    st.session_state.pop(_KEPT, None)


def _encode(pixels: NDArray[np.uint8], digest: str) -> Encoded:
    """Return the picture as the browser reads it: JPEG for speed, PNG where it is small."""
    if pixels.shape[0] * pixels.shape[1] <= _LOSSLESS_PIXELS:
        return Encoded(digest, "image/png", encode_png(pixels))
    return Encoded(digest, "image/jpeg", encode_jpeg(pixels))
