"""The window in which everything can be taken away: file, result, numbers, code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO, StringIO

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.experiment import Experiment, pack
from core.images import encode_png
from core.line_plot import LinePlot, to_html, to_svg
from core.samples import SAMPLES
from pages._parts import jobs
from pages._parts.address import current_address
from pages._parts.batch import offer_batch
from pages._parts.downloads import Format, encode_result
from pages._parts.layout import errors_shown
from pages._parts.outcome import Outcome, Product, Report, numbers_of
from pages._parts.pictures import Picture, file_name_of
from pages._parts.printed import here, printed_page

__all__ = ["open_window"]

# Below this a result is there before a progress bar would be.
_IMMEDIATE_PIXELS = 1_000_000
_FORMATS: dict[Format, tuple[str, str, str]] = {
    "png8": ("PNG, as on screen", "png", "8 bits, to look at and to post."),
    "png16": ("PNG, 16 bits", "png", "The numbers from the least, 0, to the greatest, 65535, for further work."),
    "tiff": ("TIFF, floating point", "tiff", "The very numbers, negative ones too; ImageJ, GIMP and OpenCV read it."),
    "npy": ("NPY", "npy", "The very numbers, for NumPy."),
}


@st.dialog("Share and take away", width="medium", icon=":material/ios_share:", on_dismiss=jobs.discard)
def open_window(page: str, picture: Picture | None, outcome: Outcome | None, plots: Sequence[LinePlot]) -> None:
    """Draw the window for what the page has stated; only the section that is open is computed."""
    sections: dict[str, Callable[[], None]] = {}
    if picture is not None:
        sections["Experiment"] = partial(_offer_experiment, page, picture, outcome)
    if outcome is not None:
        sections |= {
            "Result": partial(_offer_result, outcome),
            "Numbers": partial(_offer_numbers, outcome),
        }
        if outcome.code is not None:
            sections["Code"] = partial(_offer_code, outcome)
        if outcome.whole is None or outcome.each is not None:
            sections["Many photos"] = partial(offer_batch, outcome)
        sections["Report"] = partial(_offer_report, outcome)
    if plots:
        sections["Plots"] = partial(_offer_plots, page, plots)
    section = st.segmented_control(
        "What to take",
        list(sections),
        default=next(iter(sections)),
        required=True,
        key=f"{page}.take",
        label_visibility="collapsed",
        wrap=True,
    )
    with errors_shown():
        sections[section]()


def _offer_plots(page: str, plots: Sequence[LinePlot]) -> None:
    """Offer each plot as a picture for a text, and as a page with its numbers."""
    st.markdown("SVG stays sharp at every size; HTML opens in a browser and holds every number in a table.")
    for plot in plots:
        row = st.container(horizontal=True, vertical_alignment="center")
        row.markdown(f"**{plot.title}**")
        name = "".join(sign if sign.isalnum() else "-" for sign in plot.title.lower())[:40].strip("-")
        for suffix, encode in (("svg", to_svg), ("html", to_html)):
            with row:
                _save(suffix.upper(), partial(_as_bytes, encode, plot), f"convoscope-{page}-{name}.{suffix}")


def _as_bytes(encode: Callable[[LinePlot], str], plot: LinePlot) -> bytes:
    return encode(plot).encode()


def _offer_experiment(page: str, picture: Picture, outcome: Outcome | None) -> None:
    """Offer the whole experiment as one file."""
    st.markdown(
        "One file holds the picture, every setting and the result. Drop it on **Upload**, on any page, here or on "
        "another machine, and the experiment opens again. It is a ZIP archive: the picture and the result can be "
        "taken out of it without this program."
        if outcome is not None
        else "One file holds the picture and every setting. Drop it on **Upload**, on any page, here or on another "
        "machine, and the experiment opens again."
    )
    make = partial(_experiment, page, picture, outcome, current_address())
    _save("Save the experiment", make, f"convoscope-{page}.zip")


def _experiment(page: str, picture: Picture, outcome: Outcome | None, address: dict[str, str]) -> bytes:
    """Return the experiment file."""
    source = picture.source
    result = None
    if outcome is not None:
        result = encode_png(outcome.show(numbers_of(outcome, outcome.picture.image, 1.0)))
    sample = source.name if source.name in SAMPLES else ""
    is_made = source.name not in SAMPLES and not picture.is_own
    return pack(Experiment(page, address, source.title, source.data, sample, is_made), result)


def _offer_result(outcome: Outcome) -> None:
    """Offer what is made of the original, at its size."""
    rows, columns = outcome.picture.full_shape
    if outcome.whole is not None and not outcome.products:
        rows, columns = outcome.picture.image.shape[:2]
    products = outcome.products or _plain_products(outcome)
    kind: str = st.radio(
        f"The result for the picture at {columns} × {rows} pixels",
        list(products),
        format_func=lambda kind: products[kind].title,
        captions=[product.note for product in products.values()],
        key=f"{outcome.page}.format",
    )
    product = products[kind]
    file_name = f"convoscope-{outcome.page}.{product.suffix}"
    if rows * columns <= _IMMEDIATE_PIXELS and not outcome.products:
        _save("Save the result", partial(product.make, _untold), file_name)
        return
    name = f"{outcome.page}.{kind}"
    if st.button("Make the file", icon=":material/hourglass_top:", type="primary", key=f"{outcome.page}.make"):
        jobs.start(name, product.make)
    if jobs.is_running(name):
        jobs.show_job(name, file_name=file_name, mime=_MIMES.get(product.suffix, "application/octet-stream"))


def _plain_products(outcome: Outcome) -> dict[str, Product]:
    """Return the result's own formats."""

    def make(kind: Format, report: Report) -> bytes:
        return encode_result(outcome, kind, lambda share: report(share, "Working on it"))

    return {kind: Product(title, note, suffix, partial(make, kind)) for kind, (title, suffix, note) in _FORMATS.items()}


def _untold(share: float, note: str) -> None:
    """Tell nobody how far it is: it is there at once."""


def _offer_numbers(outcome: Outcome) -> None:
    """Offer the numbers on screen as tables and arrays."""
    picture = outcome.picture
    st.markdown("The numbers behind what is on screen, at its size. CSV opens in a spreadsheet; NPY keeps every digit.")
    arrays: dict[str, Callable[[], NDArray[np.generic]]] = {
        "result": lambda: numbers_of(outcome, picture.image, 1.0),
        "picture": lambda: picture.image,
        **{name: partial(_itself, array) for name, array in outcome.arrays.items()},
    }
    for name, array in arrays.items():
        row = st.container(horizontal=True, vertical_alignment="center")
        row.markdown(f"**{name.capitalize()}**", width=90)
        for suffix, encode in (("csv", _csv), ("npy", _npy)):
            file_name = f"convoscope-{outcome.page}-{name}.{suffix}"
            with row:
                _save(suffix.upper(), partial(_encoded, encode, array), file_name)


def _offer_code(outcome: Outcome) -> None:
    """Show the Python that does the same."""
    if outcome.code is not None:
        st.markdown("The same result in plain Python. It needs NumPy, SciPy, Pillow and OpenCV, and nothing of ours.")
        st.code(outcome.code(), language="python", height=420)
        picture = outcome.picture
        row = st.container(horizontal=True)
        with row:
            _save("Save the picture it reads", lambda: picture.source.data, file_name_of(picture.source))
            for name in outcome.reads:
                _save(f"Save {name}.npy", partial(_npy, outcome.arrays[name]), f"{name}.npy")


def _offer_report(outcome: Outcome) -> None:
    """Offer the experiment as one page of paper."""
    st.markdown(
        "One page to print or to hand in: the picture and the result, the kernel, the settings, the numbers, and the "
        "link as a code for a telephone's camera."
    )
    make = partial(printed_page, outcome, current_address(), here())
    _save("Save the report", make, f"convoscope-{outcome.page}.pdf")


_MIMES = {
    "png": "image/png",
    "tiff": "image/tiff",
    "csv": "text/csv",
    "svg": "image/svg+xml",
    "html": "text/html",
    "zip": "application/zip",
    "pdf": "application/pdf",
}


def _save(label: str, make: Callable[[], bytes], file_name: str) -> None:
    """Draw a button that makes a file when it is pressed, and sends it."""
    st.download_button(
        label,
        data=make,
        file_name=file_name,
        mime=_MIMES.get(file_name.rpartition(".")[2], "application/octet-stream"),
        icon=":material/download:",
        on_click="ignore",
        key=f"take.{file_name}",
    )


def _itself(array: NDArray[np.generic]) -> NDArray[np.generic]:
    return array


def _encoded(encode: Callable[[NDArray[np.generic]], bytes], array: Callable[[], NDArray[np.generic]]) -> bytes:
    return encode(array())


def _npy(array: NDArray[np.generic]) -> bytes:
    """Return an array as NPY."""
    stream = BytesIO()
    np.save(stream, array, allow_pickle=False)
    return stream.getvalue()


def _csv(array: NDArray[np.generic]) -> bytes:
    """Return (M, N) numbers as a table of the same shape, (M, N, 3) as a line for each pixel."""
    stream = StringIO()
    kind = "%d" if array.dtype.kind == "u" else "%.7g"
    if array.ndim == 2:
        np.savetxt(stream, array, fmt=kind, delimiter=",")
    else:
        row, column = np.indices(array.shape[:2]).reshape(2, -1)
        table = np.column_stack([row, column, array.reshape(-1, 3)])
        header = "row,column,red,green,blue"
        np.savetxt(stream, table, fmt=["%d", "%d", *[kind] * 3], delimiter=",", header=header, comments="")
    return stream.getvalue().encode()
