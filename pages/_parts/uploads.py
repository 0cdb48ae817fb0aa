"""Keep what a visitor uploads in memory until it is decoded."""

from __future__ import annotations

import streamlit as st
from starlette.formparsers import MultiPartParser

__all__ = ["keep_uploads_in_memory"]

_MEBIBYTE = 1 << 20


def keep_uploads_in_memory() -> None:
    """Let no upload touch the disk: the server would put one of over a megabyte into a temporary file.

    It lies in memory while it arrives, up to `server.maxUploadSize`, and there Streamlit keeps it anyway.
    """
    MultiPartParser.spool_max_size = (st.get_option("server.maxUploadSize") + 1) * _MEBIBYTE
