"""State what each section of the kernel page made, so that it can be taken away beside the main result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from core.arrays import FloatArray
from core.images.display import sequential, to_bytes, value_range
from core.images.rendering import automatic_view, render
from core.kernels.number_grid import Worked
from core.takeaway.recipes.kernel import kernel_code
from core.takeaway.recipes.numbers import grid_code, response_code
from core.takeaway.recipes.picture import Given
from pages._parts.kernel_cached import apply
from pages._parts.kernel_settings import Settings
from pages._parts.outcome import Made, Outcome, figures, state
from pages._parts.pictures import Picture

__all__ = ["state_grid", "state_kernel", "state_response", "state_walk"]

_NO_PICTURE = (
    "These are numbers without a picture: they are offered as tables and arrays, with the code that makes them."
)


def state_kernel(
    name: str,
    picture: Picture,
    settings: Settings,
    kernel: NDArray[np.float64],
    *,
    limit: float,
    arrays: dict[str, NDArray[np.generic]] | None = None,
    pictures: dict[str, NDArray[np.uint8]] | None = None,
) -> None:
    """State what another kernel than the page's own makes of the picture, laid as the settings say."""
    way = replace(settings, kernel=kernel, is_pair=False)
    view = automatic_view(kernel)
    black, white = value_range(picture.image)
    is_gray = settings.channels == "gray"

    def develop(channel: NDArray[np.generic], scale: float) -> FloatArray:
        return apply(channel, way)

    def show(values: FloatArray) -> NDArray[np.uint8]:
        return render(values, view=view, black=black, white=white, limit=limit).pixels

    code = partial(
        kernel_code,
        kernel=kernel,
        is_turned=way.is_turned,
        padding=way.padding,
        view=view,
        limit=limit,
        is_gray=is_gray,
    )
    all_arrays = {"kernel": kernel, **(arrays or {})}
    state(Outcome("kernel", picture, develop, show, is_gray, all_arrays, code, name=name, pictures=pictures or {}))


def state_response(picture: Picture, kernel: NDArray[np.float64], response: NDArray[np.float64]) -> None:
    """State how the kernel answers to waves."""
    state(
        figures(
            "kernel",
            picture,
            response,
            name="Answer to waves",
            show=lambda values: sequential(values, 0.0, float(response.max()) or 1.0),
            arrays={"kernel": kernel},
            code=lambda _: response_code(kernel, side=response.shape[0]),
            small="It has a number for each wave, and is the same for a photo of any size.",
            alone="The answer to waves is the kernel's own: it is the same for every photo. The main result, under "
            "“Of”, goes through many.",
        )
    )


def state_grid(
    name: str,
    picture: Picture,
    worked: Worked,
    grid: NDArray[np.float64],
    kernel: NDArray[np.float64],
    *,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    is_turned: bool = False,
) -> None:
    """State a convolution worked out number by number."""
    how = {"stride": stride, "padding": padding, "dilation": dilation}
    state(
        figures(
            "kernel",
            picture,
            worked.result,
            name=name,
            show=lambda values: to_bytes(values, float(values.min()), float(values.max()) + 1e-9),
            arrays={"grid": grid, "kernel": kernel},
            code=lambda _: grid_code(grid, kernel, **how, is_turned=is_turned),
            lacks=_NO_PICTURE,
            alone="These few numbers were typed or cut out of one photo: there is nothing to apply to many. The main "
            "result, under “Of”, goes through many photos.",
        )
    )


def state_walk(
    picture: Picture,
    mean: Made,
    exact: FloatArray,
    table: NDArray[np.float64],
    code: Callable[[Given], str],
) -> None:
    """State what the walkers report: their mean so far, the convolution that they approach, and their errors."""
    black, white = value_range(picture.image)
    state(
        figures(
            "kernel",
            picture,
            mean,
            name="Mean of random walkers",
            show=lambda values: to_bytes(values, black, white),
            arrays={"the convolution": exact, "walkers, error, expected": table},
            pictures={"The convolution": lambda: to_bytes(exact, black, white)},
            code=code,
            small="Each pixel sends out walkers of its own, so there are at most 256 pixels on a side.",
            alone="Walkers draw lots anew at every pixel, so they are let loose on one photo at a time. What they come "
            "near to on average, the propagator's result, goes through many photos from “Propagator”.",
        )
    )
