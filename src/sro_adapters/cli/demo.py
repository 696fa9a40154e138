"""``sro demo``: the illustrative programme, and what each role gets from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs
import click

from sro_adapters import compose, synthetic
from sro_adapters.cli.options import FOLDER
from sro_adapters.interchange import check
from sro_adapters.synthetic import programme
from sro_core.desk import Desk
from sro_core.errors import Refused
from sro_core.findings import Outcome
from sro_core.ids import SiteId
from sro_core.privacy import Role, Viewer
from sro_core.truancy.classify import Classification
from sro_core.truancy.roll import Roll
from sro_core.usecases import attendance_review, audit_log, reporting, submissions
from sro_core.usecases.submissions import Submission

STUDENTS, SEED = 2000, 1
HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
ON = synthetic.DEMO_DATE
LINES = 2
"""So many lines of a part of a screen are shown."""


@attrs.frozen
class Part:
    """Somebody who opens the programme in the morning.

    Attributes:
        name: as people call the part.
        viewer: who it is.
        shown: as ``--as`` has it.
    """

    name: str
    viewer: Viewer
    shown: str

    @classmethod
    def of(cls, name: str, role: Role, place: str = "") -> Part:
        """Give a part, at a site or for an officer."""
        officer = role is Role.OFFICER
        sites = frozenset({SiteId(place)}) if place and not officer else None
        actor = place if officer else f"demo {role}"
        shown = f"{role}:{place}" if place else str(role)
        return cls(name, Viewer(actor, role, sites, purpose="demonstration"), shown)


CLERK = Part.of("Attendance clerk, HIGH", Role.CLERK, HIGH)
OFFICER = Part.of("SRO on campus", Role.OFFICER, "O-01")
AUDITOR = Part.of("Auditor", Role.AUDITOR)
RECORDS = Part.of("Records and privacy", Role.RECORDS)
PUBLIC = Part.of("Council and public", Role.PUBLIC)
SERGEANT = Part.of("Sergeant", Role.SERGEANT)
ADMINISTRATOR = Part.of("Assistant principal, MIDDLE", Role.ADMINISTRATOR, MIDDLE)


@click.command()
@click.argument("folder", metavar="[DIR]", type=FOLDER, required=False, default="demo")
def demo(folder: Path) -> None:
    """Build the illustrative programme in DIR and show what each role gets from it.

    Two sites, about 2,000 synthetic students, 100 staff; it stands on 2026-11-20. It leaves
    the export and the database that it was taken into.
    """
    bundle, faulty = folder / "bundle", folder / "first_export"
    made = synthetic.generate(bundle, students=STUDENTS, seed=SEED, on=ON)
    synthetic.write_faulty_export(faulty, seed=SEED, on=ON)
    url = f"sqlite:///{(folder / 'sro.db').as_posix()}"
    database = compose.database_at(url, create=True)
    click.get_current_context().call_on_close(database.close)
    checked = check(bundle)
    assert checked.roll is not None  # noqa: S101 - what is generated has no errors
    district = compose.district_for(database, checked.roll, None)
    desk = compose.desk_at(database, district, compose.rules_with("us-ca"))
    shown = f"--database {url}"
    for line in (
        f"Illustrative programme, synthetic data, as of {ON:%A} {ON}. Not legal advice.",
        f"{made.sites} sites, {made.students:,} students, {made.staff} staff",
        *_import(desk, checked.roll, bundle, shown),
        f"export SRO_DATABASE_URL={url}  # what the commands below read",
        *_recorded(desk),
        *_morning(desk, CLERK),
        *_student(desk),
        *_morning(desk, SERGEANT),
        *_morning(desk, OFFICER),
        *_refused(desk),
        *_morning(desk, ADMINISTRATOR),
        *_morning(desk, RECORDS),
        *_morning(desk, PUBLIC),
        *_auditor(desk),
        *_developer(faulty, url),
        "",
        "Try next:",
        f"  sro due --on {ON} --within 14 | head -20",
        f"  sro rules --on {ON} --kind criterion",
        f"  sro generate my_district --students 300 --seed 7 && sro classify my_district --on {ON}",
    ):
        click.echo(line)


def _import(desk: Desk, roll: Roll, bundle: Path, shown: str) -> Iterator[str]:
    """Take the export in twice: the second time nothing changes."""
    access = desk.admit(attrs.evolve(CLERK.viewer, sites=None))
    submission = Submission(roll, source=str(bundle))
    first = submissions.submit(desk, access, submission, on=ON)
    again = submissions.submit(desk, access, submission, on=ON)
    yield f"sro import {bundle} {shown}: {first.changes:,} changes, {first.rows_added:,} rows"
    yield f"the same import again: {again.changes} changes"


def _recorded(desk: Desk) -> Iterator[str]:
    """Enter what the people of the programme would have entered; that prints nothing."""
    programme.record(desk, on=ON)
    yield from ()


def _head(who: str, command: str) -> Iterator[str]:
    yield ""
    yield f"{who} ({command})"


def _morning(desk: Desk, part: Part) -> Iterator[str]:
    """Show the screen that somebody opens in the morning, the first lines of each part."""
    blocks = reporting.today(desk, desk.admit(part.viewer), on=ON)
    if not blocks:
        return
    yield from _head(part.name, f"sro today --as {part.shown} --on {ON}")
    for block in blocks:
        yield f"  {block.title}"
        yield from (f"    {line}" for line in block.lines[:LINES])


def _student(desk: Desk) -> Iterator[str]:
    """Explain the student whose explanation shows most."""
    found = attendance_review.review(desk, desk.admit(CLERK.viewer), on=ON)
    one = _telling(found)
    yield from _head("One student explained", f"sro explain {one.subject.id} --on {ON}")
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


def _refused(desk: Desk) -> Iterator[str]:
    """Show that an officer gets no list of students."""
    command = f"sro classify --as {OFFICER.shown} --on {ON}"
    yield from _head("The same officer asks for a list", command)
    try:
        attendance_review.review(desk, desk.admit(OFFICER.viewer), on=ON)
    except Refused as refused:
        yield f"  refused: {refused.why}"


def _auditor(desk: Desk) -> Iterator[str]:
    yield from _head("Auditor", "sro audit verify --as auditor; sro audit list --as auditor")
    access = desk.admit(AUDITOR.viewer)
    last = audit_log.entries(desk, access)[-1]
    found = audit_log.check(desk, access)  # behind that reading, which is an entry of its own
    said = "the chain holds" if not found.breaks else "the chain is BROKEN"
    yield f"  {found.head.count} entries; {said}; head {found.head}"
    yield f"  {last.actor}: {last.act}; whom it was about is withheld from auditors"


def _developer(faulty: Path, url: str) -> Iterator[str]:
    report = check(faulty).report
    yield from _head("Developer", f"sro check {faulty}")
    yield f"  the first export had {report.errors} errors, so nothing of it was used; one of them:"
    worst = next(each for each in report if each.column)
    yield f"  {worst}"
    yield "  the same in Python:"
    for line in (
        "from datetime import date",
        "from sro_core import classify, load_rules",
        "from sro_adapters.compose import read_database",
        f'roll = read_database("{url}")',
        'for student in classify(roll, rules=load_rules("us-ca"), on=date(2026, 11, 20)):',
        "    print(student.explain())",
    ):
        yield f"    {line}"
