"""Copy the link to the experiment on screen."""

from __future__ import annotations

from pages._parts.component import declare

__all__ = ["show_copy_link"]

_component = declare("copy_link")
_WHOLE = "Whoever opens it sees exactly this."
_WITHOUT_PHOTO = "Your photo stays with you: the link opens the same settings on a sample."


def show_copy_link(*, is_own: bool, key: str) -> None:
    """Draw the button that copies the address; where the browser forbids that, the link appears, selected.

    Parameters
    ----------
    is_own : bool
        Whether the picture is the visitor's, which the link does not carry.
    key : str
        The button's name.
    """
    _component(data={"note": _WITHOUT_PHOTO if is_own else _WHOLE}, key=key)
