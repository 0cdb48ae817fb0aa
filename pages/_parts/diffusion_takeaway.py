"""State what each section of the diffusion page made, so that it can be taken away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.arrays import FloatArray, as_image
from core.convolution import convolve
from core.diffusion.anisotropic import Conductance, perona_malik
from core.diffusion.propagator import convolve_once
from core.images import shrink, to_gray
from core.images.display import sequential, to_bytes
from core.kernels import softmax
from core.takeaway.recipes.diffusion_sections import edges_code, iterated_code, line_code, once_code
from core.takeaway.recipes.picture import Given
from pages._parts.diffusion_cached import propagator_for
from pages._parts.diffusion_run import Run, Start
from pages._parts.outcome import Made, Outcome, Show, figures, made, scale_of, signed, state

__all__ = ["state_edges", "state_iterate", "state_line", "state_molecules", "state_once", "state_walls"]


# Photo and what continues it beyond its rim, in pixels.
_MOST_PADDED = 12_000_000
_TOO_WIDE = "To spare memory: so wide a propagator reaches too far beyond so large a photo."

_TOO_SLOW = (
    "It is made step by step at {side} pixels, as on screen: ten times the size takes ten thousand times as long."
)


def state_once(
    run: Run, frame: int, kind: str, kernel: NDArray[np.float64], exact: FloatArray, once: FloatArray
) -> None:
    """State one convolution with the propagator, and what is left between it and the exact frame."""
    start, settings, time = run.start, run.settings, run.times[frame]
    difference = once - exact
    side, beyond = max(start.picture.image.shape[:2]), max(kernel.shape) - 1

    def of_photo(photo: NDArray[np.generic]) -> FloatArray:
        wider = propagator_for(time / scale_of(photo) ** 2, settings.diffusivity, kind)
        return convolve_once(photo, wider, boundary=settings.boundary, held=run.held)

    def code(given: Given) -> str:
        return once_code(
            given,
            time * (max(given.shape[:2]) / side) ** 2,
            diffusivity=settings.diffusivity,
            boundary=settings.boundary,
            held=run.held,
            is_gaussian=kind == "gaussian",
        )

    is_wide = (side + beyond) ** 2 > _MOST_PADDED * start.picture.scale**2
    state(
        _figures(
            start,
            once,
            name="One convolution with the propagator",
            arrays={"kernel": kernel, "exact frame": exact, "difference": difference},
            pictures={
                "Propagator": lambda: sequential(kernel, 0, float(kernel.max())),
                "Exact frame": lambda: to_bytes(exact, start.black, start.white),
                "Difference": lambda: signed(to_gray(difference)),
            },
            code=code,
            of_photo=of_photo,
            small=_TOO_WIDE if is_wide else "",
        )
    )


def state_line(
    run: Run,
    line: tuple[tuple[float, float], tuple[float, float]],
    rows: NDArray[np.float64],
    times: list[float],
    curves: NDArray[np.float64],
    count: int,
) -> None:
    """State the profile along a line over time, and the curves that are drawn of it."""
    start, settings = run.start, run.settings
    state(
        _figures(
            start,
            rows,
            name="The line over time",
            arrays={"distance, start, now, end" + ", formula" * (count > 3): curves},
            code=partial(
                line_code,
                times=times,
                line=line,
                diffusivity=settings.diffusivity,
                boundary=settings.boundary,
                held=run.held,
            ),
            small="It follows one line of the picture on screen.",
            alone="The line is laid over this one picture, so there is nothing to apply to many. The frame itself goes "
            "through many photos from “Watch”.",
        )
    )


def state_iterate(start: Start, kernel: NDArray[np.float64], steps: int, density: Made) -> None:
    """State the picture after so many steps by the kernel's softmax, and what a drop has become."""
    density_once = softmax(kernel)

    def develop(channel: NDArray[np.generic], scale: float) -> FloatArray:
        spread: Any = channel
        for _ in range(steps):
            spread = convolve(spread, density_once)
        return as_image(spread)

    state(
        Outcome(
            "diffusion",
            start.picture,
            develop,
            lambda values: to_bytes(values, start.black, start.white),
            name="The softmax, applied again and again",
            ends=(start.black, start.white),
            arrays={"kernel": kernel, "a drop after it": density},
            pictures={"A drop after it": lambda: sequential(made(density), 0, float(made(density).max()))},
            code=partial(iterated_code, kernel=kernel, steps=steps),
        )
    )


def state_molecules(
    start: Start, found: Made, law: Made, table: NDArray[np.float64], show: Show, code: Callable[[Given], str]
) -> None:
    """State the frame's molecules, the frame by law, and how far both are apart at every frame."""
    state(
        figures(
            "diffusion",
            start.picture,
            found,
            name="Molecules",
            show=show,
            ends=(start.black, start.white),
            arrays={"by law": law, "time, difference, expected": table},
            pictures={"By law": lambda: to_bytes(made(law), 0.0, start.white - start.black)},
            code=code,
            small="It counts the molecules that are let loose on screen, at most 256 pixels on a side.",
            alone="Molecules wander by chance on one picture at a time. What they follow on average, the frame by law, "
            "goes through many photos from “Watch”.",
        )
    )


def state_edges(
    start: Start, side: int, result: Made, plain: Made, time: float, *, contrast: float, law: Conductance
) -> None:
    """State the frame whose edges are kept, and the same time of plain diffusion, of a picture of at most `side`."""

    def of_photo(photo: NDArray[np.generic]) -> FloatArray:
        return next(iter(perona_malik(shrink(photo, side), [time], contrast=contrast, law=law)))

    state(
        _figures(
            start,
            result,
            name="Edges kept",
            arrays={"plain diffusion": plain},
            pictures={"Plain diffusion": lambda: to_bytes(made(plain), start.black, start.white)},
            code=partial(
                edges_code, shape=shrink(start.picture.image, side).shape, time=time, contrast=contrast, law=law
            ),
            of_photo=of_photo,
            longest_side=side,
            small=_TOO_SLOW.format(side=side) if max(start.picture.full_shape) > side else "",
        )
    )


def state_walls(start: Start, salt: FloatArray, walls: NDArray[np.bool_], solution: FloatArray | None) -> None:
    """State the tank: the exact solution where there is one, else the salt it starts with; and the walls."""
    result = salt if solution is None else solution
    state(
        _figures(
            start,
            result,
            name="The tank's exact solution" if solution is not None else "The tank's start and walls",
            arrays={"walls": walls.astype(np.uint8), "salt at the start": salt},
            remark="The tank runs in your browser and its stirred salt stays there; what it starts with, its walls "
            "and, where it is shown, the exact solution are offered. There is no code: walls and stirring are drawn by "
            "hand, and no few lines draw them again.",
            pictures={"Walls": lambda: np.where(walls, 0, 255).astype(np.uint8)},
            small="The tank is stirred at the size on screen.",
            alone="Walls and stirring are drawn by hand over one picture, so they are not applied to many. Spreading "
            "without them goes through many photos from “Watch”.",
        )
    )


def _figures(start: Start, result: Made, **more: Any) -> Outcome:
    """Return an outcome shown in the range of what the page starts from; `more` as for `figures`."""
    ends = (start.black, start.white)
    return figures("diffusion", start.picture, result, show=lambda values: to_bytes(values, *ends), ends=ends, **more)
