"""The window in which everything can be taken away: file, result, numbers, code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from core.images import encode_png
from core.samples import SAMPLES
from core.takeaway.experiment import Experiment, pack
from core.takeaway.line_plot import LinePlot, to_html, to_svg
from pages._parts import jobs
from pages._parts.address import current_address
from pages._parts.batch import About, offer_batch
from pages._parts.code_picture import code_file, code_file_name, code_of
from pages._parts.downloads import Format, encode_result
from pages._parts.further_pictures import named_in
from pages._parts.layout import errors_shown
from pages._parts.outcome import Made, Outcome, Product, Report, is_at_screen, made, numbers_of
from pages._parts.pictures import Picture, Source
from pages._parts.printed import here, link_to, printed_page, title_of
from pages._parts.takeaway_numbers import MIMES, as_npy, offer_numbers, save, slug, stem

__all__ = ["open_window"]

# Below this a result is there before a progress bar would be.
_IMMEDIATE_PIXELS = 1_000_000
# Streamlit shows the button only under a mouse, which a phone has not.
_COPY_BUTTON_SEEN = """<style>
[data-testid=stCode] :has([data-testid=stElementToolbarButton]) {
    opacity: 1 !important;
    visibility: visible !important;
}
</style>"""
_FORMATS: dict[Format, tuple[str, str, str]] = {
    "png8": ("PNG, as on screen", "png", "8 bits, to look at and to post."),
    "png16": ("PNG, 16 bits", "png", "The numbers from the least, 0, to the greatest, 65535, for further work."),
    "tiff": ("TIFF, floating point", "tiff", "The very numbers, negative ones too; ImageJ, GIMP and OpenCV read it."),
    "npy": ("NPY", "npy", "The very numbers, for NumPy."),
}


@st.dialog("Share and take away", width="medium", icon=":material/ios_share:", on_dismiss=jobs.discard)
def open_window(
    page: str,
    picture: Picture | None,
    outcomes: Sequence[Outcome],
    plots: Sequence[LinePlot],
    settings: Mapping[str, str],
    spelled: Mapping[str, str],
) -> None:
    """Draw the window for what the page has stated; only the section that is open is computed.

    `settings` are all that the page has, by name, as a person reads them; `spelled` as a link spells them.
    """
    outcome = _choose_outcome(page, outcomes)
    sections: dict[str, Callable[[], None]] = {}
    if picture is not None:
        sections["Experiment"] = partial(_offer_experiment, page, picture, outcome, spelled)
    if outcome is not None:
        sections |= _sections_of(outcome, settings)
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
    if outcome is not None and (said := " ".join(part for part in (outcome.lacks, outcome.remark) if part)):
        st.caption(said)
    with errors_shown():
        sections[section]()


def _choose_outcome(page: str, outcomes: Sequence[Outcome]) -> Outcome | None:
    """Draw the choice among several results, and return the chosen one, None if there is none."""
    if len(outcomes) < 2:
        return outcomes[0] if outcomes else None
    titles = [outcome.name or f"{page.capitalize()}: the main result" for outcome in outcomes]
    title = st.selectbox("Of", titles, key=f"{page}.take_of.{len(outcomes)}.{titles[0]}")
    return outcomes[titles.index(title)]


def _sections_of(outcome: Outcome, settings: Mapping[str, str]) -> dict[str, Callable[[], None]]:
    """Return what can be offered of a result."""
    sections: dict[str, Callable[[], None]] = {}
    if not outcome.lacks:
        sections["Result"] = partial(_offer_result, outcome)
    sections["Numbers"] = partial(offer_numbers, outcome)
    if outcome.code is not None:
        sections["Code"] = partial(_offer_code, outcome)
    sections["Many photos"] = partial(_say_why, outcome) if outcome.alone else partial(_offer_batch, outcome, settings)
    if not outcome.lacks:
        sections["Report"] = partial(_offer_report, outcome, settings)
    return sections


def _offer_batch(outcome: Outcome, settings: Mapping[str, str]) -> None:
    """Offer to apply it to many photos, and let the archive name the experiment."""
    address = {name: text for name, text in current_address(outcome.page).items() if name != "picture"}
    link = link_to(outcome.page, address, here(outcome.page))
    offer_batch(outcome, About(title_of(outcome), link, settings))


def _say_why(outcome: Outcome) -> None:
    """Say why the experiment is one of a single photo."""
    st.info(outcome.alone, icon=":material/photo:")


def _offer_plots(page: str, plots: Sequence[LinePlot]) -> None:
    """Offer each plot as a picture for a text, and as a page with its numbers."""
    st.markdown("SVG stays sharp at every size; HTML opens in a browser and holds every number in a table.")
    for plot in plots:
        row = st.container(horizontal=True, vertical_alignment="center")
        row.markdown(f"**{plot.title}**")
        name = slug(plot.title)
        for suffix, encode in (("svg", to_svg), ("html", to_html)):
            with row:
                save(suffix.upper(), partial(_as_bytes, encode, plot), f"convoscope-{page}-{name}.{suffix}")


def _as_bytes(encode: Callable[[LinePlot], str], plot: LinePlot) -> bytes:
    return encode(plot).encode()


def _offer_experiment(page: str, picture: Picture, outcome: Outcome | None, spelled: Mapping[str, str]) -> None:
    """Offer the whole experiment as one file."""
    st.markdown(
        "One file holds the picture, every setting and the result. Drop it on **Upload**, on any page, here or on "
        "another machine, and the experiment opens again. It is a ZIP archive: the picture and the result can be "
        "taken out of it without this program."
        if outcome is not None
        else "One file holds the picture and every setting. Drop it on **Upload**, on any page, here or on another "
        "machine, and the experiment opens again."
    )
    # The file is made on a thread that has no session.
    make = partial(_experiment, page, picture, outcome, spelled, named_in(spelled))
    save("Save the experiment", make, f"convoscope-{page}.zip")


def _experiment(
    page: str, picture: Picture, outcome: Outcome | None, address: Mapping[str, str], further: dict[str, Source]
) -> bytes:
    """Return the experiment file."""
    source = picture.source
    result = None
    if outcome is not None and not outcome.lacks:
        result = encode_png(outcome.show(numbers_of(outcome, outcome.picture.image, 1.0)))
    sample = source.name if source.name in SAMPLES else ""
    is_made = source.name not in SAMPLES and not picture.is_own
    others = {setting: (other.title, other.data) for setting, other in further.items()}
    return pack(Experiment(page, address, source.title, source.data, sample, is_made, others), result)


def _offer_result(outcome: Outcome) -> None:
    """Offer what is made of the original, at its size."""
    rows, columns = outcome.picture.full_shape
    title = f"The result for the picture at {columns} × {rows} pixels"
    if is_at_screen(outcome):
        rows, columns = outcome.picture.image.shape[:2]
        title = "The result at the size on screen"
        if outcome.picture.scale < 1:
            st.caption(f"This result is not made at the photo's full size. {outcome.small}")
    products = outcome.products or _plain_products(outcome)
    kind: str = st.radio(
        title,
        list(products),
        format_func=lambda kind: products[kind].title,
        captions=[product.note for product in products.values()],
        key=f"{outcome.page}.format",
    )
    product = products[kind]
    file_name = f"{stem(outcome)}.{product.suffix}"
    if rows * columns <= _IMMEDIATE_PIXELS and not outcome.products:
        save("Save the result", partial(product.make, _untold), file_name)
        _offer_pictures(outcome)
        return
    name = f"{outcome.page}.{outcome.name}.{kind}"
    if st.button("Make the file", icon=":material/hourglass_top:", type="primary", key=f"{outcome.page}.make"):
        jobs.start(name, product.make)
    if jobs.is_running(name):
        jobs.show_job(name, file_name=file_name, mime=MIMES.get(product.suffix, "application/octet-stream"))
    _offer_pictures(outcome)


def _offer_pictures(outcome: Outcome) -> None:
    """Offer the other pictures that belong to the result."""
    if not outcome.pictures:
        return
    st.markdown("The other pictures, as on screen:")
    with st.container(horizontal=True):
        for name, pixels in outcome.pictures.items():
            save(name, partial(_as_png, pixels), f"{stem(outcome)}-{slug(name)}.png")


def _as_npy(array: Made) -> bytes:
    return as_npy(made(array))


def _as_png(pixels: Made) -> bytes:
    return encode_png(made(pixels))


def _plain_products(outcome: Outcome) -> dict[str, Product]:
    """Return the result's own formats."""

    def make(kind: Format, report: Report) -> bytes:
        return encode_result(outcome, kind, lambda share: report(share, "Working on it"))

    return {kind: Product(title, note, suffix, partial(make, kind)) for kind, (title, suffix, note) in _FORMATS.items()}


def _untold(share: float, note: str) -> None:
    """Tell nobody how far it is: it is there at once."""


def _offer_code(outcome: Outcome) -> None:
    """Show the Python that does the same."""
    if outcome.code is not None:
        picture, code, file_name = outcome.picture, code_of(outcome), code_file_name(outcome.picture)
        is_reading = file_name in code
        st.markdown(
            "The same result in plain Python. It needs NumPy, SciPy and OpenCV, and nothing of ours."
            + (_about_size(outcome) if is_reading else "")
        )
        st.html(_COPY_BUTTON_SEEN)
        st.code(code, language="python", height=420)
        row = st.container(horizontal=True)
        with row:
            if is_reading:
                save("Save the picture it reads", partial(code_file, picture), file_name)
            for name, array in outcome.files.items():
                save(f"Save {name}.npy", partial(_as_npy, array), f"{name}.npy")


def _about_size(outcome: Outcome) -> str:
    """Say at which size the code works, where the photo has another than the screen."""
    picture = outcome.picture
    if picture.scale == 1:
        return ""
    if outcome.is_code_full:
        rows, columns = picture.full_shape
        return f" It works on the photo at its full size, {columns} × {rows} pixels, as the saved result does."
    rows, columns = picture.image.shape[:2]
    return f" It works at the size on screen, {columns} × {rows} pixels, as the saved result does."


def _offer_report(outcome: Outcome, settings: Mapping[str, str]) -> None:
    """Offer the experiment as one page of paper."""
    st.markdown(
        "One page to print or to hand in: the picture and the result, the kernel, every setting, the numbers, and the "
        "link as a code for a telephone's camera."
    )
    make = partial(printed_page, outcome, settings, current_address(outcome.page), here(outcome.page))
    save("Save the report", make, f"{stem(outcome)}.pdf")
