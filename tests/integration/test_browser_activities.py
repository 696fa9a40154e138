"""The pages of activities in a real browser: four taps on a phone, the keyboard, no script."""

import pytest

from sro_core import Role
from sro_core.usecases import activity_overview
from tests.browser import SIZES, chromium, window  # noqa: F401 - a fixture
from tests.served import operator, serve

NAMES = ("HIGH", "MIDDLE")


def kept(served):
    """The activities on record."""
    return [each.record for each in activity_overview.listed(served.desk, operator(served.desk))]


@pytest.fixture
def served():
    return serve()


def open_form(browser):
    browser.go("/activities/new")
    assert browser.page.title().startswith("Log activity")


@pytest.mark.parametrize("size", SIZES)
def test_an_activity_is_entered_with_four_taps(chromium, served, size):  # noqa: F811 - the fixture
    with window(chromium, served.app, size, token=served.token(Role.OFFICER)) as browser:
        open_form(browser)
        page = browser.page
        assert browser.fits()
        browser.picture(f"activity_new_{size}")
        tap = "tap" if size == "phone" else "click"
        taps = [
            page.get_by_role("group", name="Site").get_by_text("High School"),
            page.get_by_role("group", name="Minutes").get_by_text("45", exact=True),
            page.get_by_role("group", name="How many").get_by_text("30", exact=True),
            page.get_by_role("button", name="Presentation"),
        ]
        for each in taps:
            box = each.bounding_box()
            assert box["height"] >= 24, each
            getattr(each, tap)()
        page.wait_for_selector("[role=status]")
        said = page.get_by_role("status").inner_text()
        assert said == "Saved: presentation at HIGH, 45 minutes, 30 reached. It is submitted."
        (one,) = kept(served)
        assert (one.kind, one.site, one.minutes, one.count) == ("presentation", "HIGH", 45, 30)
        assert (one.officer, one.state) == ("officer system", "submitted")
        chosen = page.get_by_role("group", name="Site").get_by_role("radio", checked=True)
        assert chosen.get_attribute("value") == "HIGH"  # so that the next one needs three
        assert browser.complaints == []


def test_an_activity_is_entered_by_keyboard_alone(chromium, served):  # noqa: F811 - the fixture
    with window(chromium, served.app, token=served.token(Role.OFFICER)) as browser:
        open_form(browser)
        press, seen = browser.page.keyboard.press, []
        for _ in range(60):
            press("Tab")
            name, outline = browser.focused()
            seen.append(name)
            if name == "INPUT site":
                press("Space")
            elif name == "INPUT minutes":
                press("Space")
                press("ArrowRight")
            elif name == "BUTTON kind" or name.startswith("BUTTON kind"):
                assert outline == "solid 3px"
                press("Enter")
                break
        browser.page.wait_for_selector("[role=status]")
        (one,) = kept(served)
        assert (one.kind, one.minutes, one.count) == ("presentation", 10, None)
        assert seen.index("INPUT site") < seen.index("INPUT minutes") < seen.index("INPUT count")


def test_enter_in_a_field_saves_nothing(chromium, served):  # noqa: F811 - the fixture
    with window(chromium, served.app, token=served.token(Role.OFFICER)) as browser:
        open_form(browser)
        browser.page.get_by_text("Anything else").click()
        browser.page.get_by_label("Other minutes").fill("25")
        browser.page.get_by_label("Other minutes").press("Enter")
        browser.page.wait_for_timeout(200)
        assert kept(served) == []


def test_what_is_wrong_is_said_beside_what_was_typed(chromium, served):  # noqa: F811 - the fixture
    with window(chromium, served.app, "phone", token=served.token(Role.OFFICER)) as browser:
        open_form(browser)
        page = browser.page
        page.get_by_text("Anything else").tap()
        page.get_by_label("Note").fill("spoke with Jordan Testperson")
        page.get_by_text("High School").tap()
        page.get_by_role("group", name="Minutes").get_by_text("15", exact=True).tap()
        page.get_by_role("button", name="Mentoring").tap()
        page.wait_for_selector("[role=alert]")
        assert "looks like a name" in page.get_by_role("alert").inner_text()
        assert page.get_by_label("Note").input_value() == "spoke with Jordan Testperson"
        assert browser.fits()
        browser.picture("activity_wrong_phone")
        page.get_by_label("Note").fill("after lunch")
        page.get_by_role("button", name="Mentoring").tap()
        page.wait_for_selector("[role=status]")
        assert [each.note for each in kept(served)] == ["after lunch"]


@pytest.mark.parametrize("size", SIZES)
def test_a_sergeant_returns_and_approves(chromium, served, size):  # noqa: F811 - the fixture
    officer, sergeant = served.token(Role.OFFICER), served.token(Role.SERGEANT)
    with window(chromium, served.app, size, token=officer) as browser:
        for kind in ("Presentation", "Question answered"):
            open_form(browser)
            browser.page.get_by_text("Middle School").click()
            browser.page.get_by_role("group", name="Minutes").get_by_text("30").click()
            browser.page.get_by_role("button", name=kind).click()
            browser.page.wait_for_selector("[role=status]")
    with window(chromium, served.app, size, token=sergeant) as browser:
        browser.go("/activities")
        page = browser.page
        page.get_by_role("button", name="Approve").first.click()
        page.wait_for_selector("[role=status]")
        page.get_by_text("Return it").click()
        page.get_by_label("What is to be mended").fill("say how many")
        page.get_by_role("button", name="Return", exact=True).click()
        page.wait_for_selector("[role=status]")
        assert sorted(each.state for each in kept(served)) == ["approved", "returned"]
        assert browser.fits()
    with window(chromium, served.app, size, token=officer) as browser:
        browser.go("/activities")
        assert "returned: say how many" in browser.page.inner_text("main")
        assert browser.fits()
        browser.picture(f"activities_{size}")
        browser.page.get_by_role("button", name="Submit").click()
        browser.page.wait_for_selector("[role=status]")
        assert sorted(each.state for each in kept(served)) == ["approved", "submitted"]
        assert browser.complaints == []
