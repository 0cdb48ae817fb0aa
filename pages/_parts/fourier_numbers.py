"""How much a filter keeps, in numbers and in a sentence: only what means something for the filter in hand."""

from __future__ import annotations

from math import hypot, inf, isinf

import streamlit as st

from core.quality import is_rounding
from pages._parts.fourier_cached import Light, Quality
from pages._parts.fourier_settings import Filter

__all__ = ["show_light", "show_quality"]

_GROUPED = 1_000
_SMALLEST = 0.0001
_SSIM = (
    "Structural similarity, 1 for equal pictures; colours are averaged first. The window is a Gaussian of sigma 1.5, "
    "11 pixels wide, the picture is mirrored beyond its edges, and the mean is over all pixels, edges too. "
    "With scikit-image: the mean of the map that `structural_similarity` returns with `full=True, "
    "gaussian_weights=True, sigma=1.5, use_sample_covariance=False` and `data_range` white less black."
)


def show_quality(chosen: Filter, quality: Quality) -> None:
    """Show how many waves pass, and how near the result is to the picture."""
    row = st.container(horizontal=True, gap="medium")
    row.metric("Waves kept", f"{quality.kept:.2%}", help="White share of the mask's area; gray counts in part.")
    row.metric(
        "Compression",
        _as_ratio(quality.ratio),
        help="Black area of the mask to its white area: at 12 : 1, twelve waves are removed for each that is kept. "
        "Below 1 : 1 more is kept than removed, which hardly compresses anything.",
    )
    is_equal = is_rounding(quality.psnr)
    row.metric(
        "PSNR",
        "equal" if is_equal else f"{quality.psnr:.1f} dB",
        help="Peak signal to noise: how far the filtered picture is from the picture. More is nearer.",
    )
    row.metric("SSIM", f"{quality.ssim:.3f}", help=_SSIM)
    row.metric(
        "Energy kept",
        f"{quality.energy:.2%}",
        help="Of the energy of all waves but the mean: squared distances from the mean, filtered to picture.",
    )
    equal = " The filtered picture is equal to the picture, but for the rounding of numbers." if is_equal else ""
    st.caption(f"{_in_words(chosen, quality)}{equal}")


def show_light(chosen: Filter, light: Light) -> None:
    """Show how uneven the light is before and after homomorphic filtering."""
    row = st.container(horizontal=True, gap="medium")
    about = (
        "How far the slow light and shade strays from its mean: the standard deviation of the waves slower than the "
        "slider says, over the mean."
    )
    row.metric("Uneven light, before", f"{light.before:.1%}", help=about)
    row.metric("Uneven light, after", f"{light.after:.1%}", help=about)
    row.metric("Brighter than white", f"{light.clipped:.1%}", help="The share of the result that is shown as white.")
    row.metric("SSIM", f"{light.ssim:.3f}", help=_SSIM)
    painted = " Where you painted, the paint counts instead." if chosen.marks else ""
    st.caption(
        f"Light and shade that change slower than {_period(chosen.radius)} count {chosen.shade:g} times, fine texture "
        f"{chosen.texture:g} times.{painted}"
    )


def _as_ratio(ratio: float) -> str:
    """Return black area to white area in words."""
    if isinf(ratio):
        return "∞ : 1"
    if ratio == 0:
        return "none"
    if ratio < 1:
        return f"{ratio:.2g} : 1" if ratio >= _SMALLEST else f"< {_SMALLEST} : 1"
    return f"{_grouped(ratio)} : 1"


def _grouped(number: float) -> str:
    """Return a number of at least 1 for reading."""
    return f"{number:.1f}" if number < _GROUPED else f"{number:,.0f}"


def _in_words(chosen: Filter, quality: Quality) -> str:
    """Say what the filter keeps, the paint included."""
    if quality.kept == 0:
        return (
            "The mask removes everything, the mean too: every number of the result is 0. Without the mean, 0 is shown "
            "as middle gray."
        )
    if chosen.keep in ("all", "none"):
        what = "all waves" if chosen.keep == "all" else "no wave"
        return f"Kept: {what}, but for what is painted." if chosen.marks else f"Kept: {what}."
    painted = " Where you painted, the paint counts instead." if chosen.marks else ""
    return f"{_plainly(chosen)}.{painted}"


def _plainly(chosen: Filter) -> str:
    """Say what the filter keeps without the paint."""
    mostly = "" if chosen.profile == "ideal" else ", more or less,"
    if chosen.keep in ("low", "high"):
        if chosen.radius == 0:
            return "Kept: the mean alone" if chosen.keep == "low" else "Kept: all waves but the mean"
        side, what = (
            ("longer", "large shapes and smooth shades")
            if chosen.keep == "low"
            else ("shorter", "edges and fine texture")
        )
        return f"Kept{mostly}: waves {side} than {_period(chosen.radius)} ({what})"
    if chosen.keep == "notch":
        away = hypot(*chosen.notch)
        wave = f"the wave {_period(away)} long" if away else "the mean"
        return f"Removed: {wave}, and its neighbours as far as the notch is wide"
    if chosen.keep in ("band", "stop"):
        low, high = chosen.band
        longest = f"{1 / low:.1f}" if low else "any number of"
        side = "Kept" if chosen.keep == "band" else "Removed"
        return f"{side}{mostly}: waves between {1 / high if high else inf:.1f} and {longest} pixels long"
    side = "Kept, beside the mean" if chosen.keep == "lines" else "Removed"
    return f"{side}{mostly}: lines at {chosen.direction}°, and up to {chosen.spread / 2:g}° to either side"


def _period(frequency: float) -> str:
    """Return how long a wave is."""
    return f"{1 / frequency:.1f} pixels" if frequency else "any number of pixels"
