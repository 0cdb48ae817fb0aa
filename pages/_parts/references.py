"""Send again what the browser may have forgotten, instead of a reference to it."""

from __future__ import annotations

from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

__all__ = ["refer_to_what_is_kept"]


class _Sure(frozenset[str]):
    """Names of messages that the browser will still have when a reference comes; a type of its own marks a run."""


# For each visit, the messages that its last runs drew, by name, with the fragment that drew them.
_drawn: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()


@cache
def refer_to_what_is_kept() -> None:
    """Let a run refer only to what the run before it has drawn.

    The browser tells with each press which messages it has, and Streamlit refers to them where they come again. But a
    run that ends while the press is on its way lets the browser forget what that run did not draw: then a reference
    finds nothing, and the whole page stands still ("Cached ForwardMsg MISS"). What the run before has drawn is kept
    until this one ends. A fragment's run lets go of its own messages only.
    """
    send = ScriptRunContext.enqueue

    def enqueue(self: ScriptRunContext, message: Any) -> None:
        drawn = _drawn.setdefault(self.pages_manager, {})
        if not isinstance(self.cached_message_hashes, _Sure):
            # The first message of a run.
            self.cached_message_hashes = _Sure(self.cached_message_hashes & drawn.keys())
            again = self.fragment_ids_this_run
            _drawn[self.pages_manager] = drawn = {
                name: fragment for name, fragment in drawn.items() if again and fragment not in again
            }
        send(self, message)
        if message.metadata.cacheable:
            drawn[message.hash] = message.delta.fragment_id

    # Nothing that Streamlit offers goes between a run and its references.
    setattr(ScriptRunContext, "enqueue", enqueue)  # noqa: B010
