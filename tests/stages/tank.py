"""A page with nothing but the tank: salt on the left, clear water on the right; the address may ask for a pair."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.diffusion.scenes import step
from pages._parts.tank import show_tank, tank_state

SIDE = 96


def main() -> None:
    """Draw the tank, and what Python knows of it."""
    salt = step(int(st.query_params.get("side", SIDE)))
    show_tank(
        salt,
        key="tank",
        alt="A sharp step",
        beside_waiting="pair" in st.query_params,
        on_pause=lambda: _note(salt.shape),
    )
    known = st.session_state.get("known")
    if known:
        count = int(np.count_nonzero(known.walls))
        st.write(f"Python knows t = {known.time:.3f}, {count} cells of wall, undisturbed: {known.is_undisturbed}")


def _note(shape: tuple[int, int]) -> None:
    st.session_state["known"] = tank_state("tank", shape)


if __name__ == "__main__":
    main()
