"""A plot as SVG and HTML: sound documents whose curves stand where their numbers say."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from core.takeaway.line_plot import Line, LinePlot, to_html, to_svg

_SVG = "{http://www.w3.org/2000/svg}"


def _plot(**changes: object) -> LinePlot:
    x = np.linspace(0, 10, 21)
    facts = {"title": "A <b> & c", "across": "x", "up": "y", "lines": (Line("one", x, 2 * x), Line("two", x, -x))}
    return LinePlot(**(facts | changes))


def _points(svg: str) -> list[np.ndarray]:
    root = ElementTree.fromstring(svg)
    return [np.array([p.split(",") for p in c.get("points").split()], float) for c in root.iter(f"{_SVG}polyline")]


def test_curves_stand_where_their_numbers_say() -> None:
    one, two = _points(to_svg(_plot()))
    assert np.allclose(np.diff(one[:, 0]), np.diff(one[:, 0])[0], atol=0.11)
    # Twice as steep, and to the other side.
    assert np.ptp(one[:, 1]) == pytest.approx(2 * np.ptp(two[:, 1]), abs=0.3)
    assert one[0, 1] == pytest.approx(two[0, 1])
    assert one[-1, 1] < one[0, 1] < two[-1, 1]


def test_a_power_law_is_straight_on_logarithmic_axes() -> None:
    x = np.geomspace(1, 1000, 9)
    (points,) = _points(to_svg(_plot(lines=(Line("law", x, x**-0.5),), is_log=True)))
    slopes = np.diff(points[:, 1]) / np.diff(points[:, 0])
    assert np.allclose(slopes, slopes[0], rtol=0.02)


def test_texts_are_escaped_and_every_number_is_in_the_page() -> None:
    page = to_html(_plot())
    assert "<h1>A &lt;b&gt; &amp; c</h1>" in page
    assert page.count("<tr><td>one") == 21


@pytest.mark.parametrize("y", [[5.0, 5.0], [0.0, 1e300], [np.nan, 1.0], [-1e-12, 1e-12]])
def test_odd_numbers_are_drawn(y: list[float]) -> None:
    (points,) = _points(to_svg(_plot(lines=(Line("odd", np.array([0.0, 1.0]), np.array(y)),))))
    assert np.isfinite(points).all()


def test_nothing_to_draw_is_said() -> None:
    with pytest.raises(ValueError, match="no number"):
        to_svg(_plot(lines=(Line("none", np.array([0.0]), np.array([np.nan])),)))
