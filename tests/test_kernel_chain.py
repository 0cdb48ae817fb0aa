"""A chain and the one kernel it equals give the same picture."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.ndimage
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.kernels import KERNELS, gaussian, sobel_x
from core.kernels.chain import (
    edge_band,
    equivalent,
    format_link,
    link_title,
    parse_chain,
    parse_link,
    size_for_the_whole,
)
from core.kernels.library import PAIRS, defaults, make, title
from tests.strategies import kernels


def _one_after_another(image: NDArray[np.float64], links: list[NDArray[np.float64]], mode: str) -> NDArray[np.float64]:
    for kernel in links:
        image = scipy.ndimage.convolve(image, kernel, mode=mode)
    return image


@settings(deadline=None)
@given(st.lists(kernels(max_side=6), min_size=1, max_size=4))
def test_chain_equals_its_single_kernel_where_the_picture_wraps(links) -> None:  # type: ignore[no-untyped-def]
    image = np.random.default_rng(1).normal(size=(30, 29))
    step_by_step = _one_after_another(image, links, "wrap")
    at_once = scipy.ndimage.convolve(image, equivalent(links), mode="wrap")
    np.testing.assert_allclose(at_once, step_by_step, atol=1e-10 * max(1, np.abs(step_by_step).max()))


@settings(deadline=None)
@given(st.lists(kernels(max_side=6), min_size=1, max_size=4))
def test_chain_equals_its_single_kernel_inside_the_band_at_the_edge(links) -> None:  # type: ignore[no-untyped-def]
    image = np.random.default_rng(1).normal(size=(50, 49))
    step_by_step = _one_after_another(image, links, "constant")
    at_once = scipy.ndimage.convolve(image, equivalent(links), mode="constant")
    (top, bottom), (left, right) = edge_band(links)
    inside = np.s_[top : 50 - bottom, left : 49 - right]
    limit = 1e-10 * max(1, np.abs(step_by_step).max())
    np.testing.assert_allclose(at_once[inside], step_by_step[inside], atol=limit)


def test_the_band_at_the_edge_is_no_wider_than_the_difference() -> None:
    image = np.random.default_rng(1).normal(size=(30, 31))
    framed = np.pad(np.random.default_rng(2).normal(size=(2, 4)), 2)
    links = [np.ones((9, 9)), framed, np.ones((5, 1))]
    step_by_step = _one_after_another(image, links, "constant")
    differs = np.abs(scipy.ndimage.convolve(image, equivalent(links), mode="constant") - step_by_step) > 1e-9
    rows, columns = (np.flatnonzero(~differs.all(axis=axis)) for axis in (1, 0))
    assert edge_band(links) == ((rows[0], 29 - rows[-1]), (columns[0], 30 - columns[-1]))


def test_two_boxes_make_a_pyramid() -> None:
    np.testing.assert_allclose(equivalent([np.ones((1, 3)), np.ones((1, 3))]), [[1, 2, 3, 2, 1]])


def test_chain_reads_names_parameters_and_numbers() -> None:
    links = parse_chain("gaussian(size=5, sigma=2) | sobel_x || 0 1/2; 1 0")
    assert [text for text, _ in links] == ["gaussian(size=5, sigma=2)", "sobel_x", "0 1/2; 1 0"]
    for (_, kernel), expected in zip(links, [gaussian(5, 2.0), sobel_x(), [[0, 0.5], [1, 0]]], strict=True):
        np.testing.assert_array_equal(kernel, expected)
    assert parse_chain(" ") == []


@pytest.mark.parametrize("name", list(KERNELS))
def test_a_link_is_read_as_the_page_shows_it_however_it_is_written(name: str) -> None:
    for text in (name, title(name), title(name).upper(), name.replace("_", "-"), f" {name.replace('_', ' ')} "):
        np.testing.assert_array_equal(parse_link(text), make(name))
        assert link_title(text) == title(name)
    assert link_title("Sobel X") == "Sobel x"
    assert link_title("Disc (radius=3)") == "Disc (out of focus) (radius=3)"
    assert link_title("0 1; 1 0") is None


@pytest.mark.parametrize("name", list(PAIRS))
def test_an_operation_of_two_kernels_is_no_link(name: str) -> None:
    for text in (name, title(name)):
        with pytest.raises(ValueError, match=r"no single kernel makes.*_?x and .*y can"):
            parse_link(text)


@pytest.mark.parametrize("name", list(KERNELS))
def test_link_reads_back(name: str) -> None:
    changed = {key: first + 2 for key, first in defaults(name).items()}
    assert format_link(name, defaults(name)) == name
    assert (format_link(name, changed) == name) == (not changed)
    np.testing.assert_array_equal(parse_link(format_link(name, defaults(name))), parse_link(name))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sobel", "name must be one of .*Sobel x, Sobel y"),
        ("box(sigma=2)", "box takes size"),
        ("box(size=)", "is not a number"),
        ("1 2; 3", "every row needs as many numbers"),
        ("|".join(["box"] * 9), "at most 8 kernels, got 9"),
    ],
)
def test_bad_chains_are_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_chain(text)


def test_a_chain_needs_a_kernel() -> None:
    with pytest.raises(ValueError, match="at least one kernel"):
        equivalent([])


def test_a_kernel_cut_off_by_its_size_is_known() -> None:
    for whole in ("gaussian", "gaussian(sigma=4, size=21)", "Gaussian (size=21, sigma=4)", "box(size=3)", "1 2; 3 4"):
        assert size_for_the_whole(whole) is None
    for cut in ("gaussian(sigma=4)", "gaussian(size=19, sigma=4)", "unsharp(sigma=4)"):
        assert size_for_the_whole(cut) == 21
    for name in KERNELS:
        assert size_for_the_whole(name) is None
