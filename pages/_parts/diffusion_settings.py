"""What the diffusion page's controls say: the start of the run, how far, how fast and between what edges it goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.diffusion import Boundary
from pages._parts.address import recall, remember
from pages._parts.choices import choose
from pages._parts.sliders import bring_within, slider

__all__ = ["FRAMES", "Medium", "Settings", "control_run", "keep_frame"]

FRAMES = 240
# In mm.
_PIXEL = (0.001, 1000.0)
_MOVING = "diffusion.moving"

_BOUNDARIES: dict[Boundary, str] = {
    "neumann": "Sealed: nothing leaves",
    "periodic": "Periodic: left meets right",
    "dirichlet": "Held at one brightness",
}


@dataclass(frozen=True)
class Medium:
    """What spreads in what, and its diffusivity in mm² a second."""

    label: str
    diffusivity: float


_MEDIA = {
    "unit": Medium("Plain numbers: D = 1", 1.0),
    "salt": Medium("Salt in still water", 1.6e-3),
    "sugar": Medium("Sugar in still water", 5.2e-4),
    "scent": Medium("Scent in still air", 12.0),
    "water": Medium("Heat in still water", 0.143),
    "glass": Medium("Heat in glass", 0.34),
    "copper": Medium("Heat in copper", 115.0),
}


@dataclass(frozen=True)
class Settings:
    """What the controls say.

    `spread` is sigma in pixels at the end, along the faster axis; `held` the brightness at the edge in percent;
    `along` the diffusivity's factors along x and y; `pixel` a pixel's side in mm; `frame` where the film stands.
    """

    spread: float = 24
    boundary: Boundary = "neumann"
    held: int = 0
    medium: str = "unit"
    pixel: float = 1.0
    along: tuple[float, float] = (1.0, 1.0)
    frame: int = 0

    @property
    def diffusivity(self) -> tuple[float, float]:
        """D along x and y in pixels² a second."""
        base = _MEDIA[self.medium].diffusivity / self.pixel**2
        return base * self.along[0], base * self.along[1]


def control_run() -> Settings:
    """Draw the controls of a run and return what they say."""
    default = Settings()
    spread = _slide(
        "Spread at the end (σ in pixels)",
        (2, 96, int(default.spread), 1),
        key="spread",
        help="When the film ends, a point has become a blot of this σ (along x or y, whichever is faster): "
        "σ = √(2Dt), so four times the time for twice the spread.",
    )
    boundary = choose("Edge of the picture", _BOUNDARIES, key="diffusion.boundary", default=default.boundary)
    held = default.held
    if boundary == "dirichlet":
        held = _slide("Brightness at the edge (%)", (0, 100, default.held, 1), key="held", help="0 black, 100 white.")
    with st.expander("Speed and units", icon=":material/speed:"):
        medium, pixel, along = _control_speed(default)
    along = _moving(along, default.along)
    frame = recall("diffusion.frame", default=default.frame, most=FRAMES - 1)
    return Settings(spread, boundary, held, medium, pixel, along, frame)


def keep_frame(frame: int) -> None:
    """Keep the frame at which the player stands."""
    remember("diffusion.frame", frame, default=Settings().frame)


def _control_speed(default: Settings) -> tuple[str, float, tuple[float, float]]:
    """Draw what sets the clock; return medium, pixel in mm, and the factors along x and y."""
    labels = {name: medium.label for name, medium in _MEDIA.items()}
    medium = choose("What spreads", labels, key="diffusion.medium", default=default.medium)
    st.caption(f"D = {_MEDIA[medium].diffusivity:g} mm²/s at room temperature." if medium != "unit" else "D = 1 mm²/s.")
    bring_within("diffusion.pixel", *_PIXEL, default.pixel)
    # Streamlit keeps a number beyond a field's own ends to itself; here it is answered.
    pixel: float = st.number_input(
        "A pixel is so wide (mm)",
        value=default.pixel,
        step=0.1,
        format="%g",
        key="diffusion.pixel",
        bind="query-params",
        persist_state="session",
        help="It sets the clock only: twice the width, four times the time.",
    )
    if not _PIXEL[0] <= pixel <= _PIXEL[1]:
        pixel = min(max(pixel, _PIXEL[0]), _PIXEL[1])
        st.warning(f"A pixel is {_PIXEL[0]:g} to {_PIXEL[1]:g} mm wide; reckoned with {pixel:g} mm.")
    along_x = _slide("Along x (× D)", (0.0, 2.0, 1.0, 0.05), key="along_x", help="How fast it spreads sideways.")
    along_y = _slide("Along y (× D)", (0.0, 2.0, 1.0, 0.05), key="along_y", help="How fast it spreads up and down.")
    return medium, pixel, (along_x, along_y)


def _moving(along: tuple[float, float], default: tuple[float, float]) -> tuple[float, float]:
    """Return the factors along x and y; where nothing would spread, say so and return the last ones that did."""
    last: tuple[float, float] = st.session_state.get(_MOVING, default)
    if max(along) == 0:
        st.error(
            "Along x and along y both 0: nothing would spread. Raise one of them; until then this is the run with "
            f"{last[0]:g} × {last[1]:g}.",
            icon=":material/error:",
        )
        return last
    st.session_state[_MOVING] = along
    return along


def _slide(label: str, span: tuple[float, float, float, float], *, key: str, help: str) -> Any:
    """Draw a slider of (least, most, first, step) bound to the address."""
    least, most, first, step = span
    return slider(
        label,
        least,
        most,
        first,
        step,
        help=help,
        key=f"diffusion.{key}",
    )
