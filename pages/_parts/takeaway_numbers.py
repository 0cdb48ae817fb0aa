"""Offer a result's numbers as tables and arrays; and the button that makes a file when it is pressed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO, StringIO

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pages._parts.outcome import Outcome, made, numbers_of

__all__ = ["MIMES", "as_csv", "as_npy", "offer_numbers", "save", "slug", "stem"]

MIMES = {
    "png": "image/png",
    "tiff": "image/tiff",
    "csv": "text/csv",
    "svg": "image/svg+xml",
    "html": "text/html",
    "zip": "application/zip",
    "pdf": "application/pdf",
}


def save(label: str, make: Callable[[], bytes], file_name: str) -> None:
    """Draw a button that makes a file when it is pressed, and sends it."""
    st.download_button(
        label,
        data=make,
        file_name=file_name,
        mime=MIMES.get(file_name.rpartition(".")[2], "application/octet-stream"),
        icon=":material/download:",
        on_click="ignore",
        key=f"take.{file_name}",
    )


def offer_numbers(outcome: Outcome) -> None:
    """Offer the numbers on screen as tables and arrays."""
    picture = outcome.picture
    st.markdown("The numbers behind what is on screen, at its size. CSV opens in a spreadsheet; NPY keeps every digit.")
    arrays: dict[str, Callable[[], NDArray[np.generic]]] = {"result": lambda: numbers_of(outcome, picture.image, 1.0)}
    if not outcome.lacks:
        arrays["picture"] = lambda: picture.image
    arrays |= {name: partial(made, array) for name, array in outcome.arrays.items()}
    for name, array in arrays.items():
        row = st.container(horizontal=True, vertical_alignment="center")
        row.markdown(f"**{name.capitalize()}**", width=150)
        for suffix, encode in (("csv", as_csv), ("npy", as_npy)):
            file_name = f"{stem(outcome)}-{slug(name)}.{suffix}"
            with row:
                save(suffix.upper(), partial(_encoded, encode, array), file_name)


def stem(outcome: Outcome) -> str:
    """Return how the names of a result's files begin."""
    return f"convoscope-{outcome.page}" + (f"-{slug(outcome.name)}" if outcome.name else "")


def slug(title: str) -> str:
    """Return a title as a part of a file's name."""
    words = "".join(sign if sign.isalnum() else " " for sign in title.lower()).split()
    return "-".join(words)[:40].strip("-")


def _encoded(encode: Callable[[NDArray[np.generic]], bytes], array: Callable[[], NDArray[np.generic]]) -> bytes:
    return encode(array())


def as_npy(array: NDArray[np.generic]) -> bytes:
    """Return an array as NPY."""
    stream = BytesIO()
    np.save(stream, array, allow_pickle=False)
    return stream.getvalue()


def as_csv(array: NDArray[np.generic]) -> bytes:
    """Return (M, N) numbers as a table of the same shape, (M, N, 3) as a line for each pixel."""
    stream = StringIO()
    kind = "%d" if array.dtype.kind == "u" else "%.7g"
    if array.ndim == 2:
        np.savetxt(stream, array, fmt=kind, delimiter=",")
    elif array.ndim == 1:
        np.savetxt(stream, array, fmt=kind)
    else:
        row, column = np.indices(array.shape[:2]).reshape(2, -1)
        table = np.column_stack([row, column, array.reshape(-1, 3)])
        header = "row,column,red,green,blue"
        np.savetxt(stream, table, fmt=["%d", "%d", *[kind] * 3], delimiter=",", header=header, comments="")
    return stream.getvalue().encode()
