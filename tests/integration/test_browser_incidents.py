"""The pictures of incidents in a real browser: at phone and desktop width, by keyboard."""

from datetime import datetime

import pytest

from sro_core import Role
from sro_core.safety.incidents import Place
from sro_core.usecases import incident_log
from sro_core.usecases.incident_log import ToldIncident
from tests.browser import SIZES, chromium, window  # noqa: F401 - a fixture
from tests.served import HIGH, operator, serve


@pytest.fixture(scope="module")
def served():
    made = serve()
    places = (Place.WITHIN, Place.WITHIN, Place.NEAR)
    for n in range(60):
        told = ToldIncident(
            number=f"26-{n:04d}", site=HIGH, place=places[n % 3],
            offenses=(("13B", "290", "35A", "23H")[n % 4],),
            at=datetime(2026, 10, 1 + n % 28, 8 + n * n % 9, 10),
        )  # fmt: skip
        incident_log.record(made.desk, operator(made.desk), told)
    return made


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("exact", [False, True])
def test_figures_fit_the_window_and_have_numbers_beside(chromium, served, size, exact):  # noqa: F811 - the fixture
    role = Role.OFFICER if exact else Role.ADMINISTRATOR
    with window(chromium, served.app, size, token=served.token(role, HIGH)) as browser:
        browser.go("/incidents/figures" + ("?exact=true" if exact else ""))
        page = browser.page
        pictures = page.get_by_role("img")
        assert pictures.count() == 3
        for each in pictures.all():
            box = each.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= SIZES[size][0]
            assert box["width"] > 250
        assert page.get_by_role("table").count() == 4
        assert browser.fits()
        browser.picture(f"incidents_{'exact' if exact else 'masked'}_{size}")
        assert page.locator("script").count() == 0
        assert browser.complaints == []


def test_a_table_that_is_wide_is_reached_and_scrolled_by_keyboard(chromium, served):  # noqa: F811 - as above
    with window(chromium, served.app, "phone", token=served.token(Role.OFFICER, HIGH)) as browser:
        browser.go("/incidents?from=2026-10-01&until=2026-10-31")
        assert browser.fits()
        browser.picture("incidents_list_phone")
        region = browser.page.get_by_role("region", name="Incidents, the newest first")
        for _ in range(30):
            browser.page.keyboard.press("Tab")
            if browser.focused()[0].startswith("DIV"):
                break
        before = region.evaluate("each => each.scrollLeft")
        browser.page.keyboard.press("ArrowRight")
        for _ in range(100):  # it glides, and how soon is the machine's affair
            if region.evaluate("each => each.scrollLeft") > before:
                break
            browser.page.wait_for_timeout(100)
        assert region.evaluate("each => each.scrollLeft") > before


def test_from_the_masked_figures_police_go_to_the_exact_ones(chromium, served):  # noqa: F811 - as above
    with window(chromium, served.app, token=served.token(Role.OFFICER, HIGH)) as browser:
        browser.page.get_by_role("link", name="Incident figures").first.click()
        browser.page.get_by_role("link", name="Show exact counts").press("Enter")
        browser.page.wait_for_url("**exact=true**")
        browser.page.get_by_role("link", name="Only near the site").click()
        browser.page.wait_for_url("**place=near**")
        assert "near the site" in browser.page.get_by_role("figure").nth(1).inner_text()
