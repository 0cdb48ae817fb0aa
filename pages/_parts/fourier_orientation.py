"""Turn the picture, and read off its spectrum which way its lines run."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import samples
from core.arrays import FloatArray
from core.images.display import sequential, to_bytes, value_range
from core.spectrum import log_magnitude
from core.spectrum.orientation import Directions, directions, turn
from pages._parts.curves import Curve, show_curves
from pages._parts.fourier_cached import BY_DIGEST
from pages._parts.fourier_takeaway import state_turned
from pages._parts.layout import errors_shown
from pages._parts.panel import Arrow, Panel, Path, Scale, show_panels
from pages._parts.pictures import Picture
from pages._parts.sliders import slider

__all__ = ["show"]

_FIRST = 37
_FAINT = 0.1
_CLEAR = ("brick", "rocket", "clock_motion")
_CHOSEN = "fourier.clear"


@dataclass(frozen=True)
class Turned:
    """A turned picture, its spectrum, and the directions of its lines."""

    image: FloatArray
    spectrum: FloatArray
    lines: Directions


def show(picture: Picture, pictures: DeltaGenerator, controls: DeltaGenerator) -> None:
    """Draw the section."""
    with controls:
        angle = slider(
            "Turn the picture by (degrees)",
            -180,
            180,
            _FIRST,
            help="Counter-clockwise. Its middle disc is turned, so that the corners are not seen as lines.",
            key="fourier.turn",
        )
        st.caption("Lines gather their waves on a ray across them. Turn the picture, and the ray turns with it.")
    with pictures, errors_shown():
        turned, upright = _turned(picture, angle), _turned(picture, 0)
        if turned.lines.strength < _FAINT:
            _offer_clear_directions()
        _show_pictures(picture, turned)
        _show_numbers(angle, turned.lines, upright.lines)
        _show_energy(turned.lines, upright.lines)
        direction = (turned.lines.dominant, turned.lines.strength)
        state_turned(
            picture,
            turned.image,
            turned.spectrum,
            angle,
            direction,
            lambda photo: log_magnitude(turn(photo, angle)),
        )


def _offer_clear_directions() -> None:
    """Say that the picture has no clear direction, and offer some that have, at one press."""
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    row.markdown(
        "This picture has hardly any direction of its own, so the needle may jump between faint ones. Try another:",
        width="content",
    )
    for name in _CLEAR:
        row.button(samples.SAMPLES[name].title, key=f"fourier.clear.{name}", on_click=_choose, args=(name,))
    if st.session_state.pop(_CHOSEN, False):
        # The picker is no part of this section, which alone would be drawn again.
        st.rerun()


def _choose(name: str) -> None:
    """Let a sample be the picture."""
    st.session_state["picture"] = name
    st.session_state[_CHOSEN] = True


def _show_pictures(picture: Picture, turned: Turned) -> None:
    """Show the turned picture with the needle, and its spectrum with the ray."""
    black, white = value_range(picture.image)
    side = turned.image.shape[0]
    lines = turned.lines
    has_needle = lines.strength > 0
    largest = float(turned.spectrum.max())
    x, y = 0.46 * side * cos(radians(lines.dominant)), -0.46 * side * sin(radians(lines.dominant))
    middle = side / 2
    # The spectrum's ray stands across the lines.
    ray = Path(((side // 2 + 0.5 + y, side // 2 + 0.5 - x), (side // 2 + 0.5 - y, side // 2 + 0.5 + x)))
    show_panels(
        [
            Panel(
                "Picture, turned",
                to_bytes(turned.image, black, white),
                turned.image,
                alt=f"{picture.source.title}, turned",
                marks=(Arrow(middle - x, middle - y, middle + x, middle + y),) if has_needle else (),
            ),
            Panel(
                "Its spectrum",
                sequential(turned.spectrum, 0.0, largest),
                turned.spectrum,
                Scale("sequential", 0.0, largest, "log(1 + magnitude)"),
                alt="Spectrum of the turned picture",
                marks=(ray,) if has_needle else (),
                spectrum=True,
            ),
        ],
        key="fourier.orientation",
    )


def _show_numbers(angle: int, turned: Directions, upright: Directions) -> None:
    """Show the direction read off the spectrum beside what the turn should have made of it."""
    row = st.container(horizontal=True, gap="medium")
    row.metric(
        "Lines run at",
        f"{turned.dominant:.1f}°" if turned.strength > 0 else "no direction",
        help="Read off the spectrum: counter-clockwise from level, 90° is upright. A line has no front, so 180° is 0°. "
        "Of a wave, Waves gives the direction in which it travels: that is across its lines, 90° from this one.",
    )
    row.metric(
        "Strength",
        f"{turned.strength:.2f}",
        help="0: waves of all directions are equally strong; 1: all run one way.",
    )
    row.metric(
        "Before the turn, plus the turn",
        f"{(upright.dominant + angle) % 180:.1f}°" if min(upright.strength, turned.strength) > 0 else "no direction",
        help="Where the direction of the upright picture should have gone.",
    )


def _show_energy(turned: Directions, upright: Directions) -> None:
    """Draw how much energy the edges of each direction have, before the turn and after it."""
    curves = [Curve("upright", 200 * upright.share, "faint"), Curve("turned", 200 * turned.share, "main")]
    show_curves(
        turned.degrees, curves, across="direction of the lines in degrees", up="energy of edges, % a degree", height=240
    )


@st.cache_resource(max_entries=16, ttl="1h", show_spinner=False, hash_funcs=BY_DIGEST)
def _turned(picture: Picture, angle: int) -> Turned:
    """Return the picture turned by whole degrees, and what its spectrum says."""
    image = turn(picture.image, angle)
    return Turned(image, log_magnitude(image), directions(image))
