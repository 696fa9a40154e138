"""Read whatever a school's system exports: the one door for folders and zips.

The form is recognised by what is inside: a OneRoster bundle, Ed-Fi XML, or a form that is
known by name but not read, which is refused with what is missing and a proposed map.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import attrs

from sro_adapters.interchange import edfi, formats, maps
from sro_adapters.interchange.bundle import NAMES, open_tables, read_tables
from sro_adapters.interchange.people import identities
from sro_adapters.interchange.problems import InputRefused, Report
from sro_adapters.interchange.rows import Progress
from sro_adapters.interchange.sources import Source, open_source
from sro_adapters.interchange.tables import Table
from sro_core.identities import Identity
from sro_core.truancy.roll import Roll


@attrs.frozen
class Checked:
    """Hold what a look at an input found.

    Attributes:
        name: the folder or zip.
        form: what it was recognised as.
        report: every problem.
        roll: what was read; None where there are errors.
        proposal: a map to start from, where the form is not read as it is; else empty.
        identities: reads who the students of the roll are, by reference, each time it is called.
    """

    name: str
    form: str
    report: Report
    roll: Roll | None
    proposal: str = ""
    identities: Callable[[], Iterator[Identity]] = attrs.field(
        default=lambda: iter(()), eq=False, repr=False
    )


def check(
    path: Path | str,
    *,
    map_file: Path | str | None = None,
    progress: Progress | None = None,
) -> Checked:
    """Read an input and say everything that is wrong with it; nothing is kept or changed.

    Args:
        path: a folder or a zip.
        map_file: a TOML file that maps another export onto a bundle's files.
        progress: is told what is counted and how many there are so far, now and then.

    Raises:
        InputRefused: the path or the zip cannot be opened at all, or the map not be used.
    """
    source = open_source(Path(path))
    report = Report()
    if map_file is not None:
        mapping = maps.read_map(Path(map_file))
        tables = maps.mapped_tables(mapping, source, report)
        roll = read_tables(
            tables, report, assume_enrolled=mapping.assume_enrolled, progress=progress
        )
        return _bundle(source, f"mapped: {mapping.title}", report, roll, tables)
    known = formats.recognise(source)
    if known is not None:
        return _unread(source, known, report)
    if edfi.found_in(source):
        roll = edfi.read_edfi(source, report, progress=progress)
        return Checked(source.name, "Ed-Fi XML", report, None if report.errors else roll)
    folder = source.folder_of(NAMES)
    if folder is None:
        report.error(
            "nothing_to_read",
            source.name,
            "no file in it is one that is read here",
            "see the documentation of bundles",
        )
        return Checked(source.name, "not recognised", report, None, maps.propose(source))
    for file in source.files:
        if folder and not file.startswith(f"{folder}/"):
            says = f"this file is not read: it lies outside {folder}/"
            report.warn("unread_file", file, says, "keep the files of a bundle in one folder")
    tables = open_tables(source.below(folder), report)
    roll = read_tables(tables, report, progress=progress)
    return _bundle(source, "OneRoster CSV", report, roll, tables)


def _bundle(
    source: Source, form: str, report: Report, roll: Roll, tables: Mapping[str, Table]
) -> Checked:
    if report.errors:
        return Checked(source.name, form, report, None)
    who = partial(identities, tables, roll)
    return Checked(source.name, form, report, roll, identities=who)


def _unread(source: Source, known: formats.Format, report: Report) -> Checked:
    report.error(
        "form_not_read",
        source.name,
        f"this looks like {known.name}; missing: {known.missing}",
        known.hint,
    )
    return Checked(source.name, known.name, report, None, maps.propose(source))


def read_bundle(path: Path | str, *, map_file: Path | str | None = None) -> Roll:
    """Read a folder or zip as a roll.

    Args:
        path: a OneRoster bundle with attendance, or Ed-Fi XML.
        map_file: a TOML file that maps another export onto a bundle's files.

    Raises:
        InputRefused: it has errors; its report lists every problem. Warnings do not refuse.
    """
    checked = check(path, map_file=map_file)
    if checked.roll is None:
        raise InputRefused(checked.name, checked.report)
    return checked.roll
