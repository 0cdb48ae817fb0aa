"""Pictures leave before controls, and whatever happens nothing is lost or sent for a run that has become old."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import RerunData, RerunException

from pages._parts import pictures_first as subject


def message(name: str, *, is_place: bool = False) -> ForwardMsg:
    """Return a message that draws a text, or makes a container, with a name to know it by."""
    drawn = ForwardMsg(hash=name)
    if is_place:
        drawn.delta.add_block.vertical.SetInParent()
    else:
        drawn.delta.new_element.text.body = name
    return drawn


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A run of a page: what it sends, and a moment at which it becomes old."""
    fake = SimpleNamespace(sent=[], yield_check=lambda: None)
    fake._enqueue = fake.sent.append
    monkeypatch.setattr(subject, "get_script_run_ctx", lambda: fake)
    monkeypatch.setattr(subject, "_PAUSE", 0)
    return fake


def names(run: Any) -> list[str]:
    """Return what has been sent so far."""
    return [each.hash for each in run.sent]


def test_pictures_go_first_with_the_places_made_before_all_else(run: Any) -> None:
    with subject.pictures_first() as at_once:
        run._enqueue(message("columns", is_place=True))
        run._enqueue(message("slider"))
        run._enqueue(message("row", is_place=True))
        with at_once():
            run._enqueue(message("picture"))
        assert names(run) == ["columns", "picture"]
        run._enqueue(message("button"))
    run._enqueue(message("after"))
    assert names(run) == ["columns", "picture", "slider", "row", "button", "after"]


def test_an_error_lets_everything_out(run: Any) -> None:
    def fail() -> None:
        with subject.pictures_first() as at_once:
            run._enqueue(message("slider"))
            with at_once():
                run._enqueue(message("picture"))
                raise LookupError

    with pytest.raises(LookupError):
        fail()
    run._enqueue(message("sentence"))
    assert names(run) == ["picture", "slider", "sentence"]


@pytest.mark.parametrize("is_early", [True, False])
def test_a_run_that_has_become_old_sends_no_controls(run: Any, is_early: bool) -> None:
    def grow_old() -> None:
        raise RerunException(RerunData())

    def press() -> None:
        with subject.pictures_first() as at_once:
            run._enqueue(message("slider"))
            run.yield_check = grow_old if is_early else run.yield_check
            run._enqueue(message("button"))
            with at_once():
                run._enqueue(message("picture"))
            run.yield_check = grow_old

    with pytest.raises(RerunException):
        press()
    assert names(run) == ([] if is_early else ["picture"])
    run._enqueue(message("next"))
    assert names(run)[-1] == "next"


def test_another_streamlit_draws_in_the_ordinary_order(run: Any) -> None:
    del run._enqueue
    with subject.pictures_first() as at_once, at_once():
        assert not hasattr(run, "_enqueue")
