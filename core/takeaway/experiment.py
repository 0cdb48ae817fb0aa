"""An experiment as one file: the picture, the settings and the result in a ZIP archive.

ZIP, because everyone can open it by a double click and take the picture or the result out without this program,
because Python reads it without a dependency, and because its parts are kept byte for byte.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO

from core.images import ENDINGS, ending_of
from core.takeaway.archive import open_archive, read_part

__all__ = ["VERSION", "Experiment", "ExperimentError", "pack", "unpack"]

VERSION = 3
"""The latest version: its pictures' names end as files of their kind do; version 1 cannot hold further pictures."""
_FORMAT = "convoscope experiment"
_MOST_FILES = 16
_MOST_SETTINGS_BYTES = 1 << 20
_MOST_PICTURE_BYTES = 30 << 20
_MOST_OTHERS = 2
_MOST_SETTINGS = 200
_LONGEST_TEXT = 200_000
_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}(\.[a-z0-9_]{1,40})*")
_TELLABLE = 40
_NOT_OURS = "This ZIP file is no experiment of Convoscope. Drop one that was saved here, or a picture."


class ExperimentError(ValueError):
    """A file that is no experiment; the message says what is wrong and what would work."""


@dataclass(frozen=True)
class Experiment:
    """A page's name, its settings as the address spells them, and the picture's name and encoded bytes.

    The picture may be a bundled `sample`, or made by the settings themselves (`is_made`). `others` are further
    pictures that the visitor brought, title and encoded bytes, by the setting that names each.
    """

    page: str
    address: Mapping[str, str]
    title: str
    picture: bytes = field(repr=False)
    sample: str = ""
    is_made: bool = False
    others: Mapping[str, tuple[str, bytes]] = field(default_factory=dict, repr=False)


def pack(experiment: Experiment, result: bytes | None) -> bytes:
    """Return the experiment and its result, encoded as PNG, if it has one, as the bytes of one file."""
    settings = {
        "format": _FORMAT,
        "version": VERSION,
        "page": experiment.page,
        "title": experiment.title,
        "sample": experiment.sample,
        "made": experiment.is_made,
        "address": dict(sorted(experiment.address.items())),
    }
    if experiment.others:
        settings["others"] = {name: title for name, (title, _) in sorted(experiment.others.items())}
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("settings.json", json.dumps(settings, ensure_ascii=False, indent=2))
        archive.writestr(f"picture{ending_of(experiment.picture)}", experiment.picture)
        for name, (_, picture) in experiment.others.items():
            archive.writestr(f"{_part_of(name)}{ending_of(picture)}", picture)
        if result is not None:
            archive.writestr("result.png", result)
    return stream.getvalue()


def unpack(data: bytes) -> Experiment:
    """Read the experiment out of a file that `pack` made.

    Parameters
    ----------
    data : bytes
        The whole file, from anyone.

    Raises
    ------
    ExperimentError
        If the file is damaged, holds something else or too much, or was made by a later version. Nothing in it
        is unpacked beyond the size it may have, and no name in it reaches a file system.
    """
    try:
        with open_archive(data, most_files=_MOST_FILES) as archive:
            experiment = _checked(_read(archive, "settings.json", _MOST_SETTINGS_BYTES))
            titles = {name: title for name, (title, _) in experiment.others.items()}
            return replace(
                experiment,
                picture=_picture(archive, "picture"),
                others={name: (title, _picture(archive, _part_of(name))) for name, title in titles.items()},
            )
    except ExperimentError:
        raise
    except ValueError as error:
        raise ExperimentError(_NOT_OURS) from error
    except Exception as error:  # zipfile raises anything, from struct.error to NotImplementedError, on hostile bytes
        message = "This experiment file is damaged or cut off. Save the experiment again and try again."
        raise ExperimentError(message) from error


def _part_of(setting: str) -> str:
    """Return the name of the archive's part that holds a setting's picture."""
    return f"picture.{setting}"


def _picture(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a picture whose part is called so, with an ending or, as in earlier versions, without."""
    names = [name, *(f"{name}{ending}" for ending in ENDINGS)]
    found = [each for each in archive.namelist() if each in names]
    if len(found) > 1:
        raise _twice(name)
    return _read(archive, found[0] if found else name, _MOST_PICTURE_BYTES)


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return a part of the archive unless it is missing or larger than it may be."""
    count = archive.namelist().count(name)
    if not count:
        raise ExperimentError(_NOT_OURS)
    if count > 1:
        raise _twice(name)
    content = read_part(archive, name, most=most)
    if content is None:
        message = f"This experiment file holds a {name} of over {most >> 20} MB, which is the limit."
        raise ExperimentError(message)
    return content


def _checked(settings: bytes) -> Experiment:
    """Return the experiment without its pictures' bytes, if every setting is of the kind it has to be."""
    try:
        facts = json.loads(settings, object_pairs_hook=_once_each)
    except ExperimentError:
        raise
    except (ValueError, RecursionError) as error:
        message = "The settings in this experiment file cannot be read. Save the experiment again and try again."
        raise ExperimentError(message) from error
    if not isinstance(facts, dict) or facts.get("format") != _FORMAT:
        raise ExperimentError(_NOT_OURS)
    version = facts.get("version")
    if type(version) is not int or version < 1:
        message = (
            "The settings in this experiment file do not say in a whole number which version they are. "
            "Save the experiment again and try again."
        )
        raise ExperimentError(message)
    if version > VERSION:
        message = "This experiment file was made by a later version of Convoscope, which this one cannot read."
        raise ExperimentError(message)
    address = facts.get("address")
    texts = [facts.get("page"), facts.get("title", ""), facts.get("sample", "")]
    others = facts.get("others", {}) if version > 1 else {}
    if not isinstance(address, dict) or len(address) > _MOST_SETTINGS or not isinstance(others, dict):
        raise ExperimentError(_NOT_OURS)
    if len(others) > _MOST_OTHERS or not _are_names(texts[:1], address, others):
        raise ExperimentError(_NOT_OURS)
    values = [*texts, *address.values(), *others.values()]
    if not all(isinstance(text, str) and len(text) <= _LONGEST_TEXT for text in values):
        raise ExperimentError(_NOT_OURS)
    titles = {name: (title[:200] or "Picture", b"") for name, title in others.items()}
    return Experiment(texts[0], address, texts[1][:200] or "Picture", b"", texts[2], facts.get("made") is True, titles)


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return the pairs as a dictionary, unless a name stands twice: nobody can tell which value is meant."""
    facts = dict(pairs)
    if len(facts) < len(pairs):
        names = [name for name, _ in pairs]
        raise _twice(next(name for name in names if names.count(name) > 1))
    return facts


def _twice(name: str) -> ExperimentError:
    """Return the refusal of a file in which a name stands more than once."""
    told = "".join(sign if sign.isalnum() or sign in "._-" else "?" for sign in name[:_TELLABLE])
    return ExperimentError(
        f"This experiment file names {told} more than once, so nobody can tell which is meant. "
        "Save the experiment again and try again."
    )


def _are_names(*groups: object) -> bool:
    """Return whether every text can be the name of a page or a setting."""
    names = [name for group in groups for name in group]  # type: ignore[attr-defined]
    return all(isinstance(name, str) and _NAME.fullmatch(name) for name in names)
