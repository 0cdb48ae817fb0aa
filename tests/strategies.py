"""Images and kernels of every kind that the contract allows."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

__all__ = ["images", "kernels"]

_DTYPES = (np.uint8, np.uint16, np.float32, np.float64)


@st.composite
def images(draw: st.DrawFn, *, max_side: int = 24, dtypes: tuple[Any, ...] = _DTYPES) -> NDArray[Any]:
    """Draw a read-only image: gray or with 1 to 5 channels, and possibly a turned, mirrored or sparse view."""
    shape = draw(st.tuples(*[st.integers(1, max_side)] * 2))
    channels = draw(st.sampled_from([(), (), (1,), (3,), (5,)]))
    step = draw(st.sampled_from([1, 1, 2, -1]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    dtype = np.dtype(draw(st.sampled_from(dtypes)))
    size = (shape[0] * abs(step), shape[1] * abs(step), *channels)
    if dtype.kind == "u":
        image = rng.integers(0, np.iinfo(dtype).max, size, endpoint=True, dtype=dtype)
    else:
        image = rng.normal(size=size).astype(dtype)
    image = image[::step, ::step]
    if draw(st.booleans()):
        image = image.swapaxes(0, 1)
    image.flags.writeable = False
    return image


@st.composite
def kernels(draw: st.DrawFn, *, max_side: int = 12) -> NDArray[np.float64]:
    """Draw a kernel with even or odd sides: random cells, one product, a sum of two, or mostly zeros."""
    shape = draw(st.tuples(*[st.integers(1, max_side)] * 2))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rank = draw(st.sampled_from([0, 1, 2]))
    kernel = rng.normal(size=shape)
    if rank:
        kernel = rng.normal(size=(shape[0], rank)) @ rng.normal(size=(rank, shape[1]))
    elif draw(st.booleans()):
        kernel[rng.random(shape) < 0.8] = 0
    kernel.flags.writeable = False
    return kernel
