"""Run a search beside the page: at once where it is short, else on a thread with progress and a way to stop it."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

import streamlit as st

from core.interruption import is_ending
from core.matching.search import Found, Plan, Sought, search
from pages._parts.pictures import Picture
from pages._parts.template_sources import Template

__all__ = ["MOST_VARIANTS", "find", "is_running"]

MOST_VARIANTS = 600
_SHORT = 1_200_000
_ABANDONED = 8.0
_WAIT = 0.2
_KEY = "template.job"
# Visitors share the processor: this many searches run at a time, others wait for their turn.
_turns = threading.Semaphore(2)


@dataclass
class _Job:
    """A search under way, shared by its thread and the page."""

    name: tuple[object, ...]
    total: int
    done: int = 0
    found: Found | None = None
    refusal: str = ""
    watched: float = 0.0
    over: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def is_over(self) -> bool:
        """Whether its thread has ended."""
        return self.over.is_set()


def find(picture: Picture, templates: Sequence[Template], plan: Plan) -> Found | None:
    """Return what a search found, or draw its progress and return None while it runs.

    Raises
    ------
    ValueError
        If no template can be sought, or there are too many sizes and angles.
    """
    total = len(templates) * len(plan.scales) * len(plan.angles)
    if total > MOST_VARIANTS:
        message = (
            f"at most {MOST_VARIANTS} templates, sizes and angles can be tried, got {total}; "
            "make a range narrower or its steps coarser"
        )
        raise ValueError(message)
    name = (picture.source.digest, picture.image.shape, tuple(template.digest for template in templates), plan)
    job: _Job | None = st.session_state.get(_KEY)
    if job is None or job.name != name:
        if job is not None:
            job.stop.set()
        job = st.session_state[_KEY] = _Job(name, total, watched=time.monotonic())
        sought = [template.sought for template in templates]
        if total * picture.image.size <= _SHORT * (3 if picture.image.ndim == 3 else 1):
            _run(job, picture, sought, plan)
        else:
            threading.Thread(target=_run_in_turn, args=(job, picture, sought, plan)).start()
    if not job.is_over:
        _watch(job)
        return None
    if job.refusal:
        raise ValueError(job.refusal)
    if job.found is not None and job.found.done < job.found.total:
        _offer_again(job.found)
    return job.found


def is_running() -> bool:
    """Tell whether a search is under way."""
    job: _Job | None = st.session_state.get(_KEY)
    return job is not None and not job.is_over


def _run_in_turn(job: _Job, picture: Picture, sought: list[Sought], plan: Plan) -> None:
    """Wait for a turn, then search; a search that is stopped before is over without one."""
    while not _turns.acquire(timeout=_WAIT):
        if _should_stop(job):
            _run(job, picture, sought, plan)
            return
    try:
        _run(job, picture, sought, plan)
    finally:
        _turns.release()


def _run(job: _Job, picture: Picture, sought: list[Sought], plan: Plan) -> None:
    """Search, and leave the result or the reason against it in the job."""

    def progress(done: int, _total: int) -> None:
        job.done = done

    try:
        job.found = search(
            picture.image,
            sought,
            **asdict(plan),
            on_progress=progress,
            should_stop=lambda: _should_stop(job),
        )
    except ValueError as error:
        job.refusal = str(error)
    finally:
        job.over.set()


def _should_stop(job: _Job) -> bool:
    """Tell whether nobody waits for the answer: it was stopped, or the visitor left and watches no more."""
    is_abandoned = job.total > 1 and time.monotonic() - job.watched > _ABANDONED
    return job.stop.is_set() or is_abandoned or is_ending()


@st.fragment(run_every=0.3)
def _watch(job: _Job) -> None:
    """Show how far the search is, and offer to stop it; the rest of the page stays usable."""
    job.watched = time.monotonic()
    if job.stop.is_set():
        # It ends within hundredths of a second, and is not asked again for longer than that.
        job.over.wait(_WAIT)
    if job.is_over:
        st.rerun()
    row = st.container(horizontal=True, vertical_alignment="center")
    row.progress(
        job.done / job.total, text=f"Looking: {job.done} of {job.total} sizes and angles tried", width="stretch"
    )
    row.button("Stop", icon=":material/stop_circle:", key="template.stop", on_click=job.stop.set)


def _offer_again(found: Found) -> None:
    """Say that the search was stopped, and offer to run it whole."""
    row = st.container(horizontal=True, vertical_alignment="center")
    row.info(
        f"Stopped after {found.done} of {found.total} sizes and angles; what was found so far is marked.",
        icon=":material/stop_circle:",
        width="stretch",
    )
    row.button("Search again", icon=":material/replay:", key="template.again", on_click=_forget)


def _forget() -> None:
    """Let the next run search anew."""
    st.session_state[_KEY] = None
