"""What Python takes from the tank in the browser, and what it refuses."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest
import streamlit as st

from pages._parts.tank import MAX_CELLS, show_tank, tank_state


def _packed(walls: np.ndarray) -> str:
    return base64.b64encode(np.packbits(walls).tobytes()).decode()


@pytest.fixture
def browser_sends(monkeypatch: pytest.MonkeyPatch) -> Any:
    def send(state: dict[str, Any]) -> None:
        monkeypatch.setattr(st, "session_state", {"tank": {"state": state}})

    return send


def test_walls_come_back_as_they_were_drawn(browser_sends: Any) -> None:
    walls = np.random.default_rng(1).random((13, 21)) < 0.3
    browser_sends({"time": 2.5, "walls": _packed(walls), "undisturbed": True})
    state = tank_state("tank", (13, 21))
    np.testing.assert_array_equal(state.walls, walls)
    assert state.time == 2.5
    assert state.is_undisturbed


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({"time": -1, "walls": ""}, "time"),
        ({"time": float("inf"), "walls": ""}, "time"),
        ({"time": "soon", "walls": ""}, "time"),
        ({"walls": ""}, "time"),
        ({"time": 1, "walls": "not base64!"}, "base64"),
        ({"time": 1, "walls": 17}, "base64"),
        ({"time": 1}, "bits"),
        ({"time": 1, "walls": _packed(np.zeros((4, 4), bool))}, "bits"),
    ],
)
def test_nonsense_from_the_browser_is_refused(state: dict[str, Any], reason: str, browser_sends: Any) -> None:
    browser_sends(state)
    with pytest.raises(ValueError, match=reason):
        tank_state("tank", (9, 9))


@pytest.mark.parametrize(
    ("salt", "options", "reason"),
    [
        (np.zeros((3, 3, 3)), {}, "salt must be"),
        (np.zeros((0, 3)), {}, "salt must be"),
        (np.full((3, 3), np.nan), {}, "finite"),
        (np.zeros((1, MAX_CELLS + 1)), {}, "at most"),
        (np.zeros((3, 3)), {"walls": np.zeros((3, 4), bool)}, "walls must have the shape"),
        (np.zeros((3, 3)), {"low": 1.0, "high": 1.0}, "low must be less"),
    ],
)
def test_tank_that_cannot_be_is_refused(salt: np.ndarray, options: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        show_tank(salt, key="tank", alt="", **options)
