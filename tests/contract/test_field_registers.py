"""Steps, questions, letters and referrals keep the contract of registers on every store."""

from datetime import date, datetime
from typing import ClassVar

import attrs
import pytest

from sro_adapters.testing import RegisterContract
from sro_core import Action, Role, StudentRef
from sro_core.ids import SiteId
from sro_core.truancy.contents import Direction, Frame, Sentence
from sro_core.truancy.letters import BATCHES, LETTERS, Batch, BatchState, DeliveredBy, Letter
from sro_core.truancy.marks import Mark
from sro_core.truancy.questions import ASKED, Asked
from sro_core.truancy.referral_rules import Receiver
from sro_core.truancy.referrals import (
    OFFICER_REFERRALS,
    REFERRALS,
    Body,
    OfficerReferral,
    Packet,
    Referral,
    Stage,
    Told,
)
from sro_core.truancy.step_log import STEPS, EntryKind, Evidence, StepEntry
from sro_core.truancy.wording import Wording
from tests.stores import InMemory, InPostgresql, InSqlite

HIGH, REF = SiteId("0042"), StudentRef("S-☃")
ON, AT = date(2026, 11, 20), datetime(2026, 11, 20, 8, 30, 0, 5)
EVIDENCE = Evidence(
    as_of=ON,
    since=date(2026, 9, 15),
    policy="us-ca@2011-01-01",
    rule="first_notice",
    says="review and send",
    counted="truant",
    dates=(date(2026, 9, 14), date(2026, 9, 15)),
    counts={"z": 1, "a": 0},
    citations=("48260.5",),
    readings=("gap = longest_single",),
    explanation="truant: met\n  «quoted»",
    data_through=ON,
)
FRAME = Frame("Ausencias", "Estimada {student}:", "…", "Días", "Llámenos.")
MARK = Mark(what="draft", by="j.doe", role=Role.CLERK, at=AT, because="«so»")


class StepEntries(RegisterContract):
    register: ClassVar = STEPS

    def plain(self, id):
        return StepEntry(id=id, student=REF, site=None, on=ON, by="j.doe", at=AT)

    def full(self, id):
        return StepEntry(
            id=id, student=REF, site=HIGH, on=ON, by="j.doe", at=AT, kind=EntryKind.UPHELD,
            step="report_1", action=Action.TRUANCY_REPORT, means="é", ground=EVIDENCE,
            source="log.csv", letter="L", referral="R", about="x", because="y",
        )  # fmt: skip

    def changed(self, record, mark):
        return attrs.evolve(record, means=record.means + mark)


class Questions(RegisterContract):
    register: ClassVar = ASKED

    def plain(self, id):
        return Asked(id=id, student=REF, site=None, question="language", on=ON, by="c", at=AT)

    def full(self, id):
        return attrs.evolve(self.plain(id), site=HIGH)

    def changed(self, record, mark):
        return attrs.evolve(record, by=record.by + mark)


class Letters(RegisterContract):
    register: ClassVar = LETTERS

    def plain(self, id):
        return Letter(
            id=id, batch="B", student=REF, site=HIGH, step="first_notice", letter="first_notice",
            made_on=ON, evidence=EVIDENCE,
            wording=Wording(frame=FRAME, items=(Sentence("a", "b"),), template="t"),
        ).sealed()  # fmt: skip

    def full(self, id):
        words = Wording(
            frame=FRAME, items=(Sentence("a", "ب"), Sentence("c", "d")), template="t",
            language="ar", direction=Direction.RIGHT_TO_LEFT, translator="office",
            wanted="fa", left_out=("x",),
        )  # fmt: skip
        return attrs.evolve(
            self.plain(id), wording=words, held=MARK,
            delivered=(attrs.evolve(MARK, what=DeliveredBy.PRINT),),
        ).sealed()  # fmt: skip

    def changed(self, record, mark):
        return attrs.evolve(record, batch=record.batch + mark)

    @pytest.mark.parametrize("form", ["plain", "full"])
    def test_the_seal_of_a_letter_holds_after_a_round_trip(self, database, form):
        letter = getattr(self, form)("L-1")
        self.save(database, letter)
        kept = self.saved(database)["L-1"]
        assert kept == letter
        assert kept.intact
        counts = dict(reversed(kept.evidence.counts.items()))
        assert attrs.evolve(kept, evidence=attrs.evolve(kept.evidence, counts=counts)).intact


class Batches(RegisterContract):
    register: ClassVar = BATCHES

    def plain(self, id):
        return Batch(id=id, site=HIGH, step="first_notice", made_on=ON, log=(MARK,))

    def full(self, id):
        marks = (MARK, attrs.evolve(MARK, what=BatchState.REVIEWED))
        return attrs.evolve(self.plain(id), log=marks, skipped={"S-3": "age not known"})

    def changed(self, record, mark):
        return attrs.evolve(record, step=record.step + mark)


class Referrals(RegisterContract):
    register: ClassVar = REFERRALS

    def plain(self, id):
        return Referral(
            id=id, to=Receiver.ADMINISTRATION, site=HIGH, on=ON, reason="r",
            log=(attrs.evolve(MARK, what=Stage.OPENED),),
        )  # fmt: skip

    def full(self, id):
        return attrs.evolve(
            self.plain(id), to=Receiver.PROBATION, student=REF, contacts=(ON,), way="w",
            body=Body(name="b", address="a", reason="r"), confirmed="c", matter="m",
            packet=Packet(attendance=EVIDENCE, notices=("n",), attempts=("a",), supports=("s",)),
            told=(Told(field="f", text="t", basis="b"),), handed_back=True, outcome_from=ON,
        )  # fmt: skip

    def changed(self, record, mark):
        return attrs.evolve(record, reason=record.reason + mark)


class OfficerReferrals(RegisterContract):
    register: ClassVar = OFFICER_REFERRALS

    def plain(self, id):
        return OfficerReferral(id=id, officer="O-01", site=HIGH, on=ON, at=AT, reason="r")

    def full(self, id):
        return attrs.evolve(self.plain(id), student=REF, contacts=(ON,))

    def changed(self, record, mark):
        return attrs.evolve(record, reason=record.reason + mark)


for _contract in (StepEntries, Questions, Letters, Batches, Referrals, OfficerReferrals):
    for _store in (InMemory, InSqlite, InPostgresql):
        _name = f"Test{_contract.__name__}{_store.__name__}"
        globals()[_name] = type(_name, (_store, _contract), {})
