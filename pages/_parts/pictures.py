"""Let the visitor choose a picture: a bundled sample, an upload, or the camera."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core import samples
from core.images import decode, shrink
from core.images.alpha import is_transparent
from core.images.display import to_bytes, value_range
from core.takeaway.archive import is_archive, refuse_false_name
from core.takeaway.experiment import unpack
from pages._parts.choices import choose
from pages._parts.further_pictures import OWN, give_back, keep_further
from pages._parts.further_pictures import SETTINGS as FURTHER
from pages._parts.own_photo import keep_photo, offer_return
from pages._parts.reopen import keep
from pages._parts.upload_button import close_upload, offer_upload

__all__ = [
    "KINDS",
    "SHOWN",
    "UPLOAD_NOTE",
    "WORKING_SIDE",
    "Picture",
    "Source",
    "choose_picture",
    "file_name_of",
    "open_picture",
    "original",
    "own_source",
    "sample_source",
]

# Exploring stays immediate up to here, and a 3x3 kernel is still visible on screen.
WORKING_SIDE = 640
SHOWN = "picture.shown"
"""Where the session keeps the picture of the page on screen."""
KINDS = "JPEG, PNG, WebP, TIFF, BMP or GIF"
_EXTENSIONS = ("jpg", "jpeg", "png", "webp", "tif", "tiff", "bmp", "gif")
_CAMERA = "Camera photo"
_HINT = " An experiment opens from the ZIP file that “Save the experiment” under “Take away” makes."
UPLOAD_NOTE = "It stays in memory, for about an hour after you leave: never stored, never in a link."


@dataclass(frozen=True)
class Source:
    """A picture as it came: encoded bytes, and their digest, which names them in every cache."""

    name: str
    title: str
    digest: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Picture:
    """A picture for exploring: (M, N) or (M, N, 3) numbers, at most WORKING_SIDE long, and where it came from."""

    image: NDArray[np.generic]
    full_shape: tuple[int, int]
    source: Source

    @property
    def scale(self) -> float:
        """Working size over original size: 1 for a small picture, less for one that was scaled down."""
        return max(self.image.shape[:2]) / max(self.full_shape)

    @cached_property
    def pixels(self) -> NDArray[np.uint8]:
        """The picture for looking at, by the range of its type; kept, so that a panel knows it again."""
        return to_bytes(self.image, *value_range(self.image))

    @property
    def is_own(self) -> bool:
        """Whether the visitor brought it; else it is a sample, or a scene that a page made."""
        return self.source.name == OWN


def choose_picture() -> Picture:
    """Draw the picker and return the chosen picture; a refused upload leaves the last one in place."""
    row = st.container(horizontal=True, vertical_alignment="bottom", key="picture.row")
    select = row.container(width=280)
    _offer_upload(row)
    _offer_camera(row)
    picture = open_picture(_select(select))
    offer_return(_take_back)
    row.caption(_describe(picture), width="stretch")
    if refusal := st.session_state.get("picture.refusal"):
        st.error(refusal, icon=":material/broken_image:")
    st.session_state[SHOWN] = picture
    return picture


def open_picture(source: Source) -> Picture:
    """Return the picture at working size."""
    image, full_shape = _working(source)
    return Picture(image, full_shape, source)


def own_source(title: str, data: bytes) -> Source:
    """Return the visitor's bytes as a source."""
    return Source(OWN, title, _digest(data), data)


@st.cache_resource(show_spinner=False)
def sample_source(name: str) -> Source:
    """Read a bundled sample."""
    data = samples.read(name)
    return Source(name, samples.SAMPLES[name].title, _digest(data), data)


def file_name_of(source: Source) -> str:
    """Return the file's own name, for a picture from a device or from this program."""
    if source.name in samples.SAMPLES:
        return samples.SAMPLES[source.name].file
    return source.title if "." in source.title else f"{source.title}.png"


def original(source: Source) -> NDArray[np.generic]:
    """Decode the picture at its full size; large, so not kept."""
    return decode(source.data)


def _offer_upload(row: st.delta_generator.DeltaGenerator) -> None:
    """Draw the upload button."""
    taken = offer_upload(
        row,
        "Upload",
        f"A photo from your device ({KINDS}), or an experiment saved here (ZIP)",
        note=UPLOAD_NOTE,
        key="picture",
    )
    if taken:
        _take(*taken)


def _offer_camera(row: st.delta_generator.DeltaGenerator) -> None:
    """Draw the camera button; the browser is asked for the camera only after the switch is turned on."""
    with row.popover("Camera", icon=":material/photo_camera:"):
        is_on = st.toggle("Turn the camera on", key="picture.camera_on")
        # Without a fixed resolution the camera starts anew once its width is known, and a press meanwhile is lost.
        file = st.camera_input("Take a photo", key="picture.camera", resolution="1080p") if is_on else None
    if file is None:
        st.session_state["picture.shot"] = None
    elif file.file_id != st.session_state.get("picture.shot"):
        st.session_state["picture.shot"] = file.file_id
        _take(_CAMERA, file.getvalue())


def _take(title: str, data: bytes) -> None:
    """Make the visitor's bytes the chosen picture, or open the experiment that they are, or say why not."""
    close_upload("picture")
    try:
        refuse_false_name(title, data)
        experiment = unpack(data) if is_archive(data) else None
        source = own_source(experiment.title, experiment.picture) if experiment else own_source(title, data)
        brought = experiment.others if experiment else {}
        others = {setting: own_source(*brought[setting]) for setting in FURTHER if setting in brought}
        for each in (source, *others.values()):
            open_picture(each)
    except ValueError as error:
        is_photo = title.rpartition(".")[2].lower() in _EXTENSIONS
        hint = "" if is_photo or is_archive(data) or title == _CAMERA else _HINT
        st.session_state["picture.refusal"] = f"{title}: {error}{hint}"
    else:
        st.session_state["picture.refusal"] = None
        for setting, other in others.items():
            keep_further(setting, other)
        if experiment and experiment.is_made:
            # The visitor's own choice of a picture stays.
            mine = {name: text for name, text in st.query_params.to_dict().items() if name == "picture"}
            theirs = {name: text for name, text in experiment.address.items() if name != "picture"}
            keep(replace(experiment, address={**theirs, **mine}))
            st.rerun()
        name = OWN
        if experiment and _is_sample(experiment.sample, source):
            name = experiment.sample
        else:
            st.session_state["picture.own"] = source
            keep_photo(source)
        st.session_state["picture"] = name
        if experiment:
            keep(replace(experiment, address={**experiment.address, "picture": name}))
    st.rerun()


def _take_back(sources: Mapping[str, Source]) -> None:
    """Offer the visitor's photos of before again, and show those that the address that led here asks for."""
    for setting, source in sources.items():
        if setting != "picture":
            give_back(setting, source)
        elif st.session_state.get("picture.own") is None:
            st.session_state["picture.own"] = source


def _is_sample(name: str, source: Source) -> bool:
    """Return whether an experiment's picture is the bundled one that it names."""
    return name in samples.SAMPLES and sample_source(name).digest == source.digest


def _select(slot: st.delta_generator.DeltaGenerator) -> Source:
    """Draw the list of pictures and return the chosen one's bytes."""
    own: Source | None = st.session_state.get("picture.own")
    if own is None and st.query_params.get("picture") == OWN:
        st.session_state["picture.is_missed"] = True
        st.info(
            "This link was made with a photo that stayed with its owner. Here is a sample; "
            "upload a photo to see the same experiment on it.",
            icon=":material/lock:",
        )
    elif own and st.session_state.pop("picture.is_missed", False):
        # Not as soon as it is found: a message on its way would choose the sample again.
        st.session_state["picture"] = OWN
    titles = {name: sample.title for name, sample in samples.SAMPLES.items()}
    options = {OWN: own.title, **titles} if own else titles
    name = choose(
        "Picture", options, key="picture", default="astronaut", draw=slot.selectbox, on_change=_forget_refusal
    )
    return own if own and name == OWN else sample_source(name)


def _forget_refusal() -> None:
    """Take an old message away once another picture is chosen."""
    st.session_state["picture.refusal"] = None


def _describe(picture: Picture) -> str:
    """Say how large the picture is, and whether it was scaled down."""
    (rows, columns), (full_rows, full_columns) = picture.image.shape[:2], picture.full_shape
    ground = ", transparent parts on white" if _is_transparent(picture.source) else ""
    if picture.scale == 1:
        return f"{columns} × {rows} pixels, width × height{ground}"
    return (
        f"{full_columns} × {full_rows} pixels, scaled down to {columns} × {rows} for exploring{ground}; "
        "full-size results use the original."
    )


def _digest(data: bytes) -> str:
    """Return the name under which these bytes are cached."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False, hash_funcs={Source: lambda source: source.digest})
def _is_transparent(source: Source) -> bool:
    """Tell whether some of the picture is not opaque."""
    return is_transparent(source.data)


@st.cache_data(
    max_entries=64,
    ttl="1h",
    show_spinner="Reading the picture…",
    hash_funcs={Source: lambda source: source.digest},
)
def _working(source: Source) -> tuple[NDArray[np.generic], tuple[int, int]]:
    """Decode and scale down; return the picture and its full (rows, columns)."""
    full = decode(source.data)
    return shrink(full, WORKING_SIDE), full.shape[:2]
