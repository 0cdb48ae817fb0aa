"""What the pages offer as code makes what they show: pages are set by a link, the code is run and compared."""

from __future__ import annotations

import csv
import time
from io import BytesIO, StringIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

from pages._parts.code_picture import code_file, code_file_name, code_of
from pages._parts.downloads import encode_result
from pages._parts.outcome import Outcome, made, numbers_of
from tests.oracles import assert_same_pixels
from tests.screen import shown_rows
from tests.test_links import open_link

_LINKS = (
    "/kernel",
    "/kernel?kernel.name=gaussian&kernel.size=31&kernel.sigma=6&picture=coffee",
    "/kernel?kernel.name=laplacian&kernel.view=signed&kernel.padding=mirror",
    "/kernel?kernel.turn=correlation&kernel.cells=0+1+2;+2+2+0;+0+1+2&kernel.padding=wrap&picture=camera",
    "/kernel?kernel.name=sobel&kernel.channels=gray",
    "/kernel?kernel.weights=softmax&kernel.view=clip",
    "/fourier",
    "/fourier?fourier.keep=high&fourier.profile=gaussian&picture=camera",
    "/fourier?fourier.keep=band&picture=coffee",
    "/fourier?fourier.keep=lines&picture=camera",
    "/fourier?fourier.keep=light&picture=coffee",
    "/template",
    "/template?picture=camera",
    "/template?picture=coins&template.score=ssd&template.region=A+=+75,+170,+55,+50;+B+=+@coin_template",
    "/template?template.score=phase&template.region=@face;+170,+60,+60,+70&template.shown=1",
    "/template?template.colors=gray&template.region=170,60,280,60,225,190&picture=astronaut",
    "/template?picture=coins&template.score=ncc&template.sizes=0.9,1.1&template.size_steps=2&template.angles=0,30",
    "/template?picture=horse&template.region=60,40,60,60",
    "/template?picture=coins&template.score=cc",
    "/kernel?kernel.section=propagator",
    "/kernel?kernel.section=chain&picture=coffee&kernel.padding=nearest",
    "/kernel?kernel.section=facts&kernel.name=gabor",
    "/kernel?kernel.section=slide&kernel.turn=correlation",
    "/kernel?kernel.section=numbers&kernel.stride=2&kernel.ring=1&kernel.turned=true",
    "/kernel?kernel.section=numbers&kernel.dilation=2",
    "/fourier?fourier.section=look",
    "/fourier?fourier.section=look&fourier.view=phase&fourier.window=hann&picture=camera",
    "/fourier?fourier.section=look&fourier.view=real&fourier.window=periodic&picture=coffee",
    "/fourier?fourier.section=look&fourier.view=imaginary&fourier.window=tukey",
    "/fourier?fourier.section=waves&fourier.step=10",
    "/fourier?fourier.section=waves&picture=camera",
    "/fourier?fourier.section=theorem&picture=coffee",
    "/fourier?fourier.section=theorem&fourier.ends=bare&fourier.cells=0+1;2+-4;7+1&picture=camera",
    "/fourier?fourier.section=orientation",
    "/fourier?fourier.section=orientation&fourier.turn=-90&picture=camera",
    "/fourier?fourier.section=swap&picture=coffee",
    "/template?template.section=how&picture=coins",
    "/template?template.section=how&template.region=@face",
    "/diffusion?diffusion.section=mathematics&diffusion.frame=30",
    "/diffusion?diffusion.section=mathematics&diffusion.boundary=dirichlet&diffusion.held=40&picture=camera",
    "/diffusion?diffusion.section=mathematics&diffusion.boundary=periodic&diffusion.propagator=cells&picture=camera",
    "/diffusion?diffusion.section=line&picture=coffee&diffusion.line.y0=100",
    "/diffusion?diffusion.section=kernel&diffusion.steps=5",
    "/diffusion?diffusion.section=edges&diffusion.edge_frame=30&diffusion.edge_spread=3",
    "/diffusion?diffusion.section=edges&diffusion.edge_frame=20&diffusion.law=rational&picture=camera",
    "/diffusion?diffusion.frame=40",
    "/diffusion?diffusion.frame=60&diffusion.boundary=periodic&picture=camera",
    "/diffusion?diffusion.frame=20&diffusion.boundary=dirichlet",
    "/diffusion?diffusion.frame=20&diffusion.start=aquarium",
    "/kernel?kernel.section=chance",
    "/kernel?kernel.section=chance&kernel.name=box&kernel.walkers=7&kernel.draw=5&picture=coffee",
    "/kernel?kernel.section=chance&kernel.cells=0+1;2+3;1+1&kernel.walkers=10&kernel.turn=correlation&picture=camera",
    "/kernel?kernel.section=chance&kernel.channels=gray&kernel.walkers=3&kernel.padding=wrap&picture=retina",
    "/diffusion?diffusion.section=molecules&diffusion.frame=50",
    "/diffusion?diffusion.section=molecules&diffusion.frame=99&diffusion.count=1000&diffusion.along_x=0&picture=camera",
    "/diffusion?diffusion.section=molecules&diffusion.frame=30&diffusion.boundary=periodic&picture=retina",
    "/diffusion?diffusion.section=molecules&diffusion.count=1&diffusion.start=drops",
    # A photo larger than the screen's working size: what is saved of it, the code makes.
    "/kernel?picture=retina&kernel.name=log&kernel.view=signed",
    "/kernel?picture=retina&kernel.name=sobel&kernel.padding=nearest&kernel.section=chain",
    "/fourier?picture=retina&fourier.keep=stop&fourier.profile=butterworth",
    "/fourier?picture=retina&fourier.keep=light",
    "/fourier?picture=retina&fourier.keep=cut&fourier.profile=gaussian",
    "/fourier?picture=retina&fourier.marks=rd.781.469.100",
    "/fourier?picture=retina&fourier.section=look",
    "/fourier?picture=retina&fourier.section=orientation",
    "/fourier?picture=retina&fourier.section=waves&fourier.step=12",
    "/fourier?picture=retina&fourier.section=theorem",
    "/fourier?picture=retina&fourier.section=swap",
    "/diffusion?picture=retina&diffusion.section=kernel&diffusion.steps=3",
    "/template?picture=retina&template.region=A+=+75,170,55,50;+B+=+@coin_template",
    "/template?picture=retina&template.region=60,200,280,200,225,290&template.colors=gray",
    "/diffusion?picture=retina&diffusion.frame=40",
    "/diffusion?picture=retina&diffusion.section=line",
    "/diffusion?picture=retina&diffusion.section=mathematics&diffusion.spread=6&diffusion.frame=99",
    "/diffusion?picture=retina&diffusion.section=edges&diffusion.edge_frame=9",
)


@pytest.mark.parametrize("link", _LINKS)
def test_code_of_a_page_makes_what_it_shows(link: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_link(link)
    assert not page.exception
    _await_search(page)
    monkeypatch.chdir(tmp_path)
    outcomes: list[Outcome] = list(page.session_state["outcome"].values())
    # A section adds its own result to the page's main one, or replaces it.
    assert len(outcomes) == 1 + (outcomes[0].name == "" and "section=" in link)
    names: dict = {}
    for outcome in outcomes:
        names = _assert_same(outcome)
    if "found" in names and (rows := _matches(outcomes[0])):
        if outcomes[0].picture.scale == 1 and (shown := shown_rows(page)):
            assert len(rows) == len(shown)
        places = sorted(
            (row["template"], round(float(row["x"])), round(float(row["y"])), float(row["score"])) for row in rows
        )
        printed = sorted((name, column, row, score) for name, score, row, column, *_ in names["found"])
        assert [place[0] for place in printed] == [place[0] for place in places]
        np.testing.assert_allclose([p[1:3] for p in printed], [p[1:3] for p in places], atol=1)
        np.testing.assert_allclose([p[3] for p in printed], [p[3] for p in places], atol=1e-3)


def _assert_same(outcome: Outcome) -> dict:
    """Run an outcome's code, compare it with the page's numbers, and return all that it named."""
    Path(code_file_name(outcome.picture)).write_bytes(code_file(outcome.picture))
    for name, array in outcome.files.items():
        np.save(f"{name}.npy", made(array))
    names: dict = {}
    code = code_of(outcome)
    assert "PIL" not in code
    exec(compile(code, "code.py", "exec"), names)
    expected = _saved(outcome)
    assert names["result"].shape == expected.shape
    if outcome.page == "fourier" and outcome.name in ("", "The turned picture's spectrum"):
        # The page's own steps in its own precision: not a bit differs.
        np.testing.assert_array_equal(names["result"], expected)
        np.testing.assert_array_equal(_read_result(), outcome.show(expected))
    # The angle of a wave that is hardly there may be any; at -pi and pi it is the same.
    error = np.abs(names["result"] - expected)
    if outcome.name == "The spectrum" and expected.min() < -3.1:
        error = np.quantile(np.minimum(error, np.abs(2 * np.pi - error)), 0.999)
    assert np.max(error) <= 1e-3 * max(1.0, float(np.abs(expected).max()))
    if not outcome.lacks:
        assert_same_pixels(_read_result(), names["result"], expected, outcome.show)
    for pixels in outcome.pictures.values():
        assert made(pixels).dtype == np.uint8
    return names


def _read_result() -> NDArray[np.uint8]:
    """Return the pixels that a code saved."""
    saved = cv2.imread("result.png", cv2.IMREAD_UNCHANGED)
    return saved if saved.ndim == 2 else saved[..., ::-1]


def _matches(outcome: Outcome) -> list[dict[str, str]]:
    """Return the rows that are saved of a search, none for another experiment."""
    if "csv" not in outcome.products:
        return []
    return list(csv.DictReader(StringIO(outcome.products["csv"].make(lambda share, note: None).decode())))


def _saved(outcome: Outcome) -> NDArray[np.generic]:
    """Return the numbers that are saved of the result: those of the photo at its full size, where it has them."""
    if not outcome.is_code_full:
        return numbers_of(outcome, outcome.picture.image, 1.0)
    if outcome.products:
        return np.load(BytesIO(outcome.products["scores_npy"].make(lambda share, note: None)))
    return np.load(BytesIO(encode_result(outcome, "npy")))


def _await_search(page: AppTest) -> None:
    """Wait until a search on a thread of its own has ended."""
    deadline = time.monotonic() + 60
    while "template.job" in page.session_state and not page.session_state["template.job"].is_over:
        assert time.monotonic() < deadline
        time.sleep(0.2)
        page.run()
    if "template.job" in page.session_state:
        page.run()
