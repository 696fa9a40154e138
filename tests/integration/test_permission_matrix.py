"""Every command and every route, by every role, site, purpose and agreement, from one table.

What happens is held to what the rule files grant (`tests.permission_rules`), and what is said to
what was planted in the programme (`tests.permission_world`). `tests/permission_table.toml` says
how an entry is written.
"""

import itertools
import json
import logging
import re
import shlex
import tomllib
from functools import partial

import attrs
import pytest
from click.testing import CliRunner

from sro_adapters import compose
from sro_adapters.cli.options import Part
from sro_adapters.cli.program import program
from sro_adapters.http import create_app, create_public_app
from sro_adapters.interchange import check
from sro_adapters.interchange.calendars import write_calendar
from sro_core import Permission, Role, Sensitivity, SiteId, Viewer
from sro_core.privacy import POLICE
from tests.pages import COMMANDS, ROOT
from tests.permission_rules import sees, why_not, why_not_whole
from tests.permission_world import (
    AGREED,
    HIGH,
    MIDDLE,
    NOW,
    OFFICERS,
    PURPOSE,
    RULES,
    Plant,
    build,
    let_in,
)

TABLE = tomllib.loads((ROOT / "tests" / "permission_table.toml").read_text("utf-8"))
CONCERNS = {
    "student", "site", "sites", "officer", "district", "nobody", "machine", "public", "open",
}  # fmt: skip
KEYS = {"may", "concerns", "run", "query", "json", "form", "body", "not_run", "passes"}


# ---------------------------------------------------------------- who asks, and what is expected


@attrs.frozen
class Case:
    """One way of asking.

    Attributes:
        viewer: role, sites and purpose.
        target: the site that the example is of.
        agreement: whether HIGH has one for the purpose.
    """

    viewer: Viewer
    target: SiteId
    agreement: bool

    @property
    def state(self):
        return "agreement" if self.agreement else "no agreement"

    @property
    def agreements(self):
        return (AGREED,) if self.agreement else ()

    def __str__(self):
        sites = "every site" if self.viewer.sites is None else ", ".join(self.viewer.sites)
        purpose = "purpose stated" if self.viewer.purpose else "no purpose"
        return f"{self.viewer.role} of {sites}, about {self.target}, {purpose}, {self.state}"


def cases(viewer_of):
    """Give every case: an agreement is tried with police only, whom alone it concerns.

    Args:
        viewer_of: gives the viewer of a role at a site or, with None, at all, or None where
            that cannot be said.
    """
    for role, purpose, target in itertools.product(Role, ("", PURPOSE), (HIGH, MIDDLE)):
        for site in (HIGH, None):
            if role not in POLICE and site is None and target == MIDDLE:
                continue
            viewer = viewer_of(role, site)
            for agreement in (False, True) if role in POLICE else (False,):
                if viewer is not None:
                    yield Case(attrs.evolve(viewer, purpose=purpose), target, agreement)


def expected(entry, case):
    """Give the words one of which a refusal must have; none where it is to be done."""
    if "may" not in entry:
        return set()
    site = {"student": case.target, "site": case.target}.get(entry["concerns"])
    officer = OFFICERS[case.target] if entry["concerns"] == "officer" else None
    if entry["concerns"] == "district":
        return why_not_whole(entry["may"], case.viewer)
    return why_not(entry["may"], case.viewer, site, case.agreements, officer)


def leaks(world, case, said, typed, *, refused):
    """Give what was planted and said, though it is not open to the viewer; a refusal tells nothing.

    What the viewer typed themselves is no news to them.
    """
    ids = [Plant(f"S-{site}-1", Sensitivity.JUVENILE, site) for site in (HIGH, MIDDLE)]
    for each in (*world.plants, *ids):
        if each.text in said and each.text not in typed:
            is_open = sees(each.kind, case.viewer, each.site, case.agreements, each.officer)
            if refused or not is_open:
                yield each.text


def wrong(entry, case, outcome, words):
    """Say what is wrong about an outcome, or nothing."""
    reasons = expected(entry, case)
    passes = entry.get("passes", "\0") in words
    if passes and outcome == ("refused" if reasons else outcome) != "done":
        return ""
    if reasons and outcome != "refused":
        return f"was {outcome}, not refused: {' / '.join(sorted(reasons))}\n    {words[:300]}"
    if reasons and not any(each in words for each in reasons):
        return f"was refused with other words than {' / '.join(sorted(reasons))}\n    {words[:300]}"
    if not reasons and outcome != "done":
        return f"was {outcome}, though the rules let them\n    {words[:300]}"
    return ""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    made = build(tmp_path_factory.mktemp("world"))
    let_in(made, [viewer_of_token(role, site) for role in Role for site in (HIGH, None)])
    return made


def filled(value, world, site):
    """Put what braces stand for into text, and into tables and lists of text."""
    if isinstance(value, dict):
        return {key: filled(each, world, site) for key, each in value.items()}
    if isinstance(value, list):
        return [filled(each, world, site) for each in value]
    if not isinstance(value, str):
        return value
    whole = re.fullmatch(r"{(\w+)}", value)
    if whole:
        return world.place(whole[1], site)
    return re.sub(r"{(\w+)}", lambda found: str(world.place(found[1], site)), value)


# ---------------------------------------------------------------- commands


def viewer_of_option(role, site):
    """The viewer that ``--as`` makes of a role; an officer is of no site there."""
    if role is Role.OFFICER:
        return None if site else Part().convert(f"officer:{OFFICERS[HIGH]}", None, None)
    return Part().convert(f"{role}:{site}" if site else str(role), None, None)


class Opened:
    """Stands for an opened database."""

    def close(self):
        pass


@pytest.fixture
def in_memory(monkeypatch, world):
    """Commands work on the programme in memory, at its minute."""
    rules_with = compose.rules_with

    def rules(book, overlays=()):
        return RULES if book == "us-ca" and not overlays else rules_with(book, overlays)

    monkeypatch.setattr(compose, "database_at", lambda url, *, create=False: Opened())
    monkeypatch.setattr(compose, "district_of", lambda database, named: "district")
    monkeypatch.setattr(compose, "district_for", lambda database, roll, named: "district")
    monkeypatch.setattr(compose, "desk_at", lambda database, district, rules, zone="": world.desk)
    monkeypatch.setattr(compose, "rules_with", rules)
    monkeypatch.setattr(compose, "now_in", lambda zone: NOW)


def command_of(name):
    return name.partition(" #")[0].removeprefix("sro ")


def as_run(name, entry, world, case):
    """Give the words of a command line."""
    args = filled(entry.get("run", ""), world, case.target)
    role, sites = case.viewer.role, case.viewer.sites
    place = OFFICERS[HIGH] if role is Role.OFFICER else ",".join(sites or ())
    part = f"{role}:{place}" if place else str(role)
    takes = {each.name for each in COMMANDS[command_of(name)].params}
    stated = case.viewer.purpose and "purpose" in takes
    purpose = ("--purpose", case.viewer.purpose) if stated else ()
    return [*command_of(name).split(), *shlex.split(args), "--as", part, *purpose]


def run(args):
    """Run a command: what came of it, and all that was printed."""
    ran = CliRunner().invoke(program, args, prog_name="sro")
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    said = ran.stdout + ran.stderr
    outcome = "done" if ran.exit_code == 0 else "refused" if " may not " in said else "failed"
    return outcome, said


BY_ROLE = [
    name
    for name, entry in TABLE.items()
    if name.startswith("sro ") and entry["concerns"] != "machine" and "not_run" not in entry
]
ON_THE_MACHINE = [
    name
    for name, entry in TABLE.items()
    if name.startswith("sro ") and entry["concerns"] == "machine" and "not_run" not in entry
]


@pytest.mark.parametrize("name", BY_ROLE)
def test_a_command_does_for_each_role_what_the_rules_grant(name, world, in_memory, caplog):
    entry, found = TABLE[name], []
    for case in cases(viewer_of_option):
        args = as_run(name, entry, world, case)
        world.set_back(case.state)
        caplog.clear()
        with caplog.at_level(logging.DEBUG):
            outcome, said = run(args)
        told = wrong(entry, case, outcome, said)
        refused = outcome != "done"
        leaked = list(leaks(world, case, said, " ".join(args), refused=refused))
        logged = [each.text for each in world.plants if each.text in caplog.text]
        found += [f"{case}: {told}"] * bool(told)
        found += [f"{case}: gave away {leaked}"] * bool(leaked)
        found += [f"{case}: the log has {logged}"] * bool(logged)
    assert not found, f"{name}\n" + "\n".join(found)


@pytest.mark.parametrize("name", ON_THE_MACHINE)
def test_a_command_of_whoever_has_the_machine_prints_nothing_of_anybody(
    name, world, tmp_path, sqlite_url, monkeypatch
):
    """It asks for no role, so it may not tell what needs one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SRO_DATABASE_URL", sqlite_url)
    args = shlex.split(filled(TABLE[name].get("run", ""), world, HIGH))
    _, said = run([*command_of(name).split(), *args])
    assert said
    assert not [each.text for each in world.plants if each.text in said]


# ---------------------------------------------------------------- routes


def viewer_of_token(role, site):
    """The viewer that a token speaks for."""
    actor = OFFICERS[HIGH] if role is Role.OFFICER else f"{role} system"
    return Viewer(actor, role, frozenset({site}) if site else None)


@pytest.fixture(scope="module")
def app(world):
    return create_app(world.desk, reader=check, calendar=partial(write_calendar, zone=compose.ZONE))


@pytest.fixture(scope="module")
def public_app(world):
    return create_public_app(world.desk)


def routes(app, prefix=""):
    """Give each route as the table names it, and its rule."""
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            yield f"{prefix}{method} {path}", rule.endpoint


def requested(name, entry, world, site):
    """Give what a test client is told of an example."""
    method, path = name.partition(" #")[0].removeprefix("public ").split()
    told = ("query", "json", "form")
    wanted = {key: filled(entry[key], world, site) for key in told if key in entry}
    asked = {
        "method": method,
        "path": filled(path, world, site),
        "query_string": wanted.get("query"),
        "headers": {} if method == "GET" else {"If-Match": "*"},
    }
    if "json" in wanted:
        asked["json"] = wanted["json"]
    if "form" in wanted:
        asked |= {"data": wanted["form"], "content_type": "application/x-www-form-urlencoded"}
    if "body" in entry:
        asked |= {"data": filled(entry["body"], world, site), "content_type": "application/zip"}
    return asked


def ask(app, asked, **headers):
    """Send a request: what came of it, and all that was answered."""
    answer = app.test_client().open(**{**asked, "headers": asked["headers"] | headers})
    said = answer.text + "\n" + "\n".join(f"{name}: {value}" for name, value in answer.headers)
    status = answer.status_code
    return "done" if status < 400 else "refused" if status == 403 else "failed", said


STAFF = [
    name
    for name, entry in TABLE.items()
    if not name.startswith(("sro ", "public ")) and "not_run" not in entry
]
PUBLIC = [name for name in TABLE if name.startswith("public ")]
OPEN = [name for name in STAFF if TABLE[name]["concerns"] == "open"]
STAFF = [name for name in STAFF if name not in OPEN]


@pytest.mark.parametrize("name", STAFF)
def test_a_route_does_for_each_role_what_the_rules_grant(name, world, app, caplog):
    entry, found = TABLE[name], []
    for case in cases(viewer_of_token):
        token = world.tokens[case.state, case.viewer.role, case.viewer.sites]
        asked = requested(name, entry, world, case.target)
        headers = {"Authorization": f"Bearer {token}"}
        if case.viewer.purpose:
            headers["Purpose"] = case.viewer.purpose
        world.set_back(case.state)
        caplog.clear()
        with caplog.at_level(logging.DEBUG):
            outcome, said = ask(app, asked, **headers)
        told = wrong(entry, case, outcome, said)
        typed = json.dumps([asked.get(key) for key in ("path", "query_string", "json")])
        typed += str(asked["data"]) if "form" in entry else ""
        leaked = list(leaks(world, case, said, typed, refused=outcome != "done"))
        logged = [
            each
            for each in (*(plant.text for plant in world.plants), f"S-{HIGH}-1", f"S-{MIDDLE}-1")
            if each in caplog.text
        ]
        found += [f"{case}: {told}"] * bool(told)
        found += [f"{case}: gave away {leaked}"] * bool(leaked)
        found += [f"{case}: the log has {logged}"] * bool(logged)
    assert not found, f"{name}\n" + "\n".join(found)


@pytest.mark.parametrize("name", STAFF)
def test_a_route_of_the_staff_answers_nothing_without_a_token(name, world, app):
    world.set_back("agreement")
    asked = requested(name, TABLE[name], world, HIGH)
    for headers in ({}, {"Authorization": "Bearer sro_000000000000_" + "x" * 43}):
        outcome, said = ask(app, asked, **headers)
        assert (outcome, "unauthenticated" in said) == ("failed", True), said
        assert not [each.text for each in world.plants if each.text in said]


@pytest.mark.parametrize("name", OPEN)
def test_an_open_page_of_the_staff_app_tells_nothing_of_anybody(name, world, app):
    """It is shown to whoever comes, such as the form to sign in with."""
    world.set_back("agreement")
    outcome, said = ask(app, requested(name, TABLE[name], world, HIGH))
    assert outcome == "done" or TABLE[name].get("passes", "\0") in said, said
    assert not [each.text for each in world.plants if each.text in said]


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_route_answers_everybody_with_nothing_of_anybody(name, world, public_app):
    world.set_back("agreement")
    outcome, said = ask(public_app, requested(name, TABLE[name], world, HIGH))
    assert outcome == "done", said
    closed = [each.text for each in world.plants if each.kind != "public" and each.text in said]
    assert not closed


# ---------------------------------------------------------------- the table itself


def test_every_command_has_an_entry_and_every_entry_a_command():
    named = {command_of(name) for name in TABLE if name.startswith("sro ")}
    assert set(COMMANDS) - named == set(), "write an entry in tests/permission_table.toml"
    assert named - set(COMMANDS) == set(), "there is no such command"


def test_every_route_has_an_entry_and_every_entry_a_route(app, public_app):
    there = {*dict(routes(app)), *dict(routes(public_app, "public "))}
    named = {name.partition(" #")[0] for name in TABLE if not name.startswith("sro ")}
    assert there - named == set(), "write an entry in tests/permission_table.toml"
    assert named - there == set(), "there is no such route"


@pytest.mark.parametrize("name", TABLE)
def test_an_entry_can_be_used(name):
    entry = TABLE[name]
    assert set(entry) <= KEYS
    assert entry["concerns"] in CONCERNS
    if "may" in entry:
        assert entry["may"] in set(Permission)
    if name.startswith("sro "):
        takes = any(each.name == "viewer" for each in COMMANDS[command_of(name)].params)
        by_role = [
            other
            for other, each in TABLE.items()
            if "may" in each and command_of(other) == command_of(name)
        ]
        assert ("may" in entry) == (entry["concerns"] != "machine")
        assert takes == bool(by_role), "with --as, some entry of the command says what it needs"
    assert (entry["concerns"] == "public") == name.startswith("public ")


def test_the_permission_of_a_route_is_the_one_in_its_document(app, world):
    world.set_back("agreement")
    token = world.tokens["agreement", Role.OPERATOR, None]
    document = app.test_client().get(
        "/api/openapi.json", headers={"Authorization": f"Bearer {token}"}
    )
    told = {
        f"{method.upper()} {path}": operation.get("x-permission")
        for path, each in document.json["paths"].items()
        for method, operation in each.items()
        if method in ("get", "post", "put", "patch", "delete")
    }
    named = {name.partition(" #")[0]: entry.get("may") for name, entry in TABLE.items()}
    assert {name: named[name] for name in told} == told


def test_everything_planted_is_seen_by_somebody_to_whom_it_is_open(world, app, in_memory):
    """A plant that nothing prints would prove nothing by its absence."""
    said = []
    everywhere = Case(Viewer("the operator", Role.OPERATOR, None, PURPOSE), HIGH, True)
    token = world.tokens["agreement", Role.OPERATOR, None]
    headers = {"Authorization": f"Bearer {token}", "Purpose": PURPOSE}
    for target in (HIGH, MIDDLE):
        case = attrs.evolve(everywhere, target=target)
        for name in BY_ROLE:
            world.set_back("agreement")
            said.append(run(as_run(name, TABLE[name], world, case))[1])
        for name in STAFF:
            world.set_back("agreement")
            said.append(ask(app, requested(name, TABLE[name], world, target), **headers)[1])
    assert not {each.text for each in world.plants if not any(each.text in one for one in said)}
    assert not [one for one in said if "-sealed-" in one]
