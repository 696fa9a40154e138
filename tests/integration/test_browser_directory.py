"""The public page in a real browser at phone width: read, not scrolled sideways, no script."""

import struct
import zlib
from itertools import pairwise

import pytest

from sro_adapters.http import create_public_app
from sro_adapters.synthetic.programme import staffing
from tests.browser import chromium, window  # noqa: F401 - a fixture
from tests.served import ON, serve

PHONE = {"width": 390, "height": 844}
CONTRASTS = """
(() => {
  const parse = text => text.match(/[0-9.]+/g).map(Number);
  const lightness = ([r, g, b]) => [r, g, b].map(each => {
    const part = each / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }).reduce((sum, part, n) => sum + part * [0.2126, 0.7152, 0.0722][n], 0);
  const behind = at => {
    for (; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('body *')]
    .filter(at => [...at.childNodes].some(each => each.nodeType === 3 && each.data.trim()))
    .map(at => {
      const pair = [parse(getComputedStyle(at).color), behind(at)].map(lightness).sort();
      const [dark, light] = pair[0] < pair[1] ? pair : pair.reverse();
      return [at.tagName, (light + 0.05) / (dark + 0.05)];
    });
})()
"""


@pytest.fixture(scope="module")
def app():
    desk = serve().desk
    staffing.record(desk, on=ON)
    return create_public_app(desk)


@pytest.fixture
def page(chromium, app):  # noqa: F811 - the fixture
    with window(chromium, app, "phone") as browser:
        browser.page.set_viewport_size(PHONE)
        assert browser.go(f"/?on={ON}").status == 200
        yield browser
        assert browser.complaints == []


def pixels(png):
    """The size of a PNG and how many different rows of pixels it has."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    at, packed = 8, b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + length]
        at += 12 + length
    raw = zlib.decompress(packed)
    row = len(raw) // height
    return width, height, len({raw[n * row : (n + 1) * row] for n in range(height)})


def test_it_fits_a_phone_and_shows_something(page):
    assert page.fits()
    page.picture("public_directory_phone")
    width, height, different = pixels(page.page.screenshot(full_page=True))
    assert width == 2 * PHONE["width"]
    assert height > 2 * PHONE["height"] / 2
    assert different > 200  # nothing but an empty page has fewer


def test_it_tells_the_programme_and_whom_to_reach(page):
    text = page.page.inner_text("main")
    assert "regular sworn police officer who works at a school" in text
    for each in ("Officer Alex Sample", "sro.high@example.org", "100 Example Avenue", "911"):
        assert each in text
    mail = page.page.get_by_role("link", name="sro.middle@example.org")
    assert mail.get_attribute("href") == "mailto:sro.middle@example.org"
    call = page.page.get_by_role("link", name="(555) 010-0100")
    assert call.get_attribute("href") == "tel:555010-0100"


def test_it_has_landmarks_one_first_heading_and_a_language(page):
    for role in ("banner", "main", "contentinfo"):
        assert page.page.get_by_role(role).count() == 1
    assert page.page.get_by_role("heading", level=1).count() == 1
    levels = page.page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].map(at => +at.tagName[1])"
    )
    assert all(later <= before + 1 for before, later in pairwise(levels))
    assert page.page.get_attribute("html", "lang") == "en"
    assert page.page.title() == "Officers of our schools - School resource officers"


def test_text_can_be_read(page):
    ratios = page.page.evaluate(CONTRASTS)
    assert len(ratios) > 15
    assert [each for each in ratios if each[1] < 4.5] == []
    sizes = page.page.evaluate(
        "[...document.querySelectorAll('main *')].map(at =>"
        " parseFloat(getComputedStyle(at).fontSize))"
    )
    assert min(sizes) >= 14


def test_there_is_no_script(page):
    assert page.page.locator("script").count() == 0


@pytest.mark.parametrize(
    ("on", "name"),
    [
        ("2024-08-04", "Officer O-04 Sample"),
        ("2024-08-05", "Officer Alex Sample"),
        ("2024-08-12", "Officer Alex Sample"),
    ],
)
def test_a_contact_of_any_date_can_be_asked(app, on, name):
    said = app.test_client().get(f"/?on={on}", headers={"Accept": "text/html"}).text
    assert ("Officer Alex Sample" in said) == (name == "Officer Alex Sample")
    assert "sro.high@example.org" in said
    assert "not today" in said
