"""Questions have one true answer, are the same for everybody, and do not repeat at once."""

from __future__ import annotations

import numpy as np
import pytest

from core.kernels import gaussian, sobel_x
from core.kernels.library import explain
from core.kernels.quiz import OPTIONS, question


@pytest.mark.parametrize("number", range(60))
def test_question_has_distinct_options_and_one_answer(number: int) -> None:
    asked, again = question(number), question(number)
    assert asked.options == again.options
    assert asked.answer == again.answer
    np.testing.assert_array_equal(asked.kernel, again.kernel)
    assert len(set(asked.options)) == OPTIONS
    assert min(asked.kernel.shape) >= 3
    follower = question(number + 1).kernel
    assert follower.shape != asked.kernel.shape or (follower != asked.kernel).any()


def test_answers_are_those_of_the_library() -> None:
    seen = 0
    for number in range(20):
        asked = question(number)
        for kernel, name in ((sobel_x(), "sobel_x"), (gaussian(5, 1.0), "gaussian")):
            if asked.kernel.shape == kernel.shape and (asked.kernel == kernel).all():
                assert asked.options[asked.answer] == explain(name)
                seen += 1
    assert seen == 4


def test_every_place_holds_the_answer_at_times() -> None:
    assert {question(number).answer for number in range(40)} == set(range(OPTIONS))
