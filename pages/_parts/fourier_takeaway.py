"""State what each section of the Fourier page made, so that it can be taken away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from core.arrays import FloatArray
from core.images.display import cyclic, diverging, sequential, to_bytes, value_range
from core.images.rendering import Rendering, automatic_view, render
from core.spectrum.phase import swap_phases
from core.spectrum.views import SpectrumView, signed_log
from core.takeaway.recipes.fourier_sections import spectrum_code, strongest_code, swap_code, theorem_code, turned_code
from pages._parts.outcome import Made, figures, made, signed, state
from pages._parts.pictures import Picture, original

__all__ = ["state_spectrum", "state_sum", "state_swap", "state_theorem", "state_turned"]

OfPhoto = Callable[[NDArray[np.generic]], FloatArray]


def state_spectrum(
    picture: Picture,
    values: NDArray[np.float64],
    view: SpectrumView,
    edges: str,
    image: FloatArray,
    of_photo: OfPhoto,
) -> None:
    """State a view of the spectrum, made of the image with its edges treated."""

    def show(numbers: FloatArray) -> NDArray[np.uint8]:
        if view == "phase":
            return cyclic(numbers)
        if view in ("real", "imaginary"):
            return diverging(signed_log(numbers), float(np.log1p(np.abs(numbers).max())) or 1.0)
        return sequential(numbers, 0.0, float(numbers.max()))

    code = partial(spectrum_code, view=view, edges=edges)
    arrays = {} if edges == "none" else {"picture with its edges treated": image}
    state(
        figures("fourier", picture, values, name="The spectrum", show=show, arrays=arrays, code=code, of_photo=of_photo)
    )


def state_sum(picture: Picture, total: Made, count: int, wave: Made, of_photo: OfPhoto) -> None:
    """State the sum of the strongest waves, and the one wave that is shown alone."""
    black, white = value_range(picture.image)

    def alone() -> NDArray[np.uint8]:
        limit = float(np.abs(made(wave)).max()) or 1.0
        return to_bytes(made(wave), -limit, limit)

    state(
        figures(
            "fourier",
            picture,
            total,
            name="Sum of the strongest waves",
            show=lambda values: to_bytes(values, black, white),
            arrays={"one wave alone": wave},
            pictures={"One wave alone": alone},
            code=partial(strongest_code, count=count),
            of_photo=of_photo,
        )
    )


def state_theorem(
    picture: Picture,
    kernel: NDArray[np.float64],
    slid: NDArray[np.float64],
    multiplied: NDArray[np.float64],
    passed: Made,
    first: Rendering,
    of_photo: OfPhoto,
    *,
    is_padded: bool,
) -> None:
    """State both sides of the theorem and their difference; `first` is how the kernel slid is shown."""
    black, white = value_range(picture.image)
    view = automatic_view(kernel)
    difference = multiplied - slid
    state(
        figures(
            "fourier",
            picture,
            multiplied,
            name="Both sides of the theorem",
            show=lambda values: render(values, view=view, black=black, white=white, limit=first.limit).pixels,
            arrays={
                "kernel": kernel,
                "kernel slid over the picture": slid,
                "difference": difference,
                "the kernel's spectrum": passed,
            },
            pictures={"Kernel slid over the picture": first.pixels, "Difference": lambda: signed(difference)},
            code=partial(theorem_code, kernel=kernel, is_padded=is_padded, view=view, limit=first.limit or 1.0),
            of_photo=of_photo,
        )
    )


def state_turned(
    picture: Picture,
    image: FloatArray,
    spectrum: FloatArray,
    angle: int,
    direction: tuple[float, float],
    of_photo: OfPhoto,
) -> None:
    """State the turned picture, its spectrum, and the direction read off it."""
    black, white = value_range(picture.image)
    state(
        figures(
            "fourier",
            picture,
            spectrum,
            name="The turned picture's spectrum",
            show=lambda values: sequential(values, 0.0, float(values.max())),
            arrays={"turned picture": image, "direction in degrees, strength": np.array(direction)},
            pictures={"Picture, turned": lambda: to_bytes(image, black, white)},
            code=partial(turned_code, degrees=angle),
            of_photo=of_photo,
        )
    )


def state_swap(
    picture: Picture,
    second: FloatArray,
    of_first: FloatArray,
    of_second: FloatArray,
    second_for: OfPhoto,
) -> None:
    """State both mixtures: `of_first` has the phases of the picture, `of_second` those of the other.

    `second_for` returns the other picture in the shape of a photo, in the range of the picture.
    """
    black, white = value_range(picture.image)

    def of_photo(photo: NDArray[np.generic]) -> FloatArray:
        other = second_for(photo)
        if photo.ndim == 2:
            return swap_phases(photo, other)[1]
        # One after another, as all spectra of a large photo do not fit into a small host's memory.
        return np.stack([swap_phases(photo[..., each], other[..., each])[1] for each in range(photo.shape[2])], axis=-1)

    def whole_second() -> FloatArray:
        return second_for(original(picture.source)) if mixed.is_code_full else second

    mixed = figures(
        "fourier",
        picture,
        of_first,
        name="Magnitudes of 2, phases of 1",
        show=lambda values: to_bytes(values, black, white),
        arrays={"magnitudes of 1, phases of 2": of_second, "second": second},
        pictures={
            "Magnitudes of 1, phases of 2": lambda: to_bytes(of_second, black, white),
            "Second picture": lambda: to_bytes(second, black, white),
        },
        code=swap_code,
        files={"second": whole_second},
        of_photo=of_photo,
    )
    state(mixed)
