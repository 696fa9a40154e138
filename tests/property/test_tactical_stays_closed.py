"""What is tactical is shown to nobody who is not cleared for it, on whatever way they come.

Plans, drills and corrective actions are made up with a secret of their site in every tactical
field. Then one viewer takes every command and every route there is on plans and drills, those
that fail too, the due list, today and the audit log; and the server's own log is read.
"""

import io
import logging
import re
import shlex
from datetime import datetime, time
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sro_adapters import access_tokens, compose
from sro_adapters.cli.program import program
from sro_adapters.http import create_app, create_public_app
from sro_adapters.memory import MemoryDatabase
from sro_core import Role, SiteId, Viewer, load_rules
from sro_core.desk import Desk
from sro_core.privacy import Sensitivity
from sro_core.safety.corrective_actions import CorrectiveAction
from sro_core.safety.drill_rules import DrillKind
from sro_core.safety.drills import Drill
from sro_core.safety.plan_rules import PlanStep
from sro_core.safety.plans import Plan, TacticalSection
from sro_core.usecases import access_control, safety_drills, safety_plans, submissions
from tests.pages import COMMANDS
from tests.served import roll
from tests.strategies_safety import plans

AT = datetime(2026, 11, 20, 9, 30)
HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
SITES = (HIGH, MIDDLE)
SECRET = {site: f"zugriff-{site.lower()}" for site in SITES}
RULES = load_rules("us-ca")
WITHIN = "--year 2026"
COMMAND_LINES = {
    "plans list": ["", "--json"],
    "plans begin": ["{site} --year 2027", "{site} --year 2026"],
    "plans section": [
        "{site} a --text more " + WITHIN,
        "{site} a --open-to public " + WITHIN,
        "{site} a --open-to staff --owner me " + WITHIN,
        "{site} zz --title T --open-to tactical --text mine " + WITHIN,
        "{site} zz --text mine " + WITHIN,
    ],
    "plans remove": ["{site} b " + WITHIN, "{site} none " + WITHIN],
    "plans contributor": ["{site} parent someone " + WITHIN],
    "plans hazard": ["{site} flood --rests-on map " + WITHIN],
    "plans step": [
        "{site} given --party fire_department --tactical --on 2026-11-20 " + WITHIN,
        "{site} notice --party king --on 2026-11-20 " + WITHIN,
        "{site} adopted --on 2026-11-20 " + WITHIN,
    ],
    "plans steps": ["{site} " + WITHIN, "{site} --json " + WITHIN],
    "plans trained": ["{site} --what drop --staff T-1 --on 2026-11-20"],
    "plans facts": ["{site} --json", "{site} --capacity 60"],
    "plans show": [
        "{site} " + WITHIN, "{site} --json " + WITHIN, "{site} --edition 1 --json " + WITHIN,
        "{site} --edition 9 " + WITHIN,
    ],
    "plans check": ["{site} --all --on 2026-11-20", "{site} --all --json --on 2026-11-20"],
    "plans differences": ["{site} --before 1 " + WITHIN, "{site} --before 1 --json " + WITHIN],
    "plans copied": ["{site} --on 2026-11-20", "{site} --json --on 2026-11-20"],
    "plans public": ["{site}", "{site} --json", "{site} --out {folder}/page.html"],
    "drills list": ["", "--json"],
    "drills status": ["{site} --on 2026-11-20", "{site} --json --on 2026-11-20"],
    "drills findings": ["{site} --on 2026-11-20", "{site} --json --on 2026-11-20"],
    "drills suggest": ["{site} --on 2026-11-20", "{site} --json --on 2026-11-20"],
    "drills record": [
        "{site} --id d-{site} --observations x", "{site} --id d-{site} --weaknesses x",
    ],
    "drills confirm": ["d-{site} age_appropriate --on 2026-11-20", "d-{site} none"],
    "drills finish": ["d-{site}"],
    "drills revert": ["d-{site} --because x"],
    "drills report": ["d-{site}", "d-{site} --json"],
    "drills action list": ["", "--json"],
    "drills action new": ["d-{site} bell --owner me --tactical", "d-{site} bell --owner me"],
    "drills action done": ["a-{site} --on 2026-11-20"],
    "drills action retested": ["a-{site} d-{site} --works"],
    "due": ["--on 2026-11-20", "--json --on 2026-11-20"],
    "today": ["--on 2026-11-20", "--json --on 2026-11-20"],
    "audit list": ["", "--json"],
}  # fmt: skip
SECTION = {"title": "mine", "open_to": "public", "text": "mine"}
DRILL = {"kind": "fire", "on": "2026-11-20"}
BODIES = {
    "PUT /api/sites/{site}/plan/sections/{section}": SECTION,
    "POST /api/sites/{site}/plan/contributors": {"party": "parent", "who": "x"},
    "POST /api/sites/{site}/plan/hazards": {"name": "flood", "rests_on": "map"},
    "POST /api/sites/{site}/plan/steps": {
        "step": "given", "on": "2026-11-20", "party": "fire_department", "tactical": True,
    },
    "POST /api/sites/{site}/plan/trainings": {"on": "2026-11-20", "what": "x", "staff": ["T-1"]},
    "POST /api/sites/{site}/drills": DRILL,
    "PUT /api/drills/{drill}": DRILL | {"weaknesses": "mine"},
    "POST /api/drills/{drill}/confirmations": {"term": "age_appropriate", "on": "2026-11-20"},
    "POST /api/drills/{drill}/revert": {"because": "x"},
    "PUT /api/sites/{site}/facts": {"capacity": 60},
    "POST /api/drills/{drill}/corrective-actions": {"what": "x", "owner": "y", "tactical": True},
    "POST /api/corrective-actions/{action}/done": {"on": "2026-11-20"},
    "POST /api/corrective-actions/{action}/retest": {"drill": "d-HIGH", "works": True},
}  # fmt: skip
OURS = re.compile(
    r"/api/(plans|sites/{site}/(plan|drills|facts)|drills|corrective|due|today|audit)"
)


def test_every_command_of_ours_is_taken():
    ours = {each for each in COMMANDS if each.startswith(("plans ", "drills "))}
    assert ours <= set(COMMAND_LINES)


def desk_with(found):
    """A desk on two sites, their plans in two editions, a drill and an action with a secret."""
    numbers = count(1)
    desk = Desk(MemoryDatabase(), lambda: AT, RULES, lambda: f"id-{next(numbers)}")
    access = desk.admit(Viewer("op", Role.OPERATOR, purpose="test"))
    submissions.submit(desk, access, submissions.Submission(roll(())), on=AT.date())
    for site, (first, second) in found.items():
        safety_plans.begin(desk, access, site, year=2026)
        for plan in (first, second):
            for section in plan.sections:
                safety_plans.write_section(
                    desk, access, site, section.id, lambda _, new=section: new, year=2026
                )
            safety_plans.record_step(desk, access, site, PlanStep.ADOPTED, year=2026, on=AT.date())
        drill = Drill(
            id=f"d-{site}", site=site, kind=DrillKind.FIRE, on=AT.date(), starts=time(10),
            leader="principal", weaknesses=SECRET[site],
        )  # fmt: skip
        safety_drills.record(desk, access, drill)
        action = CorrectiveAction(
            id=f"a-{site}", site=site, drill=drill.id, on=AT.date(), what=SECRET[site],
            owner=SECRET[site], sensitivity=Sensitivity.TACTICAL,
        )  # fmt: skip
        safety_drills.note_action(desk, access, drill.id, lambda _, new=action: new)
    return desk


@st.composite
def programmes(draw):
    """Two plans of each site, one after the other."""
    return {
        site: tuple(draw(plans(site=site, secret=SECRET[site])) for _ in range(2)) for site in SITES
    }


@st.composite
def viewers(draw):
    """Anybody of any role, for one site or all."""
    role = draw(st.sampled_from(Role))
    sites = draw(st.sampled_from([None, frozenset({HIGH}), frozenset({MIDDLE})]))
    return Viewer("O-01" if role is Role.OFFICER else "somebody", role, sites, "test")


class Opened:
    """Stands for an opened database."""

    def close(self):
        pass


def printed(desk, viewer):
    """All that the commands print, and every file that they write."""
    runner = CliRunner()
    part = f"{viewer.role}:{','.join(viewer.sites)}" if viewer.sites else str(viewer.role)
    if viewer.role is Role.OFFICER:
        part = f"officer:{viewer.actor}"
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        patch.setattr(compose, "database_at", lambda url, *, create=False: Opened())
        patch.setattr(compose, "district_of", lambda database, named: "district")
        patch.setattr(compose, "desk_at", lambda database, district, rules, zone="": desk)
        patch.setattr(compose, "now_in", lambda zone: AT)
        state = desk.open._state
        for name, lines in COMMAND_LINES.items():
            for line in lines:
                for site in SITES:
                    desk.open._state = state
                    args = [
                        *name.split(),
                        *shlex.split(line.format(site=site, folder=folder)),
                        "--as",
                        part,
                    ]
                    ran = runner.invoke(program, args, prog_name="sro")
                    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
                        raise ran.exception
                    yield " ".join(args), ran.stdout + ran.stderr
        for path in Path(folder).iterdir():
            yield path.name, path.read_text("utf-8")
        desk.open._state = state


def routes(app):
    """The routes of ours, and those that gather from everywhere."""
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            if OURS.match(path):
                yield method, path


def answered(desk, viewer):
    """All that the routes answer."""
    made, text = access_tokens.mint(viewer, at=AT, days=30, by="test")
    operator = desk.admit(Viewer("op", Role.OPERATOR, purpose="test"))
    access_control.issue_token(desk, operator, made)
    app, state = create_app(desk), desk.open._state
    told = {"Authorization": f"Bearer {text}", "Purpose": "test", "If-Match": "*"}
    for method, path in routes(app):
        for site in SITES:
            for section in "ab":
                desk.open._state = state
                where = path.format(
                    site=site, drill=f"d-{site}", action=f"a-{site}", section=section
                )
                sent = {name: each for name, each in told.items()
                        if name != "If-Match" or method != "GET"}  # fmt: skip
                answer = app.test_client().open(
                    where, method=method, headers=sent, json=BODIES.get(f"{method} {path}"),
                    query_string={"year": 2026} if where.startswith("/api/sites") else None,
                )  # fmt: skip
                yield f"{method} {where}", answer.text + str(answer.headers)
                if "{section}" not in path:
                    break
    for rule in create_public_app(desk).url_map.iter_rules():
        if "GET" in rule.methods:
            where = re.sub(r"<(?:\w+:)?\w+>", "HIGH", rule.rule)
            yield where, create_public_app(desk).test_client().get(where).text


@given(programmes(), viewers())
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_command_and_no_route_shows_it(found, viewer):
    desk = desk_with(found)
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    logging.getLogger().addHandler(handler)
    try:
        said = [*printed(desk, viewer), *answered(desk, viewer)]
    finally:
        logging.getLogger().removeHandler(handler)
    access = desk.admit(viewer)
    by_option = attrs.evolve(viewer, sites=None) if viewer.role is Role.OFFICER else viewer
    cleared = desk.admit(by_option)
    for site in SITES:
        opened = any(each.sees(Sensitivity.TACTICAL, site) for each in (access, cleared))
        shown = [where for where, text in said if SECRET[site] in text]
        assert opened or not shown, f"{viewer}: {shown[:5]}"
        assert SECRET[site] not in heard.getvalue()
        closed_ways = [where for where in shown if "public" in where or "audit" in where]
        assert not closed_ways, closed_ways


def test_those_who_are_cleared_do_see_it():
    """A secret that nobody sees would prove nothing by its absence."""
    teams = TacticalSection(id="a", title="Teams", text=SECRET[HIGH])
    plan = Plan(site=HIGH, year=2026).with_section(teams)
    desk = desk_with({HIGH: (plan, plan), MIDDLE: (Plan(site=MIDDLE, year=2026),) * 2})
    viewer = Viewer("a", Role.ADMINISTRATOR, frozenset({HIGH}), "test")
    said = [*printed(desk, viewer), *answered(desk, viewer)]
    ways = {where.split()[0] for where, text in said if SECRET[HIGH] in text}
    assert {"plans", "drills", "GET"} <= ways
    assert not [where for where, text in said if SECRET[MIDDLE] in text]
