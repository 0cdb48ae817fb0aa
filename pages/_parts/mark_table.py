"""Show a table whose rows point at marks on the panels: under the pointer, with the focus, and kept by a click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from pages._parts.component import declare

__all__ = ["Column", "show_mark_table"]

_component = declare("mark_table")


@dataclass(frozen=True)
class Column:
    """A column's title, what it means, and how its numbers are written; a "share" from 0 to 1 has a bar."""

    title: str
    help: str = ""
    kind: Literal["text", "number", "share"] = "number"
    digits: int = 0
    unit: str = ""


def show_mark_table(
    columns: Sequence[Column], rows: Sequence[Sequence[str | float]], *, panels: str, label: str, key: str
) -> None:
    """Draw the table; no rerun follows whatever the visitor does with it.

    Parameters
    ----------
    columns : sequence of Column
    rows : sequence of rows
        The first number of each is the `name` of its marks.
    panels : str
        The key of the panels with the marks.
    label : str
        What the table holds, for those who do not see it.
    key : str
        The table's name.
    """
    data = {
        "topic": panels,
        "label": label,
        "columns": [asdict(column) for column in columns],
        "rows": [list(row) for row in rows],
    }
    _component(data=data, key=key)
