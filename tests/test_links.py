"""Links: those of earlier versions show what they showed, strange ones the nearest experiment and a sentence."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from pages._parts import sharing
from pages._parts.address_names import VERSION, is_setting

_TABLE = Path(__file__).parent / "links.tsv"
_DEFAULTS = _TABLE.parent / "defaults.tsv"
SECTIONS = {
    "kernel": ("inspect", "slide", "facts", "propagator", "chain", "chance", "numbers", "quiz"),
    "fourier": ("filter", "look", "waves", "theorem", "orientation", "swap"),
    "template": ("matches", "how"),
    "diffusion": ("watch", "walls", "mathematics", "line", "kernel", "molecules", "edges"),
}
_PAGES = tuple(SECTIONS)


def _links() -> list[tuple[str, str]]:
    with _TABLE.open(encoding="utf-8", newline="") as table:
        return [(row["link"], row["shows"]) for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)]


def _render(page: str) -> None:
    """Draw one page as the app does; this function's source alone is what AppTest runs."""
    import importlib

    from pages._parts.sharing import share

    importlib.import_module(f"pages.{page}").render()
    share(page)


def open_link(link: str) -> AppTest:
    """Open a link as a new visitor."""
    parts = urlsplit(link)
    name = parts.path.strip("/")
    if name:
        page = AppTest.from_function(_render, default_timeout=60, kwargs={"page": name})
    else:
        page = AppTest.from_file(str(_TABLE.parent.parent / "app.py"), default_timeout=60)
    for key, values in parse_qs(parts.query, keep_blank_values=True).items():
        page.query_params[key] = values
    return page.run()


@pytest.mark.parametrize(("link", "shows"), _links())
def test_a_link_of_an_earlier_version_shows_what_it_showed(link: str, shows: str) -> None:
    page = open_link(link)
    assert not page.exception
    assert not page.toast
    for name, _, wanted in (part.partition("=") for part in shows.split()):
        assert str(page.session_state[name]).replace(" ", "_") == wanted, name


@pytest.mark.parametrize(
    ("link", "name", "shown"),
    [
        ("/kernel?kernel.name=gausian", "kernel.name", "gaussian"),
        ("/kernel?kernel.padding=bar", "kernel.padding", "reflect"),
        ("/kernel?kernel.name=gaussian&kernel.size=9999", "kernel.size", 255),
        ("/kernel?kernel.name=gaussian&kernel.size=11.4", "kernel.size", 11),
        ("/kernel?kernel.name=gaussian&kernel.sigma=-inf", "kernel.sigma", 0.3),
        ("/kernel?kernel.name=gaussian&kernel.sigma=inf", "kernel.sigma", 40),
        ("/fourier?picture=zzz", "picture", "astronaut"),
        ("/fourier?fourier.radius=9e99", "fourier.radius", 0.71),
        ("/diffusion?diffusion.spread=-inf", "diffusion.spread", 2),
        ("/template?template.threshold=nan", "template.threshold", 0.7),
        ("/template?template.sizes=0.5,99", "template.sizes", "0.5, 3"),
        ("/template?template.sizes=-1e9;x;1.5", "template.sizes", "0.25, 1.5"),
        ("/template?template.angles=-inf,nan,30", "template.angles", "-180, 30"),
        ("/template?template.angles=45", "template.angles", "0, 45"),
        ("/template?template.sizes=2,0.5", "template.sizes", "0.5, 2"),
        ("/template?template.sizes=wide", "template.sizes", ""),
        ("/fourier?fourier.keep=band&fourier.band=0.1,9", "fourier.band", "0.1, 0.71"),
        ("/fourier?fourier.keep=stop&fourier.band=-4&fourier.band=0.3", "fourier.band", "0, 0.3"),
        ("/kernel?kernel.section=numbers&kernel.stride=77", "kernel.stride", 3),
        ("/diffusion?diffusion.pixel=-5", "diffusion.pixel", 0.001),
        ("/kernel?kernel.pin=9999,7", "kernel.pin", "511,7"),
        ("/kernel?kernel.pin=1,2,3", "kernel.pin", ""),
    ],
)
def test_what_a_link_cannot_have_becomes_the_nearest_and_is_said(link: str, name: str, shown: object) -> None:
    page = open_link(link)
    assert not page.exception
    assert page.session_state[name] == shown
    assert f"`{name}`" in page.toast[0].value


@pytest.mark.parametrize(
    "link",
    [
        "/kernel?kernel.cells=nan",
        "/kernel?kernel.name=gaussian&kernel.size=99999999&kernel.sigma=-3",
        "/kernel?zzz=1&kernel.zzz=2&fourier.radius=0.3&kernel.padding=foo",
        "/kernel?kernel.section=chain&kernel.chain=foo|bar",
        "/kernel?kernel.section=slide&kernel.across=99999&kernel.down=x",
        "/kernel?kernel.section=numbers&kernel.worked_grid=foo&kernel.stride=77",
        "/fourier?fourier.marks=zzzz_rd.781.469.100&fourier.radius=nan&picture=zzz",
        "/fourier?fourier.section=waves&fourier.across=99999",
        "/fourier?fourier.section=theorem&fourier.cells=1+x",
        "/template?template.region=foo&template.sizes=wide",
        "/template?template.region=One+=+9,9,9999,9;+Two+=+20,20,40,40&template.threshold=nan",
        "/diffusion?diffusion.section=walls&diffusion.walls=foo&diffusion.beside=maybe",
        "/diffusion?diffusion.section=kernel&diffusion.kernel=own&diffusion.numbers=1+x",
        "/diffusion?diffusion.frame=99999&diffusion.pixel=-5",
        "/?kernel.name=box&zzz=1",
    ],
)
def test_what_a_link_cannot_have_is_said_and_leaves_the_address(link: str) -> None:
    strange = open_link(link)
    assert not strange.exception
    assert strange.toast or strange.error
    is_told, page = bool(strange.toast), urlsplit(link).path
    for _ in range(2):
        address = urlencode(dict(strange.query_params), doseq=True)
        assert "zzz" not in address
        again = open_link(f"{page}?{address}")
        assert not again.exception
        assert not again.toast
        assert not again.error
        assert dict(again.query_params) == dict(strange.query_params)
        # A toast stays until it is closed; what is wrong with a text that stands in a field is said as long.
        strange.run()
        assert is_told or strange.error


@pytest.mark.parametrize(
    ("link", "field", "text", "good"),
    [
        ("/kernel?kernel.cells=1+2;3+4", "kernel.cells", "1 2;3 x", "1 2; 3 4"),
        ("/kernel?kernel.section=chain&kernel.chain=box+|+sobel_x", "kernel.chain", "bix", "box | sobel_x"),
        ("/kernel?kernel.section=numbers", "kernel.worked_grid", "1 x", None),
        ("/template?template.region=10,10,30,30", "template.region", "10,10,999,30", None),
    ],
)
def test_while_a_field_holds_what_cannot_be_used_the_address_holds_what_is(
    link: str, field: str, text: str, good: str | None
) -> None:
    page = open_link(link)
    assert not page.error
    box = next(each for each in [*page.text_input, *page.text_area] if each.key == field)
    box.set_value(text).run()
    assert page.error
    assert page.session_state[field] == text
    assert page.query_params.get(field) == good


def test_a_range_of_an_earlier_version_is_read_and_goes_into_the_file_whole() -> None:
    page = open_link("/fourier?fourier.keep=band&fourier.band=0.1&fourier.band=0.3")
    assert not page.exception
    assert not page.toast
    assert page.session_state["fourier.band.slider"] == (0.1, 0.3)
    assert page.session_state["fourier.band"] == "0.1, 0.3"


def test_a_strange_link_cannot_write_markup() -> None:
    page = open_link("/kernel?kernel.name=`%3Cimg+src=x%3E[a](javascript:1)" + "x" * 5000)
    assert "`kernel.name` = `?<img" in page.toast[0].value
    assert len(page.toast[0].value) < 300


_HOSTILE = (
    "",
    "nan",
    "-inf",
    "1e999",
    "-1",
    "9" * 5000,
    "٣",
    "\0",
    "a=b&c",
    "1,2;3",
    "true",
    "[]",
    "'; --",
    "x" * 20_000,
)


@pytest.mark.parametrize("page", _PAGES)
def test_no_value_of_any_name_breaks_a_page(page: str) -> None:
    shown = open_link(f"/{page}")
    names = [
        name for name in dict(shown.session_state._state.filtered_state) if name.startswith((f"{page}.", "picture"))
    ]
    assert len(names) > 3
    for index in range(len(_HOSTILE)):
        # Every name gets every value over the rounds, never all the same value at once.
        hostile = AppTest.from_function(_render, default_timeout=60, kwargs={"page": page})
        for offset, name in enumerate(names):
            value = _HOSTILE[(index + offset) % len(_HOSTILE)]
            hostile.query_params[name] = [value, value] if offset % 5 == 4 else value
        hostile.run()
        assert not hostile.exception, hostile.exception[0].stack_trace


@pytest.mark.parametrize("page", _PAGES)
def test_every_name_that_a_page_writes_into_a_link_is_known(page: str) -> None:
    for section in SECTIONS[page]:
        shown = open_link(f"/{page}?{page}.section={section}")
        written = [
            key.removeprefix("address.")
            for key in shown.session_state._state.filtered_state
            if key.startswith("address.")
        ]
        written += shown.session_state._state._state.query_params._bindings_by_param
        names = {name for name in written if name.startswith(f"{page}.")}
        assert f"{page}.section" in names
        assert {name for name in names if not is_setting(name)} == set(), section


def _spelled(link: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return every setting of the page that a link opens, as its file holds them."""
    opened: list[tuple] = []
    with monkeypatch.context() as patch:
        patch.setattr(sharing, "open_window", lambda *arguments: opened.append(arguments))
        page = open_link(link)
        page.button(key=f"{urlsplit(link).path.strip('/')}.take_away").click().run()
    return dict(opened[0][-1])


def _defaults() -> dict[str, dict[str, str]]:
    """Return what each setting is at first, by the link that leaves it out, as the table has it."""
    with _DEFAULTS.open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table, delimiter="\t") if row["version"] == str(VERSION)]
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row["link"], {})[row["setting"]] = row["at_first"]
    return found


def test_every_section_has_its_defaults_in_the_table() -> None:
    wanted = {f"/{page}?{page}.section={section}" for page, sections in SECTIONS.items() for section in sections}
    assert wanted <= set(_defaults())


@pytest.mark.parametrize("link", _defaults())
def test_no_default_changes_unnoticed_and_a_file_that_holds_all_of_them_opens(
    link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link leaves defaults out: whoever changes one changes old links, and has to raise the settings' version."""
    spelled = _spelled(link, monkeypatch)
    assert spelled == _defaults()[link]
    whole = f"{urlsplit(link).path}?{urlencode(spelled)}"
    again = open_link(whole)
    assert not again.exception
    assert not again.toast
    assert not again.error
    assert _spelled(whole, monkeypatch) == spelled


def test_a_misspelt_name_is_read_as_the_nearest_and_every_wrong_one_is_named() -> None:
    page = open_link("/kernel?kernel.nmae=box&picure=coffee&kernel.foo=1&kernel.bar=2&baz=3&qux=&kernel.padding=wrapp")
    assert not page.exception
    shown = {name: page.session_state[name] for name in ("kernel.name", "picture", "kernel.padding")}
    assert shown == {"kernel.name": "box", "picture": "coffee", "kernel.padding": "wrap"}
    assert dict(page.query_params) == shown
    told = page.toast[0].value
    for name in ("kernel.nmae", "picure", "kernel.foo", "kernel.bar", "baz", "qux", "kernel.padding"):
        assert f"`{name}`" in told
    assert "``" not in told


@pytest.mark.parametrize(
    ("link", "name", "shown"),
    [
        ("/kernel?kernel.name=box&kernel.name=identity", "kernel.name", "identity"),
        ("/kernel?kernel.name=box&kernel.name=zzz", "kernel.name", "sobel_x"),
        ("/fourier?fourier.radius=0.2&fourier.radius=0.3", "fourier.radius", 0.3),
    ],
)
def test_of_a_repeated_name_the_last_counts_and_it_is_said(link: str, name: str, shown: object) -> None:
    page = open_link(link)
    assert not page.exception
    assert page.session_state[name] == shown
    assert f"`{name}` stands there 2 times" in page.toast[0].value
    assert isinstance(page.query_params.get(name, ""), str)


def test_settings_that_wait_for_another_choice_are_no_mistake_and_unknown_ones_are() -> None:
    assert not open_link("/fourier?fourier.keep=light&fourier.profile=gaussian").toast
    assert not open_link("/diffusion?diffusion.section=edges&diffusion.frame=10").toast
    assert "fourier.profil`" in open_link("/fourier?fourier.keep=light&fourier.profil=gaussian").toast[0].value
