"""Molecules that wander by chance, playing beside the picture that diffuses by law."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

import numpy as np
import streamlit as st

from core.arrays import FloatArray
from core.development import develop, encode_frame
from core.display import to_bytes
from core.images import decode, shrink, to_gray
from core.molecules import chance_error, dots, molecule_frames
from pages._parts.address import choose
from pages._parts.diffusion_latest import Progress, latest
from pages._parts.diffusion_run import Run, Start
from pages._parts.diffusion_settings import FRAMES, keep_frame
from pages._parts.diffusion_takeaway import state_molecules
from pages._parts.player import Film, paused_frame, show_player

__all__ = ["control", "show"]

_PLAYER = "diffusion.molecules"
_FRAMES = 60
_GAP = "\N{NARROW NO-BREAK SPACE}"
_RATE = 15.0
_SEED = 1
_COUNTS = {str(count): f"{count:,}".replace(",", _GAP) for count in (1, 30, 1_000, 10_000, 100_000)}
_SIDE = 256


@dataclass(frozen=True)
class _Race:
    """Both films, and at each frame how far apart they are and how far chance alone would put them."""

    films: tuple[Film, Film]
    errors: tuple[float, ...]
    expected: tuple[float, ...]


def control() -> int:
    """Draw the choice of how many molecules there are."""
    return int(
        choose(
            "Molecules",
            _COUNTS,
            key="diffusion.count",
            default="100000",
            draw=st.select_slider,
            help="Each hops from pixel to pixel by chance. A hundred times as many make a tenth of the noise.",
        )
    )


def show(run: Run, count: int) -> None:
    """Draw the section."""
    st.markdown(
        "Nobody tells a molecule where to go: at random moments it hops to one of its four neighbours. Many of "
        "them together do what the law says."
    )
    slow = replace(run, frames=_FRAMES)
    race = latest("molecules", (slow.name, count), lambda tell: _race(slow, count, tell), text="Letting them wander…")
    frame = round(run.settings.frame * (_FRAMES - 1) / (FRAMES - 1))
    show_player(race.films, key=_PLAYER, on_pause=_pause, frame=frame, rate=_RATE)
    st.caption(
        f"In this frame {_COUNTS[str(count)]} molecule{'s' * (count > 1)} and the law differ by "
        f"**{race.errors[frame]:.2%}** of white (root mean square over the pixels); chance promises "
        f"{race.expected[frame]:.2%}. It falls with the root of the number."
    )
    table = np.column_stack([slow.times, race.errors, race.expected])
    film = race.films[0].frames
    state_molecules(slow, partial(_by_law, slow, frame), partial(decode, film[frame]), table)


def _by_law(run: Run, frame: int) -> FloatArray:
    """Return the frame's exact numbers; black is 0."""
    return next(islice(_small_and_gray(run).exact_frames(), frame, None))


def _race(whole: Run, count: int, tell: Progress) -> _Race:
    """Let molecules wander and the picture diffuse over the same times."""
    run = _small_and_gray(whole)
    image, settings = run.start.picture.image, run.settings
    how = {"diffusivity": settings.diffusivity, "boundary": settings.boundary}
    span = run.start.white - run.start.black
    wandering = molecule_frames(image, run.times, count, rng=np.random.default_rng(_SEED), **how)
    exact = run.exact_frames()
    frames, errors, expected = [], [], []
    for index, (found, law) in enumerate(zip(wandering, exact, strict=True)):
        tell(index / run.frames)
        frames.append(encode_frame(to_bytes(dots(found, count), 0, span), is_smooth=False))
        errors.append(float(np.sqrt(np.mean(np.square(found - law)))) / span)
        expected.append(chance_error(law, count) / span)
    height, width = image.shape[:2]
    title = run.start.picture.source.title
    law_frames = develop(image, run.times, low=0, high=span, **how)
    law_film = Film("By law", tuple(law_frames), whole.labels, width, height, f"{title}, diffusing by law")
    chance = Film(
        f"By chance: {_COUNTS[str(count)]}", tuple(frames), whole.labels, width, height, f"{title}, as molecules"
    )
    return _Race((chance, law_film), tuple(errors), tuple(expected))


def _small_and_gray(run: Run) -> Run:
    """Return the run in one channel from 0 on, as a molecule has no colour, and in pixels that hold several each."""
    start, settings = run.start, run.settings
    gray = shrink(np.maximum(to_gray(start.picture.image) - start.black, 0), _SIDE)
    scale = max(gray.shape) / max(start.picture.image.shape[:2])
    small = Start(start.kind, replace(start.picture, image=gray), 0.0, start.white - start.black)
    return replace(
        run, start=small, settings=replace(settings, spread=settings.spread * scale, pixel=settings.pixel / scale)
    )


def _pause() -> None:
    """Keep the frame, counted as in the other sections."""
    keep_frame(round(paused_frame(_PLAYER) * (FRAMES - 1) / (_FRAMES - 1)))
