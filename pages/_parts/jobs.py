"""Do long work on a thread of its own, with a progress bar and a way to stop it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState, get_script_run_ctx

from core.interruption import Interrupted, interruptible, is_ending

__all__ = ["Stopped", "discard", "is_running", "let_go", "show_job", "size_in_words", "start"]

_POLL_SECONDS = 0.4
Work = Callable[[Callable[[float, str], None]], bytes]


class Stopped(Exception):  # noqa: N818 - no error: the visitor wanted it
    """Raised within the work, by its own report, after the visitor pressed Stop."""


@dataclass
class _Job:
    """What the thread and the page tell each other; not frozen, because both write it."""

    share: float = 0.0
    note: str = "Waiting for its turn"
    summary: str = ""
    result: bytes | None = None
    refusal: str = ""
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to wait for."""
        return self.result is not None or bool(self.refusal) or self.stop.is_set()


def start(name: str, work: Work) -> None:
    """Begin the work, which takes a function for its share done, 0 to 1, and a note, and returns a file.

    What the work notes with a share of 1 is told beside its file.
    An older job of the same visitor is stopped and its file is let go: one at a time bounds the memory.
    """
    discard()
    job = _Job()
    st.session_state["job"] = (name, job)
    threading.Thread(target=_run, args=(job, work), name=f"job {name}").start()


def discard() -> None:
    """Stop the visitor's job, if any, and let its file go."""
    _, job = st.session_state.pop("job", ("", None))
    if job is not None:
        job.stop.set()


def let_go(name: str) -> None:
    """Let the file of this job go if it is done: what it was made of has changed."""
    known, job = st.session_state.get("job", ("", None))
    if known == name and job.is_over:
        discard()


def is_running(name: str) -> bool:
    """Return whether the visitor's job is this one, done or not."""
    return bool(st.session_state.get("job", ("", None))[0] == name)


def _run(job: _Job, work: Work) -> None:
    """Do the work and keep its file, or why there is none."""

    def should_stop() -> bool:
        return job.stop.is_set() or is_ending()

    def report(share: float, note: str) -> None:
        job.share, job.note = share, note
        job.summary = note if share >= 1 else ""
        if should_stop():
            raise Stopped

    try:
        with interruptible(should_stop):
            result = work(report)
    except (Stopped, Interrupted):
        return
    except ValueError as error:
        job.refusal = str(error)
    except MemoryError:
        job.refusal = "there is not enough memory for so large a photo just now; try a smaller one"
    else:
        # A stopped job's file would be held for nobody.
        job.result = None if job.stop.is_set() else result
    finally:
        job.share = 1.0


def show_job(name: str, *, file_name: str, mime: str) -> None:
    """Show how far the job is, with a button that stops it, and then the button that saves its file."""
    _, job = st.session_state["job"]

    @st.fragment(run_every=None if job.is_over else _POLL_SECONDS)
    def bar() -> None:
        if job.is_over:
            _watch_no_longer()
        if job.refusal:
            st.error(f"{job.refusal[:1].upper()}{job.refusal[1:]}.", icon=":material/error:")
        elif job.result is not None:
            if job.summary:
                # A file's name may hold anything, so no Markdown.
                st.text(job.summary)
            st.download_button(
                f"Save {file_name} ({size_in_words(job.result)})",
                data=job.result,
                file_name=file_name,
                mime=mime,
                icon=":material/download:",
                type="primary",
                on_click="ignore",
                key=f"job.{name}.save",
            )
        elif job.stop.is_set():
            st.caption("Stopped.")
        else:
            st.progress(job.share, job.note)
            st.button("Stop", icon=":material/stop:", on_click=job.stop.set, key=f"job.{name}.stop")

    bar()


def _watch_no_longer() -> None:
    """Let the browser ask no longer how far it is: it would do so for ever, and the page would seem to run.

    This is the message by which Streamlit itself ends the asking for a fragment that is no longer drawn.
    """
    context = get_script_run_ctx()
    if context is not None and (fragment := ThreadState.get().fragment_id):
        message = ForwardMsg()
        message.stop_auto_rerun.fragment_ids.append(fragment)
        context.enqueue(message)


def size_in_words(data: bytes) -> str:
    """Return a file's size in words."""
    return f"{len(data) / 1e6:.1f} MB" if len(data) >= 100_000 else f"{max(len(data) // 1000, 1)} kB"
