"""Molecules that wander by chance, playing beside the picture that diffuses by law."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

import numpy as np
import streamlit as st

from core.arrays import FloatArray
from core.diffusion.development import develop, encode_frame
from core.diffusion.molecules import chance_error, dot_size, dots, molecule_frames
from core.images import shrink, to_gray
from core.images.display import to_bytes
from core.takeaway.recipes.chance import molecules_code
from pages._parts.choices import choose
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
# The part of the pixels that a common scale holds: for the last few, both pictures would be nearly black.
_WITHIN = 0.995


@dataclass(frozen=True)
class _Race:
    """Both films, and at each frame how far apart they are and how far chance alone would put them.

    `scale` says what is white, for the molecules the number `white`.
    """

    films: tuple[Film, Film]
    errors: tuple[float, ...]
    expected: tuple[float, ...]
    scale: str
    white: float


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
        f"**{_of_white(race.errors[frame])}** (root mean square over the pixels); chance promises "
        f"{_of_white(race.expected[frame])}. It falls with the root of the number. {race.scale}"
    )
    table = np.column_stack([slow.times, race.errors, race.expected])
    small = _small_and_gray(slow)
    code = partial(
        molecules_code,
        shape=small.start.picture.image.shape,
        count=count,
        times=small.times[: frame + 1],
        seed=_SEED,
        diffusivity=small.settings.diffusivity,
        boundary=small.settings.boundary,
        white=race.white,
        dot=dot_size(count),
    )
    state_molecules(
        run.start,
        partial(_by_chance, small, count, frame),
        partial(_by_law, small, frame),
        table,
        lambda found: to_bytes(dots(found, count), 0, race.white),
        code,
    )


def _of_white(error: float) -> str:
    """Say how large an error is; few molecules hold so much salt each that it is many times white."""
    return f"{error:.2%} of white" if error < 1 else f"{error:.1f} times white"


def _by_law(run: Run, frame: int) -> FloatArray:
    """Return the frame's exact numbers; black is 0."""
    return next(islice(run.exact_frames(), frame, None))


def _by_chance(run: Run, count: int, frame: int) -> FloatArray:
    """Return the frame that the molecules make up, who wander anew: the film holds pixels only."""
    return next(islice(_wandering(run, count), frame, None))


def _wandering(run: Run, count: int) -> Iterator[FloatArray]:
    """Yield frame by frame what the molecules make up."""
    settings = run.settings
    how = {"diffusivity": settings.diffusivity, "boundary": settings.boundary}
    return molecule_frames(run.start.picture.image, run.times, count, rng=np.random.default_rng(_SEED), **how)


def _race(whole: Run, count: int, tell: Progress) -> _Race:
    """Let molecules wander and the picture diffuse over the same times."""
    run = _small_and_gray(whole)
    image, settings = run.start.picture.image, run.settings
    how = {"diffusivity": settings.diffusivity, "boundary": settings.boundary}
    span = run.start.white - run.start.black
    wandering = _wandering(run, count)
    exact = run.exact_frames()
    found_frames, errors, expected = [], [], []
    for index, (found, law) in enumerate(zip(wandering, exact, strict=True)):
        tell(index / run.frames)
        found_frames.append(dots(found, count))
        errors.append(float(np.sqrt(np.mean(np.square(found - law)))) / span)
        expected.append(chance_error(law, count) / span)
    height, width = image.shape[:2]
    title = run.start.picture.source.title
    worth = float(image.sum()) / count
    brightest = max(float(np.quantile(found, _WITHIN)) for found in found_frames)
    white = max(span, brightest) if worth < span else span
    frames = [encode_frame(to_bytes(found, 0, white), is_smooth=False) for found in found_frames]
    law_frames = develop(image, run.times, low=0, high=white, **how)
    law_film = Film("By law", tuple(law_frames), whole.labels, width, height, f"{title}, diffusing by law")
    chance = Film(
        f"By chance: {_COUNTS[str(count)]}", tuple(frames), whole.labels, width, height, f"{title}, as molecules"
    )
    return _Race((chance, law_film), tuple(errors), tuple(expected), _say_scale(worth / span, white / span), white)


def _say_scale(worth: float, white: float) -> str:
    """Say what is white; `worth` is one molecule's brightness, `white` the scale's end, as shares of the start's."""
    if worth >= 1:
        return (
            "On the left a pixel with a molecule is white, and where there are few, each is drawn wide; on the right "
            "white is the start's white."
        )
    if white == 1:
        return "Both pictures have one scale: white is the start's white."
    return (
        f"Both pictures have one scale: white is {white:.1f} times the start's, so that where molecules "
        f"meet is not cut off, but for one pixel in 200. One molecule is {worth:.0%} of the start's white."
    )


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
