"""A channel of a tile less a level, in double precision where somebody needs it so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Channel"]


@dataclass(frozen=True)
class Channel:
    """Numbers as they came, (m, n) of any real type, and the level to be taken off them."""

    block: NDArray[Any]
    level: float

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.block.shape[0], self.block.shape[1]

    @cached_property
    def plane(self) -> NDArray[np.float64]:
        """The numbers less the level."""
        plane = np.empty(self.block.shape)
        self.write(plane)
        return plane

    def write(self, out: NDArray[Any]) -> None:
        """Write the numbers less the level, in the precision of `out`."""
        if self.level:
            np.subtract(self.block, self.level, out=out, dtype=out.dtype)
        else:
            out[...] = self.block
