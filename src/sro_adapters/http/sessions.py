"""Who is signed in with a browser, in a signed cookie: the id of their token, and since when.

The token itself is not in it, and is looked up with each request, so that one taken back lets
nobody in any more. A form must carry the session's own secret and come from a page of this app.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import Flask, request, session

from sro_adapters.http import problems
from sro_adapters.http.problems import Problem
from sro_adapters.http.settings import Settings

FORGERY = "forgery"
"""The field of a form, and the key of a session, that holds its secret."""
_TOKEN, _SINCE, _SAID = "token", "since", "said"
_NOT_FROM_HERE = Problem(
    problems.FORGED, "open the page again and send the form from there; nothing was saved"
)


def prepare(app: Flask, settings: Settings) -> None:
    """Set how an app signs and sends its cookie."""
    app.secret_key = settings.session_key or secrets.token_bytes(32)
    app.config.update(
        SESSION_COOKIE_NAME="__Host-sro" if settings.https else "sro",
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_REFRESH_EACH_REQUEST=False,
    )


def begin(token: str, at: datetime) -> None:
    """Sign somebody in; nothing of the session before is kept."""
    session.clear()
    session[_TOKEN], session[_SINCE] = token, at.isoformat()


def end() -> None:
    """Sign out."""
    session.clear()


def token(at: datetime, settings: Settings) -> str:
    """Give the id of the token with which somebody is signed in, or nothing."""
    try:
        id, since = session[_TOKEN], datetime.fromisoformat(session[_SINCE])
    except (KeyError, TypeError, ValueError):
        return ""
    lasts = timedelta(hours=settings.session_hours)
    return id if isinstance(id, str) and since <= at < since + lasts else ""


def forgery() -> str:
    """Give what a form must send along; it is made with the first form."""
    if not isinstance(session.get(FORGERY), str):
        session[FORGERY] = secrets.token_urlsafe(24)
    return str(session[FORGERY])


def check_form() -> None:
    """Refuse a form that was not sent from a page of this app.

    Raises:
        Problem: it has not the session's secret, or the browser says it comes from elsewhere.
    """
    sent, own = request.form.get(FORGERY, ""), session.get(FORGERY)
    if not isinstance(own, str) or not hmac.compare_digest(sent.encode(), own.encode()):
        raise _NOT_FROM_HERE
    check_origin()


def check_origin() -> None:
    """Refuse what a browser says was sent from elsewhere.

    Raises:
        Problem: it was.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise _NOT_FROM_HERE
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise _NOT_FROM_HERE


def say(said: str) -> None:
    """Keep a sentence for the next page."""
    session[_SAID] = said


def said() -> str:
    """Take the sentence that was kept for this page."""
    kept = session.pop(_SAID, "") if _SAID in session else ""
    return kept if isinstance(kept, str) else ""
