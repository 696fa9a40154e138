"""Signing in with a real browser: by keyboard, without script, at phone and desktop width."""

import pytest

from sro_core import Role
from tests.browser import SIZES, chromium, window  # noqa: F401 - a fixture
from tests.served import HIGH, serve


@pytest.mark.parametrize("size", SIZES)
def test_an_officer_signs_in_and_out_by_keyboard(chromium, size):  # noqa: F811 - the fixture
    served = serve()
    token = served.token(Role.OFFICER, HIGH)
    with window(chromium, served.app, size) as browser:
        browser.go("/anything")
        assert browser.page.url == f"{browser.root}/sign-in"
        assert browser.fits()
        browser.picture(f"sign_in_{size}")
        press = browser.page.keyboard.press
        press("Tab")
        assert browser.focused()[0] == "A Skip to the content"
        press("Tab")
        press("Tab")
        said, outline = browser.focused()
        assert said == "INPUT token"
        assert outline == "solid 3px"
        browser.page.keyboard.type(token)
        press("Enter")
        browser.page.wait_for_url(f"{browser.root}/")
        assert "signed in as officer system" in browser.page.get_by_role("status").inner_text()
        assert browser.fits()
        browser.picture(f"start_{size}")
        cookies = browser.page.context.cookies()
        assert [(each["httpOnly"], each["sameSite"]) for each in cookies] == [(True, "Strict")]
        assert token not in str(cookies)
        browser.page.get_by_role("button", name="Sign out").press("Enter")
        browser.page.wait_for_url(f"{browser.root}/sign-in")
        assert browser.complaints == []
        browser.go("/")
        assert browser.page.url == f"{browser.root}/sign-in"


def test_a_page_has_landmarks_a_language_and_one_first_heading(chromium):  # noqa: F811 - as above
    with window(chromium, serve().app) as browser:
        browser.go("/sign-in")
        page = browser.page
        assert page.locator("html").get_attribute("lang") == "en"
        for role in ("banner", "main", "contentinfo"):
            assert page.get_by_role(role).count() == 1, role
        assert page.get_by_role("heading", level=1).all_inner_texts() == ["Sign in"]
        assert page.locator("script").count() == 0
