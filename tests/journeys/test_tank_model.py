"""The numbers that the tank computes in the browser, against `core`."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from core.diffusion.stirring import carry, seal, shear, spoon, spread_in_steps, swirl
from pages._parts.component import joined

_HEIGHT, _WIDTH = 37, 52


@pytest.fixture(scope="module")
def browser_tank(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    page.add_script_tag(content=joined("tank_model"))
    yield page
    page.close()


@pytest.fixture(params=[0.0, 0.05, 0.4])
def case(request: pytest.FixtureRequest, browser_tank: Page) -> tuple[Page, np.ndarray, np.ndarray]:
    """Return the browser with a tank in it, its salt and its walls."""
    rng = np.random.default_rng(7)
    salt, walls = rng.random((_HEIGHT, _WIDTH)), rng.random((_HEIGHT, _WIDTH)) < request.param
    browser_tank.evaluate(
        """([width, height, salt, walls]) => {
            window.tank = createTank(width, height, salt);
            buildWalls(window.tank, Uint8Array.from(walls));
        }""",
        [_WIDTH, _HEIGHT, salt.ravel().tolist(), walls.ravel().astype(int).tolist()],
    )
    return browser_tank, salt, walls


def _salt(page: Page) -> np.ndarray:
    return np.array(page.evaluate("[...tank.salt]")).reshape(_HEIGHT, _WIDTH)


def test_spreads_as_core_does(case: tuple[Page, np.ndarray, np.ndarray]) -> None:
    page, salt, walls = case
    page.evaluate("spread(tank, 1.3); spread(tank, 7)")
    expected = spread_in_steps(spread_in_steps(salt, 1.3, walls), 7, walls)
    np.testing.assert_allclose(_salt(page), expected, atol=1e-13)
    assert page.evaluate("massOf(tank)") == pytest.approx(salt.sum(), rel=1e-12)
    assert page.evaluate("varianceOf(tank)") == pytest.approx(expected[~walls].var(), rel=1e-9)


@pytest.mark.parametrize("flow", [swirl, shear])
def test_stirs_as_core_does(flow: object, case: tuple[Page, np.ndarray, np.ndarray]) -> None:
    page, salt, walls = case
    page.evaluate(f"carry(tank, seal(tank, {flow.__name__}(tank, 1.5), 1.5), 6)")  # type: ignore[attr-defined]
    stream = seal(flow((_HEIGHT, _WIDTH), 1.5), walls, 1.5)  # type: ignore[operator]
    np.testing.assert_allclose(_salt(page), carry(salt, stream, 6, walls), atol=1e-12)


@pytest.mark.parametrize(("start", "end"), [((20.0, 15.0), (22.5, 14.0)), ((1.0, 36.0), (3.0, 36.5))])
def test_spoon_moves_water_as_in_core(
    start: tuple[float, float], end: tuple[float, float], case: tuple[Page, np.ndarray, np.ndarray]
) -> None:
    page, salt, walls = case
    places = [{"x": x, "y": y} for x, y in (start, end)]
    page.evaluate("([start, end]) => stroke(tank, start, end, 3)", places)
    speed = float(np.hypot(end[0] - start[0], end[1] - start[1]))
    stream = seal(spoon((_HEIGHT, _WIDTH), start, end, 3), walls, speed)
    np.testing.assert_allclose(_salt(page), carry(salt, stream, 1, walls), atol=1e-12)


def test_lifted_wall_lets_salt_out(browser_tank: Page) -> None:
    found = browser_tank.evaluate(
        """() => {
            const tank = createTank(9, 3, Float64Array.from({ length: 27 }, (_, i) => (i % 9 < 4 ? 1 : 0)));
            const walls = Uint8Array.from({ length: 27 }, (_, i) => (i % 9 === 4 ? 1 : 0));
            buildWalls(tank, walls);
            spread(tank, 30);
            const shut = tank.salt[8];
            walls[13] = 0;
            buildWalls(tank, walls);
            spread(tank, 30);
            return [shut, tank.salt[8], massOf(tank)];
        }"""
    )
    assert found[0] == 0
    assert found[1] > 0.1
    assert found[2] == pytest.approx(12, rel=1e-12)
