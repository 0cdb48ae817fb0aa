"""Let the visitor choose a picture: a bundled sample, an upload, or the camera."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core import samples
from core.archive import is_archive
from core.experiment import unpack
from core.images import decode, shrink
from pages._parts.address import choose
from pages._parts.own_photo import keep_photo, offer_return
from pages._parts.reopen import keep

__all__ = ["SHOWN", "WORKING_SIDE", "Picture", "Source", "choose_picture", "file_name_of", "original"]

# Exploring stays immediate up to here, and a 3x3 kernel is still visible on screen.
WORKING_SIDE = 640
SHOWN = "picture.shown"
"""Where the session keeps the picture of the page on screen."""
_OWN = "yours"
_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "tif", "tiff", "bmp", "gif", "zip"]


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

    @property
    def is_own(self) -> bool:
        """Whether the visitor brought it; else it is a sample, or a scene that a page made."""
        return self.source.name == _OWN


def choose_picture() -> Picture:
    """Draw the picker and return the chosen picture; a refused upload leaves the last one in place."""
    row = st.container(horizontal=True, vertical_alignment="bottom", key="picture.row")
    select = row.container(width=280)
    _offer_upload(row)
    _offer_camera(row)
    picture = _open(_select(select))
    offer_return(_take_back)
    row.caption(_describe(picture), width="stretch")
    if refusal := st.session_state.get("picture.refusal"):
        st.error(refusal, icon=":material/broken_image:")
    st.session_state[SHOWN] = picture
    return picture


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
    if st.session_state.pop("picture.is_taken", False):
        # The window has done its work, and would cover the picture.
        st.session_state["picture.window"] = False
    with row.popover("Upload", icon=":material/upload:", key="picture.window", on_change="rerun"):
        # A new key empties the widget, so that the bytes are not held twice.
        key = f"picture.upload.{st.session_state.setdefault('picture.uploads', 0)}"
        file = st.file_uploader("A photo from your device, or an experiment saved here", type=_EXTENSIONS, key=key)
        st.caption("It stays in memory, for about an hour after you leave: never stored, never in a link.")
    if file is not None:
        st.session_state["picture.uploads"] += 1
        _take(file.name, file.getvalue())


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
        _take("Camera photo", file.getvalue())


def _take(title: str, data: bytes) -> None:
    """Make the visitor's bytes the chosen picture, or open the experiment that they are, or say why not."""
    try:
        experiment = unpack(data) if is_archive(data) else None
        source = _own(experiment.title, experiment.picture) if experiment else _own(title, data)
        _working(source)
    except ValueError as error:
        st.session_state["picture.refusal"] = f"{title}: {error}"
    else:
        st.session_state["picture.refusal"] = None
        st.session_state["picture.is_taken"] = True
        if experiment and experiment.is_made:
            # The visitor's own choice of a picture stays.
            mine = {name: text for name, text in st.query_params.to_dict().items() if name == "picture"}
            theirs = {name: text for name, text in experiment.address.items() if name != "picture"}
            keep(replace(experiment, address={**theirs, **mine}))
            st.rerun()
        name = _OWN
        if experiment and _is_sample(experiment.sample, source):
            name = experiment.sample
        else:
            st.session_state["picture.own"] = source
            keep_photo(source)
        st.session_state["picture"] = name
        if experiment:
            keep(replace(experiment, address={**experiment.address, "picture": name}))
    st.rerun()


def _take_back(source: Source) -> None:
    """Offer the visitor's photo of before again, and show it if the address that led here says so."""
    if st.session_state.get("picture.own") is None:
        st.session_state["picture.own"] = source
        if st.session_state.pop("picture.is_missed", False):
            st.session_state["picture"] = _OWN


def _own(title: str, data: bytes) -> Source:
    """Return the visitor's bytes as a source."""
    return Source(_OWN, title, _digest(data), data)


def _is_sample(name: str, source: Source) -> bool:
    """Return whether an experiment's picture is the bundled one that it names."""
    return name in samples.SAMPLES and _sample(name).digest == source.digest


def _select(slot: st.delta_generator.DeltaGenerator) -> Source:
    """Draw the list of pictures and return the chosen one's bytes."""
    own: Source | None = st.session_state.get("picture.own")
    if own is None and st.query_params.get("picture") == _OWN:
        st.session_state["picture.is_missed"] = True
        st.info(
            "This link was made with a photo that stayed with its owner. Here is a sample; "
            "upload a photo to see the same experiment on it.",
            icon=":material/lock:",
        )
    titles = {name: sample.title for name, sample in samples.SAMPLES.items()}
    options = {_OWN: own.title, **titles} if own else titles
    name = choose(
        "Picture", options, key="picture", default="astronaut", draw=slot.selectbox, on_change=_forget_refusal
    )
    return own if own and name == _OWN else _sample(name)


def _forget_refusal() -> None:
    """Take an old message away once another picture is chosen."""
    st.session_state["picture.refusal"] = None


def _open(source: Source) -> Picture:
    """Return the picture at working size."""
    image, full_shape = _working(source)
    return Picture(image, full_shape, source)


def _describe(picture: Picture) -> str:
    """Say how large the picture is, and whether it was scaled down."""
    (rows, columns), (full_rows, full_columns) = picture.image.shape[:2], picture.full_shape
    if picture.scale == 1:
        return f"{columns} × {rows} pixels"
    return (
        f"{full_columns} × {full_rows} pixels, scaled down to {columns} × {rows} for exploring; "
        "full-size results use the original."
    )


def _digest(data: bytes) -> str:
    """Return the name under which these bytes are cached."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


@st.cache_resource(show_spinner=False)
def _sample(name: str) -> Source:
    """Read a bundled sample."""
    data = samples.read(name)
    return Source(name, samples.SAMPLES[name].title, _digest(data), data)


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
