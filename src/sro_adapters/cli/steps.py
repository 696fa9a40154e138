"""``sro steps``: where students stand on the ladders, and what was done."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from sro_adapters import wire
from sro_adapters.cli.options import (
    FOLDER,
    Counter,
    counter_options,
    json_option,
    on_option,
    site_option,
    today,
)
from sro_adapters.cli.paper import plural, table, warn
from sro_adapters.interchange.step_rows import read_log_map, read_step_log
from sro_core.ids import SiteId, StudentRef
from sro_core.truancy.step_log import EntryKind
from sro_core.usecases import attendance_steps, step_logs
from sro_core.usecases.step_logs import LogRefused, LogRow

OPEN = ("due", "in hand", "waits for an earlier step", "age not known")


@click.group()
def steps() -> None:
    """Say where students stand on the ladders; a person takes every step."""


@steps.command(name="list")
@click.option("--all", "every", is_flag=True, help="Also steps that are taken or without ground.")
@site_option
@on_option
@json_option
@counter_options
def list_steps(
    every: bool, site: str | None, on: date | None, as_json: bool, zone: str, **asked: Any
) -> None:
    """List the steps that wait: due, in hand, or behind an earlier one."""
    counter, day = Counter.of(zone=zone, **asked), on or today(zone)
    chosen = SiteId(site) if site else None
    found = attendance_steps.standings(counter.desk, counter.access, on=day, site=chosen)
    shown = [wire.show(each, counter.access) for each in found]
    if as_json:
        for each in shown:
            click.echo(wire.to_json(each))
        return
    rows = [
        (student["student_id"], student["site"], rung["step"], rung["force"], rung["state"],
         rung["ground"], rung["due"], " ".join(rung["waits_for"]))
        for student in shown
        for rung in student["steps"]
        if every or rung["state"] in OPEN
    ]  # fmt: skip
    table(("student", "site", "step", "force", "state", "since", "due by", "waits for"), rows)
    click.echo(f"{plural(len(rows), 'step')} of {plural(len(shown), 'student')} on {day}")


@steps.command(name="show")
@click.argument("student")
@on_option
@json_option
@counter_options
def show_steps(student: str, on: date | None, as_json: bool, zone: str, **asked: Any) -> None:
    """Show where one STUDENT stands, and the log it follows from."""
    counter, day = Counter.of(zone=zone, **asked), on or today(zone)
    refs = [StudentRef(student)]
    found = attendance_steps.standings(counter.desk, counter.access, on=day, refs=refs)
    shown = [wire.show(each, counter.access) for each in found]
    if as_json:
        for each in shown:
            click.echo(wire.to_json(each))
        return
    for each in shown:
        table(
            ("step", "force", "state", "ground", "taken", "by", "where it is written"),
            [
                (rung["step"], rung["force"], rung["state"], rung["ground"], rung["taken"],
                 rung["who"], " ".join(rung["citations"]))
                for rung in each["steps"]
            ],
        )  # fmt: skip
        for loose in each["loose"]:
            click.echo(f"{loose['key']}, {loose['date']}, bears nothing: {loose['because']}")
    if not shown:
        click.echo(f"{student} has no enrolled school day in the school year to {day}")


@steps.command(name="take")
@click.argument("student")
@click.argument("step")
@click.option("--means", default="", help="How it was done.")
@on_option
@counter_options
def take_step(
    student: str, step: str, means: str, on: date | None, zone: str, **asked: Any
) -> None:
    """Enter that a STEP was taken for a STUDENT; it must have been due that day."""
    counter, day = Counter.of(zone=zone, **asked), on or today(zone)
    entry = attendance_steps.take(
        counter.desk, counter.access, StudentRef(student), step, on=day, means=means
    )
    click.echo(f"{student}: {step} of {entry.on}, entered by {entry.by} as {entry.id}")


@steps.command(name="withdraw")
@click.argument("student")
@click.argument("key")
@click.option("--because", required=True, help="Why it is taken back.")
@counter_options
def withdraw_step(student: str, key: str, because: str, **asked: Any) -> None:
    """Take back a step of a STUDENT by its KEY; what was known then stays on record."""
    _settle(student, key, EntryKind.WITHDRAWN, because, **asked)


@steps.command(name="uphold")
@click.argument("student")
@click.argument("key")
@click.option("--because", required=True, help="Why it stands.")
@counter_options
def uphold_step(student: str, key: str, because: str, **asked: Any) -> None:
    """Let a step of a STUDENT stand that lost its ground, by its KEY."""
    _settle(student, key, EntryKind.UPHELD, because, **asked)


def _settle(student: str, key: str, kind: EntryKind, because: str, **asked: Any) -> None:
    counter = Counter.of(**asked)
    ref = StudentRef(student)
    entry = attendance_steps.settle(
        counter.desk, counter.access, ref, key, kind=kind, because=because
    )
    click.echo(f"{student}: {key} is {kind}, by {entry.by}")


@steps.command(name="asked")
@click.argument("student")
@click.argument("questions", nargs=-1)
@on_option
@counter_options
def asked_first(
    student: str, questions: tuple[str, ...], on: date | None, zone: str, **asked: Any
) -> None:
    """Enter that QUESTIONS were asked about a STUDENT, all of them where none is named.

    The answers are kept nowhere.
    """
    counter, day = Counter.of(zone=zone, **asked), on or today(zone)
    chosen = questions or attendance_steps.questions_on(counter.desk.rules, day)
    ref = StudentRef(student)
    entered = attendance_steps.ask(counter.desk, counter.access, ref, chosen, on=day)
    click.echo(f"{student}: asked on {day}: {', '.join(each.question for each in entered)}")


@steps.command(name="lost")
@site_option
@on_option
@json_option
@counter_options
def lost_steps(site: str | None, on: date | None, as_json: bool, zone: str, **asked: Any) -> None:
    """List steps and letters that lost their ground, for a person to look at."""
    counter, day = Counter.of(zone=zone, **asked), on or today(zone)
    chosen = SiteId(site) if site else None
    found = attendance_steps.lost(counter.desk, counter.access, on=day, site=chosen)
    shown = [wire.show(each, counter.access) for each in found]
    if as_json:
        for each in shown:
            click.echo(wire.to_json(each))
        return
    table(
        ("student", "key", "step", "date", "why"),
        [[each[key] for key in ("student_id", "key", "step", "date", "because")] for each in shown],
    )
    click.echo(f"{plural(len(shown), 'step or letter', 'steps or letters')} lost their ground")


@steps.command(name="import")
@click.argument("file", type=FOLDER)
@click.option("--map", "map_file", type=FOLDER, help="TOML that maps the log's columns and words.")
@click.option("--dry-run", is_flag=True, help="Say what would be entered; save nothing.")
@counter_options
def import_steps(file: Path, map_file: Path | None, dry_run: bool, **asked: Any) -> None:
    """Take in a school's own log of letters and contacts, a CSV FILE, whole or not at all."""
    rows, report = read_step_log(file, read_log_map(map_file) if map_file else None)
    counter = Counter.of(**asked)
    given = [
        LogRow(
            line=each.line, student=StudentRef(each.student), step=each.step, on=each.on,
            site=SiteId(each.site) if each.site else None, means=each.means,
        )
        for each in rows
    ]  # fmt: skip
    save = not dry_run and not report.errors
    try:
        found = step_logs.take_in(counter.desk, counter.access, given, source=file.name, save=save)
    except LogRefused as refused:
        for each in refused.problems:
            report.error(each.code, file.name, each.says, line=each.line, column=each.column)
    if report.errors:
        warn(report)
        click.echo(f"{report.errors} errors; nothing was entered", err=True)
        click.get_current_context().exit(1)
    verb = "would be entered" if dry_run else "entered"
    click.echo(f"{plural(found.entered, 'step')} {verb}, {found.known} on record already")
