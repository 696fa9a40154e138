"""The due list and the first page in a real browser: phone and desktop, keyboard, no script."""

from datetime import date

import pytest

from sro_core import Role
from tests.browser import chromium, window
from tests.served import HIGH, MIDDLE, serve

__all__ = ["chromium"]
SIZES = ("phone", "desktop")


@pytest.fixture(scope="module")
def served():
    return serve()


@pytest.mark.parametrize("size", SIZES)
def test_the_first_page_shows_what_matters_today(chromium, served, size):
    with window(chromium, served.app, size, token=served.token(Role.CLERK, HIGH)) as opened:
        page = opened.page
        assert page.get_by_role("heading", level=1).inner_text() == "Today"
        assert "2 unverified absences" in page.content()
        assert "S-00004" not in page.content(), "that is of the other site"
        assert opened.fits()
        opened.picture(f"today-{size}")
        page.get_by_role("link", name="Due", exact=True).first.click()
        assert page.url.endswith("/due")
        assert opened.complaints == []


@pytest.mark.parametrize("size", SIZES)
def test_the_due_list_is_read_and_cut_down_without_script(chromium, served, size):
    with window(chromium, served.app, size, token=served.token(Role.ADMINISTRATOR, HIGH)) as opened:
        page = opened.page
        opened.go("/due")
        assert opened.fits()
        every = page.get_by_role("listitem").filter(has_text="due ").count()
        assert every > 0
        opened.picture(f"due-{size}")
        page.get_by_text("Show only some").click()
        page.get_by_label("Area").select_option("truancy")
        page.get_by_label("When").select_option("0")
        page.get_by_role("button", name="Show these").click()
        assert "kind=truancy" in page.url
        assert page.get_by_text("ago").count() > 0
        assert "drill" not in page.get_by_role("main").inner_text().lower()
        assert opened.fits()
        assert opened.complaints == []


def test_every_control_of_the_list_is_reached_and_seen_by_keyboard(chromium, served):
    with window(chromium, served.app, token=served.token(Role.ADMINISTRATOR, HIGH)) as opened:
        opened.go("/due?kind=truancy")
        reached = []
        for _ in range(40):
            opened.page.keyboard.press("Tab")
            name, outline = opened.focused()
            if name.startswith("BODY"):
                break
            assert not outline.startswith("none"), name
            reached.append(name)
        assert any(each.startswith("SUMMARY Show only some") for each in reached)
        assert any(each.startswith("SUMMARY Why") for each in reached)
        assert reached[0].startswith("A Skip")


def test_the_form_is_opened_filled_in_and_sent_by_keyboard(chromium, served):
    with window(chromium, served.app, token=served.token(Role.ADMINISTRATOR, HIGH)) as opened:
        page = opened.page
        opened.go("/due")
        page.locator("summary").first.focus()
        page.keyboard.press("Enter")
        page.get_by_label("Site").focus()
        page.keyboard.type("HIGH")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "site=HIGH" in page.url


def test_areas_that_are_not_open_are_named_with_the_reason(chromium, served):
    with window(chromium, served.app, token=served.token(Role.OFFICER)) as opened:
        opened.go("/due")
        said = opened.page.get_by_role("main").inner_text()
        assert "Not open to you" in said
        assert "no police officer lists students" in said
        assert "S-0" not in said


def test_a_long_list_goes_on_from_page_to_page(chromium, served):
    from tests.served import file

    days = [f"{each:%m-%d}" for each in map(date.fromordinal, range(739862, 739872))]
    many = serve(files=[file(f"S-{n:05d}", MIDDLE, days=days) for n in range(30)])
    with window(chromium, many.app, "phone", token=many.token(Role.CLERK, MIDDLE)) as opened:
        opened.go("/due?kind=truancy")
        first = opened.page.locator("ol.cards > li").count()
        assert first == 50
        opened.page.get_by_role("link", name="After").click()
        assert "page=2" in opened.page.url
        assert "kind=truancy" in opened.page.url
        opened.page.get_by_role("link", name="Before").click()
        assert opened.page.locator("ol.cards > li").count() == first
        assert opened.fits()
