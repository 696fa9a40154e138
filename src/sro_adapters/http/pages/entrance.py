"""The way in with a browser: sign in with an access token, the first page, sign out."""

from __future__ import annotations

from typing import Any

import attrs
from flask import g

from sro_adapters import access_tokens
from sro_adapters.http import problems, sessions
from sro_adapters.http.calls import Call
from sro_adapters.http.fields import query
from sro_adapters.http.operations import Nothing
from sro_adapters.http.problems import Problem
from sro_adapters.http.screens import Gone, Page, Shown, Typed, faults_of
from sro_adapters.http.settings import Settings
from sro_core.desk import Desk
from sro_core.usecases import access_control

SIGN_IN = "/sign-in"
NOT_A_TOKEN = "this access token does not let anybody in; ask whoever gave it to you for a new one"  # noqa: S105 - a sentence


@attrs.frozen
class Entering:
    """Hold what the pages before anybody is signed in may use."""

    desk: Desk
    settings: Settings


@attrs.frozen
class ToSignIn:
    """Ask to be signed in."""

    token: str = query("the access token", default="", facets={"maxLength": 200})


def ask(call: Entering, _: Nothing) -> Shown:
    """Show the form."""
    return _form(call, ())


def again(call: Entering, _: Typed, problem: Problem) -> Shown:
    """Show the form with what is wrong; what was typed is a secret and is not shown again."""
    return _form(call, faults_of(problem))


def _form(call: Entering, faults: Any) -> Shown:
    return Shown("sign_in.html", {"faults": faults, "hours": call.settings.session_hours})


def sign_in(call: Entering, asked: ToSignIn) -> Gone:
    """Exchange a token for a signed cookie; the log has the reason where there is none."""
    visit = g.visit
    with call.desk.open() as stores:
        stored = access_tokens.recognise(stores, asked.token.strip())
    at = call.desk.clock()
    if stored is None:
        visit.why = "not a token that was made here"
    else:
        visit.token, visit.why = stored.record.id, stored.record.why_not(at)
        if stored.record.program:
            visit.why = "the token is a program's, and pages are for people"
    if stored is None or visit.why:
        raise problems.parameter("token", NOT_A_TOKEN)
    access_control.note_use(call.desk, stored, at)
    sessions.begin(stored.record.id, at)
    return Gone("/", f"You are signed in as {stored.record.actor}, {stored.record.role}.")


def sign_out(_: Call, __: Nothing) -> Gone:
    """Forget who is signed in."""
    sessions.end()
    return Gone(SIGN_IN)


PAGES: tuple[Page[Any, Any], ...] = (
    Page(id="sign_in_form", path=SIGN_IN, says="Sign in with an access token", does=ask, open=True),
    Page(
        id="sign_in",
        path=SIGN_IN,
        method="POST",
        says="Exchange an access token for a signed cookie",
        does=sign_in,
        asks=ToSignIn,
        again=again,
        open=True,
    ),
    Page(id="sign_out", path="/sign-out", method="POST", says="Sign out", does=sign_out),
)
