"""Hold the files of one input and give their rows, each id once, those to be deleted left out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator

import attrs

from sro_adapters.interchange.blocks import Block, Keys, Record, check_header, read_blocks
from sro_adapters.interchange.layouts import Layout
from sro_adapters.interchange.problems import Report, Severity
from sro_adapters.interchange.tables import Table

Progress = Callable[[str, int], None]
"""Is told what is counted and how many there are so far."""
TOLD_EVERY = 10_000
TO_BE_DELETED = "tobedeleted"


@attrs.define
class Files:
    """Hold the tables of one input by layout, and gather what is wrong with them.

    Attributes:
        tables: by the layout's name.
        report: every problem so far.
        progress: is told how many rows were read.
        keys: the keys of each file read so far.
    """

    tables: dict[str, Table]
    report: Report
    progress: Progress | None = None
    keys: dict[str, Keys] = attrs.field(factory=dict, init=False)
    _read: int = attrs.field(default=0, init=False)

    def has(self, layout: Layout) -> bool:
        """Tell whether the input holds the file."""
        return layout.name in self.tables

    def spoiled(self, layout: Layout) -> bool:
        """Tell whether the input holds the file, but nothing of it can be used."""
        return not self.has(layout) and any(
            each.severity is Severity.ERROR and each.file.lower() == f"{layout.name}.csv".lower()
            for each in self.report.problems
        )

    def blocks(self, layout: Layout) -> Iterator[Block]:
        """Stream the typed rows of a file; nothing where the input does not hold it."""
        keys = self.keys.setdefault(layout.name, Keys())
        table = self.tables.get(layout.name)
        if table is None:
            keys.unreadable = layout.required or self.spoiled(layout)
            return
        if not check_header(table, layout, self.report):
            keys.unreadable = True
            return
        before = self._without_key
        for block in read_blocks(table, layout, self.report, keys):
            yield block
            self._tell(len(block))
        keys.unreadable |= self._without_key > before

    def _tell(self, more: int) -> None:
        before, self._read = self._read, self._read + more
        if self.progress is not None and self._read // TOLD_EVERY > before // TOLD_EVERY:
            self.progress("rows read", self._read)

    @property
    def _without_key(self) -> int:
        """How many rows the tables themselves refused, so that nobody knows their keys."""
        return sum(self.report.counts[Severity.ERROR, code] for code in ("row_length", "bad_csv"))

    def entries(self, layout: Layout, *, deleted: list[Block] | None = None) -> Iterator[Block]:
        """Stream the typed rows of a file; doubled keys are reported and left out.

        Args:
            layout: the file.
            deleted: takes the rows that are to be deleted, which are left out too.
        """
        seen: dict[Hashable, int] = {}
        for block in self.blocks(layout):
            for fresh in self._fresh(block, seen):
                kept = self._undeleted(fresh, deleted)
                if kept:
                    yield kept

    def records(self, layout: Layout) -> Iterator[Record]:
        """Stream the same rows one by one."""
        for block in self.entries(layout):
            yield from block.records()

    def _fresh(self, block: Block, seen: dict[Hashable, int]) -> Iterator[Block]:
        """Give the rows whose keys are new, and report the others, each when it is reached."""
        ids = block.columns.get("sourcedId") or list(block.rows())
        hashes = map(hash, block.rows())  # of 64 bits: enough to know a row again
        if len(set(ids)) == len(ids) and seen.keys().isdisjoint(ids):
            seen.update(zip(ids, hashes, strict=True))
            yield block
        elif len(block) == 1:
            (record,) = block.records()
            self._doubled(record, same=seen[ids[0]] == next(hashes))
        else:
            for half in block.halves():
                yield from self._fresh(half, seen)

    def _undeleted(self, block: Block, deleted: list[Block] | None) -> Block | None:
        """Leave out the rows to be deleted; note the keys of all."""
        if "sourcedId" not in block.columns:
            return block
        keys, kept = self.keys[block.layout.name], block
        if TO_BE_DELETED in block["status"]:
            gone = [n for n, status in enumerate(block["status"]) if status == TO_BE_DELETED]
            keys.deleted.update(block["sourcedId"][n] for n in gone)
            if deleted is not None:
                deleted.append(block.only(gone))
            kept = block.only(sorted(set(range(len(block))).difference(gone)))
        keys.found.update(kept["sourcedId"])
        return kept if len(kept) else None

    def original(self, layout: Layout, column: str) -> str:
        """Give a column's name as the file has it."""
        return self.tables[layout.name].original(column)

    def _doubled(self, record: Record, *, same: bool) -> None:
        key = record.values.get("sourcedId", "")
        if same:
            self.report.warn(
                "identical_row",
                record.file,
                "the row stands twice",
                "it counts once",
                line=record.line,
                column="sourcedId" if key else "",
                value=key,
            )
        else:
            self.report.error(
                "duplicate_id",
                record.file,
                "two different rows have this id",
                "keep one of them",
                line=record.line,
                column="sourcedId",
                value=key,
            )
