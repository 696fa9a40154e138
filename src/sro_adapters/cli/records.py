"""``sro identity``, ``record``, ``disclosures``, ``disclose``, ``expunge``: one record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from sro_adapters import wire
from sro_adapters.cli.options import Counter, counter_options, json_option
from sro_adapters.cli.paper import plural, table
from sro_core.ids import StudentRef
from sro_core.usecases import student_records


@click.command()
@click.argument("student")
@counter_options
@json_option
def identity(student: str, as_json: bool, **asked: Any) -> None:
    """Open the names and contacts of one STUDENT, for a --purpose, which is kept on the log."""
    counter = Counter.of(**asked)
    found = student_records.open_identity(counter.desk, counter.access, StudentRef(student))
    shown = wire.show(found.identity, counter.access, site=found.site)
    if as_json:
        click.echo(wire.to_json(shown))
        return
    guardians = shown.pop("guardians", [])
    for name, value in shown.items():
        if value:
            click.echo(f"{name.replace('_', ' ')}: {value}")
    for each in guardians:
        click.echo(f"guardian: {', '.join(filter(None, each.values()))}")


@click.command()
@click.argument("student")
@counter_options
@json_option
def disclosures(student: str, as_json: bool, **asked: Any) -> None:
    """List who asked for or received the record of one STUDENT, for the family to read."""
    counter = Counter.of(**asked)
    found = student_records.disclosures(counter.desk, counter.access, StudentRef(student))
    shown = [wire.show(each, counter.access) for each in found]
    if as_json:
        for each in shown:
            click.echo(wire.to_json(each))
        return
    _disclosures(shown)
    click.echo(plural(len(shown), "entry", "entries"))


def _disclosures(shown: list[dict[str, Any]]) -> None:
    table(
        ("when", "who", "what for", "what", "given", "on what ground"),
        [
            (
                _moment(each["at"]), each["to"], each["interest"], each["what"],
                "yes" if each["given"] else "no", each["basis"],
            )
            for each in shown
        ],
    )  # fmt: skip


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


@click.command()
@click.argument("student")
@click.option("--to", required=True, help="The person or agency that asked.")
@click.option("--interest", required=True, help="What for, in their words.")
@click.option("--what", required=True, help="The part of the record.")
@click.option("--basis", default="", help="The law, order or consent, or why it was refused.")
@click.option("--refused", is_flag=True, help="They asked and did not get it.")
@counter_options
def disclose(
    student: str, to: str, interest: str, what: str, basis: str, refused: bool, **asked: Any
) -> None:
    """Enter in the log of disclosures that somebody asked for the record of a STUDENT."""
    counter = Counter.of(**asked)
    request = student_records.Request(to, interest, what, given=not refused, basis=basis)
    entered = student_records.record_disclosure(
        counter.desk, counter.access, StudentRef(student), request
    )
    click.echo(f"{student}: entered on {_moment(entered.at)}")


@click.command()
@click.argument("student")
@counter_options
@json_option
def record(student: str, as_json: bool, **asked: Any) -> None:
    """Show everything held on one STUDENT and who saw it, and nothing of anybody else."""
    counter = Counter.of(**asked)
    found = student_records.held(counter.desk, counter.access, StudentRef(student))
    shown = wire.show(found, counter.access)
    if as_json:
        click.echo(wire.to_json(shown))
        return
    if "withheld" in shown:
        click.echo("withheld: " + "; ".join(dict.fromkeys(shown["withheld"].values())))
        return
    click.echo(f"{student} at {shown['site']}, born {shown['born'] or 'not known'}")
    _held_identity(shown["identity"])
    click.echo("\nenrollment")
    table(
        ("site", "from", "last day"),
        [(each["site"], each["from"], each["until"]) for each in shown["spells"]],
    )
    click.echo("\nattendance")
    rows = [(each, "on record") for each in shown["attendance"]]
    rows += [(each["row"], f"until {each['at']:%Y-%m-%d}: {each['because']}")
             for each in shown["withdrawn"]]  # fmt: skip
    table(
        ("date", "site", "what", "excuse", "minutes", "standing"),
        [
            (each["date"], each["site"], each["kind"], each["excuse"], each["minutes"], standing)
            for each, standing in rows
        ],
    )
    click.echo("\nacts")
    table(
        ("date", "act", "how"),
        [(each["date"], each["action"], each["means"]) for each in shown["acts"]],
    )
    click.echo("\nfiled: steps, letters, referrals and the like")
    table(
        ("date", "what", "says"),
        [(each["date"], each["what"], _says(each["record"])) for each in shown["filed"]],
    )
    click.echo("\nwho asked from outside")
    _disclosures(shown["disclosures"])
    click.echo("\nwho saw or changed it, by the audit log")
    table(
        ("when", "who", "role", "what", "what for"),
        [
            (_moment(each["at"]), each["actor"], each["role"], each["act"], each["purpose"])
            for each in shown["seen"]
        ],
    )
    click.echo("Runs over all students of a site name nobody and are not among these.")


def _says(record: dict[str, Any]) -> str:
    """Give the plain fields of a record in a line; ``--json`` has all of them."""
    told = {
        name.replace("_", " "): value
        for name, value in record.items()
        if value not in ("", None) and not isinstance(value, dict | list | tuple)
    }
    return "; ".join(f"{name} {value}" for name, value in told.items() if name != "student")


def _held_identity(shown: dict[str, Any] | None) -> None:
    if shown is None:
        click.echo("names and contacts: none held")
        return
    names = (shown["given_name"], shown["middle_name"], shown["family_name"])
    click.echo(f"name: {' '.join(filter(None, names))}")
    for each in shown["guardians"]:
        click.echo(f"guardian: {', '.join(filter(None, each.values()))}")


@click.command()
@click.argument("student")
@click.option("--because", required=True, help="The order or the law it rests on.")
@click.option("--yes", is_flag=True, help="Do not ask whether it is really meant.")
@counter_options
def expunge(student: str, because: str, yes: bool, **asked: Any) -> None:
    """Take everything held on one STUDENT away for good; a person decides, for a --purpose.

    The audit log keeps that it was done, by whom and when, and its chain still holds. Backups
    are not reached.
    """
    if not yes:
        click.confirm(f"Take away everything held on {student} for good?", abort=True, err=True)
    counter = Counter.of(**asked)
    gone = student_records.expunge(
        counter.desk, counter.access, StudentRef(student), because=because
    )
    click.echo(
        f"taken away: {plural(gone.rows, 'attendance row')}, {plural(gone.acts, 'act')}, "
        f"{plural(gone.filed, 'filed record')}, {plural(gone.disclosures, 'disclosure')}; "
        f"{plural(gone.entries, 'audit entry', 'audit entries')} cleared of whom they were about"
    )
