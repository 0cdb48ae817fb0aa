"""The live tank: the hand's walls and spoon, what is on the screen, and what Python hears of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from core.diffusion import diffuse
from core.diffusion.scenes import step
from core.diffusion.wall_text import format_walls
from tests.conftest import running_app, visiting
from tests.screen import assert_shows, picture, pixels
from tests.stages.tank import SIDE

_SALT = step(SIDE)


@pytest.fixture(scope="module")
def stage() -> Iterator[str]:
    with running_app("tests/stages/tank.py") as address:
        yield address


@pytest.fixture
def page(chromium: Browser, stage: str) -> Iterator[Page]:
    with visiting(chromium, width=1280, height=1000) as page:
        page.goto(stage)
        expect(_canvas(page)).to_have_attribute("data-time", "0")
        yield page


def _canvas(page: Page, title: str = "Tank") -> Locator:
    return picture(page, f"{title}: A sharp step")


def _number(canvas: Locator, name: str) -> float:
    return float(canvas.get_attribute(f"data-{name}") or "nan")


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _drag(canvas: Locator, *places: tuple[float, float]) -> None:
    """Drag through places given as (column, row) in cells."""
    box = canvas.bounding_box()
    assert box
    mouse = canvas.page.mouse
    at = [(box["x"] + x / SIDE * box["width"], box["y"] + y / SIDE * box["height"]) for x, y in places]
    mouse.move(*at[0])
    mouse.down()
    for place in at[1:]:
        mouse.move(*place, steps=6)
    mouse.up()


def _play_until(page: Page, time: float) -> None:
    _press(page, "Play")
    canvas = _canvas(page)
    page.wait_for_function(
        "([canvas, time]) => Number(canvas.dataset.time) > time", arg=[canvas.element_handle(), time]
    )
    _press(page, "Pause")


def test_a_tank_left_alone_is_the_exact_solution(page: Page) -> None:
    np.testing.assert_array_equal(pixels(_canvas(page))[..., 0], _SALT)
    _play_until(page, 15)
    known = page.get_by_text(re.compile("Python knows t = .* undisturbed: True"))
    expect(known).to_be_visible()
    time = _number(_canvas(page), "time")
    assert f"t = {time:.3f}" in known.inner_text()
    assert np.abs(pixels(_canvas(page))[..., 0] - diffuse(_SALT, time)).max() < 1.5
    assert _number(_canvas(page), "mass") < 1e-6
    _press(page, "One unit of time on")
    expect(page.get_by_text(f"Python knows t = {time + 1:.3f}")).to_be_visible()
    _press(page, "Pour the start in again")
    expect(_canvas(page)).to_have_attribute("data-time", "0")
    np.testing.assert_array_equal(pixels(_canvas(page))[..., 0], _SALT)
    _press(page, "Undo")
    expect(_canvas(page)).not_to_have_attribute("data-time", "0")
    assert _number(_canvas(page), "time") == pytest.approx(time + 1)


def test_salt_passes_only_where_the_wall_is_lifted_while_it_plays(page: Page) -> None:
    page.get_by_role("combobox", name="Speed").select_option("48 units of time/s")
    _press(page, "Wall")
    _drag(_canvas(page), (SIDE / 2, 1), (SIDE / 2, SIDE + 5))
    expect(page.get_by_text(re.compile("Python knows t = 0.000, [1-9]"))).to_be_visible()
    _play_until(page, 20)
    beyond = slice(SIDE // 2 + 3, None)
    assert not pixels(_canvas(page))[:, beyond].any()

    _press(page, "Play")
    _press(page, "Lift")
    _drag(_canvas(page), (SIDE / 2, 20), (SIDE / 2, 30))
    page.wait_for_function(
        "([canvas, time]) => Number(canvas.dataset.time) > time",
        arg=[_canvas(page).element_handle(), _number(_canvas(page), "time") + 20],
    )
    _press(page, "Pause")
    shown = pixels(_canvas(page))[:, beyond, 0].astype(int)
    assert shown[25, 0] > 40
    assert shown[25, 0] > 2 * shown[80, 0]
    assert _number(_canvas(page), "mass") < 1e-6

    _press(page, "A grid of walls")
    page.wait_for_timeout(600)
    shown = pixels(_canvas(page)).astype(int)
    assert abs(shown[SIDE // 2, 5] - [240, 120, 20]).max() == 0
    expect(
        page.get_by_text(re.compile(r"Python knows .*, 1[0-9]{3} cells of wall, undisturbed: False"))
    ).to_be_visible()
    _press(page, "Lift all walls")
    expect(page.get_by_text(re.compile(r", 0 cells of wall"))).to_be_visible()
    _press(page, "Undo")
    expect(page.get_by_text(re.compile(r", 1[0-9]{3} cells of wall"))).to_be_visible()


def test_stirring_mixes_sooner_than_waiting_and_is_undone(page: Page, stage: str) -> None:
    page.goto(f"{stage}/?pair")
    wait, stir = _canvas(page, "Wait"), _canvas(page, "Stir")
    expect(stir).to_have_attribute("data-time", "0")
    expect(page.get_by_text("nobody stirs here")).to_be_visible()
    assert wait.evaluate("canvas => getComputedStyle(canvas).touchAction") == "auto"
    assert stir.evaluate("canvas => getComputedStyle(canvas).touchAction") == "none"
    _drag(wait, (30, 50), (70, 50))
    expect(page.get_by_text("This tank waits: nobody stirs here. Stir the other one.")).to_be_visible()
    _drag(stir, (30, 50), (70, 50))
    page.wait_for_function("canvas => Number(canvas.dataset.uneven) < 0.999", arg=stir.element_handle())
    page.wait_for_timeout(200)
    assert pixels(stir)[50, 56, 0] > 150
    np.testing.assert_array_equal(pixels(wait)[..., 0], _SALT)
    _press(page, "Undo")
    expect(stir).to_have_attribute("data-uneven", "1")
    np.testing.assert_array_equal(pixels(stir)[..., 0], _SALT)

    for flow, place in (("Swirl", 1), ("Shear", 2)):
        _press(page, flow)
        page.wait_for_url(f"**tank.flow={place}**")
        _press(page, "Pour the start in again")
        _press(page, "Play")
        page.wait_for_function("canvas => Number(canvas.dataset.time) > 60", arg=stir.element_handle())
        _press(page, "Pause")
        assert _number(stir, "uneven") < _number(wait, "uneven") - 0.04
        assert max(_number(stir, "mass"), _number(wait, "mass")) < 1e-6
        assert np.abs(pixels(wait)[..., 0] - diffuse(_SALT, _number(wait, "time"))).max() < 1.5


def test_a_link_brings_what_stirs(page: Page, stage: str) -> None:
    page.goto(f"{stage}/?tank.flow=2&tank.strength=8&tank.speed=5")
    expect(_canvas(page)).to_have_attribute("data-time", "0")
    expect(page.get_by_role("button", name="Shear")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("slider", name="Strength")).to_have_value("2")
    expect(page.get_by_role("combobox", name="Speed")).to_have_value("96")
    page.get_by_role("combobox", name="Speed").select_option("2 units of time/s")
    page.wait_for_url("**tank.speed=0**")


def test_a_link_brings_the_walls_and_the_server_solves_the_same_tank_exactly(visitor: Page, app_address: str) -> None:
    walls = np.zeros((256, 256), bool)
    walls[40:256, 126:130] = True
    link = f"{app_address}/diffusion?diffusion.start=step&diffusion.section=walls&diffusion.beside=false"
    visitor.goto(f"{link}&diffusion.exact=true&diffusion.walls={format_walls(walls)}")
    tank = _canvas(visitor)
    tank.wait_for()
    expect(tank).to_have_attribute("data-time", "0")
    is_wall = (pixels(tank) == [240, 120, 20]).all(axis=2)
    np.testing.assert_array_equal(is_wall, walls)
    visitor.get_by_role("combobox", name="Speed").select_option("48 units of time/s")
    _play_until(visitor, 40)
    exact = picture(visitor, "Exactly, at t")
    exact.wait_for()
    expected = diffuse(step(256), _number(tank, "time"), walls=walls)
    painted = np.repeat(expected[..., None], 3, axis=2)
    painted[walls] = [240, 120, 20]
    assert_shows(exact, painted)
    assert np.abs(pixels(tank)[..., 0] - expected)[~walls].max() < 1.5

    _press(visitor, "Lift all walls")
    expect(visitor.get_by_text("The exact solution is that of salt which only spreads")).to_be_visible()
    assert "diffusion.walls" not in visitor.url
    _press(visitor, "Undo")
    visitor.wait_for_url(f"**diffusion.walls={format_walls(walls)}**")

    # While it plays, the address follows the walls, and neither the water nor the play is disturbed.
    _press(visitor, "Play")
    time = _number(tank, "time")
    _press(visitor, "Lift all walls")
    visitor.wait_for_function("!location.search.includes('diffusion.walls')")
    _press(visitor, "A grid of walls")
    visitor.wait_for_url("**diffusion.walls=256x256-**")
    assert _number(tank, "time") > time
    expect(visitor.get_by_role("button", name="Pause", exact=True)).to_be_visible()


def test_keyboard_draws_and_a_phone_shows_all(chromium: Browser, stage: str) -> None:
    with visiting(chromium, width=390, height=844, color_scheme="dark") as page:
        page.goto(stage)
        expect(_canvas(page)).to_have_attribute("data-time", "0")
        for control in page.locator(".tank").get_by_role("button").all():
            box = control.bounding_box()
            assert box
            assert min(box["width"], box["height"]) >= 39
            assert 0 <= box["x"] <= box["x"] + box["width"] <= 390
        _press(page, "Wall")
        _canvas(page).focus()
        for key in ("ArrowUp", "Enter", "ArrowLeft", "ArrowLeft", "Enter", "ArrowDown"):
            page.keyboard.press(key)
        page.wait_for_timeout(200)
        is_wall = (pixels(_canvas(page)) == [240, 120, 20]).all(axis=2)
        rows, columns = np.nonzero(is_wall)
        middle = SIDE / 2
        assert abs(rows.mean() + 0.5 - (middle - 4)) < 1
        assert abs(columns.mean() + 0.5 - (middle - 4)) < 1
        assert 8 <= np.ptp(columns) <= 12
        page.keyboard.press("Control+z")
        page.wait_for_timeout(200)
        np.testing.assert_array_equal(pixels(_canvas(page))[..., 0], _SALT)
