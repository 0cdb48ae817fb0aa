"""Write rows as comma-separated values that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO

__all__ = ["as_table"]


def as_table(rows: Sequence[Mapping[str, object]], columns: Sequence[str] = ()) -> str:
    """Return the rows below the names of their columns.

    Parameters
    ----------
    rows : sequence of mappings
        All with the same keys.
    columns : sequence of str
        The names to write where there is no row.
    """
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows[0] if rows else columns)
    writer.writerows([_harmless(value) for value in row.values()] for row in rows)
    return text.getvalue()


def _harmless(value: object) -> object:
    """Return a text so that no spreadsheet takes it for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
