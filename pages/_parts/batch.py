"""Apply the page's experiment to many photos, and save the results as one archive with a contact sheet."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import PurePosixPath

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.images import decode, encode_png, shrink
from core.images.display import to_bytes, value_range
from core.takeaway.archive import is_archive, open_archive, read_part, refuse_false_name
from core.takeaway.contact_sheet import contact_sheet
from core.takeaway.tables import as_table
from pages._parts import jobs
from pages._parts.address_names import VERSION
from pages._parts.downloads import turn
from pages._parts.outcome import Applied, Outcome, Report, numbers_of, scale_of

__all__ = ["MOST_PHOTOS", "About", "apply_to_many", "offer_batch"]

MOST_PHOTOS = 50
_MOST_BYTES = 30 << 20
_MOST_TOTAL = 100 << 20
_THUMBNAIL = 220
_TOLD = 5
_WAYS = {"files": "Photos or a ZIP", "folder": "A folder"}
_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif")


@dataclass(frozen=True)
class About:
    """The experiment as a person reads it: what it is called, its link, and its settings."""

    title: str = "Experiment"
    link: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Photo:
    """A photo that is yet to be read: its name, and how to get its bytes."""

    name: str
    read: Callable[[], bytes]


def offer_batch(outcome: Outcome, about: About) -> None:
    """Draw the place to drop photos, the button that starts, and the progress; `about` goes into the archive."""
    st.markdown(
        f"Drop up to {MOST_PHOTOS} photos, a ZIP archive of them, or a folder: each goes through the experiment as it "
        f"is set, scaled down to {outcome.longest_side} pixels where it is longer. A photo that cannot be read is "
        "named and left out."
    )
    name = f"{outcome.page}.many"
    # A browser's own picker takes either files or a folder.
    kind = st.segmented_control(
        "Where they are",
        list(_WAYS),
        format_func=_WAYS.get,
        default="files",
        required=True,
        key=f"{outcome.page}.photos_from",
        label_visibility="collapsed",
    )
    files = st.file_uploader(
        "Photos",
        type=[*(suffix[1:] for suffix in _SUFFIXES), "zip"],
        accept_multiple_files="directory" if kind == "folder" else True,
        key=f"{outcome.page}.photos.{kind}",
        label_visibility="collapsed",
        on_change=jobs.let_go,
        args=(name,),
    )
    if st.button(
        f"Apply to {len(files)} file{'s' if len(files) != 1 else ''}" if files else "Apply",
        icon=":material/photo_library:",
        type="primary",
        disabled=not files,
        key=f"{outcome.page}.apply",
    ):
        uploads = [(file.name, file.getvalue()) for file in files]
        jobs.start(name, lambda report: apply_to_many(outcome, uploads, report, about))
    if jobs.is_running(name):
        jobs.show_job(name, file_name=f"convoscope-{outcome.page}-photos.zip", mime="application/zip")


def apply_to_many(
    outcome: Outcome, uploads: Sequence[tuple[str, bytes]], report: Report, about: About = About()
) -> bytes:
    """Return an archive of the results, a contact sheet, a table where there is one, and a text about them.

    The text names the experiment, its link, its settings, and the photos that are left out and why.

    Parameters
    ----------
    outcome : Outcome
        The experiment.
    uploads : sequence of (str, bytes)
        Names and contents of pictures and ZIP archives.
    report : callable
        Takes the share that is done and a note; what it raises ends the work.
    about : About
        What the text says of the experiment.

    Raises
    ------
    ValueError
        If there are too many photos, or not one can be used.
    """
    photos = list(_photos(uploads))
    if len(photos) > MOST_PHOTOS:
        message = f"these are {len(photos)} photos, and at most {MOST_PHOTOS} go at once"
        raise ValueError(message)
    stream, sheet, rows, refused, total = BytesIO(), [], [], [], 0
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for index, photo in enumerate(photos):
            note = f"{photo.name[:60]} ({index + 1} of {len(photos)})"
            report(index / max(len(photos), 1), note)
            tell = partial(_within, report, index / len(photos), 1 / len(photos), note)
            try:
                with turn:
                    applied = _applied(outcome, photo.read(), tell)
            except jobs.Stopped:
                raise
            except Exception as error:
                reason = str(error) if isinstance(error, ValueError) else "This photo cannot be read."
                refused.append(f"{photo.name}: {reason}")
                continue
            total += sum(len(content) for content in applied.files.values())
            if total > _MOST_TOTAL:
                message = f"the results are larger than {_MOST_TOTAL >> 20} MB together; take fewer photos at once"
                raise ValueError(message)
            for ending, content in applied.files.items():
                archive.writestr(f"{index + 1:02d}-{_plain(photo.name)}{ending}", content)
            sheet.append((photo.name, shrink(applied.pixels, _THUMBNAIL)))
            rows += [{"photo": photo.name, **row} for row in applied.rows]
        if not sheet:
            raise ValueError(f"no photo could be used. {' '.join(refused[:3])}".rstrip("."))
        report(0.98, "The contact sheet")
        archive.writestr("contact-sheet.png", encode_png(contact_sheet(sheet, title=about.title)))
        if rows:
            archive.writestr("all-matches.csv", as_table(rows))
        if refused:
            archive.writestr("left-out.txt", "\n".join(refused) + "\n")
        archive.writestr("about.txt", _told(about, len(sheet), refused, outcome.longest_side))
    report(1.0, _summary(len(sheet), refused))
    return stream.getvalue()


def _told(about: About, count: int, refused: Sequence[str], longest_side: int) -> str:
    """Return the text that says what these pictures are, in lines that any editor shows."""
    settings = [f"  {name}: {value}" for name, value in about.settings.items()]
    left = ["", f"Left out, {len(refused)}:", *(f"  {line}" for line in refused)] if refused else []
    head = [
        f"Convoscope: {about.title} (version {VERSION} of the settings)",
        about.link,
        "",
        *(["Settings:", *settings, ""] if settings else []),
    ]
    photos = f"{count} photo{'s' if count != 1 else ''} done, each at most {longest_side} pixels long."
    return "\n".join([*head, photos, *left]) + "\n"


def _summary(count: int, refused: Sequence[str]) -> str:
    """Say how many photos are done, and which are left out and why, a line each."""
    more = [f"And {len(refused) - _TOLD} more, named in left-out.txt."] if len(refused) > _TOLD else []
    left = [f"Left out: {line}" for line in refused[:_TOLD]]
    return "\n".join([f"{count} photo{'s' if count != 1 else ''} done.", *left, *more])


def _within(report: Report, start: float, part: float, note: str, share: float, more: str) -> None:
    """Report the share done of one photo as a share of all."""
    report(start + part * share, note)


def _applied(outcome: Outcome, data: bytes, report: Report) -> Applied:
    """Return what the experiment makes of one photo."""
    if outcome.each is None:
        pixels = _developed(outcome, data)
        return Applied(pixels, {".png": encode_png(pixels)})
    full = decode(data)
    image = shrink(full, outcome.longest_side)
    return outcome.each(image, max(image.shape[:2]) / max(full.shape[:2]), report)


def _developed(outcome: Outcome, data: bytes) -> NDArray[np.uint8]:
    """Return a photo's result as pixels; a photo of another number type is brought to the picture's range."""
    image = shrink(decode(data), outcome.longest_side)
    if image.dtype != outcome.picture.image.dtype:
        low, high = value_range(image)
        black, white = value_range(outcome.picture.image)
        image = (to_bytes(image, low, high) / np.float32(255) * np.float32(white - black) + np.float32(black)).astype(
            np.float32
        )
    if outcome.of_photo is not None:
        return outcome.show(outcome.of_photo(image))
    return outcome.show(numbers_of(outcome, image, scale_of(image)))


def _photos(uploads: Sequence[tuple[str, bytes]]) -> Iterator[_Photo]:
    """Yield every photo, those in archives included, without reading the latter yet."""
    for name, data in uploads:
        if not is_archive(data):
            yield _Photo(name, partial(_photo, name, data))
            continue
        try:
            archive = open_archive(data, most_files=10 * MOST_PHOTOS)
            members = [info.filename for info in archive.infolist()]
        except Exception as error:  # zipfile raises anything on hostile bytes
            message = str(error) if isinstance(error, ValueError) else "This ZIP archive is damaged or cut off."
            yield _Photo(name, partial(_refuse, f"{message[:1].upper()}{message[1:]}"))
            continue
        inside = [member for member in members if _is_photo(PurePosixPath(member))]
        if not inside:
            yield _Photo(name, partial(_refuse, "There is no photo in this ZIP archive."))
        for member in inside:
            yield _Photo(PurePosixPath(member).name, partial(_member, archive, member))


def _is_photo(path: PurePosixPath) -> bool:
    """Return whether a part of an archive is called as a photo is."""
    return path.suffix.lower() in _SUFFIXES and not path.name.startswith(".") and "__MACOSX" not in path.parts


def _photo(name: str, data: bytes) -> bytes:
    """Return a photo's bytes, unless its name says that it is an archive."""
    refuse_false_name(name, data)
    return data


def _refuse(message: str) -> bytes:
    """Stand in for what cannot be opened: it is named among the photos that are left out."""
    raise ValueError(message)


def _member(archive: zipfile.ZipFile, member: str) -> bytes:
    """Return a part of an archive unless it is larger than an upload may be."""
    data = read_part(archive, member, most=_MOST_BYTES)
    if data is None:
        message = f"It is larger than {_MOST_BYTES >> 20} MB, which is the limit."
        raise ValueError(message)
    return data


def _plain(name: str) -> str:
    """Return a file's name without its suffix and without signs that some system forbids."""
    stem = PurePosixPath(name.replace("\\", "/")).stem
    return "".join(sign if sign.isalnum() or sign in " -_()" else "_" for sign in stem)[:60] or "photo"
