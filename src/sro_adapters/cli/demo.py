"""``sro demo``: the illustrative programme, and what each role gets from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from sro_adapters import compose, synthetic
from sro_adapters.cli.options import FOLDER
from sro_adapters.cli.paper import plural
from sro_adapters.interchange import check
from sro_core.desk import Desk
from sro_core.due import DueItem
from sro_core.errors import Refused
from sro_core.findings import Outcome
from sro_core.ids import SiteId
from sro_core.privacy import Role, Viewer
from sro_core.rules import Force
from sro_core.truancy.classify import Classification
from sro_core.usecases import attendance_review

STUDENTS, SEED = 2000, 1
HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
ON = synthetic.DEMO_DATE


@click.command()
@click.argument("folder", metavar="[DIR]", type=FOLDER, required=False, default="demo")
def demo(folder: Path) -> None:
    """Build the illustrative programme in DIR and show what each role gets from it.

    Two sites, about 2,000 synthetic students, 100 staff; it stands on 2026-11-20.
    """
    bundle, faulty = folder / "bundle", folder / "first_export"
    made = synthetic.generate(bundle, students=STUDENTS, seed=SEED, on=ON)
    synthetic.write_faulty_export(faulty, seed=SEED, on=ON)
    desk, checked = compose.desk_on(bundle, compose.rules_with("us-ca"))
    warnings = checked.report.warnings
    for line in (
        f"Illustrative programme, synthetic data, as of {ON:%A} {ON}. Not legal advice.",
        f"{made.sites} sites, {made.students:,} students, {made.staff} staff",
        f"{made.attendance_rows:,} attendance rows, {warnings} warnings (sro check {bundle})",
        *_clerk(desk, bundle),
        *_administrator(desk, bundle),
        *_officer(desk, bundle),
        *_developer(faulty, bundle),
        "",
        "Try next:",
        f"  sro classify {bundle} --on {ON} --json | head -3",
        f"  sro rules --on {ON} --kind criterion",
        f"  sro generate my_district --students 300 --seed 7 && sro classify my_district --on {ON}",
    ):
        click.echo(line)


def _viewer(role: Role, *sites: SiteId) -> Viewer:
    return Viewer(f"demo {role}", role, frozenset(sites) or None, purpose="demonstration")


def _head(who: str, command: str) -> Iterator[str]:
    yield ""
    yield f"{who} ({command})"


def _clerk(desk: Desk, bundle: Path) -> Iterator[str]:
    viewer = _viewer(Role.CLERK, HIGH)
    found = attendance_review.review(desk, viewer, on=ON)
    yield from _head("Attendance clerk, HIGH", f"sro unverified {bundle} --as clerk:HIGH --on {ON}")
    days = attendance_review.unverified(desk, viewer, on=ON)
    telling = sum(each.day.changes for each in days)
    oldest = min(each.day.on for each in days)
    yield (
        f"  {plural(len(days), 'unverified absence')}, the oldest of {oldest}; "
        f"{telling} would change a status if unexcused"
    )
    unknown = sum(1 for one in found if one.of_age == "assumed" and one.findings)
    who = plural(unknown, "student")
    yield f"  {who} with a status but no birth date: nothing leaves the school"
    one = _telling(found)
    yield from _head("One student explained", f"sro explain {one.subject.id} {bundle} --on {ON}")
    yield from (f"  {line}" for line in one.explain().splitlines())


def _telling(found: tuple[Classification, ...]) -> Classification:
    """Choose the student whose explanation shows most: truant, open days, days set aside."""

    def shows(one: Classification) -> tuple[bool, bool, bool, int]:
        met = {each.code: each.outcome for each in one.findings}
        return (
            met.get("truant") is Outcome.MET,
            any("exactly" in each.because for each in one.set_aside),
            bool(one.unresolved),
            -len(one.file.events),
        )

    return max(found, key=shows)


def _administrator(desk: Desk, bundle: Path) -> Iterator[str]:
    yield from _head(
        "Assistant principal, MIDDLE", f"sro due {bundle} --as administrator:MIDDLE --on {ON}"
    )
    items = attendance_review.due(desk, _viewer(Role.ADMINISTRATOR, MIDDLE), on=ON)
    must = [item for item in items if item.due is not None]
    yield f"  {len(items)} items wait at the site; {len(must)} reports are due, the oldest first:"
    yield from (f"    {_item(each)}" for each in must[:2])
    own = [each for each in items if each.who is Role.ADMINISTRATOR and each.force is Force.MAY]
    yield f"  {len(own)} of the items an administrator may do and decides, such as:"
    yield from (f"    {_item(each)}" for each in own[:1])


def _item(item: DueItem) -> str:
    late = f", {item.overdue_days} days ago" if item.overdue_days else ""
    return f"{item.concerns.id}: {item.who} {item.force} {item.what}{late}"


def _officer(desk: Desk, bundle: Path) -> Iterator[str]:
    yield from _head("SRO on campus", f"sro classify {bundle} --as officer:O-01 --on {ON}")
    try:
        attendance_review.review(desk, _viewer(Role.OFFICER), on=ON)
    except Refused as refused:
        yield f"  refused: {refused.why}"


def _developer(faulty: Path, bundle: Path) -> Iterator[str]:
    report = check(faulty).report
    yield from _head("Developer", f"sro check {faulty}")
    yield f"  the first export had {report.errors} errors, so nothing of it was used; one of them:"
    worst = next(each for each in report if each.column)
    yield f"  {worst}"
    yield "  the same in Python:"
    for line in (
        "from datetime import date",
        "from sro_core import classify, load_rules",
        "from sro_adapters.interchange import read_bundle",
        f'roll = read_bundle("{bundle.as_posix()}")',
        'for student in classify(roll, rules=load_rules("us-ca"), on=date(2026, 11, 20)):',
        "    print(student.explain())",
    ):
        yield f"    {line}"
