"""Order the named kernels by what they do, and say which parameters they take and how far those go."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.kernels import KERNELS, describe

__all__ = [
    "GROUPS",
    "PAIRS",
    "PARAMETERS",
    "Parameter",
    "defaults",
    "explain",
    "fitting_size",
    "group_of",
    "make",
    "name_of",
    "title",
]

PAIRS = {"sobel_magnitude": "sobel_x", "scharr_magnitude": "scharr_x", "prewitt_magnitude": "prewitt_x"}
"""Operations of two kernels, the named one and itself turned by 90 degrees: see `core.kernels.gradients.magnitude`."""

GROUPS: dict[str, tuple[str, ...]] = {
    "Blur": ("box", "gaussian", "disc", "motion_blur"),
    "Sharpen": ("sharpen", "unsharp"),
    "Edges": (
        *("sobel_x", "sobel_y", "scharr_x", "scharr_y", "prewitt_x", "prewitt_y"),
        *("sobel_magnitude", "scharr_magnitude", "prewitt_magnitude", "laplacian"),
    ),
    "Details": ("laplacian_of_gaussian", "difference_of_gaussians", "gabor"),
    "Other": ("identity", "emboss", "article"),
}

_TITLES = {
    "disc": "Disc (out of focus)",
    "laplacian_of_gaussian": "Laplacian of Gaussian (LoG)",
    "difference_of_gaussians": "Difference of Gaussians (DoG)",
    "sobel_magnitude": "Gradient magnitude (Sobel)",
    "scharr_magnitude": "Gradient magnitude (Scharr)",
    "prewitt_magnitude": "Gradient magnitude (Prewitt)",
    "unsharp": "Unsharp mask",
    "article": "Worked example 0 1 2",
}


@dataclass(frozen=True)
class Parameter:
    """A number that a factory takes: what it is called, and the values worth choosing, from lowest to highest.

    Steps grow where the values are large, because there a small step changes next to nothing.
    """

    label: str
    values: tuple[float, ...]

    @property
    def low(self) -> float:
        """The lowest value that `make` takes."""
        return self.values[0]

    @property
    def high(self) -> float:
        """The highest value that `make` takes."""
        return self.values[-1]


def _steps(low: float, *stretches: tuple[float, float]) -> tuple[float, ...]:
    """Return values from `low` on, in stretches of (up to where, in which step)."""
    values = [low]
    for high, step in stretches:
        start = values[-1]
        values += [round(start + step * index, 3) for index in range(1, round((high - start) / step) + 1)]
    return tuple(values)


PARAMETERS = {
    "size": Parameter("Size (cells)", _steps(1, (31, 2), (63, 4), (127, 8), (255, 16))),
    "sigma": Parameter("Sigma (cells)", _steps(0.3, (4.0, 0.1), (10.0, 0.5), (40.0, 2.0))),
    "radius": Parameter("Radius (cells)", _steps(0.5, (10.0, 0.5), (20.0, 1.0), (60.0, 4.0))),
    "length": Parameter("Length (cells)", _steps(1, (31, 2), (63, 4), (127, 8))),
    "angle": Parameter("Angle (degrees, counter-clockwise)", _steps(0.0, (180.0, 1.0))),
    "amount": Parameter("Amount", _steps(0.0, (5.0, 0.1))),
    "wavelength": Parameter("Wavelength (cells)", _steps(2.0, (12.0, 0.5), (40.0, 2.0))),
}
"""Every parameter of every factory, by the name it has there."""

_REACHES = {"gaussian": 2.5, "unsharp": 2.5, "laplacian_of_gaussian": 2.8, "difference_of_gaussians": 4.5, "gabor": 2.5}
"""How many sigmas from its middle such a kernel goes on; what lies beyond is next to nothing."""


def title(name: str) -> str:
    """Return the kernel's or operation's name as a person writes it."""
    return _TITLES.get(name, name.replace("_", " ").capitalize())


def name_of(text: str) -> str | None:
    """Return the kernel or operation that is called so here or on the page, however it is written; None if none is."""
    wanted = _plain(text)
    names = [name for names in GROUPS.values() for name in names]
    return next((name for name in names if wanted in (_plain(name), _plain(title(name)), _plain(_short(name)))), None)


def explain(name: str) -> str:
    """Return the sentence that says what the kernel or operation does; ValueError if there is none of that name."""
    if name in PAIRS:
        return (
            "Find edges in every direction: how steep the picture is, from this kernel's result and that of "
            "itself turned by 90°, as the root of their squares added up."
        )
    return describe(name)


def group_of(name: str) -> str:
    """Return the title of the group that holds the name."""
    return next(group for group, names in GROUPS.items() if name in names)


def defaults(name: str) -> dict[str, float]:
    """Return the parameters of a kernel's factory, or of an operation's first kernel, with their first values."""
    parameters = inspect.signature(KERNELS[PAIRS.get(name, name)]).parameters
    return {parameter.name: parameter.default for parameter in parameters.values()}


def fitting_size(name: str, **parameters: float) -> int | None:
    """Return the smallest size worth choosing that holds the named kernel whole; None if it takes none or any."""
    if name not in _REACHES:
        return None
    reach = _REACHES[name] * parameters.get("sigma", defaults(name)["sigma"])
    # A reach such as 2.5 * 1.6 shall not become one more cell by rounding.
    needed = 2 * int(np.ceil(round(reach, 6))) + 1
    spec = PARAMETERS["size"]
    return int(next((value for value in spec.values if value >= needed), spec.high))


def make(name: str, **parameters: float) -> NDArray[np.float64]:
    """Return the named kernel, or the first kernel of the named operation.

    Parameters
    ----------
    name : str
        A key of `core.kernels.KERNELS` or of PAIRS.
    **parameters : float
        By the factory's names; what is left out has its first value.

    Returns
    -------
    float64 array, shape (kh, kw)

    Raises
    ------
    ValueError
        If there is no such name or parameter, or a parameter lies beyond its range in PARAMETERS.
    """
    factory = KERNELS.get(PAIRS.get(name, name))
    if factory is None:
        message = f"the kernel's name must be one of {', '.join((*KERNELS, *PAIRS))}; got {name!r}"
        raise ValueError(message)
    first = defaults(name)
    for key, value in parameters.items():
        if key not in first:
            message = f"{name} takes {', '.join(first) or 'no parameter'}, got {key!r}"
            raise ValueError(message)
        spec = PARAMETERS[key]
        if not spec.low <= value <= spec.high or (isinstance(first[key], int) and value != int(value)):
            kind = "a whole number" if isinstance(first[key], int) else "a number"
            message = f"{key} must be {kind} from {spec.low:g} to {spec.high:g}, got {value:g}"
            raise ValueError(message)
    return factory(**{key: type(first[key])(value) for key, value in parameters.items()})


def _plain(text: str) -> str:
    """Return a name without case, hyphens, underscores and blanks."""
    return re.sub(r"[\s_-]+", "", text).casefold()


def _short(name: str) -> str:
    """Return a name as the page shows it, without what stands in brackets at its end."""
    return title(name) if name in PAIRS else title(name).partition(" (")[0]
