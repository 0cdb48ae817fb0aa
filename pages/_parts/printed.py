"""Offer the experiment as one printable page."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote_plus

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.takeaway.report import Report, report
from pages._parts.outcome import Outcome, numbers_of

__all__ = ["here", "link_to", "printed_page", "title_of"]

_OWN = "The link opens the same settings on a sample: the photo itself is in no link."
_OTHER = "All other settings stand as they are when the page is opened."


def printed_page(outcome: Outcome, settings: Mapping[str, str], address: Mapping[str, str], base: str) -> bytes:
    """Return the page as a PDF file.

    `settings` are all, by the names that a person reads; `address` holds those of the link, and `base` is where the app
    is.
    """
    picture = outcome.picture
    numbers = numbers_of(outcome, picture.image, 1.0)
    return report(
        Report(
            title=title_of(outcome),
            picture_title=picture.source.title,
            picture=picture.pixels,
            result=outcome.show(numbers),
            settings=settings,
            numbers={
                # Pictures and numbers are of one size, that on screen.
                "All of this is at": _size(picture.image.shape) + ", as on screen",
                **({"The photo itself has": _size(picture.full_shape)} if picture.scale < 1 else {}),
                **({"The result has": _size(numbers.shape)} if numbers.shape[:2] != picture.image.shape[:2] else {}),
                **_statistics("Picture", picture.image),
                **_statistics("Result", numbers),
            },
            link=link_to(outcome.page, address, base),
            kernel=outcome.arrays.get("kernel"),
            note=_OWN if address.get("picture") == "yours" else _OTHER,
        )
    )


def title_of(outcome: Outcome) -> str:
    """Return what the experiment is called on paper."""
    name = outcome.name
    return outcome.page.capitalize() + (f": {name[:1].lower()}{name[1:]}" if name else "")


def link_to(page: str, address: Mapping[str, str], base: str) -> str:
    """Return the link that opens the page with these settings, readable where an address may be."""
    query = "&".join(f"{name}={quote_plus(text, safe=';,/:@')}" for name, text in address.items())
    return f"{base.rstrip('/')}/{page}{'?' if query else ''}{query}"


def here(page: str) -> str:
    """Return where the app is in the visitor's browser, which stands on that page."""
    return (st.context.url or "http://localhost:8501").rstrip("/").removesuffix(f"/{page}")


def _size(shape: tuple[int, ...]) -> str:
    """Return how wide and high a picture is, in words."""
    return f"{shape[1]} × {shape[0]} pixels"


def _statistics(name: str, values: NDArray[np.generic]) -> dict[str, str]:
    """Return the least, the mean and the greatest number in words."""
    numbers = np.asarray(values, np.float64)
    return {
        f"{name}, least": f"{numbers.min():.6g}",
        f"{name}, mean": f"{numbers.mean():.6g}",
        f"{name}, greatest": f"{numbers.max():.6g}",
    }
