"""A page with one film of a photo that spreads: 240 frames of the side and colours that the address names."""

from __future__ import annotations

import time

import cv2
import numpy as np
import streamlit as st

from core import samples
from core.diffusion.development import develop
from core.images import decode, to_gray
from pages._parts.player import Film, show_player

COUNT = 240


def _film(side: int, seed: int, *, is_gray: bool) -> Film:
    photo = cv2.resize(np.asarray(decode(samples.read("astronaut"))), (side, side))
    start = np.roll(to_gray(photo) if is_gray else photo, seed, axis=1)
    times = [(24 * frame / (COUNT - 1)) ** 2 / 2 for frame in range(COUNT)]
    return Film(
        title="Spreading",
        frames=tuple(develop(start, times, low=0, high=255)),
        labels=tuple(f"t = {time:.1f}" for time in times),
        width=side,
        height=side,
        alt="Film",
    )


def main() -> None:
    """Draw the film and a button that makes another."""
    seed = st.session_state.setdefault("seed", 0)
    if st.button("Another film"):
        seed = st.session_state["seed"] = seed + 1
    begun = time.perf_counter()
    if st.session_state.get("made") != seed:
        side, is_gray = int(st.query_params.get("side", "512")), "gray" in st.query_params
        st.session_state["film"] = _film(side, seed, is_gray=is_gray)
        st.session_state["made"] = seed
    film: Film = st.session_state["film"]
    megabytes = sum(map(len, film.frames)) / 1e6
    made = time.perf_counter() - begun
    show_player(film, key="player", rate=60, on_pause=lambda: None)
    st.text(f"film {seed}: {megabytes:.1f} MB, made in {made:.2f} s")


if __name__ == "__main__":
    main()
