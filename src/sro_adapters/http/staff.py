"""The staff app: nothing is answered without an access token, not even that an address is there.

A program shows its token with each request. A person pastes theirs once and is signed in with a
cookie, which opens the pages and not the interface for programs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import IO, Any

import attrs
from flask import Flask, current_app, g, request

from sro_adapters import access_tokens
from sro_adapters.http import front, openapi, problems, sessions
from sro_adapters.http.api import (
    activities,
    assignments,
    attendance,
    contact_records,
    contacts,
    corrective_actions,
    drills,
    due,
    imports,
    incident_records,
    incidents,
    letters,
    log,
    officers,
    order,
    programme_sites,
    referrals,
    reports,
    rotation,
    rules,
    safety_plans,
    sites,
    steps,
    students,
    sweeps,
)
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.conversion import unfaceted
from sro_adapters.http.operations import Nothing, Operation
from sro_adapters.http.pages import activities as activity_pages
from sro_adapters.http.pages import calendars, entrance, overview
from sro_adapters.http.pages import incidents as incident_pages
from sro_adapters.http.problems import Problem
from sro_adapters.http.screens import Page
from sro_adapters.http.settings import Settings
from sro_adapters.pages import Frame, Link
from sro_core.desk import Desk
from sro_core.errors import Unknown
from sro_core.ports import Stored
from sro_core.privacy import Viewer
from sro_core.tokens import AccessToken
from sro_core.usecases import access_control

NOT_LET_IN = Problem(
    problems.UNAUTHENTICATED,
    "send a valid access token as Authorization: Bearer",
    headers={"WWW-Authenticate": "Bearer"},
)
PAGES: tuple[Page[Any, Any], ...] = (
    *entrance.PAGES,
    *overview.PAGES,
    *activity_pages.PAGES,
    *incident_pages.PAGES,
)
"""Every page there is, in the order of the menu."""
_PROGRAMS = "/api/"
_BEARER = re.compile(r"Bearer +(\S+)", re.IGNORECASE)


def create_app(
    desk: Desk,
    *,
    settings: Settings | None = None,
    reader: imports.Reads | None = None,
    calendar: calendars.WritesCalendar | None = None,
) -> Flask:
    """Make the app for programs of the school and the police.

    Args:
        desk: of one district.
        settings: limits, and whether it is reached over HTTPS.
        reader: reads an uploaded export, such as `sro_adapters.interchange.check`; without it
            there is no import.
        calendar: writes a feed, such as `sro_adapters.interchange.calendars.write_calendar`;
            without it there are none.
    """
    chosen = settings or Settings()
    importing = imports.operations(reader) if reader is not None else ()

    @cache
    def described() -> dict[str, Any]:
        says = "Attendance, what the rules make of it, and who may read it, for staff."
        return openapi.document(operations, title="SRO, staff", says=says, staff=True)

    def describe(call: Call, _: Nothing) -> Answer:
        root = call.path.removesuffix("/api/openapi.json")
        return Answer({**described(), "servers": [{"url": root or "/"}]})

    operations: tuple[Operation[Any, Any], ...] = (
        *attendance.OPERATIONS,
        *due.OPERATIONS,
        *contacts.OPERATIONS,
        *contact_records.OPERATIONS,
        *incident_records.OPERATIONS,
        *order.OPERATIONS,
        *sweeps.OPERATIONS,
        *reports.OPERATIONS,
        *students.OPERATIONS,
        *steps.OPERATIONS,
        *letters.OPERATIONS,
        *referrals.OPERATIONS,
        *sites.OPERATIONS,
        *safety_plans.OPERATIONS,
        *drills.OPERATIONS,
        *corrective_actions.OPERATIONS,
        *programme_sites.OPERATIONS,
        *officers.OPERATIONS,
        *assignments.OPERATIONS,
        *rotation.OPERATIONS,
        *rules.OPERATIONS,
        *activities.OPERATIONS,
        *incidents.OPERATIONS,
        *log.OPERATIONS,
        *importing,
        Operation(
            id="describe",
            method="GET",
            path="/api/openapi.json",
            says="Give this document",
            does=describe,
            asks=Nothing,
            gives=Mapping[str, Any],
        ),
    )
    described()
    pages = (*PAGES, *(calendars.pages(calendar) if calendar else ()))
    opened = frozenset(each.id for each in pages if each.open)

    def let_in() -> None:
        if request.endpoint not in opened:
            g.viewer = _viewer(desk, chosen)

    def call(operation: str) -> Call | entrance.Entering:
        if operation in opened:
            return entrance.Entering(desk, chosen)
        tags = request.if_match
        return Call(
            desk=desk,
            viewer=g.viewer,
            settings=chosen,
            operation=operation,
            path=request.script_root + request.path,
            tags=tuple(filter(None, tags.as_set())),  # a tag of nothing comes as None
            any_tag=tags.star_tag,
            body=_stream,
        )

    def frame() -> Frame:
        return _frame(desk)

    return front.build("sro_staff", operations, chosen, let_in, call, pages=pages, frame=frame)


def _stream() -> IO[bytes]:
    return request.stream


def _frame(desk: Desk) -> Frame:
    """Give what stands around a page: who is signed in, and the pages that they may use."""
    root, viewer = request.script_root, g.get("viewer")
    around = Frame(root=root, home=True, forgery=sessions.forgery(), said=sessions.said())
    if viewer is None:
        return around
    access = desk.admit(viewer)
    menu = tuple(
        Link(each.menu, root + each.path, each.says, current=each.id == request.endpoint)
        for each in PAGES
        if each.menu and (each.permission is None or not access.why_not(each.permission))
    )
    return attrs.evolve(around, actor=viewer.actor, role=str(viewer.role), menu=menu)


def _viewer(desk: Desk, settings: Settings) -> Viewer:
    """Tell who asks. Raises the one problem for everybody else; the log has the reason."""
    visit: front.Visit = g.visit
    programs = request.path.startswith(_PROGRAMS)
    cookie = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    at = desk.clock()
    if "Authorization" not in request.headers and cookie and not programs:
        visit.page = True
        stored, visit.why = _signed_in(desk, settings, at)
    else:
        stored, visit.why = _shown(desk)
    if stored is not None:
        visit.token, visit.why = stored.record.id, stored.record.why_not(at)
    if stored is None or visit.why:
        if not programs and front.wants_page():
            raise front.SignInFirst
        visit.page = False
        raise NOT_LET_IN
    access_control.note_use(desk, stored, at)
    return stored.record.viewer(_purpose())


def _shown(desk: Desk) -> tuple[Stored[AccessToken] | None, str]:
    """Give the token that a program shows, or why there is none."""
    shown = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    if shown is None:
        return None, "no bearer token"
    with desk.open() as stores:
        return access_tokens.recognise(stores, shown[1]), "not a token that was made here"


def _signed_in(
    desk: Desk, settings: Settings, at: datetime
) -> tuple[Stored[AccessToken] | None, str]:
    """Give the token with which a person is signed in, or why there is none."""
    id = sessions.token(at, settings)
    with desk.open() as stores:
        try:
            return (stores.tokens.get(id) if id else None), "not signed in, or no longer"
        except Unknown:
            return None, "signed in with a token that is gone"


def _purpose() -> str:
    """Read what the request is for; a header is bytes, and these are UTF-8."""
    raw = request.headers.get("Purpose", "")
    try:
        text = raw if raw.isascii() else raw.encode("latin-1").decode()
    except UnicodeError as error:
        raise problems.parameter("Purpose", "it must be UTF-8") from error
    wrong = unfaceted(text, openapi.PURPOSE)
    if wrong:
        raise problems.parameter("Purpose", wrong)
    return text.strip()
