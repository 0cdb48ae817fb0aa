"""Pages for measuring the panel: a new result at 1 megapixel, 12 megapixels to move about."""

from __future__ import annotations

import cv2
import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core import samples
from core.images import decode
from core.kernels import KERNELS
from pages._parts.collector import spare_the_program
from pages._parts.panel import Inspector, Laid, Panel, show_panels


@st.cache_data
def photo(rows: int, columns: int) -> NDArray[np.uint8]:
    """Return a colour photo of that size."""
    image = np.ascontiguousarray(decode(samples.read("astronaut")))
    return np.asarray(cv2.resize(image, (columns, rows), interpolation=cv2.INTER_CUBIC))


@st.cache_resource
def blurred() -> NDArray[np.float32]:
    """Return float32 numbers of 1 megapixel in colour."""
    return photo(1024, 1024).astype(np.float32)


# As the app does.
spare_the_program()
st.set_page_config(layout="wide")
show = st.query_params.get("show", "result")
step = st.slider("Step", 1, 200, 1)
if show == "large":
    show_panels([Panel("Large", photo(3000, 4000))], key="large")
elif show == "result":
    image = photo(1024, 1024)
    kernel = KERNELS["gaussian"](size=15, sigma=2.0)
    result = blurred()
    # Another result at next to no cost, because the panel is what is measured.
    result[step, :, :] = 0
    show_panels(
        [Panel("Picture", image), Panel("Result", np.roll(image, step, axis=0), result)],
        key="result",
        inspector=Inspector((Laid(kernel, (7, 7)),), "reflect"),
    )
st.write(f"Step {step}")
