"""Make questions of the kind: here are a kernel's numbers, what does it do?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.kernels.edits import resize
from core.kernels.library import explain, make

__all__ = ["OPTIONS", "Question", "question"]

OPTIONS = 4
# Small enough to be read, and no two of them do nearly the same.
_SUBJECTS: tuple[tuple[str, dict[str, float], str | None], ...] = (
    ("identity", {}, None),
    ("box", {"size": 3}, None),
    ("gaussian", {"size": 5, "sigma": 1.0}, None),
    ("motion_blur", {"length": 5, "angle": 0}, "Smear the picture from left to right, as a camera does that moves."),
    ("motion_blur", {"length": 5, "angle": 90}, "Smear the picture up and down, as a camera does that moves."),
    ("sharpen", {}, None),
    ("sobel_x", {}, None),
    ("sobel_y", {}, None),
    ("laplacian", {}, None),
    ("emboss", {}, None),
)


@dataclass(frozen=True)
class Question:
    """A kernel, what it might do in OPTIONS sentences, and the index of the true one."""

    kernel: NDArray[np.float64]
    options: tuple[str, ...]
    answer: int


def question(number: int) -> Question:
    """Return the question of this number, 0 or more; the same for everybody, and never the last one's kernel again."""
    round_, place = divmod(number, len(_SUBJECTS))
    subject = int(_order(round_)[place])
    rng = np.random.default_rng([number, 1])
    others = rng.permutation([index for index in range(len(_SUBJECTS)) if index != subject])[: OPTIONS - 1]
    options = rng.permutation([subject, *others])
    name, parameters, _ = _SUBJECTS[subject]
    kernel = make(name, **parameters)
    return Question(
        resize(kernel, *np.maximum(kernel.shape, 3)),
        tuple(_sentence(int(index)) for index in options),
        int(np.flatnonzero(options == subject)[0]),
    )


def _order(round_: int) -> NDArray[np.intp]:
    """Return the order of the subjects in a round, which does not begin with what the last one ended with."""
    order: Any = np.random.default_rng([round_, 0]).permutation(len(_SUBJECTS))
    if round_ and order[0] == _order(round_ - 1)[-1]:
        order = order[::-1]
    return np.asarray(order)


def _sentence(index: int) -> str:
    """Return what a subject does."""
    name, _, sentence = _SUBJECTS[index]
    return sentence or explain(name)
