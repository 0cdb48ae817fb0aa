"""Apply kernels one after another, reorder them, and see the single kernel that the chain equals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.arrays import FloatArray
from core.images.display import diverging, value_range
from core.images.rendering import Rendering, automatic_view, render, rounding
from core.kernels import KERNELS
from core.kernels.chain import MAX_LINKS, edge_band, equivalent, link_title, parse_chain, size_for_the_whole
from core.kernels.edits import total
from core.kernels.library import title
from core.kernels.text import in_words, written
from pages._parts.address import stand_in
from pages._parts.kernel_cached import apply, source_of
from pages._parts.kernel_grid import MAX_GRID_SIDE
from pages._parts.kernel_numbers import show_numbers
from pages._parts.kernel_settings import Settings
from pages._parts.kernel_takeaway import state_kernel
from pages._parts.layout import read_or_keep
from pages._parts.panel import Panel, Scale, show_panels
from pages._parts.pictures import Picture

__all__ = ["show"]

_KEY = "kernel.chain"
_DEFAULT = "gaussian | laplacian"
_SMALL_BLUR = "gaussian(size=5, sigma=1)"
_MAX_TEXT = 2_000
Links = list[tuple[str, NDArray[np.float64]]]


def show(picture: Picture, settings: Settings) -> None:
    """Draw the section."""
    st.markdown(
        "The picture goes through these kernels in order. All of them together are one kernel: each laid over the "
        "next, a convolution of kernels."
    )
    links = _links(_first(settings))
    _show_links(links, settings)
    if not links:
        st.info("The chain is empty. Choose a kernel on this page and add it.")
        return
    kernels = [kernel for _, kernel in links]
    single = equivalent(kernels)
    image = source_of(picture, settings)
    plain = replace(settings, is_pair=False, is_turned=True)
    at_once = apply(image, replace(plain, kernel=single))
    step_by_step: FloatArray | NDArray[np.generic] = image
    for kernel in kernels:
        step_by_step = apply(step_by_step, replace(plain, kernel=kernel))
    first = _show_results(picture, single, np.asarray(step_by_step), at_once)
    _show_difference(np.abs(np.asarray(step_by_step) - at_once), edge_band(kernels))
    st.caption(first.note)
    state_kernel(
        "The chain's single kernel",
        picture,
        plain,
        single,
        limit=first.limit,
        arrays={"one after another": np.asarray(step_by_step)},
        pictures={"One after another": first.pixels},
    )
    _show_single(single)
    if any(side % 2 == 0 for kernel in kernels for side in kernel.shape):
        st.caption(
            "A kernel with an even side has no middle cell; its origin is the first one past the middle. Zeros at the "
            "end of the single kernel keep its origin where the chain has it."
        )


def _first(settings: Settings) -> str:
    """Return the chain to begin with: the page's kernel and a small blur, where it can be in a chain."""
    if settings.is_pair or len(settings.text) > _MAX_TEXT:
        return _DEFAULT
    return f"{settings.text} | {_SMALL_BLUR}"


def _links(first: str) -> Links:
    """Draw the chain as text and return its links; bad text leaves the last good chain, or the first."""
    st.session_state.setdefault(_KEY, st.query_params.get(_KEY, first))
    text = st.text_input(
        "The chain: names such as Sobel x, or rows of numbers, with | between them",
        key=_KEY,
        bind="query-params",
        persist_state="session",
    )
    good: Links = st.session_state.get(f"{_KEY}.good", parse_chain(first))
    good, is_read = read_or_keep(lambda: parse_chain(text), good)
    if not is_read:
        stand_in(_KEY, " | ".join(link for link, _ in good))
    st.session_state[f"{_KEY}.good"] = good
    return good


def _show_links(links: Links, settings: Settings) -> None:
    """Draw the links with what moves and removes them, and the button that adds the page's kernel."""
    texts = [text for text, _ in links]
    for index, (text, kernel) in enumerate(links):
        row = st.container(horizontal=True, vertical_alignment="center", gap="small")
        row.markdown(f"**{index + 1}.** {link_title(text) or f'`{text}`'}", width=320)
        for icon, name, changed, is_off in (
            ("arrow_upward", "earlier", _moved(texts, index, -1), index == 0),
            ("arrow_downward", "later", _moved(texts, index, 1), index == len(texts) - 1),
            ("close", "remove", texts[:index] + texts[index + 1 :], False),
        ):
            row.button(
                f"{index + 1} {name}",
                icon=f":material/{icon}:",
                key=f"{_KEY}.{name}.{index}",
                type="tertiary",
                disabled=is_off,
                on_click=_write,
                args=(changed,),
            )
        if needed := size_for_the_whole(text):
            st.caption(
                f":material/content_cut: It is cut off at {in_words(kernel)}, "
                f"because a size is not taken from sigma here; `size={needed}` in its brackets holds it whole."
            )
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    row.button(
        "Add the kernel chosen on this page",
        icon=":material/add:",
        on_click=_write,
        args=([*texts, settings.text],),
        disabled=settings.is_pair or len(texts) >= MAX_LINKS or len(settings.text) > _MAX_TEXT,
        help="Up to 8 kernels; one edited by hand may have up to about 100 cells.",
    )
    row.selectbox(
        "Add another kernel",
        list(KERNELS),
        index=None,
        format_func=title,
        placeholder="Choose one to add",
        key=f"{_KEY}.added",
        on_change=_add_named,
        args=(texts,),
        disabled=len(texts) >= MAX_LINKS,
        width=260,
    )
    if settings.is_pair:
        st.caption(
            ":material/info: The result above is the root of two kernels' squared results, which no single kernel "
            f"makes, so it cannot be in a chain. Its halves can: {settings.title}, and the same turned by 90°."
        )


def _moved(texts: list[str], index: int, step: int) -> list[str]:
    """Return the chain with one link a place earlier or later."""
    order = texts[:index] + texts[index + 1 :]
    order.insert(max(0, index + step), texts[index])
    return order


def _write(texts: list[str]) -> None:
    """Make these the links of the chain."""
    st.session_state[_KEY] = " | ".join(texts)


def _add_named(texts: list[str]) -> None:
    """Put the kernel chosen from the list at the chain's end."""
    name = st.session_state[f"{_KEY}.added"]
    st.session_state[f"{_KEY}.added"] = None
    if name:
        _write([*texts, name])


def _show_results(
    picture: Picture, single: NDArray[np.float64], step_by_step: FloatArray, at_once: FloatArray
) -> Rendering:
    """Show both results by one scale; return how the first one is shown."""
    black, white = value_range(picture.image)
    view = automatic_view(single)
    noise = rounding(single, black, white)
    first = render(step_by_step, view=view, black=black, white=white, noise=noise)
    second = render(at_once, view=view, black=black, white=white, limit=first.limit, noise=noise)
    show_panels(
        [
            Panel("One after another", first.pixels, step_by_step, alt="Result of the chain"),
            Panel("The single kernel", second.pixels, at_once, alt="Result of the single kernel"),
        ],
        key="kernel.chain_panels",
    )
    return first


def _show_difference(difference: FloatArray, band: tuple[tuple[int, int], tuple[int, int]]) -> None:
    """Show how far both results differ inside and within `band`, the rows and columns where the border has its say."""
    (top, bottom), (left, right) = band
    rows, columns = difference.shape[:2]
    inner = difference[top : max(top, rows - bottom), left : max(left, columns - right)]
    row = st.container(horizontal=True)
    reach = max(top, bottom, left, right)
    if reach == 0:
        row.metric("Largest difference", _told(difference.max()), help="Rounding only, up to the edge.")
        return
    if inner.size:
        row.metric("Largest difference inside", _told(inner.max()), help="Rounding only.")
    row.metric(
        f"Up to {reach} pixel{'s' * (reach > 1)} from the edge" if inner.size else "Largest difference",
        _told(difference.max()),
        help="There the border rule acts after every kernel of the chain, but only once for the single one. "
        "With Wrap both agree everywhere.",
    )
    if not inner.size:
        st.caption(
            f"The kernels after the first reach {reach} pixels to a side, so every sum reaches beyond the picture's "
            "edge, and the border rule has its say everywhere."
        )


def _told(difference: float) -> str:
    """Return a difference as people write it: large ones with a decimal, small ones with two digits."""
    return f"{difference:,.1f}" if difference >= 100 else f"{difference:.2g}"


def _show_single(single: NDArray[np.float64]) -> None:
    """Show the single kernel, as numbers where they can be read."""
    if max(single.shape) <= MAX_GRID_SIDE:
        show_numbers(single, label=f"The single kernel, {in_words(single)}, sum {written(total(single))}")
        return
    limit = float(np.abs(single).max()) or 1.0
    caption = f"{in_words(single)}, sum {written(total(single))}"
    panel = Panel(
        "The single kernel",
        diverging(single, limit),
        single,
        Scale("diverging", -limit, limit),
        caption=caption,
        alt="The single kernel",
    )
    with st.columns([1, 1])[0]:
        show_panels([panel], key="kernel.chain_single")
