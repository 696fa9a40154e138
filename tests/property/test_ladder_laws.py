"""A student goes through random attendance, corrections and steps, and the laws of ladders hold.

No step without its ground at that time, none skipped; where a student stands follows from the
log alone; looking again at the students touched finds what looking at everybody finds.
"""

from datetime import datetime, time
from itertools import count

import attrs
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sro_adapters.memory import MemoryDatabase
from sro_core import BadValue, Excuse, StudentRef
from sro_core.desk import Desk
from sro_core.truancy.corrections import reviewed
from sro_core.truancy.ladders import LadderStep, StepKind
from sro_core.truancy.letters import DeliveredBy
from sro_core.truancy.step_log import STEPS, EntryKind, StepLog
from sro_core.truancy.steps import RungState
from sro_core.usecases import family_letters, letter_batches
from sro_core.usecases.attendance_steps import ask, judged, lost, questions_on, settle, take
from sro_core.usecases.submissions import Submission, submit
from tests.field import (
    ADMINISTRATOR,
    CALENDARS,
    CLERK,
    DISTRICT,
    HIGH,
    OPERATOR,
    events,
    own_rules,
    roll,
    student,
)

REFS = [StudentRef("S-1"), StudentRef("S-2")]
DAYS = CALENDARS[HIGH].school_days[10:40]
BOOKS = {setting: own_rules(setting) for setting in ("anew", "once")}
STEPS_BY_HAND = [
    each.id
    for each in BOOKS["anew"].all(LadderStep, DAYS[-1])
    if each.value.act is not None and each.value.kind is StepKind.STEP
]
LETTERS = ["first_notice", "letter_1", "letter_2", "letter_3"]
refs, excuses = st.sampled_from(REFS), st.sampled_from(list(Excuse))


class Ladders(RuleBasedStateMachine):
    """Two students, a clerk, and time that goes on."""

    @initialize(setting=st.sampled_from(sorted(BOOKS)), absent=st.sampled_from([0, 3, 6, 10]))
    def begin(self, setting, absent):
        numbers = count(1)
        self.rules = BOOKS[setting]
        self.day = absent
        self.rows = {ref: dict.fromkeys(DAYS[:absent], Excuse.UNEXCUSED) for ref in REFS}
        self.lost = {}
        self.desk = Desk(
            MemoryDatabase(), lambda: datetime.combine(self.today, time(9)), self.rules,
            lambda: f"id-{next(numbers):05}",
        )  # fmt: skip
        self.export(*REFS)
        for ref in REFS:
            ask(self.desk, self.by(CLERK), ref, questions_on(self.rules, self.today), on=self.today)

    @property
    def today(self):
        return DAYS[self.day]

    def by(self, viewer):
        return self.desk.admit(viewer)

    def export(self, *touched):
        """The district's export as it is now; only who is touched is looked at again."""
        files = [
            attrs.evolve(
                student(ref),
                events=tuple(
                    each
                    for day, excuse in sorted(self.rows[ref].items())
                    for each in events(ref, [day], excuse)
                ),
            )
            for ref in REFS
        ]
        stated = Submission(roll(*files), confirmed=True)
        submit(self.desk, self.by(OPERATOR), stated, on=self.today)
        self.again(*touched)

    def again(self, *touched):
        found = lost(self.desk, self.by(DISTRICT), on=self.today, refs=touched)
        own = {ref: tuple(each for each in found if each.student == ref) for ref in touched}
        self.lost = reviewed(self.lost, own)

    def stand(self, ref):
        with self.desk.open() as stores:
            work = attrs.evolve(_WORK, stores=stores)
            return next(judged(work, self.rules, on=self.today, refs=[ref]))

    # ------------------------------------------------------------ what happens

    @rule(days=st.integers(1, 3))
    def time_goes_on(self, days):
        self.day = min(self.day + days, len(DAYS) - 1)
        self.again(*REFS)

    @rule(ref=refs, back=st.integers(0, 6), excuse=excuses)
    def an_absence_or_a_correction_is_exported(self, ref, back, excuse):
        self.rows[ref][DAYS[max(0, self.day - back)]] = excuse
        self.export(ref)

    @rule(ref=refs)
    def everything_is_absent_without_excuse(self, ref):
        for day in DAYS[: self.day + 1]:
            self.rows[ref][day] = Excuse.UNEXCUSED
        self.export(ref)

    @rule(ref=refs, back=st.integers(0, 6))
    def a_late_excuse_comes(self, ref, back):
        known = sorted(self.rows[ref])
        if known:
            self.rows[ref][known[max(0, len(known) - 1 - back)]] = Excuse.EXCUSED
            self.export(ref)

    @rule(ref=refs, step=st.sampled_from(STEPS_BY_HAND))
    def somebody_enters_a_step(self, ref, step):
        """It is entered if, and only if, it was due."""
        before = self.stand(ref).standing.rung(step)
        try:
            entry = take(self.desk, self.by(CLERK), ref, step, on=self.today, means="x")
        except BadValue:
            assert before.state is not RungState.DUE
        else:
            assert before.state is RungState.DUE
            assert entry.ground.since == before.ground <= entry.on
            assert entry.ground.dates == before.evidence
        self.again(ref)

    @rule(step=st.sampled_from(LETTERS), how=st.sampled_from(list(DeliveredBy)))
    def letters_go_out(self, step, how):
        try:
            made = family_letters.draft(self.desk, self.by(CLERK), step, site=HIGH, on=self.today)
        except BadValue:
            return
        family_letters.review(self.desk, self.by(ADMINISTRATOR), made.batch.id)
        family_letters.release(self.desk, self.by(ADMINISTRATOR), made.batch.id)
        for letter in made.letters:
            family_letters.deliver(
                self.desk, self.by(CLERK), letter.id, how, on=self.today, because="x"
            )
        self.again(*REFS)

    @rule(step=st.sampled_from(LETTERS))
    def letters_are_drafted_and_left(self, step):
        try:
            family_letters.draft(self.desk, self.by(CLERK), step, site=HIGH, on=self.today)
        except BadValue:
            return
        self.again(*REFS)

    @rule(ref=refs, nth=st.integers(0, 5), kind=st.sampled_from(["withdrawn", "upheld"]))
    def somebody_takes_a_step_back_or_lets_it_stand(self, ref, nth, kind):
        known = self.stand(ref).log.in_force
        if nth < len(known):
            settle(
                self.desk, self.by(CLERK), ref, known[nth].key, kind=EntryKind(kind), because="x"
            )
            self.again(ref)

    # ------------------------------------------------------------ what always holds

    @invariant()
    def none_is_skipped_and_none_is_before_its_ground(self):
        if not hasattr(self, "desk"):
            return
        once = self.rules is BOOKS["once"]
        for ref in REFS:
            found = self.stand(ref).standing
            rungs = {each.rule.id: each for each in found.rungs}
            for rung in found.rungs:
                value = rung.rule.value
                if rung.state is not RungState.TAKEN or rung.taken is None:
                    continue
                if not (once and value.ladder == "own"):
                    assert rung.ground is not None
                    assert rung.ground <= rung.taken.on
                for earlier in value.after or _before(found, rung):
                    assert rungs[earlier].state is RungState.TAKEN
                    if rungs[earlier].taken:
                        assert rungs[earlier].taken.on <= rung.taken.on

    @invariant()
    def the_log_alone_rebuilds_the_state(self):
        """From the entries, in any order, and the file as exported, the same state follows."""
        if not hasattr(self, "desk"):
            return
        for ref in REFS:
            one = self.stand(ref)
            shuffled = StepLog(one.log.file, tuple(reversed(one.log.entries)))
            assert shuffled.in_force == one.log.in_force
            assert set(shuffled.joined.steps) == set(one.log.joined.steps)

    @invariant()
    def looking_at_the_touched_finds_what_looking_at_everybody_finds(self):
        if not hasattr(self, "desk"):
            return
        every = lost(self.desk, self.by(DISTRICT), on=self.today)
        found = {ref: tuple(each for each in every if each.student == ref) for ref in REFS}
        assert self.lost == {ref: each for ref, each in found.items() if each}

    @invariant()
    def entries_are_never_changed_and_letters_stay_whole(self):
        if not hasattr(self, "desk"):
            return
        with self.desk.open() as stores:
            kept = stores.records(STEPS).all()
        assert all(each.version == 1 for each in kept)
        for each in letter_batches.batches(self.desk, self.by(DISTRICT)):
            assert all(letter.intact for letter in each.letters)


def _before(standing, rung):
    """The earlier steps of the ladder that must be taken, where the step names none."""
    if rung.rule.value.after is not None:
        return ()
    return [
        each.rule.id
        for each in standing.rungs[: standing.rungs.index(rung)]
        if each.rule.value.ladder == rung.rule.value.ladder and each.rule.force == "must"
    ]


def _work():
    from sro_core import Permission
    from sro_core.desk import Work
    from tests.field import AT, desk_on

    desk = desk_on()
    access = desk.admit(DISTRICT)
    with desk.open() as stores:
        return Work(stores, access, Permission.READ_STEPS, None, AT, desk=desk)


_WORK = _work()

TestLadders = Ladders.TestCase
TestLadders.settings = settings(
    max_examples=15,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
