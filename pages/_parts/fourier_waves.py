"""One wave at a time, by pointing at the spectrum, and the picture built back from its strongest ones."""

from __future__ import annotations

from functools import partial
from math import isinf

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from core.arrays import FloatArray
from core.images import encode_jpeg
from core.images.detail import middle_gray
from core.images.display import to_bytes, value_range
from core.spectrum import Spectrum, spectrum_of
from core.spectrum.waves import Wave, draw_wave, order_waves, strongest_waves, wave_at, wave_counts
from pages._parts import fourier_cached as cached
from pages._parts.address import recall, remember
from pages._parts.fourier_panels import picture_and_spectrum
from pages._parts.fourier_takeaway import state_sum
from pages._parts.layout import errors_shown
from pages._parts.panel import Alone, Arrow, Panel, Ring, Scale, drawn, show_panels
from pages._parts.pictures import Picture
from pages._parts.player import Film, paused_frame, show_player
from pages._parts.sliders import bring_within

__all__ = ["show"]

_PANELS = "fourier.wave.panels"
_PLAYER = "fourier.builder"
_FIRST = {"across": 8, "down": 5}
_FRAMES = 49
_RATE = 6.0
_START = 24
_NUMBERS = (
    "**Amplitude**: from its middle to a crest, in the picture's own units. **Period**: from crest to crest. "
    "**Direction**: the way it travels, counter-clockwise from the right. Its crests lie across, and so do the lines "
    "that it is a part of: Orientation gives the direction of lines, 90° from this one. **Phase**: 0 where a crest "
    "stands in the top left pixel. **Energy**: its share of the energy of all waves but the mean. Of a colour picture, "
    "the waves are those of the plain mean of red, green and blue."
)


def show(picture: Picture, pictures: DeltaGenerator, controls: DeltaGenerator) -> None:
    """Draw the section."""
    rows, cols = picture.image.shape[:2]
    with controls:
        st.markdown("**One wave**", help=_NUMBERS)
        st.caption(
            "Point at the spectrum: the wave under the pointer is drawn at once, and a click keeps it. Or type how "
            "many cycles it has over the picture."
        )
        row = st.container(horizontal=True)
        across = _number(row, "across", "Cycles across", cols // 2)
        down = _number(row, "down", "Cycles down", rows // 2)
    with pictures, errors_shown():
        wave = wave_at(picture.image, down, across)
        _show_wave(picture, wave)
        st.markdown("**Build the picture from its strongest waves**")
        count = _show_builder(picture)
        state_sum(
            picture,
            partial(_sum, picture, count),
            count,
            partial(draw_wave, wave, (rows, cols)),
            partial(_sum_of, count=count),
        )


def _number(row: DeltaGenerator, name: str, label: str, most: int) -> int:
    """Draw one of the two numbers, within what the picture can hold."""
    key = f"fourier.{name}"
    bring_within(key, -most, most, _FIRST[name])
    st.session_state[key] = max(-most, min(most, int(st.session_state.get(key, _FIRST[name]))))
    value: int = row.number_input(
        label, -most, most, step=1, key=key, bind="query-params", persist_state="session", width=130
    )
    return value


def _show_wave(picture: Picture, wave: Wave) -> None:
    """Show the wave's place in the spectrum and the wave alone, with its numbers; it follows the pointer."""
    rows, cols = picture.image.shape[:2]
    x, y = cols // 2 + 0.5, rows // 2 + 0.5
    size = 0.018 * max(rows, cols)
    rings = tuple(
        Ring(x + sign * wave.across, y + sign * wave.down, size * cols / max(rows, cols), size * rows / max(rows, cols))
        for sign in ((1, -1) if wave.across or wave.down else (1,))
    )
    alone = draw_wave(wave, (rows, cols))
    limit = float(np.abs(alone).max()) or 1.0
    show_panels(
        [
            *picture_and_spectrum(picture, alt="Spectrum: point at a wave", marks=rings, tools=("point",)),
            Panel(
                "This wave alone",
                middle_gray(alone, limit),
                alone,
                Scale("gray", -limit, limit),
                alt="The wave alone",
                marks=_travel(wave, rows, cols),
            ),
        ],
        key=_PANELS,
        alone=Alone(wave),
        on_draw=_take_point,
    )


def _travel(wave: Wave, rows: int, cols: int) -> tuple[Arrow, ...]:
    """Return an arrow from crest to crest, where it is long enough to be seen."""
    if isinf(wave.period) or wave.period < 0.04 * max(rows, cols):
        return ()
    squared = (wave.across / cols) ** 2 + (wave.down / rows) ** 2
    x, y = wave.across / cols / squared, wave.down / rows / squared
    return (Arrow(cols / 2, rows / 2, cols / 2 + x, rows / 2 + y, "one period"),)


def _take_point() -> None:
    """Choose the wave that the visitor pointed at."""
    stroke = drawn(_PANELS)
    rows, cols, _ = st.session_state[f"{_PANELS}.panels"][stroke.panel]
    x, y = stroke.points[-1]
    st.session_state["fourier.across"] = int(x) - cols // 2
    st.session_state["fourier.down"] = int(y) - rows // 2


def _sum(picture: Picture, count: int) -> FloatArray:
    """Return the sum of the mean and so many waves, the strongest first."""
    return _strongest(cached.spectrum(picture), count)


def _sum_of(photo: NDArray[np.generic], *, count: int) -> FloatArray:
    """Return as many waves of a photo of any size."""
    return _strongest(spectrum_of(photo), count)


def _strongest(spectrum: Spectrum, count: int) -> FloatArray:
    """Return the mean and so many of the strongest waves, added up."""
    return strongest_waves(spectrum, order_waves(spectrum), count)


def _show_builder(picture: Picture) -> int:
    """Play the picture's growth from its mean to all its waves, and return how many there are in the frame in hand."""
    film = _built(picture)
    last = len(film.frames) - 1
    frame = recall("fourier.step", default=min(_START, last), most=last)
    player, words = st.columns([3, 2], gap="medium")
    with player:
        show_player(film, frame=frame, rate=_RATE, key=_PLAYER, on_pause=_pause)
    words.caption(
        "Press play, or drag the slider. It starts with the mean alone and adds the strongest wave, then the next. "
        "A few of a hundred waves already make the picture: that is why a JPEG file is so small."
    )
    st.session_state["fourier.step.last"] = last
    return int(film.labels[frame].split()[0].replace(",", ""))


def _pause() -> None:
    """Keep the step at which the player stands."""
    default = min(_START, st.session_state["fourier.step.last"])
    remember("fourier.step", paused_frame(_PLAYER), default=default)


@st.cache_data(
    max_entries=6, ttl="1h", show_spinner="Adding the waves up, the strongest first…", hash_funcs=cached.BY_DIGEST
)
def _built(picture: Picture) -> Film:
    """Return the picture made of ever more of its strongest waves."""
    black, white = value_range(picture.image)
    spectrum = cached.spectrum(picture)
    order = order_waves(spectrum)
    counts = wave_counts(len(order.reached) - 1, _FRAMES)
    total = max(1, counts[-1])
    rows, cols = picture.image.shape[:2]
    return Film(
        title="Sum of the strongest waves",
        frames=tuple(encode_jpeg(to_bytes(strongest_waves(spectrum, order, count), black, white)) for count in counts),
        labels=tuple(f"{count:,} of {total:,} waves" for count in counts),
        notes=tuple(
            f"{count / total:.2%} of the waves, {order.reached[count]:.2%} of their energy." for count in counts
        ),
        width=cols,
        height=rows,
        alt=f"{picture.source.title}, from its strongest waves",
    )
