"""The bundled pictures; `SOURCES.tsv` beside them states where each is from and why it may be passed on."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

__all__ = ["SAMPLES", "Sample", "read"]

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Sample:
    """A bundled picture: its name in code, its title and note for a visitor, and where it is from."""

    name: str
    title: str
    file: str
    note: str
    source: str
    licence: str
    sha256: str


def _load() -> dict[str, Sample]:
    """Read the table of sources."""
    with (_HERE / "SOURCES.tsv").open(encoding="utf-8", newline="") as table:
        rows = csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
        samples = [Sample(name=Path(row["file"]).stem, **row) for row in rows]
    return {sample.name: sample for sample in samples}


SAMPLES: dict[str, Sample] = _load()
"""Every bundled picture by name, in the order in which a picker offers them."""


def read(name: str) -> bytes:
    """Return the encoded bytes of a bundled picture.

    Parameters
    ----------
    name : str
        A key of `SAMPLES`.

    Raises
    ------
    ValueError
        If there is no such sample.
    """
    if name not in SAMPLES:
        message = f"name must be one of {', '.join(SAMPLES)}; got {name!r}"
        raise ValueError(message)
    return (_HERE / SAMPLES[name].file).read_bytes()
