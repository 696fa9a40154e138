"""A real browser on the apps, for tests: headless Chromium, at phone and at desktop width.

Without one the tests are skipped with the reason; with SRO_REQUIRE_BROWSER=1 they fail. What a
browser test has looked at it leaves as a picture under SRO_PICTURES, where that names a folder.
"""

import os
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

CHROMIUM = os.environ.get("SRO_CHROMIUM", "/usr/bin/chromium")
ARGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SIZES = {"phone": (360, 740), "desktop": (1280, 800)}


def _no_browser(why):
    if os.environ.get("SRO_REQUIRE_BROWSER") == "1":
        pytest.fail(f"SRO_REQUIRE_BROWSER=1, and {why}")
    pytest.skip(f"no browser to test with: {why}; SRO_CHROMIUM names one")


@pytest.fixture(scope="module")
def chromium():
    """The browser, started for the tests of one module.

    While it runs no other loop of asyncio can, which other modules' tests may want.
    """
    if not Path(CHROMIUM).is_file():
        _no_browser(f"{CHROMIUM} is not there")
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError as missing:
        _no_browser(f"{missing.name} is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


class _Quiet(WSGIRequestHandler):
    """Say nothing of each request."""

    def log(self, *_, **__):
        pass


@contextmanager
def served_at(app):
    """Serve an app in a thread of its own; gives where."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Window:
    """A window of a browser on an app, without script; it notes what the browser complains of."""

    def __init__(self, page, root):
        self.page, self.root, self.complaints = page, root, []
        page.on("console", lambda said: self.complaints.append(said.text))
        page.on("requestfailed", lambda failed: self.complaints.append(failed.url))

    def go(self, path):
        """Open an address of the app."""
        return self.page.goto(self.root + path)

    def sign_in(self, token):
        """Sign in with an access token."""
        self.go("/sign-in")
        self.page.get_by_label("Access token").fill(token)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(f"{self.root}/")

    def fits(self):
        """Tell whether nothing of the page is cut off or has to be scrolled to sideways."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )

    def picture(self, name):
        """Leave a picture of the whole page where SRO_PICTURES says."""
        folder = os.environ.get("SRO_PICTURES")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{folder}/{name}.png", full_page=True)

    def focused(self):
        """The name and visible outline of what has the focus."""
        return self.page.evaluate(
            "(() => { const at = document.activeElement, style = getComputedStyle(at);"
            " return [at.tagName + ' ' + (at.name || at.textContent.trim()).slice(0, 40),"
            " style.outlineStyle + ' ' + style.outlineWidth]; })()"
        )


@contextmanager
def window(chromium, app, size="desktop", *, token=""):
    """Open a window on an app, signed in where a token is given."""
    width, height = SIZES[size]
    with served_at(app) as root:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=False,
            has_touch=size == "phone",
            device_scale_factor=2 if size == "phone" else 1,
        )
        opened = Window(context.new_page(), root)
        if token:
            opened.sign_in(token)
        try:
            yield opened
        finally:
            context.close()
