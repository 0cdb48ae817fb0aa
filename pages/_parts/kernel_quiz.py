"""Guess from a kernel's numbers what it does, then see its result."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.convolution import convolve
from core.images.display import value_range
from core.images.rendering import automatic_view, render, rounding
from core.kernels.quiz import Question, question
from pages._parts.address import recall, remember
from pages._parts.kernel_cached import source_of
from pages._parts.kernel_numbers import show_numbers
from pages._parts.kernel_settings import Settings
from pages._parts.kernel_takeaway import state_kernel
from pages._parts.panel import Panel, show_panels
from pages._parts.pictures import Picture

__all__ = ["show"]

_KEY = "kernel.question"
_MOST = 9_999


def show(picture: Picture, settings: Settings) -> None:
    """Draw the section."""
    number = recall(_KEY, default=0, most=_MOST)
    asked = question(number)
    guesses: dict[int, bool] = st.session_state.setdefault("kernel.guesses", {})
    left, right = st.columns([1, 1.6], gap="medium")
    with left:
        show_numbers(asked.kernel, label=f"Question {number + 1}: what does this kernel do?")
    with right:
        guess = st.radio(
            "It does this:", asked.options, index=None, key=f"kernel.guess.{number}", persist_state="session"
        )
    if guess is None:
        st.caption("Read the signs and the sum: what happens to an even area, what to an edge?")
        return
    is_right = guess == asked.options[asked.answer]
    guesses.setdefault(number, is_right)
    if is_right:
        st.success("Right. Here is what it makes of your picture.", icon=":material/check:")
    else:
        st.warning(f"Not quite. The truth: {asked.options[asked.answer]}", icon=":material/close:")
    row = st.container(horizontal=True, vertical_alignment="center")
    row.button("Next question", icon=":material/arrow_forward:", on_click=_go_on, args=(number + 1,))
    row.markdown(f"{sum(guesses.values())} of {len(guesses)} right at the first try")
    _show_answer(picture, settings, asked)


def _show_answer(picture: Picture, settings: Settings, asked: Question) -> None:
    """Show what the kernel of the question makes of the picture."""
    black, white = value_range(picture.image)
    values = convolve(source_of(picture, settings), asked.kernel, padding=settings.padding)
    noise = rounding(asked.kernel, black, white)
    shown = render(values, view=automatic_view(asked.kernel), black=black, white=white, noise=noise)
    with st.columns([1, 1])[0]:
        panel = Panel("Its result", shown.pixels, values, caption=shown.note, alt="Result of the question's kernel")
        show_panels([panel], key="kernel.answer")
    way = replace(settings, is_turned=True)
    state_kernel("The quiz's kernel", picture, way, asked.kernel, limit=shown.limit)


def _go_on(number: int) -> None:
    """Ask the next question."""
    remember(_KEY, number % (_MOST + 1), default=0)
