"""What a page's experiment makes of a picture, stated once for every way to take it away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.arrays import FloatArray
from core.images import to_gray
from core.images.display import diverging
from core.takeaway.line_plot import LinePlot
from core.takeaway.recipes.picture import Given
from pages._parts.pictures import SHOWN, WORKING_SIDE, Picture

__all__ = [
    "Applied",
    "Made",
    "Outcome",
    "Product",
    "Report",
    "Show",
    "channels_of",
    "figures",
    "forget",
    "is_at_screen",
    "made",
    "numbers_of",
    "recall",
    "recall_plots",
    "scale_of",
    "signed",
    "state",
    "state_plot",
]

_KEY = "outcome"
# Whole spectra of larger photos, in double precision, would not fit into a small host's memory.
_MOST_PIXELS = 6_500_000
# Fifty results of larger photos would not fit either.
_LONGEST_SIDE = 1_600
_TOO_LARGE = "To spare memory: of photos up to 6.5 megapixels it is made at full size."
_PLOTS = "outcome.plots"
Develop = Callable[[NDArray[np.generic], float], FloatArray]
Show = Callable[[FloatArray], NDArray[np.uint8]]
Report = Callable[[float, str], None]
# An array, or what makes it when it is wanted: a rerun of the page shall not wait for what nobody takes away.
Made = NDArray[Any] | Callable[[], NDArray[Any]]


@dataclass(frozen=True)
class Product:
    """A file that the experiment makes of the original photo.

    What it is called, what it is good for, how its name ends, and how it is made: `make` reports the share that is
    done and a note, and lets pass what that raises.
    """

    title: str
    note: str
    suffix: str
    make: Callable[[Report], bytes]


@dataclass(frozen=True)
class Applied:
    """What the experiment makes of one photo of many.

    `pixels` stand on the contact sheet; `files` by the end of their name go into the archive; `rows` into the
    table of all photos.
    """

    pixels: NDArray[np.uint8]
    files: Mapping[str, bytes]
    rows: Sequence[Mapping[str, object]] = ()


@dataclass(frozen=True)
class Outcome:
    """The experiment on screen.

    `develop` takes one channel (M, N) of a picture of any size, and its working size over that size, and returns
    the result's numbers (M, N). `show` maps numbers, (M, N) or (M, N, 3), to pixels as the page does; with
    `is_gray` both work on the gray value. Where the result is not made channel by channel, `whole` returns its numbers
    for the picture on screen, and `develop` is not called; `products` are then what is made of the original, or
    `of_photo` returns the numbers of a picture of any size, of the original's if `is_code_full`; and `each` makes what
    it comes to for one photo of many, scaled by a factor; each of many is at most `longest_side` pixels long.
    `arrays` are further numbers by name; `code` writes the Python that does the same to a picture, at the photo's
    full size if `is_code_full`, else at that on screen, and reads the arrays in `files`. `ends` are the numbers
    shown black and white, unless they are those of the picture's type. `name` says which of a page's results it is,
    where there are several; `pictures` are further pictures by name, as on screen. Where the result is no picture,
    `lacks` says so; `remark` says what else is not offered, and why; `small` says why it is not made at the photo's
    size, and `alone` why not of many photos.
    """

    page: str
    picture: Picture
    develop: Develop
    show: Show
    is_gray: bool = False
    arrays: Mapping[str, Made] = field(default_factory=dict)
    code: Callable[[Given], str] | None = None
    is_code_full: bool = True
    files: Mapping[str, Made] = field(default_factory=dict)
    ends: tuple[float, float] | None = None
    whole: Callable[[], FloatArray] | None = None
    of_photo: Callable[[NDArray[np.generic]], FloatArray] | None = None
    products: Mapping[str, Product] = field(default_factory=dict)
    each: Callable[[NDArray[np.generic], float, Report], Applied] | None = None
    longest_side: int = _LONGEST_SIDE
    name: str = ""
    pictures: Mapping[str, Made] = field(default_factory=dict)
    lacks: str = ""
    remark: str = ""
    small: str = ""
    alone: str = ""


def state(outcome: Outcome) -> None:
    """Make the outcome one that can be taken away; a page calls this where it shows its result."""
    st.session_state.setdefault(_KEY, {})[outcome.name] = outcome


def state_plot(plot: LinePlot) -> None:
    """Make a plot one that can be taken away; a page calls this where it draws it."""
    st.session_state.setdefault(_PLOTS, {})[plot.title] = plot


def recall_plots() -> list[LinePlot]:
    """Return the plots that the page on screen has drawn."""
    return list(st.session_state.get(_PLOTS, {}).values())


def forget() -> None:
    """Hold no outcome, picture or plot any longer; a page that states none has nothing to take away."""
    st.session_state.pop(_KEY, None)
    st.session_state.pop(_PLOTS, None)
    st.session_state.pop(SHOWN, None)


def recall() -> list[Outcome]:
    """Return the outcomes that the page on screen has stated, the last one first."""
    return list(reversed(st.session_state.get(_KEY, {}).values()))


def figures(page: str, picture: Picture, result: Made, **more: Any) -> Outcome:
    """Return an outcome whose result is not made channel by channel; `more` as for `Outcome`, `show` among it.

    It is made at the size on screen only if `small` says why, unless there is `of_photo`, or where the photo is too
    large for that.
    """
    if picture.full_shape[0] * picture.full_shape[1] > _MOST_PIXELS and more.get("of_photo"):
        more["small"] = more.get("small") or _TOO_LARGE
    is_full = more.get("of_photo") is not None and not more.get("small")
    return Outcome(
        page, picture, lambda channel, scale: channel, whole=lambda: made(result), is_code_full=is_full, **more
    )


def is_at_screen(outcome: Outcome) -> bool:
    """Return whether the result is made at the size on screen only."""
    return outcome.whole is not None and not outcome.products and not outcome.is_code_full


def made(array: Made) -> NDArray[Any]:
    """Return the array, made now if it is not yet."""
    return array() if callable(array) else array


def signed(values: NDArray[Any]) -> NDArray[np.uint8]:
    """Return (M, N) numbers in blue and red up to their largest magnitude."""
    return diverging(values, float(np.abs(values).max()) or 1.0)


def scale_of(image: NDArray[np.generic]) -> float:
    """Return the working size of a picture over its size."""
    return min(1.0, WORKING_SIDE / max(image.shape[:2]))


def channels_of(outcome: Outcome, image: NDArray[np.generic]) -> list[NDArray[np.generic]]:
    """Return the planes that the experiment works on, one after another."""
    if outcome.is_gray or image.ndim == 2:
        return [to_gray(image) if image.ndim == 3 else image]
    return [np.ascontiguousarray(image[..., channel]) for channel in range(image.shape[2])]


def numbers_of(outcome: Outcome, image: NDArray[np.generic], scale: float) -> FloatArray:
    """Return the result's numbers for a picture, (M, N) or (M, N, 3)."""
    if outcome.whole is not None:
        return outcome.whole()
    planes = [outcome.develop(channel, scale) for channel in channels_of(outcome, image)]
    result: FloatArray = planes[0] if len(planes) == 1 else np.stack(planes, axis=-1)
    return result
