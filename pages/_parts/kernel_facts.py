"""Say what the kernel is: gain, rank and factors, answer to waves, and both engines side by side."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.images.display import sequential
from core.kernels.edits import is_density, total
from core.kernels.facts import Factor, factors, frequency_response, strongest_waves
from core.kernels.text import written
from pages._parts.kernel_cached import compared
from pages._parts.kernel_grid import MAX_GRID_SIDE
from pages._parts.kernel_half import tell_half
from pages._parts.kernel_panels import ENGINES
from pages._parts.kernel_settings import Settings
from pages._parts.kernel_takeaway import state_response
from pages._parts.panel import Panel, Scale, show_panels
from pages._parts.pictures import Picture

__all__ = ["show"]

_MAX_FACTORS = 3
_MAX_LENGTHS = 4


def show(picture: Picture, settings: Settings) -> None:
    """Draw the section."""
    tell_half(settings, "Sum, rank, factors and answer to waves are")
    kernel = settings.kernel
    parts = factors(kernel)
    response = frequency_response(kernel)
    strongest, wavelengths = strongest_waves(kernel)
    rows, columns = kernel.shape
    row = st.container(horizontal=True)
    row.metric("Size, rows × columns", f"{rows} × {columns}")
    row.metric("Sum (gain of even areas)", written(total(kernel)))
    row.metric("Rank", len(parts))
    row.metric("Strongest answer", f"× {written(strongest)}")
    st.markdown(_in_words(kernel, wavelengths))
    left, right = st.columns(2, gap="medium")
    with left:
        _show_factors(parts)
    with right:
        _show_response(response)
    state_response(picture, kernel, response)
    _show_engines(picture, settings)


def _in_words(kernel: NDArray[np.float64], wavelengths: tuple[float, ...]) -> str:
    """Return what the numbers mean for a picture, `wavelengths` being those of the waves answered most."""
    gain, size = total(kernel), float(np.abs(kernel).sum())
    if gain == 0:
        sentence = "The cells add up to 0: even areas become 0, and only changes remain."
    elif abs(gain - 1) <= 1e-9 * size:
        sentence = "The cells add up to 1: even areas keep their brightness."
    else:
        sentence = f"The cells add up to {written(gain)}: even areas become {written(gain)} times as bright."
    if np.isfinite(wavelengths[0]):
        sentence += f" It answers most to waves {_lengths(wavelengths)} pixels long."
    else:
        sentence += " No wave is answered more than an even area is."
    if is_density(kernel):
        sentence += " No cell is negative, so each result is a weighted mean of the neighbourhood."
    return sentence


def _lengths(wavelengths: tuple[float, ...]) -> str:
    """Return wavelengths as people read them: all of a few, the ends of many."""
    *others, last = (f"{length:.3g}" for length in wavelengths)
    if len(others) > _MAX_LENGTHS:
        return f"of {len(wavelengths)} lengths, from {others[0]} down to {last}"
    return f"{', '.join(others)} and, as strongly, {last}" if others else last


def _show_factors(parts: tuple[Factor, ...]) -> None:
    """Show the products of a column with a row that add up to the kernel."""
    st.subheader("Factors", anchor=False)
    if not parts:
        st.markdown("All cells are 0, so there is nothing to factor.")
        return
    if len(parts) == 1:
        st.markdown("Separable: one column times one row. A pass down and a pass across do the same, with less work.")
    else:
        st.markdown(f"Not separable: {len(parts)} products of a column and a row add up to it, the largest first.")
    for part in parts[:_MAX_FACTORS]:
        st.markdown(
            f"**{part.share:.1%}** of the squared numbers: column {_listed(part.column)} times row {_listed(part.row)}"
        )
    if len(parts) > _MAX_FACTORS:
        rest = 1 - sum(part.share for part in parts[:_MAX_FACTORS])
        st.caption(f"The other {len(parts) - _MAX_FACTORS} hold {rest:.2%}.")


def _listed(cells: NDArray[np.float64]) -> str:
    """Return a column's or row's numbers, the middle of a long one left out."""
    numbers = [written(value) for value in cells]
    if len(numbers) > MAX_GRID_SIDE:
        numbers = [*numbers[:4], "…", *numbers[-4:]]
    return "`" + "  ".join(numbers) + "`"


def _show_response(response: NDArray[np.float64]) -> None:
    """Show the answer to each wave as a picture."""
    st.subheader("Answer to waves", anchor=False)
    largest = float(response.max())
    panel = Panel(
        "",
        sequential(response, 0.0, largest),
        response,
        Scale("sequential", 0.0, largest, "×"),
        caption="Long waves in the middle, those of 2 pixels at the edge.",
        alt="Frequency response",
        square=True,
    )
    show_panels([panel], key="kernel.response")


def _show_engines(picture: Picture, settings: Settings) -> None:
    """Run both engines and show their times and how far they differ."""
    st.subheader("Both engines", anchor=False)
    result = compared(picture, settings)
    row = st.container(horizontal=True)
    for engine, milliseconds in result.milliseconds.items():
        row.metric(ENGINES[engine], f"{milliseconds:.1f} ms")
    st.caption("Each engine's best of two runs, after one that is not timed.")
    row.metric(
        "Largest difference", written(result.difference, 2), help=f"The largest number is {written(result.largest)}."
    )
