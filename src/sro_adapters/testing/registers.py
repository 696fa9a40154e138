"""What every `RecordStore` promises, and what every register promises of its records."""
# ruff: noqa: D102, S101 - a test's name is its sentence, and asserts are what it is made of

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Generic, TypeVar

import attrs

from sro_adapters.testing.kept import ID, RemovableContract
from sro_adapters.testing.records import NOON, ODD, save
from sro_core.ids import SiteId
from sro_core.periods import DatePeriod
from sro_core.ports import OpenStores, Stored, Stores
from sro_core.registers import Keeper, Register

T = TypeVar("T")
HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
ALWAYS = DatePeriod(None, None)


class RegisterContract(RemovableContract[T], Generic[T]):
    """Hold the records of a register to `sro_core.ports.RecordStore`.

    Subclass it for a register: give `plain`, `full` and `changed`. Records that `plain` and
    `full` give are filed under the id that they are asked for, and are all of one day.

    Attributes:
        register: the register.
    """

    register: ClassVar[Register]  # type: ignore[type-arg]  # a class variable holds no type variable

    def put(self, stores: Stores, record: T, version: int) -> None:
        stores.records(self.register).put(record, version)

    def every(self, stores: Stores) -> dict[str, Stored[T]]:
        found = stores.records(self.register).all()
        return {self.register.id(each.record): each for each in found}

    def find(self, stores: Stores, id: str) -> Stored[T]:
        return stores.records(self.register).get(id)

    def remove(self, stores: Stores, id: str, version: int) -> None:
        stores.records(self.register).remove(id, version)

    def test_a_record_is_found_by_whatever_it_is_filed_by(self, database: OpenStores) -> None:
        full, register = self.full(ID), self.register
        self.save(database, full)
        site, day = register.site(full), register.on(full)
        with database() as stores:
            records = stores.records(register)
            assert [each.record for each in records.all(concerns=register.concerns(full))] == [full]
            assert records.all(concerns="somebody else \u2603") == ()
            assert records.all(site=SiteId("another site \u2603")) == ()
            if site is not None:
                assert [each.record for each in records.all(site=site)] == [full]
            if day is not None:
                since = DatePeriod(day, None)
                assert [each.record for each in records.all(within=since)] == [full]
                assert records.all(within=DatePeriod(None, day)) == ()


class Colour(StrEnum):
    """A choice of a record of these tests."""

    GREEN = "green"
    OTHER = "Ω «other»"


@attrs.frozen
class Line:
    """A part of a record of these tests."""

    text: str
    minutes: int | None = None


@attrs.frozen(kw_only=True)
class Note:
    """A record with a field of each type that a register may hold."""

    id: str
    site: SiteId | None = None
    about: str = ""
    on: date | None = None
    at: datetime | None = None
    bell: time | None = None
    share: Decimal | None = None
    colour: Colour = Colour.GREEN
    done: bool = False
    period: DatePeriod = ALWAYS
    lines: tuple[Line, ...] = ()
    tags: frozenset[Colour] = frozenset()
    words: tuple[str, ...] = ()
    counts: Mapping[str, int] = attrs.field(factory=dict)
    days: Mapping[date, str] = attrs.field(factory=dict)
    chosen: Mapping[Colour, Line] = attrs.field(factory=dict)


NOTES = Register(
    name="note",
    kind=Note,
    keeper=Keeper.PROGRAMME,
    site=lambda one: one.site,
    concerns=lambda one: one.about,
    on=lambda one: one.on,
)
OTHERS = Register(name="other note", kind=Note, keeper=Keeper.PROGRAMME)


class RecordStoreContract(RegisterContract[Note]):
    """Hold a store to `sro_core.ports.RecordStore` with records of every type of field."""

    register = NOTES

    def plain(self, id: str) -> Note:
        return Note(id=id)

    def full(self, id: str) -> Note:
        day = date(2026, 11, 20)
        return Note(
            id=id,
            site=SiteId("0042"),
            about=ODD,
            on=day,
            at=NOON,
            bell=time(8, 30),
            share=Decimal("0.40"),
            colour=Colour.OTHER,
            done=True,
            period=DatePeriod(day, None),
            lines=(Line(ODD, 0), Line("")),
            tags=frozenset(Colour),
            words=("b", "", "a", ODD),
            counts={ODD: 0, "": -1},
            days={day: ODD, date(1900, 1, 1): ""},
            chosen={Colour.OTHER: Line(ODD)},
        )

    def changed(self, record: Note, mark: str) -> Note:
        return attrs.evolve(record, words=(*record.words, mark))

    def test_choices_come_back_as_what_they_are_and_not_as_text(self, database: OpenStores) -> None:
        self.save(database, self.full(ID))
        found = self.one(database).record
        choices = (found.colour, *found.tags, *found.chosen)
        assert {type(each) for each in choices} == {Colour}

    def test_records_come_by_day_then_by_id_those_without_a_day_first(
        self, database: OpenStores
    ) -> None:
        days = {"c": None, "a": date(2026, 2, 1), "d": date(2026, 1, 1), "b": date(2026, 1, 1)}
        self.save(database, *(Note(id=id, on=day) for id, day in days.items()))
        assert list(self.saved(database)) == ["c", "b", "d", "a"]

    def test_everything_asked_must_fit(self, database: OpenStores) -> None:
        day = date(2026, 11, 20)
        self.save(
            database,
            Note(id="1", site=HIGH, about="O-01", on=day),
            Note(id="2", site=HIGH, about="O-02", on=day),
            Note(id="3", site=MIDDLE, about="O-01", on=day),
            Note(id="4", site=HIGH, about="O-01", on=date(2026, 11, 21)),
            Note(id="5", site=HIGH, about="O-01"),
        )
        only = DatePeriod(day, date(2026, 11, 21))
        with database() as stores:
            found = stores.records(NOTES).all(site=HIGH, concerns="O-01", within=only)
            assert [each.record.id for each in found] == ["1"]
            dated = stores.records(NOTES).all(within=ALWAYS)
            assert [each.record.id for each in dated] == ["1", "2", "3", "4"]

    def test_what_is_looked_for_is_seen_as_it_was_changed(self, database: OpenStores) -> None:
        self.save(database, Note(id="1", site=HIGH), Note(id="2", site=HIGH))
        with database() as stores:
            records = stores.records(NOTES)
            records.put(Note(id="1", site=MIDDLE), 1)
            records.remove("2", 1)
            records.put(Note(id="3", site=HIGH), 0)
            assert [each.record.id for each in records.all(site=HIGH)] == ["3"]
            assert [each.record.id for each in records.all(site=MIDDLE)] == ["1"]

    def test_one_id_may_stand_in_several_registers(self, database: OpenStores) -> None:
        registers = (NOTES, OTHERS)

        def fill(stores: Stores) -> None:
            for register in registers:
                stores.records(register).put(Note(id=ID, about=register.name), 0)

        save(database, fill)
        with database() as stores:
            for register in registers:
                found = stores.records(register).all()
                assert [each.record.about for each in found] == [register.name]

    def test_a_choice_comes_back_as_its_member(self, database: OpenStores) -> None:
        self.save(database, self.full("1"))
        with database() as stores:
            found = self.find(stores, "1").record
        assert found.colour is Colour.OTHER
        assert {type(each) for each in (*found.tags, *found.chosen)} == {Colour}

    def test_registers_are_one_unit_of_work(self, database: OpenStores) -> None:
        with database() as stores:
            stores.records(NOTES).put(Note(id=ID), 0)
            stores.records(OTHERS).put(Note(id=ID), 0)
        with database() as stores:
            assert stores.records(NOTES).all() == stores.records(OTHERS).all() == ()
