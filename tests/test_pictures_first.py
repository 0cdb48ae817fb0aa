"""Pictures leave before controls, and whatever happens nothing is lost or sent for a run that has become old."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import RerunData, RerunException

from pages._parts import pictures_first as subject


def message(name: str, *, is_place: bool = False, path: tuple[int, ...] = ()) -> ForwardMsg:
    """Return a message that draws a picture or a text, or makes a container, with a name to know it by."""
    drawn = ForwardMsg(hash=name)
    drawn.metadata.delta_path.extend(path)
    if is_place:
        drawn.delta.add_block.vertical.SetInParent()
    elif name.startswith("picture"):
        drawn.delta.new_element.bidi_component.component_name = "convoscope_panel"
    else:
        drawn.delta.new_element.text.body = name
    return drawn


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A run of a page: what it sends, and a moment at which it becomes old."""
    fake = SimpleNamespace(sent=[], yield_check=lambda: None, fragment_ids_this_run=None)
    fake._enqueue = fake.sent.append
    monkeypatch.setattr(subject, "get_script_run_ctx", lambda: fake)
    monkeypatch.setattr(subject, "st", SimpleNamespace(session_state={}))
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
            run._enqueue(message("caption"))
        assert names(run) == ["columns", "picture"]
        run._enqueue(message("button"))
    run._enqueue(message("after"))
    assert names(run) == ["columns", "picture", "slider", "row", "caption", "button", "after"]


def draw(run: Any, at_once: Any, second: tuple[int, ...] = (2,)) -> None:
    """Draw what a page draws, two pictures among it."""
    run._enqueue(message("columns", is_place=True))
    run._enqueue(message("slider"))
    with at_once():
        run._enqueue(message("picture", path=(0,)))
        run._enqueue(message("numbers", path=(1,)))
        run._enqueue(message("picture 2", path=second))
        run._enqueue(message("numbers 2", path=(3,)))


def test_pictures_of_one_row_go_together_with_what_stands_between_them(run: Any) -> None:
    with subject.pictures_first() as at_once:
        draw(run, at_once)
        assert names(run) == ["columns", "picture", "numbers", "picture 2"]
    assert names(run)[4:] == ["slider", "numbers 2"]


def test_pictures_go_alone_where_a_fragment_has_drawn_them_before(run: Any) -> None:
    with subject.pictures_first() as at_once:
        draw(run, at_once)
    run.sent.clear()
    run.fragment_ids_this_run = ["section"]
    with subject.pictures_first() as at_once:
        draw(run, at_once)
        assert names(run) == ["picture", "picture 2"]
    assert names(run)[2:] == ["columns", "slider", "numbers", "numbers 2"]


@pytest.mark.parametrize(("fragments", "place"), [(None, (2,)), (["section"], (4,))])
def test_pictures_in_a_place_that_may_be_new_wait_for_what_leads_to_it(
    run: Any, fragments: list[str] | None, place: tuple[int, ...]
) -> None:
    with subject.pictures_first() as at_once:
        draw(run, at_once)
    run.sent.clear()
    run.fragment_ids_this_run = fragments
    with subject.pictures_first() as at_once:
        draw(run, at_once, place)
        assert names(run) == ["columns", "picture", "numbers", "picture 2"]


def test_a_reference_to_a_picture_goes_like_the_picture(run: Any) -> None:
    with subject.pictures_first() as at_once:
        run._enqueue(message("slider"))
        with at_once():
            run._enqueue(ForwardMsg(hash="reference", ref_hash="picture"))
        assert names(run) == ["reference"]


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
    assert names(run) == ["slider", "picture", "sentence"]


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
