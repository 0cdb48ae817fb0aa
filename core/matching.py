"""Find a template in a picture: a score for every place it can lie."""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import FloatArray, as_image, check_choice
from core.convolution import correlate
from core.peaks import Match, find_peaks
from core.windows import masked_window_moments, window_moments

__all__ = ["METHODS", "Match", "Method", "find_peaks", "match_template"]

Method = Literal["zncc", "ncc", "cc", "ssd"]
METHODS: tuple[str, ...] = get_args(Method)

_Doubles = NDArray[np.float64]


def match_template(
    image: ArrayLike,
    template: ArrayLike,
    *,
    method: Method = "zncc",
    mask: ArrayLike | None = None,
    backend: str = "auto",
) -> FloatArray:
    """Return how well the template fits at every place where it lies wholly inside the picture.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
    template : array, shape (m, n) or (m, n, C)
        With as many channels as the picture; the sums below run over the channels too.
    method : {"zncc", "ncc", "cc", "ssd"}
        "zncc": sum of products after every channel of both has lost its mean, over the product of their norms; blind to
        brightness and contrast. "ncc": the same with the means left in; blind to contrast only. "cc": the plain sum of
        products, which any bright area wins. "ssd": sum of squared differences, best where smallest.
    mask : array, shape (m, n), optional
        Only pixels of the template where this is not zero count.
    backend : str
        For the correlation, as for `core.convolution.correlate`.

    Returns
    -------
    array, shape (M - m + 1, N - n + 1)
        Scores by the template's top-left pixel. For "zncc" and "ncc" they lie in [-1, 1] and are exactly 0
        where the picture under the template is constant ("zncc") or black ("ncc"). float64 for a float64
        picture, float32 otherwise.

    Raises
    ------
    ValueError
        If the template is larger than the picture, has other channels or counts fewer than 2 pixels, if it is
        constant ("zncc") or black ("ncc"), if the mask has another shape, or if a choice is unknown.

    Notes
    -----
    All sums are in double precision, about the picture's mean where the method allows it, and a window's contrast is
    built from squares without a difference of large numbers: no threshold has to tell flat from faint.
    """
    picture, sought = as_image(image), as_image(template, name="template")
    check_choice(method, METHODS, name="method")
    counted = _counted(mask, sought, picture)
    _check_contrast(sought[counted], method)

    products = energy = np.zeros(())
    norm = 0.0
    for plane, pattern in zip(_planes(picture), _planes(sought), strict=True):
        level = plane.mean() if method in ("zncc", "ssd") else 0.0
        pattern = _prepared(pattern, counted, level, method)
        products = products + correlate(plane - level, pattern, mode="valid", backend=backend)
        if method != "cc":
            energy = energy + _energy(plane - level, counted, method, backend)
            norm += float(np.sum(np.square(pattern)))
    scores: Any = _scores(products, energy, norm, method)
    return scores.astype(picture.dtype, copy=False)  # type: ignore[no-any-return]


def _planes(picture: FloatArray) -> _Doubles:
    """Return the channels in double precision, shape (C, M, N)."""
    return np.ascontiguousarray(np.moveaxis(np.atleast_3d(picture), -1, 0), dtype=np.float64)


def _counted(mask: ArrayLike | None, template: FloatArray, picture: FloatArray) -> NDArray[np.bool_]:
    """Return which pixels of the template count, or say why it cannot be sought."""
    if template.shape[2:] != picture.shape[2:]:
        message = f"template must have the picture's channels: picture {picture.shape}, template {template.shape}"
        raise ValueError(message)
    if template.shape[0] > picture.shape[0] or template.shape[1] > picture.shape[1]:
        message = f"template must not be larger than the picture: picture {picture.shape}, template {template.shape}"
        raise ValueError(message)
    counted = np.ones(template.shape[:2], dtype=bool) if mask is None else np.asarray(mask) != 0
    if counted.shape != template.shape[:2]:
        message = f"mask must have the template's shape {template.shape[:2]}, got {counted.shape}"
        raise ValueError(message)
    if np.count_nonzero(counted) < 2:
        message = f"template must count at least 2 pixels, got {np.count_nonzero(counted)}"
        raise ValueError(message)
    return counted


def _check_contrast(pixels: FloatArray, method: Method) -> None:
    """Raise ValueError if the method would divide by the norm of nothing."""
    if method == "zncc" and (pixels == pixels[0]).all():
        message = "template must not be constant for zncc: without contrast it fits everywhere and nowhere"
        raise ValueError(message)
    if method == "ncc" and not pixels.any():
        message = "template must not be black for ncc: a product with zero is zero everywhere"
        raise ValueError(message)


def _prepared(pattern: _Doubles, counted: NDArray[np.bool_], level: float, method: Method) -> _Doubles:
    """Return the template's channel as the kernel of the correlation: zero where it does not count."""
    if method == "zncc":
        # From values near 0, or the mean of a bright faint template would be no better than its own rounding.
        pixels = pattern[counted] - pattern[counted][0]
        prepared = np.zeros_like(pattern)
        prepared[counted] = pixels - pixels.mean()
        return prepared
    return np.where(counted, pattern - level, 0.0)


def _energy(plane: _Doubles, counted: NDArray[np.bool_], method: Method, backend: str) -> _Doubles:
    """Return the squared norm of the picture under the template at every place, without its mean for zncc."""
    if counted.all():
        count, mean, scatter = window_moments(plane, (counted.shape[0], counted.shape[1]))
    else:
        count, mean, scatter = masked_window_moments(plane, counted, backend=backend)
    return scatter if method == "zncc" else scatter + count * np.square(mean)


def _scores(products: _Doubles, energy: _Doubles, norm: float, method: Method) -> _Doubles:
    """Combine the sum of products with the squared norms of picture and template."""
    if method == "cc":
        return products
    if method == "ssd":
        return np.maximum(energy - 2 * products + norm, 0)
    scale = np.sqrt(energy) * np.sqrt(norm)
    scores = np.divide(products, scale, out=np.zeros_like(products), where=scale > 0)
    return np.asarray(np.clip(scores, -1, 1, out=scores))
