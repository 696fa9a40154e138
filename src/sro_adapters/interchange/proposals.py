"""Propose a map for an export: TOML text for a person to check, complete and save.

Of the cells only the few words of a status, type, role or code are shown, never an id or a
name. What cannot be told is left open as a question mark, which no map may keep.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs

from sro_adapters.interchange import columns as readers
from sro_adapters.interchange.columns import CellRefused
from sro_adapters.interchange.formats import headings
from sro_adapters.interchange.guesses import Guess, guess
from sro_adapters.interchange.mapfile import DATES, ENDS, KEY, OPEN
from sro_adapters.interchange.sources import Source

MOST_VALUES = 12
_MONTHS = 12
_SHOWN = frozenset({"Attendance_status", "Attendance_type", "Excuse_code", "role", "type"})
_WORDS = {
    "p": "present", "a": "absent", "t": "tardy", "abs": "absent",
    "classsectionattendance": "section", "classattendance": "section", "period": "section",
    "dailyattendance": "daily", "day": "daily",
}  # fmt: skip
_PARTS = (("absen", "absent"), ("tard", "tardy"), ("late", "tardy"), ("presen", "present"))
_DATE = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})")
_SESSIONS = (
    "# The school year, which no file states. An end date is the day after the last.",
    "# [[rows]]",
    '# is = "academicSessions"',
    '# rows = [{ sourcedId = "year", type = "schoolYear", startDate = "?", endDate = "?" }]',
)


def propose(source: Source) -> str:
    """Propose a map as TOML text; empty where no heading is recognised."""
    guesses = guess(headings(source))
    if not guesses:
        return ""
    found = {each.layout.name for each in guesses}
    lines = [
        "# Proposed from the headings alone: check every line, replace every question mark.",
        f"title = {_quoted(Path(source.name).name)}",
        f"assume_enrolled = {str('enrollments' not in found).lower()}",
    ]
    if "attendance" not in found:
        lines += ["", "# No file of attendance was recognised."]
    for each in guesses:
        lines += ["", *_lines(_draft(each, _look(each, source)))]
    if "academicSessions" not in found:
        lines += ["", *_SESSIONS]
    return "\n".join(lines) + "\n"


@attrs.frozen
class _Look:
    """Hold what the cells of a file show.

    Attributes:
        values: our column to its different cells, one more than may be shown at most.
        dates: how its dates may be read: iso, day, month (only so), either, odd.
    """

    values: Mapping[str, list[str]]
    dates: frozenset[str]


def _look(guessed: Guess, source: Source) -> _Look:
    known = guessed.layout.by_name
    places = {
        ours: guessed.header.index(theirs)
        for ours, theirs in guessed.columns.items()
        if ours in _SHOWN or known[ours].read is readers.day
    }
    values: dict[str, list[str]] = {ours: [] for ours in places if ours in _SHOWN}
    dates: set[str] = set()
    for cells in _cells(guessed, source):
        for ours, place in places.items():
            cell = cells[place].strip() if place < len(cells) else ""
            if ours not in values:
                dates |= {_kind(cell)} - {""}
            elif cell not in values[ours] and len(values[ours]) <= MOST_VALUES:
                values[ours].append(cell)
    return _Look({ours: sorted(found) for ours, found in values.items()}, frozenset(dates))


def _cells(guessed: Guess, source: Source) -> Iterator[list[str]]:
    for path in guessed.files:
        stream = io.TextIOWrapper(source.files[path](), "utf-8-sig", errors="replace", newline="")
        with stream as text:
            rows = csv.reader(text)
            try:
                next(rows, None)
                yield from rows
            except csv.Error:
                continue  # what is wrong with the file is said when it is read


def _kind(cell: str) -> str:
    """Tell how a date may be read."""
    found = _DATE.fullmatch(cell)
    if found is None:
        return "odd" if cell else ""
    first, second = int(found[1]), int(found[3])
    if len(found[1]) == len("2026"):
        return "iso" if found[2] == "-" else "odd"
    if len(found[4]) < len("2026") or min(first, second) > _MONTHS:
        return "odd"
    if max(first, second) <= _MONTHS:
        return "either"
    return "day" if first > _MONTHS else "month"


def _dates(kinds: frozenset[str]) -> tuple[str, str]:
    """Give how dates are written, and what a person should know about it."""
    if {"day", "month"} <= kinds:
        return OPEN, "some dates can only be day/month/year, others only month/day/year"
    if "day" in kinds:
        return DATES[1], ""
    if "month" in kinds:
        return DATES[2], ""
    if "either" in kinds:
        return OPEN, "every date reads both ways: day/month/year or month/day/year"
    return DATES[0], "some dates are written in another way" if "odd" in kinds else ""


@attrs.define
class _Draft:
    """Hold one [[table]] of a map while it is written.

    Attributes:
        guessed: what it is made of.
        look: what the cells show.
        columns: our column to theirs.
        constants: our column to its value.
        values: our column to their values and ours.
    """

    guessed: Guess
    look: _Look
    columns: dict[str, str]
    constants: dict[str, str] = attrs.field(factory=dict)
    values: dict[str, dict[str, str]] = attrs.field(factory=dict)

    def means(self, ours: str, seen: list[str]) -> dict[str, str]:
        """Say what each value means, as far as it can be told; too many may be no codes."""
        column = self.guessed.layout.by_name[ours]
        return {value: _word(column, value) for value in seen if len(seen) <= MOST_VALUES}


def _draft(guessed: Guess, look: _Look) -> _Draft:
    draft = _Draft(guessed, look, dict(guessed.columns))
    name = guessed.layout.name
    about_students = name == "enrollments" or guessed.derived or "student" in guessed.about
    for ours in draft.columns.keys() & {"role", "type"}:
        meant = draft.means(ours, [each for each in look.values[ours] if each])
        draft.values[ours] = {
            theirs: word for theirs, word in meant.items() if theirs.lower() != word.lower()
        }
    if name == "attendance":
        _complete_status(draft)
        _complete_type(draft)
    elif name == "orgs" and "type" not in draft.columns:
        draft.constants["type"] = "school"
    elif name == "academicSessions" and "type" not in draft.columns:
        draft.constants["type"] = OPEN
    elif name in ("users", "enrollments") and "role" not in draft.columns and about_students:
        draft.constants["role"] = "student"
    return draft


def _complete_status(draft: _Draft) -> None:
    """List what each status means; a status may tell the excuse, and a code the status."""
    look, columns = draft.look, draft.columns
    if "Attendance_status" not in columns and "Excuse_code" in columns:
        columns["Attendance_status"] = columns["Excuse_code"]
        seen = look.values["Excuse_code"]
    else:
        seen = look.values.get("Attendance_status", [])
    draft.values["Attendance_status"] = draft.means("Attendance_status", seen)
    excuses = {each: _excuse(each) for each in seen if _excuse(each)}
    if excuses and "Excuse_code" not in columns:
        columns["Excuse_code"] = columns["Attendance_status"]
        draft.values["Excuse_code"] = excuses


def _excuse(status: str) -> str:
    word = re.search(r"un-?excused|excused", status.casefold())
    return word[0].replace("-", "") if word else ""


def _complete_type(draft: _Draft) -> None:
    """Tell whether rows are about days or classes; one value for all is a constant."""
    meant = draft.means("Attendance_type", draft.look.values.get("Attendance_type", []))
    if len(set(meant.values())) == 1 and OPEN not in meant.values():
        del draft.columns["Attendance_type"]
        draft.constants["Attendance_type"] = next(iter(meant.values()))
    elif meant:
        draft.values["Attendance_type"] = meant
    else:
        draft.columns.pop("Attendance_type", None)
        draft.constants["Attendance_type"] = "section" if "Section_id" in draft.columns else OPEN


def _word(column: readers.Column, value: str) -> str:
    """Give our word for a value, or a question mark."""
    plain = re.sub(r"[\s_-]+", "", value).casefold()
    parts = {word for part, word in _PARTS if part in plain}
    for word in (value, _WORDS.get(plain, ""), parts.pop() if len(parts) == 1 else ""):
        try:
            if word and column.read(word):
                return str(column.read(word))
        except CellRefused:
            continue
    return OPEN


# ---------------------------------------------------------------- as text


def _lines(draft: _Draft) -> list[str]:
    """Give a [[table]], commented out where it can be done without and its dates are open."""
    name = draft.guessed.layout.name
    dates, remark = _dates(draft.look.dates)
    lines = ["[[table]]", f"is = {_quoted(name)}", f"from = {_quoted(draft.guessed.path)}"]
    if dates != DATES[0] or remark:
        lines.append(f"dates = {_quoted(dates)}" + (f"  # {remark}" if remark else ""))
    if "endDate" in draft.columns:
        lines.append(f"ends = {_quoted(OPEN)}  # {' or '.join(map(_quoted, ENDS))}")
    if name not in ("attendance", "enrollments"):
        lines.append("distinct = true")
    if name == "enrollments":
        lines.append("numbered = true")
    lines += _columns(draft)
    if dates == OPEN and name == "demographics":
        head = "# Left out until somebody says how its dates are meant."
        return [head, *(f"# {line}" for line in lines)]
    return lines + _codes(draft)


def _columns(draft: _Draft) -> list[str]:
    """Give columns, constants and values, and say what is missing."""
    layout = draft.guessed.layout
    given = draft.constants.keys() | ({KEY} if layout.name == "enrollments" else set())
    lines = ["[table.columns]"]
    for ours, column in layout.by_name.items():
        if ours in draft.columns:
            lines.append(f"{ours} = {_quoted(draft.columns[ours])}")
        elif column.required and ours not in given:
            lines.append(f"# missing: {ours}")
    if draft.constants:
        lines.append("[table.constants]")
    lines += [f"{ours} = {_quoted(text)}" for ours, text in draft.constants.items()]
    for ours in layout.by_name:
        if ours in draft.columns and ours in draft.values:
            lines += _values(draft, ours)
    return lines


def _values(draft: _Draft, ours: str) -> list[str]:
    meant = draft.values[ours]
    lines = [f"{_quoted(theirs)} = {_quoted(word)}" for theirs, word in meant.items()]
    if len(draft.look.values.get(ours, ())) > MOST_VALUES:
        lines.append(f"# more than {MOST_VALUES} different values: is this the right column?")
    return [f"[table.values.{ours}]", *lines] if lines else []


def _codes(draft: _Draft) -> list[str]:
    """Ask what the excuse codes mean, where there are few enough to be codes."""
    seen = [each for each in draft.look.values.get("Excuse_code", []) if each]
    if not 0 < len(seen) <= MOST_VALUES:
        return []
    rows = [f"#   {{ Excuse_code = {_quoted(each)}, Excuse = {_quoted(OPEN)} }}," for each in seen]
    return [
        "",
        "# What the codes say of an absence: excused, unexcused or unknown. Unlisted: unknown.",
        "# [[rows]]",
        '# is = "codes"',
        "# rows = [",
        *rows,
        "# ]",
    ]


def _quoted(text: str) -> str:
    """Give a text as a TOML basic string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
