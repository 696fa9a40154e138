"""Give an input back as the original rows with one more column: what is wrong with each.

Names, contacts, passwords and whatever else could name a person is left out; a copy holds
what somebody needs to correct the export. Nothing is ever written over an input.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

import attrs

from sro_adapters.interchange.bundle import NAMES
from sro_adapters.interchange.formats import plain
from sro_adapters.interchange.guesses import are_headings
from sro_adapters.interchange.layouts import LAYOUTS
from sro_adapters.interchange.mapfile import ColumnMap
from sro_adapters.interchange.problems import MASK, InputRefused, Problem, Report
from sro_adapters.interchange.sources import Source

PROBLEMS = "sro_problems"
SURPLUS = "sro_more_cells"
_PERSONAL = (
    "password", "passwd", "pwd", "login", "username", "email", "mail", "phone", "mobile", "sms",
    "fax", "firstname", "lastname", "surname", "nickname", "preferred", "pronoun", "address",
    "street", "guardian", "parentname", "mother", "father", "contact", "principal", "birthcity",
    "birthstate", "birthcountry", "birthplace", "ofbirthabb", "ofbirthcode", "cityofbirth",
    "stateofbirth", "countryofbirth", "placeofbirth", "ssn", "socialsecurity", "stateid",
    "statestudentid", "sex", "gender", "race", "racial", "ethnic", "hispanic", "userids",
    "usermaster", "activedirectory",
)  # fmt: skip
_ALONE = frozenset({"", "first", "last", "middle", "identifier", "student", "pupil", "person"})
_NAMED_THINGS = (
    "school", "org", "course", "section", "term", "class", "district", "session", "calendar",
    "campus", "site", "subject", "property",
)  # fmt: skip


def write_marked(
    source: Source, report: Report, folder: Path, *, mapping: ColumnMap | None = None
) -> tuple[Path, ...]:
    """Write a marked copy of each CSV file with a problem; give the copies.

    Args:
        source: the input, as it was checked.
        report: what is wrong with it. Problems of a file as a whole stand in its first row.
        folder: where to write; made if it is not there. The copies lie in it as the originals
            lie in the input.
        mapping: the map by which the input was read.

    Raises:
        InputRefused: the folder is inside the input, or a copy is there already.
    """
    wrong: dict[str, dict[int, list[Problem]]] = {}
    for problem in report:
        path = _path(source, problem.file, mapping)
        if path is not None and problem.code != "unread_file":
            lines = wrong.setdefault(path, {})
            lines.setdefault(max(problem.line, 1), []).append(problem)
    targets = {path: folder.joinpath(*path.split("/")) for path in sorted(wrong)}
    _refuse_overwriting(source, folder, targets.values())
    for path, target in targets.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerows(_marked(source, path, wrong[path], report, mapping))
    return tuple(targets.values())


def _path(source: Source, file: str, mapping: ColumnMap | None) -> str | None:
    """Find the file that a problem names; a bundle may lie deeper, and names it from there."""
    folder = source.folder_of(NAMES) if mapping is None else ""
    for path in (f"{folder}/{file}" if folder else file, file):
        if path in source.files and path.lower().endswith(".csv"):
            return path
    return None


def _refuse_overwriting(source: Source, folder: Path, targets: Iterable[Path]) -> None:
    report = Report()
    given = Path(source.name).resolve()
    for target in (folder, *targets):
        where = target.resolve()
        if where == given or given in where.parents:
            says = "it lies inside the input, which is never changed"
            report.error("marked_in_input", str(target), says, "give another folder")
        elif target.exists() and (target is not folder or not target.is_dir()):
            says = "it is there already and is not written over"
            report.error("marked_exists", str(target), says, "give a new folder")
    if report.errors:
        raise InputRefused(str(folder), report)


def _marked(
    source: Source,
    path: str,
    wrong: dict[int, list[Problem]],
    report: Report,
    mapping: ColumnMap | None,
) -> Iterator[list[str]]:
    """Give the rows of the copy of one file, the header first."""
    given = _given_header(path, mapping)
    form: _Form | None = _Form.of(path, given, report, mapping) if given else None
    line = 0
    try:
        for line, cells in enumerate(_rows(source, path), 1):
            if form is None:
                header = tuple(cell.strip() for cell in cells)
                form = _Form.of(path, header, report, mapping)
                own = [each for each in wrong.pop(1, []) if form.tells(each)]
                yield form.heading(_said(own, report.unlisted), header)
            else:
                unlisted = report.unlisted if line == 1 else 0
                yield form.row(cells, _said(wrong.pop(line, []), unlisted))
    except csv.Error:
        wrong.setdefault(line + 1, [])
        stop = "the rest of the file cannot be read and is not copied"
    else:
        stop = ""
    form = form or _Form.of(path, (), report, mapping)
    left = [_said(each, 0) for _, each in sorted(wrong.items())]
    if left or stop:
        yield form.row([""] * form.width, "; ".join(each for each in (*left, stop) if each))


def _rows(source: Source, path: str) -> Iterator[list[str]]:
    stream = source.files[path]()
    with io.TextIOWrapper(stream, "utf-8-sig", errors="backslashreplace", newline="") as text:
        yield from csv.reader(text, strict=True)


def _said(problems: Iterable[Problem], unlisted: int) -> str:
    said = [
        f"{each.severity} {each.code}: {each.column + ': ' if each.column else ''}{each.says}"
        + (f" ({each.hint})" if each.hint else "")
        for each in problems
    ]
    if unlisted:
        said.append(f"{unlisted} more problems of the input are counted and not marked")
    return "; ".join(said)


def _given_header(path: str, mapping: ColumnMap | None) -> tuple[str, ...]:
    """Give the header that a map states for a file that has none."""
    for each in mapping.tables if mapping else ():
        if each.header and each.matches(path):
            return each.header
    return ()


@attrs.frozen
class _Form:
    """Hold which columns of a file a copy shows.

    Attributes:
        shown: for each column whether it is shown.
        surplus: the copy has a column for cells that no heading stands above.
    """

    shown: tuple[bool, ...]
    surplus: bool

    @classmethod
    def of(
        cls, path: str, header: tuple[str, ...], report: Report, mapping: ColumnMap | None
    ) -> _Form:
        surplus = any(code == "row_length" for _, code in report.counts)
        return cls(_shown(path, header, mapping), surplus)

    @property
    def width(self) -> int:
        return len(self.shown)

    def heading(self, said: str, header: tuple[str, ...]) -> list[str]:
        shown = [name for name, kept in zip(header, self.shown, strict=True) if kept]
        return [
            *shown,
            *([SURPLUS] if self.surplus else []),
            f"{PROBLEMS}: {said}" if said else PROBLEMS,
        ]

    def row(self, cells: list[str], said: str) -> list[str]:
        """Give a row; where cells are missing or too many, whatever may have moved is masked."""
        off = len(cells) - self.width if cells else 0
        safe = [self._safe(place, off) for place in range(max(len(cells), self.width))]
        padded = [*cells, *[""] * -off] if cells else [""] * self.width
        masked = [
            cell if (fine and self._whole(cell)) or not cell else MASK
            for cell, fine in zip(padded, safe, strict=True)
        ]
        row = [cell for cell, kept in zip(masked, self.shown, strict=False) if kept]
        return [*row, *([", ".join(masked[self.width :])] if self.surplus else []), said]

    def _safe(self, place: int, off: int) -> bool:
        """Tell whether every column that a cell may belong to is shown."""
        low, high = min(place, place - off), max(place, place - off)
        return bool(self.shown) and all(self.shown[max(low, 0) : high + 1])

    def _whole(self, cell: str) -> bool:
        """Tell whether a cell is no more than one; a stray quote may have swallowed whole rows."""
        return all(self.shown) or "\n" not in cell

    def tells(self, problem: Problem) -> bool:
        """Tell whether a problem may be shown: a heading may be a cell where none is known."""
        return any(self.shown) or problem.code != "extra_column"


def _shown(path: str, header: tuple[str, ...], mapping: ColumnMap | None) -> tuple[bool, ...]:
    """Tell for each column whether it is shown; none where no heading is known."""
    layout = _LAYOUTS.get(PurePosixPath(path).stem.lower()) if mapping is None else None
    if layout is not None:
        known = {each.name: not each.identity for each in layout.columns}
        known |= dict.fromkeys(layout.unread, False)
    else:
        known = _mapped(path, mapping)
    if not known.keys() & set(header) and (layout is not None or not are_headings(header)):
        return (False,) * len(header)
    return tuple(known.get(name, not _personal(name)) for name in header)


def _mapped(path: str, mapping: ColumnMap | None) -> dict[str, bool]:
    """Give the columns that a map reads of a file, and whether no use of them is personal."""
    known: dict[str, bool] = {}
    for each in mapping.tables if mapping else ():
        if each.matches(path):
            for ours, theirs in each.columns.items():
                fine = not each.layout.by_name[ours].identity
                known[theirs] = fine and known.get(theirs, True)
    return known


def _personal(heading: str) -> bool:
    """Tell whether a heading may stand above what names a person."""
    name = plain(heading)
    if name in _ALONE or any(part in name for part in _PERSONAL):
        return True
    return name.endswith("name") and not name.startswith(_NAMED_THINGS)


_LAYOUTS = {name.lower(): layout for name, layout in LAYOUTS.items()}
