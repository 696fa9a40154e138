"""Read a bundle: OneRoster CSV with attendance, as a folder or a zip.

Everything is read before anything is said: a bundle gives a roll, or a report of every error.
"""

from __future__ import annotations

from sro_adapters.interchange import layouts
from sro_adapters.interchange.marks import read_actions, read_attendance
from sro_adapters.interchange.problems import Report
from sro_adapters.interchange.roster import read_roster
from sro_adapters.interchange.rows import Files, Progress
from sro_adapters.interchange.sources import Source
from sro_adapters.interchange.student_files import StudentFiles, span_of
from sro_adapters.interchange.tables import Table, read_table
from sro_adapters.interchange.timetable import read_calendars
from sro_core.truancy.roll import Roll, Statement

NAMES = frozenset(f"{name}.csv".lower() for name in layouts.LAYOUTS)


def open_tables(source: Source, report: Report) -> dict[str, Table]:
    """Open the files of a bundle by the name of their layout; note files that are not read."""
    tables = {}
    paths: dict[str, str] = {}
    by_file = {f"{name}.csv".lower(): name for name in layouts.LAYOUTS}
    for path, open_ in source.files.items():
        name = by_file.get(path.lower())
        if name is None:
            if path not in layouts.KNOWN_UNREAD:
                report.warn(
                    "unread_file",
                    path,
                    "this file is not read",
                    "leave it out, or map it with --map",
                )
            continue
        if paths.setdefault(name, path) != path:
            says = f"{paths[name]} is the same file"
            report.error("duplicate_file", path, says, "keep one of them")
            continue
        table = read_table(path, open_, report)
        if table is not None:
            tables[name] = table
    return tables


def read_tables(
    tables: dict[str, Table],
    report: Report,
    *,
    assume_enrolled: bool = False,
    progress: Progress | None = None,
) -> Roll:
    """Make a roll of a bundle's tables; what is wrong with them is added to the report.

    Args:
        tables: by layout name; a file that is there but unusable is missing here and reported.
        report: gathers every problem. With errors the roll must not be used.
        assume_enrolled: no enrollments are expected; see `read_roster`.
        progress: is told how many rows were read.
    """
    files = Files(tables, report, progress)
    declared = _check_manifest(files)
    _check_required(files, assume_enrolled=assume_enrolled)
    roster = read_roster(files, assume_enrolled=assume_enrolled)
    calendars = read_calendars(files, roster.sites, roster.sessions)
    register, through = read_attendance(files, roster, calendars)
    steps = read_actions(files, roster)
    if not files.has(layouts.ATTENDANCE) and not report.errors:
        report.warn(
            "no_attendance",
            "attendance.csv",
            "there is no attendance",
            "export it beside the roster",
        )
    return Roll(
        files=StudentFiles(roster, register, steps),
        calendars=calendars,
        sites=dict(sorted(roster.sites.items())),
        data_through=through,
        statement=Statement(
            span=span_of(roster.sessions),
            whole=not assume_enrolled and declared.isdisjoint(_CHANGES),
            left=roster.left,
        ),
    )


_CHANGES = frozenset({("users", "delta"), ("enrollments", "delta")})
"""What makes a roster one of changes only, as a manifest declares it."""


def _check_required(files: Files, *, assume_enrolled: bool) -> None:
    if any(code.startswith("map_") for _, code in files.report.counts):
        return  # what the map did not find is missing for that reason, and was told
    for layout in layouts.LAYOUTS.values():
        spared = assume_enrolled and layout is layouts.ENROLLMENTS
        file = f"{layout.name}.csv"
        if layout.required and not (files.has(layout) or spared or files.spoiled(layout)):
            files.report.error("missing_file", file, "this file is missing", "export it too")


def _check_manifest(files: Files) -> set[tuple[str, str]]:
    """Hold the files against what the manifest declares, and give that; ours need no entry."""
    if not files.has(layouts.MANIFEST):
        return set()
    declared = {}
    for row in files.records(layouts.MANIFEST):
        name, value = row["propertyName"].strip(), row["value"].strip()
        if name == "oneroster.version" and value not in ("1.0", "1.1", "1.2"):
            says = "this version of OneRoster is not known; it is read as 1.2"
            files.report.warn(
                "unknown_version", row.file, says, line=row.line, column="value", value=value
            )
        if name.startswith("file."):
            declared[name.removeprefix("file.")] = (row.line, value.lower())
    manifest = files.tables[layouts.MANIFEST.name].file
    for name, (line, value) in declared.items():
        if (
            value in ("bulk", "delta")
            and name in layouts.LAYOUTS
            and not files.has(layouts.LAYOUTS[name])
            and not files.spoiled(layouts.LAYOUTS[name])
        ):
            files.report.warn(
                "declared_missing",
                manifest,
                f"{name}.csv is declared and not there",
                "export it, or declare it absent",
                line=line,
            )
    for name, table in files.tables.items():
        ours = layouts.LAYOUTS[name].ours
        if (
            not ours
            and declared.get(name, (0, "absent"))[1] == "absent"
            and files.keys["manifest"].complete
        ):
            files.report.warn(
                "undeclared_file",
                table.file,
                "the manifest does not declare this file; it is read all the same",
                "declare it as bulk",
            )
    return {(name, value) for name, (_, value) in declared.items()}
