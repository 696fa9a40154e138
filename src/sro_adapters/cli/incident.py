"""``sro incident``: what happened, as police record it, and the tables that it is told by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from sro_adapters import wire
from sro_adapters.cli.options import FOLDER, Counter, Day, counter_options, json_option
from sro_adapters.cli.options import today as today_in
from sro_adapters.cli.paper import plural, table, warn
from sro_adapters.interchange.incident_files import read_incidents
from sro_adapters.interchange.incident_map import read_map
from sro_adapters.interchange.offense_files import READERS
from sro_core.errors import BadValue
from sro_core.ids import SiteId
from sro_core.periods import ONE_DAY, DatePeriod
from sro_core.safety.incidents import (
    Disposition,
    Incident,
    IncidentKind,
    Part,
    Person,
    Place,
    ReferralBasis,
    SchoolPart,
    SchoolReferral,
    Threat,
)
from sro_core.school_calendar import InSession
from sro_core.usecases import incident_imports, incident_log
from sro_core.usecases.incident_log import SoughtIncidents, ToldIncident

F = TypeVar("F", bound=Callable[..., Any])
_FACTS = frozenset({"student", "referred", "arrested", "cited"})


class Moment(click.ParamType[datetime]):
    """A wall time of the site."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read the time or fail as a usage error."""
        if isinstance(value, datetime):
            return value
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            found = None
        if found is None or found.tzinfo is not None or "T" not in value:
            self.fail(f"{value!r} is no wall time; write it as 2026-11-20T10:15", param, ctx)
        return found


class Someone(click.ParamType[Person]):
    """A person under a pseudonym with facts: ``P-017,involved,student,referred``."""

    name = "pseudonym[,fact]..."

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Person:
        """Read the person or fail as a usage error; ``no-arrested`` says that it did not happen."""
        if isinstance(value, Person):
            return value
        ref, *facts = (each.strip() for each in value.split(","))
        told: dict[str, Any] = {}
        for each in facts:
            bare = each.removeprefix("no-")
            if bare in _FACTS:
                told[bare] = bare == each
            elif each in set(Part):
                told["part"] = Part(each)
            elif each in set(Disposition):
                told["disposition"] = Disposition(each)
            else:
                known = ", ".join((*Part, *sorted(_FACTS), *Disposition))
                self.fail(f"{each!r} is no fact of a person; there are: {known}", param, ctx)
        try:
            return Person(ref=ref, **told)
        except BadValue as error:
            self.fail(str(error), param, ctx)


def choice(kinds: Any) -> click.Choice[str]:
    """Give the words of an enumeration as a choice."""
    return click.Choice([str(each) for each in kinds])


def told_options(command: F) -> F:
    """Add the options that tell of an incident."""
    for option in reversed((
        click.option("--site", help="The site it concerns."),
        click.option("--place", type=choice(Place), required=True, help="Where it was."),
        click.option("--at", type=Moment(), required=True, help="When: the site's wall time."),
        click.option("--offense", "offenses", multiple=True, help="Its code; may be given again."),
        click.option("--person", "persons", type=Someone(), multiple=True,
                     help="A pseudonym and facts, with commas; may be given again."),
        click.option("--number", default="", help="The police record number."),
        click.option("--referral", type=choice(ReferralBasis), help="The school reported it."),
        click.option("--referral-by", type=choice(SchoolPart), default="administrator",
                     show_default=True, help="The part of whoever reported."),
        click.option("--ground", default="", help="The rule by which the school had to report."),
        click.option("--handed-back", is_flag=True, help="School rules only; handed back."),
        click.option("--threat-from", type=choice(SchoolPart),
                     help="It is a threat; the part of whoever reported it."),
        click.option("--evidence", multiple=True, help="A reference; may be given again."),
        click.option("--assessed-at", type=Moment(), help="When the assessment began."),
        click.option("--registry-at", type=Moment(), help="When the registry was checked."),
    )):  # fmt: skip
        command = option(command)
    return command


def _told(
    *,
    site: str | None,
    place: str,
    at: datetime,
    referral: str | None,
    referral_by: str,
    ground: str,
    threat_from: str | None,
    evidence: tuple[str, ...],
    assessed_at: datetime | None,
    registry_at: datetime | None,
    **rest: Any,
) -> ToldIncident:
    basis = ReferralBasis(referral) if referral else None
    reported = basis and SchoolReferral(
        basis=basis, by=SchoolPart(referral_by), on=at.date(), ground=ground
    )
    threat = threat_from and Threat(
        received_at=at,
        received_from=SchoolPart(threat_from),
        evidence=evidence,
        assessed_at=assessed_at,
        registry_at=registry_at,
    )
    return ToldIncident(
        site=SiteId(site) if site else None,
        place=Place(place),
        at=at,
        referral=reported or None,
        threat=threat or None,
        kind=IncidentKind.THREAT if threat else IncidentKind.OFFENSE,
        **rest,
    )


def _say(one: Incident) -> None:
    what = one.offenses[0].title if one.offenses else str(one.kind)
    click.echo(f"{one.id}: {what}, {one.place} {one.site or ''}, {one.at:%Y-%m-%d %H:%M}")


@click.group()
def incident() -> None:
    """Record what happened, take in the department's export, and count; nobody is named."""


@incident.command(name="record")
@told_options
@counter_options
def record_incident(
    url: str, district: str | None, book: str, overlays: tuple[Path, ...], zone: str,
    viewer: Any, purpose: str | None, **told: Any,
) -> None:  # fmt: skip
    """Record an incident, or a threat with --threat-from."""
    counter = Counter.of(
        url=url, district=district, book=book, overlays=overlays, zone=zone, viewer=viewer,
        purpose=purpose,
    )  # fmt: skip
    _say(incident_log.record(counter.desk, counter.access, _told(**told)))


@incident.command(name="change")
@click.argument("id")
@told_options
@counter_options
def change_incident(
    id: str, url: str, district: str | None, book: str, overlays: tuple[Path, ...], zone: str,
    viewer: Any, purpose: str | None, **told: Any,
) -> None:  # fmt: skip
    """Say all of the incident ID again."""
    counter = Counter.of(
        url=url, district=district, book=book, overlays=overlays, zone=zone, viewer=viewer,
        purpose=purpose,
    )  # fmt: skip
    _say(incident_log.record(counter.desk, counter.access, _told(**told), id=id))


@incident.command(name="list")
@click.option("--site", help="Only this site's.")
@click.option("--from", "start", type=Day(), help="Only from this day on.")
@click.option("--until", "last", type=Day(), help="Only until this day.")
@click.option("--place", type=choice(Place), help="Only at this place.")
@click.option("--kind", type=choice(IncidentKind), help="Only of this kind.")
@click.option("--session", type=choice(InSession), help="Only while school was, or was not.")
@counter_options
@json_option
def list_incidents(
    site: str | None, start: date | None, last: date | None, place: str | None,
    kind: str | None, session: str | None, as_json: bool, **asked: Any,
) -> None:  # fmt: skip
    """List incidents; it is on the audit log."""
    counter = Counter.of(**asked)
    sought = SoughtIncidents(
        site=SiteId(site) if site else None,
        within=days(start, last),
        place=Place(place) if place else None,
        kind=IncidentKind(kind) if kind else None,
        session=InSession(session) if session else None,
    )
    found = incident_log.listed(counter.desk, counter.access, sought)
    shown = [
        {**wire.show(each.incident, counter.access), "session": str(each.session)} for each in found
    ]
    if as_json:
        for each in shown:
            click.echo(wire.to_json(each))
        return
    table(
        ("id", "at", "site", "place", "session", "offense", "persons", "referral"),
        [
            (one["id"], f"{one['at']:%Y-%m-%d %H:%M}", one["site"], one["place"], one["session"],
             "; ".join(each["title"] for each in one["offenses"]) or one["kind"],
             len(one["persons"]), one["referral"]["basis"] if one["referral"] else "")
            for one in shown
        ],
    )  # fmt: skip
    click.echo(plural(len(shown), "incident"))


def days(start: date | None, last: date | None) -> DatePeriod | None:
    """Give the days between two, None where neither is said."""
    if start and last and last < start:
        raise BadValue("--until", f"{last} is before {start}", "give a later day")
    return DatePeriod(start, last and last + ONE_DAY) if start or last else None


@incident.command(name="show")
@click.argument("id")
@counter_options
def show_incident(id: str, **asked: Any) -> None:
    """Show one incident as JSON; it is on the audit log."""
    counter = Counter.of(**asked)
    found = incident_log.opened(counter.desk, counter.access, id)
    shown = wire.show(found.incident, counter.access)
    click.echo(wire.to_json({**shown, "session": str(found.session)}))


@incident.command(name="import")
@click.argument("path", type=FOLDER)
@click.option("--map", "map_file", type=FOLDER, required=True,
              help="TOML that says what its columns and words mean.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would change; save nothing.")
@counter_options
def import_incidents(path: Path, map_file: Path, dry_run: bool, **asked: Any) -> None:
    """Take in the department's own export, whole or not at all; again it changes nothing."""
    counter = Counter.of(**asked)
    known = incident_imports.known(counter.desk, counter.access)
    checked = read_incidents(path, read_map(map_file), sites=known.sites, offenses=known.offenses)
    warn(checked.report)
    done = incident_imports.take_in(
        counter.desk, counter.access, checked.told, source=path.name, dry_run=dry_run
    )
    would = "would be " if dry_run else ""
    click.echo(
        f"{path.name}: {plural(checked.rows, 'row')}, {plural(len(checked.told), 'incident')}: "
        f"{len(done.new)} {would}new, {len(done.changed)} {would}changed, "
        f"{len(done.unchanged)} unchanged"
    )
    if checked.set_aside:
        click.echo(f"set aside: {plural(checked.set_aside, 'row')} of adults")


@incident.group(name="codes")
def codes() -> None:
    """Keep the tables of offenses."""


@codes.command(name="import")
@click.argument("path", type=FOLDER)
@click.option("--format", "form", type=choice(sorted(READERS)), required=True,
              help="The form of the list.")  # fmt: skip
@counter_options
def import_codes(path: Path, form: str, **asked: Any) -> None:
    """Take in a list of offenses: the FBI's, or that of California's DOJ."""
    counter = Counter.of(**asked)
    found = READERS[form](path, taken=counter.desk.clock())
    warn(found.report)
    changed = incident_log.keep_offenses(counter.desk, counter.access, found.table)
    said = "taken in" if changed else "nothing changed"
    refused = f", {plural(found.report.warnings, 'row')} refused" if found.report.warnings else ""
    click.echo(f"{found.table.id}: {plural(len(found.table.entries), 'code')}{refused}; {said}")


@codes.command(name="find")
@click.argument("code")
@click.option("--on", type=Day(), help="The day of the incident; today where it is left out.")
@counter_options
def find_code(code: str, on: date | None, zone: str, **asked: Any) -> None:
    """Say what a CODE stands for on a day."""
    counter = Counter.of(zone=zone, **asked)
    found = incident_log.offenses(counter.desk, counter.access)
    ref = found.find(code, on or today_in(zone))
    click.echo(f"{ref} (counted under {ref.group})")
