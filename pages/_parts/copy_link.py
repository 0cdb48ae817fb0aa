"""Copy the link to the experiment on screen."""

from __future__ import annotations

from pages._parts.component import declare

__all__ = ["show_copy_link"]

_component = declare("copy_link")
_WHOLE = "Whoever opens it sees exactly this."
_CUT = "Something here is too long for a link. Take the experiment away as a file, which holds it all."
_WITHOUT_PHOTO = "Your photo stays with you: the link opens the same settings on a sample."


def show_copy_link(*, is_own: bool, is_cut: bool, key: str) -> None:
    """Draw the button that copies the address; where the browser forbids that, the link appears, selected.

    Parameters
    ----------
    is_own : bool
        Whether the picture is the visitor's, which the link does not carry.
    is_cut : bool
        Whether a setting is too long for a link.
    key : str
        The button's name.
    """
    note = _WITHOUT_PHOTO if is_own else _WHOLE
    _component(data={"note": _CUT if is_cut else note}, key=key)
