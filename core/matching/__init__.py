"""Find a template in a picture: a score for every place it can lie."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import FloatArray, PixelArray, as_image, as_pixels, check_choice, result_type
from core.convolution import BACKENDS
from core.matching._scoring import Pattern, score
from core.matching.peaks import Match, find_peaks
from core.matching.phase_correlation import phase_correlation

__all__ = ["METHODS", "Match", "Method", "find_peaks", "match_template"]

Method = Literal["zncc", "ncc", "cc", "ssd", "phase"]
METHODS: tuple[str, ...] = get_args(Method)


def match_template(
    image: ArrayLike,
    template: ArrayLike,
    *,
    method: Method = "zncc",
    mask: ArrayLike | None = None,
    backend: str = "auto",
    should_stop: Callable[[], bool] | None = None,
) -> FloatArray:
    """Return how well the template fits at every place where it lies wholly inside the picture.

    Parameters
    ----------
    image : array, shape (M, N) or (M, N, C)
    template : array, shape (m, n) or (m, n, C)
        With as many channels as the picture; the sums below run over the channels too.
    method : {"zncc", "ncc", "cc", "ssd", "phase"}
        "zncc": sum of products after every channel of both has lost its mean, over the product of their norms; blind to
        brightness and contrast. "ncc": the same with the means left in; blind to contrast only. "cc": the plain sum of
        products, which any bright area wins. "ssd": sum of squared differences, best where smallest. "phase":
        correlation after every wave of both got the same strength; see `core.matching.phase_correlation`.
    mask : array, shape (m, n), optional
        Only pixels of the template where this is not zero count.
    backend : str
        For the correlation, as for `core.convolution.correlate`; "phase" is always by Fourier transforms.
    should_stop : callable, optional
        Asked many times, on several threads; once it says True the scores that are left have no meaning.

    Returns
    -------
    array, shape (M - m + 1, N - n + 1)
        Scores by the template's top-left pixel. For "zncc" and "ncc" they lie in [-1, 1] and are exactly 0
        where the picture under the template is constant ("zncc", "phase") or black ("ncc"). float64 for a float64
        picture, float32 otherwise.

    Raises
    ------
    ValueError
        If the template is larger than the picture, has other channels or counts fewer than 2 pixels, if it is
        constant ("zncc", "phase") or black ("ncc"), if the mask has another shape, or if a choice is unknown.

    Notes
    -----
    All sums are in double precision, about the picture's mean where the method allows it, and a window's contrast is
    built from squares without a difference of large numbers: no threshold has to tell flat from faint.
    """
    # Scores tell by themselves that a number is not finite, on all cores.
    picture, sought = as_pixels(image, finite=method == "phase"), as_image(template, name="template")
    check_choice(method, METHODS, name="method")
    check_choice(backend, ("auto", *BACKENDS), name="backend")
    counted = _counted(mask, sought, picture)
    _check_contrast(sought[counted], method)

    places = picture.shape[0] - sought.shape[0] + 1, picture.shape[1] - sought.shape[1] + 1
    scores: FloatArray = np.empty(places, result_type(picture.dtype))
    pattern = _pattern(sought, counted, picture, method)
    if method == "phase":
        planes = np.moveaxis(np.atleast_3d(picture), -1, 0).astype(np.float64)
        scores[...] = phase_correlation(planes, pattern.planes)
    else:
        score(picture, pattern, scores, backend=backend, should_stop=should_stop)
    return scores


def _counted(mask: ArrayLike | None, template: FloatArray, picture: PixelArray) -> NDArray[np.bool_]:
    """Return which pixels of the template count, or say why it cannot be sought."""
    if template.shape[2:] != picture.shape[2:]:
        message = f"template must have the picture's channels: picture {picture.shape}, template {template.shape}"
        raise ValueError(message)
    if template.shape[0] > picture.shape[0] or template.shape[1] > picture.shape[1]:
        (rows, cols), (height, width) = picture.shape[:2], template.shape[:2]
        message = (
            f"template must not be larger than the picture: {width} × {height} pixels, the picture {cols} × {rows}"
        )
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
    if method in ("zncc", "phase") and (pixels == pixels[0]).all():
        message = "template must not be constant: without contrast it fits everywhere and nowhere"
        raise ValueError(message)
    if method == "ncc" and not pixels.any():
        message = "template must not be black: a product with zero is zero everywhere"
        raise ValueError(message)


def _pattern(template: FloatArray, counted: NDArray[np.bool_], picture: PixelArray, method: Method) -> Pattern:
    """Return the template as the kernels of the correlation: zero where it does not count."""
    level = None if method in ("zncc", "phase") else float(np.rint(picture.mean())) if method == "ssd" else 0.0
    planes = np.zeros((int(np.prod(template.shape[2:])), *counted.shape))
    for plane, pattern in zip(planes, np.moveaxis(np.atleast_3d(template), -1, 0), strict=True):
        pixels = pattern[counted].astype(np.float64)
        if level is None:
            # From values near 0, or the mean of a bright faint template would be no better than its own rounding.
            pixels -= pixels[0]
            pixels -= pixels.mean()
        else:
            pixels -= level
        plane[counted] = pixels
    norm = float(np.sum(np.square(planes)))
    if method in ("zncc", "ncc"):
        planes, norm = planes / np.sqrt(norm), 1.0
    return Pattern(planes, counted, level, norm, method)
