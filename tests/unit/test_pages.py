"""Pages and pictures: escaped, whole, the same bytes each time, and never a picture alone."""

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from sro_adapters.pages import Frame, Link, bars, grid, render
from sro_adapters.pages.charts import CLASSES, INK, _class, _ranges
from sro_adapters.pages.rendering import STYLE, told

SVG = "{http://www.w3.org/2000/svg}"
PROBLEM = {"title": "<b>No</b>", "detail": "a & b", "faults": (), "instance": ""}


def shown(**frame):
    return render("problem.html", Frame(**frame), problem=PROBLEM)


def test_what_comes_in_is_escaped():
    page = shown(actor="<i>", role="r", said="<script>alert(1)</script>", forgery='"x')
    assert "<script" not in page
    assert "&lt;b&gt;No&lt;/b&gt;" in page
    assert 'value="&#34;x"' in page


def test_a_name_that_is_not_there_is_an_error():
    with pytest.raises(UndefinedError):
        render("problem.html", Frame())


def test_a_page_is_whole_and_loads_nothing():
    page = shown(home=True, menu=(Link("Activities", "/activities", current=True),))
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert 'aria-current="page"' in page
    assert not re.search(r"(src|href)=\"(https?:|//)", page)
    assert STYLE in page


def test_a_page_without_a_frame_stands_alone():
    page = render("problem.html", problem=PROBLEM)
    assert "<form" not in page
    assert "<nav" not in page


def test_the_style_sheet_prints_and_shows_the_focus():
    assert "@media print" in STYLE
    assert ":focus-visible" in STYLE
    assert "url(" not in STYLE


@pytest.mark.parametrize("key", ["by", "other"])
def test_what_is_withheld_is_said_and_no_error(key):
    assert told({"on": date(2026, 11, 20), "withheld": {key: "personnel"}}, key) == "withheld"


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=60)
COUNT = st.none() | st.integers(0, 5000)


def parsed(figure):
    """A picture as XML; it stands alone, with title and description."""
    tree = ET.fromstring(figure.svg)
    assert tree.get("role") == "img"
    named = {each.get("id") for each in tree if each.tag in (f"{SVG}title", f"{SVG}desc")}
    assert set(tree.get("aria-labelledby").split()) == named
    assert not any("style" in each.attrib for each in tree.iter())
    return tree


@given(st.lists(st.tuples(TEXT, COUNT), max_size=8))
def test_bars_show_what_the_table_says_and_nothing_of_what_is_masked(counts):
    figure = bars("k", "Title", "Says", counts)
    said = [each.text for each in parsed(figure).iter(f"{SVG}text")]
    assert said[1::2] == [cell for _, cell in figure.rows]
    assert [name for name, _ in figure.rows] == [name for name, _ in counts]
    assert figure == bars("k", "Title", "Says", counts)
    widths = {
        count: float(each.get("width"))
        for each, count in zip(
            [each for each in parsed(figure).iter(f"{SVG}rect") if not each.get("stroke")],
            [count for _, count in counts if count],
            strict=True,
        )
    }
    assert [widths[each] for each in sorted(widths)] == sorted(widths.values())


@given(st.dictionaries(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), COUNT))
def test_a_grid_shows_what_the_table_says(counts):
    figure = grid("k", "T", "S", rows="abc", columns="xyz", counts=counts, corner="Hour")
    boxes = list(parsed(figure).iter(f"{SVG}rect"))[:9]
    cells = [cell for row in figure.rows for cell in row[1:]]
    assert [bool(each.get("stroke-dasharray")) for each in boxes] == [
        cell == "masked" for cell in cells
    ]
    assert figure.headings == ("Hour", "x", "y", "z")
    assert len(figure.rows) == 3


@given(st.integers(1, 3000), st.data())
def test_the_legend_says_the_range_of_each_class(most, data):
    count = data.draw(st.integers(1, most))
    low, high = _ranges(most)[_class(count, most) - 1]
    assert low <= count <= high


def _light(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_classes_differ_in_lightness_and_their_numbers_can_be_read():
    lights = [_light(fill) for fill, _ in CLASSES]
    assert lights == sorted(lights, reverse=True)
    assert INK != "#ffffff"
    for fill, ink in CLASSES:
        one, other = sorted((_light(fill), _light(ink)))
        assert (other + 0.05) / (one + 0.05) >= 4.5, fill
