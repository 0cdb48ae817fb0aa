"""Open a ZIP archive from anyone: its directory is measured before it is read."""

from __future__ import annotations

import zipfile
from io import BytesIO

__all__ = ["is_archive", "open_archive", "read_part", "refuse_false_name"]

_END = b"PK\5\6"
_LARGE = b"PK\6\7"
_ENTRY_BYTES = 512


def is_archive(data: bytes) -> bool:
    """Return whether the bytes begin like a ZIP archive."""
    return data[:4] == b"PK\3\4"


def refuse_false_name(name: str, data: bytes) -> None:
    """Refuse a file whose name says that it is a ZIP archive, and whose bytes say that it is none.

    Raises
    ------
    ValueError
        If so; the message is a sentence for the visitor.
    """
    if name.lower().endswith(".zip") and not is_archive(data):
        message = (
            "This archive is empty." if data.startswith(_END) else "This is no ZIP archive, though its name ends so."
        )
        raise ValueError(message)


def open_archive(data: bytes, *, most_files: int) -> zipfile.ZipFile:
    """Open the archive in memory.

    Parameters
    ----------
    data : bytes
        The whole file.
    most_files : int
        How many parts it may have.

    Raises
    ------
    ValueError
        If it has more, or a directory too long for so many.
    zipfile.BadZipFile
        If it is damaged.
    """
    end = data.rfind(_END)
    directory = int.from_bytes(data[end + 12 : end + 16], "little") if end >= 0 else 0
    if directory > most_files * _ENTRY_BYTES or data[max(end - 20, 0) : end].startswith(_LARGE):
        message = f"the archive holds more than {most_files} files"
        raise ValueError(message)
    archive = zipfile.ZipFile(BytesIO(data))
    if len(archive.infolist()) > most_files:
        message = f"the archive holds more than {most_files} files"
        raise ValueError(message)
    return archive


def read_part(archive: zipfile.ZipFile, name: str, *, most: int) -> bytes | None:
    """Return a part's bytes, or None if there are more than `most`: those beyond are never unfolded.

    Raises
    ------
    zipfile.BadZipFile
        If it is damaged; zipfile raises other errors, too.
    """
    with archive.open(name) as part:
        content = part.read(most + 1)
    return content if len(content) <= most else None
