"""Calendar feeds: what is due, for whoever holds the address; the address is the secret.

A calendar program sends no header and signs in nowhere, so the secret is the last part of the
path. The log names the feed and never the path as it was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import attrs
from flask import g

from sro_adapters import access_tokens
from sro_adapters.http import problems
from sro_adapters.http.fields import path
from sro_adapters.http.pages.entrance import Entering
from sro_adapters.http.problems import Problem
from sro_adapters.http.screens import Page, Picture
from sro_core.errors import Refused
from sro_core.feeds import Entry
from sro_core.usecases import calendar_feeds

WritesCalendar = Callable[[str, Iterable[Entry]], bytes]
"""Writes entries as a calendar of a title."""
MEDIA_TYPE = "text/calendar; charset=utf-8"
ENDING = ".ics"
TITLE = "Due: school resource officers"
NO_FEED = Problem(
    problems.UNAUTHENTICATED,
    "this address gives no calendar, or no longer; ask whoever gave it to you for a new one",
)


@attrs.frozen
class Address:
    """Ask for a feed."""

    address: str = path("the secret address", example="feed_0123456789ab.ics")


def pages(write: WritesCalendar) -> tuple[Page[Any, Any], ...]:
    """Give the page that serves feeds, with what writes a calendar."""

    def feed(call: Entering, asked: Address) -> Picture:
        at = call.desk.clock()
        g.visit.page = False
        with call.desk.open() as stores:
            secret = asked.address.removesuffix(ENDING)
            stored = access_tokens.recognise_feed(stores, secret)
        if stored is None:
            g.visit.why = "not a feed that was made here"
            raise NO_FEED
        feed = stored.record
        g.visit.token, g.visit.why = feed.id, feed.why_not(at)
        if g.visit.why:
            raise NO_FEED
        calendar_feeds.note_use(call.desk, stored, at)
        try:
            entries = calendar_feeds.read(call.desk, feed, on=at.date())
        except Refused as refused:
            g.visit.why = refused.why
            raise NO_FEED from refused
        return Picture(write(TITLE, entries), MEDIA_TYPE)

    return (
        Page(
            id="feed",
            path="/feeds/{address}",
            says="Give what is due as a calendar, to whoever holds the address",
            does=feed,
            asks=Address,
            open=True,
        ),
    )
