"""Write a chain of kernels as short text, and find the one kernel that does the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from core.kernels import KERNELS
from core.kernels.library import PAIRS, defaults, fitting_size, make, name_of, title
from core.kernels.text import format_number, parse_kernel, parse_number

__all__ = [
    "MAX_LINKS",
    "edge_band",
    "equivalent",
    "format_link",
    "link_title",
    "parse_chain",
    "parse_link",
    "size_for_the_whole",
]

MAX_LINKS = 8
_SEPARATOR = "|"
_NAMED = re.compile(r"([^\W\d][^()=;,]*?)\s*(?:\((.*)\))?")


def equivalent(kernels: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return the single kernel that does what the kernels do one after another.

    Parameters
    ----------
    kernels : sequence of arrays, shapes (kh, kw)
        At least one.

    Returns
    -------
    float64 array, shape (1 + sum of (kh - 1), 1 + sum of (kw - 1))
        The full convolution of all; one more row or column of zeros where kernels with even sides would
        otherwise move the origin from cell ``(kh // 2, kw // 2)``.

    Raises
    ------
    ValueError
        If there is no kernel.

    Notes
    -----
    The chain gives the same picture where no sum reaches beyond the edge; with padding "wrap", everywhere.
    """
    if not kernels:
        message = "a chain needs at least one kernel"
        raise ValueError(message)
    whole = kernels[0]
    origin = np.array(whole.shape) // 2
    for kernel in kernels[1:]:
        whole = (
            signal.convolve2d(whole, kernel) if kernel.size * whole.size < 1e7 else signal.fftconvolve(whole, kernel)
        )
        origin = origin + np.array(kernel.shape) // 2
    sides = np.maximum(whole.shape, 2 * origin)
    padded = np.zeros(sides)
    padded[: whole.shape[0], : whole.shape[1]] = whole
    return padded


def edge_band(kernels: Sequence[NDArray[np.float64]]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return how near to the edge a chain may give other numbers than its single kernel.

    Parameters
    ----------
    kernels : sequence of arrays, shapes (kh, kw)
        The first one's reach does not count: it meets the same border either way.

    Returns
    -------
    (top, bottom), (left, right)
        So many rows and columns; with padding "wrap", and where a border rule and a kernel are alike on both sides,
        the numbers agree even there.
    """
    band = np.zeros((2, 2), int)
    for kernel in kernels[1:]:
        for axis, cells in enumerate(np.nonzero(kernel)):
            if cells.size:
                origin = kernel.shape[axis] // 2
                band[axis] += max(0, int(cells.max()) - origin), max(0, origin - int(cells.min()))
    (top, bottom), (left, right) = band.tolist()
    return (top, bottom), (left, right)


def parse_chain(text: str) -> list[tuple[str, NDArray[np.float64]]]:
    """Return each link's text and kernel of a chain such as ``gaussian(sigma=2) | sobel_x | 0 1 0; 1 -4 1; 0 1 0``.

    Raises
    ------
    ValueError
        If a link is neither a named kernel nor numbers, or there are more than MAX_LINKS.
    """
    links = [link.strip() for link in text.split(_SEPARATOR) if link.strip()]
    if len(links) > MAX_LINKS:
        message = f"a chain may have at most {MAX_LINKS} kernels, got {len(links)}"
        raise ValueError(message)
    return [(link, parse_link(link)) for link in links]


def parse_link(text: str) -> NDArray[np.float64]:
    """Return the kernel that ``name``, ``name(parameter=number, ...)`` or rows of numbers spell.

    A name may be written as the page shows it, such as ``Sobel x``.

    Raises
    ------
    ValueError
        If the text is neither, or names an operation that is no single kernel.
    """
    if not _NAMED.fullmatch(text.strip()):
        return parse_kernel(text)
    name, _ = _read(text)
    if name in PAIRS:
        message = (
            f"{title(name)} is the root of two results' squares, which no single kernel makes, so it cannot be in a "
            f"chain; {title(PAIRS[name])} and {title(PAIRS[name][:-1] + 'y')} can"
        )
        raise ValueError(message)
    if name is None:
        known = ", ".join(title(each) for each in KERNELS)
        message = f"the kernel's name must be one of {known}; got {text[:30]!r}"
        raise ValueError(message)
    return make(name, **_parameters(text))


def size_for_the_whole(text: str) -> int | None:
    """Return the size that a named link would need, which is cut off at a smaller one; None if it is whole.

    `text` is a link that `parse_link` can read.
    """
    name = _read(text)[0] if _NAMED.fullmatch(text.strip()) else None
    if name is None:
        return None
    parameters = _parameters(text)
    needed = fitting_size(name, **parameters)
    has = parameters.get("size", defaults(name).get("size", 0))
    return needed if needed and needed > has else None


def link_title(text: str) -> str | None:
    """Return a named link's title, with its parameters if it has any; None for numbers."""
    if not _NAMED.fullmatch(text.strip()):
        return None
    name, parameters = _read(text)
    shown = title(name) if name else text
    return f"{shown} ({parameters})" if name and parameters else shown


def format_link(name: str, parameters: Mapping[str, float]) -> str:
    """Return the text of a named kernel, without the parameters that have their first value."""
    first = defaults(name)
    changed = [f"{key}={format_number(value)}" for key, value in parameters.items() if value != first[key]]
    return f"{name}({', '.join(changed)})" if changed else name


def _parameters(text: str) -> dict[str, float]:
    """Return the numbers in a named link's brackets by their names."""
    values = {}
    for part in filter(None, (part.strip() for part in _read(text)[1].split(","))):
        key, _, value = part.partition("=")
        values[key.strip()] = parse_number(value)
    return values


def _read(text: str) -> tuple[str | None, str]:
    """Return the name that a link spells, None if there is none of that name, and what stands in its brackets."""
    plain = text.strip()
    # Some names end with brackets themselves: Disc (out of focus).
    whole = name_of(plain)
    if whole:
        return whole, ""
    named = _NAMED.fullmatch(plain)
    return (name_of(named[1]), named[2] or "") if named else (None, "")
