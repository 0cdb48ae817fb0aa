"""What the visitor set on the kernel page, as its sections read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.images.rendering import View
from core.padding import Padding

__all__ = ["Channels", "Settings", "Weights"]

Channels = Literal["together", "apart", "gray"]
Weights = Literal["as_is", "normalised", "softmax"]


@dataclass(frozen=True)
class Settings:
    """The kernel as it is used, its text for a chain, how it is laid on the picture, and how the result is shown.

    `kernel` are the grid's numbers, `cells`, after `weights`; `title` is what it is called. `is_turned` says whether
    it is turned by 180 degrees (convolution); with `is_pair` the result is the magnitude of its result and that of
    itself turned by 90 degrees.
    """

    kernel: NDArray[np.float64]
    cells: NDArray[np.float64]
    title: str
    text: str
    weights: Weights
    is_turned: bool
    is_pair: bool
    padding: Padding
    view: View
    channels: Channels
