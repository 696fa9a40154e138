"""Memory and SQL are driven through the same random acts, and answer and hold the same."""

import itertools
import tempfile
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sro_adapters.memory import MemoryDatabase
from sro_adapters.sql import open_database
from sro_adapters.testing.registers import NOTES, OTHERS, Note
from sro_core import (
    AccessToken,
    Action,
    Agreement,
    AttendanceEvent,
    AttendanceKind,
    Conflict,
    DatePeriod,
    DistrictId,
    Enrollment,
    Excuse,
    Guardian,
    Head,
    Identity,
    Role,
    Roll,
    SchoolCalendar,
    SchoolSite,
    Scope,
    Session,
    SiteId,
    SroError,
    Statement,
    StepTaken,
    Student,
    StudentFile,
    StudentRef,
    Viewer,
    load_rules,
)
from sro_core.desk import Desk
from sro_core.usecases import access_control, attendance_review, audit_log, student_records
from sro_core.usecases.student_records import Request
from sro_core.usecases.submissions import DeclaredScope, Submission, check, submit

DISTRICT = DistrictId("0007")
REFS = [StudentRef(each) for each in ("010", "10", "S é", "学")]
SITES = [SiteId("HIGH"), SiteId("Peñón")]
YEAR = DatePeriod(date(2026, 8, 17), date(2027, 6, 5))
ON = date(2026, 11, 20)
RULES = load_rules("us-ca")
days = st.integers(0, 6).map(lambda n: date(2026, 9, 1) + timedelta(days=n))
sites = st.sampled_from(SITES)
refs = st.sampled_from(REFS)
words = st.sampled_from(["", "by letter", "«carta»", "a'b\"c", "50 %"])


@st.composite
def files(draw, ref):
    """A student's file, small."""
    events = st.builds(
        AttendanceEvent, st.just(ref), sites, days, st.sampled_from(AttendanceKind),
        st.sampled_from(Scope), st.sampled_from(Excuse), st.sampled_from([None, 0, 31]), words,
    )  # fmt: skip
    acts = st.builds(StepTaken, st.just(ref), st.sampled_from(Action), days, st.none(), words)
    starts = st.sampled_from([date(2026, 8, 17), date(2026, 12, 1)])
    spells = st.builds(Enrollment, sites, starts.map(lambda day: DatePeriod(day, YEAR.end)))
    born = draw(st.sampled_from([None, date(2012, 2, 29), date(2020, 1, 1)]))
    return StudentFile(
        Student(ref, born),
        tuple(draw(st.lists(spells, max_size=2, unique=True))),
        tuple(draw(st.lists(events, max_size=4))),
        tuple(draw(st.lists(acts, max_size=2))),
    )


@st.composite
def rolls(draw):
    """A roll of some students at some sites, complete or a change."""
    chosen = draw(st.lists(refs, unique=True))
    year = Session("2026-27", YEAR)
    closed = draw(st.dictionaries(days, words, max_size=2))
    return Roll(
        [draw(files(ref)) for ref in chosen],
        {site: SchoolCalendar(site, (year,), closed=closed) for site in SITES},
        {site: SchoolSite(site, "School", DISTRICT) for site in SITES},
        draw(st.dictionaries(sites, days, max_size=2)),
        Statement(
            draw(st.sampled_from([YEAR, None])),
            whole=draw(st.booleans()),
            left=frozenset(draw(st.lists(st.tuples(refs, sites), max_size=1))),
        ),
    )


identities = st.builds(
    Identity, refs, words, family_name=words,
    guardians=st.lists(st.builds(Guardian, words), max_size=1).map(tuple),
)  # fmt: skip
viewers = st.builds(
    Viewer, st.just("somebody"), st.sampled_from(Role),
    st.sampled_from([None, frozenset({SITES[0]}), frozenset()]),
    st.sampled_from(["", "outreach"]),
)  # fmt: skip

notes = st.builds(
    Note, id=st.sampled_from(["a", "é", "Z"]), site=st.sampled_from([None, *SITES]),
    about=st.sampled_from(["", "a"]), on=st.none() | days, words=st.tuples(words),
)  # fmt: skip


def held(stores):
    """Everything that the stores of a district hold."""
    return (
        list(stores.students.all()),
        [stores.students.withdrawn(ref) for ref in REFS],
        dict(stores.sites.all()),
        list(stores.identities.all()),
        [stores.disclosures.of(ref) for ref in REFS],
        list(stores.tokens.all()),
        [stores.records(register).all() for register in (NOTES, OTHERS)],
        [stores.records(NOTES).all(site=site, concerns="a") for site in SITES],
        list(stores.audit.all()),
        stores.audit.head(),
    )


class StoresAgree(RuleBasedStateMachine):
    """The same acts on a store in memory and on one in a database."""

    @initialize()
    def open(self):
        self.left = ExitStack()
        folder = self.left.enter_context(tempfile.TemporaryDirectory())
        database = open_database(f"sqlite:///{Path(folder) / 'sro.db'}", create=True)
        self.left.callback(database.close)
        self.moments = itertools.count()
        self.now = datetime(2026, 11, 20, 9, 0)
        self.desks = []
        for opened in (MemoryDatabase(DISTRICT), database.district(DISTRICT)):
            # A store may find a conflict early or late, so that the number of salts drawn differs.
            self.desks.append(Desk(opened, lambda: self.now, RULES, lambda: "salt"))

    def teardown(self):
        if hasattr(self, "left"):
            self.left.close()

    def each(self, run):
        """Do something at both desks; the answers or the errors must be equal."""
        self.now += timedelta(microseconds=1, minutes=next(self.moments) % 3)
        answers = []
        for desk in self.desks:
            try:
                answers.append(run(desk))
            except SroError as error:
                answers.append((type(error), str(error)))
        memory, sql = answers
        assert memory == sql
        return memory

    @rule(roll=rolls(), scope=st.sampled_from([None, (1, 4)]), viewer=viewers, dry=st.booleans())
    def import_a_roll(self, roll, scope, viewer, dry):
        first = date(2026, 9, 1)
        declared = scope and DeclaredScope(
            first + timedelta(days=scope[0]), first + timedelta(days=scope[1])
        )
        submission = Submission(roll, scope=declared, confirmed=True, source="made up")
        run = check if dry else submit
        self.each(lambda desk: run(desk, desk.admit(viewer), submission, on=ON))

    @rule(roll=rolls())
    def import_it_twice(self, roll):
        viewer = Viewer("clerk", Role.CLERK)
        submission = Submission(roll, confirmed=True)
        self.each(lambda desk: submit(desk, desk.admit(viewer), submission, on=ON))
        again = self.each(lambda desk: submit(desk, desk.admit(viewer), submission, on=ON))
        assert again.changes == 0

    @rule(found=st.lists(identities, unique_by=lambda each: each.ref))
    def import_names(self, found):
        roll = Roll([], {}, statement=Statement(whole=False))
        ordered = sorted(found, key=lambda each: each.ref)
        submission = Submission(roll, identities=ordered)
        viewer = Viewer("clerk", Role.CLERK)
        self.each(lambda desk: submit(desk, desk.admit(viewer), submission, on=ON))

    @rule(viewer=viewers, ref=refs)
    def read_one(self, viewer, ref):
        def read(desk):
            one = attendance_review.review_one(desk, desk.admit(viewer), ref, on=ON)
            return one and one.explain(lists=True)

        self.each(read)

    @rule(viewer=viewers, after=st.sampled_from([None, *REFS]), limit=st.sampled_from([None, 1, 2]))
    def read_many(self, viewer, after, limit):
        def read(desk):
            access = desk.admit(viewer)
            found = attendance_review.review(desk, access, on=ON, after=after, limit=limit)
            return [one.explain() for one in found]

        self.each(read)

    @rule(viewer=viewers, ref=refs, words=words)
    def disclose(self, viewer, ref, words):
        request = Request("agency", words, "attendance", given=True)
        self.each(
            lambda desk: student_records.record_disclosure(desk, desk.admit(viewer), ref, request)
        )

    @rule(viewer=viewers, ref=refs)
    def open_a_record(self, viewer, ref):
        self.each(lambda desk: student_records.held(desk, desk.admit(viewer), ref))
        self.each(lambda desk: student_records.open_identity(desk, desk.admit(viewer), ref))

    @rule(viewer=viewers, ref=refs, because=words)
    def expunge(self, viewer, ref, because):
        self.each(
            lambda desk: student_records.expunge(desk, desk.admit(viewer), ref, because=because)
        )

    @rule(site=sites, start=days, version=st.sampled_from([None, 1, 2]))
    def agree(self, site, start, version):
        made = Agreement(site, DatePeriod(start, None), True, frozenset({"outreach"}))
        viewer = Viewer("district", Role.DISTRICT)
        self.each(
            lambda desk: access_control.record_agreement(
                desk, desk.admit(viewer), made, version=version
            )
        )

    @rule(id=st.sampled_from(["a", "b"]), sites=st.sampled_from([None, frozenset(SITES)]))
    def token(self, id, sites):
        made = AccessToken(
            id, "d", "x", Role.CLERK, sites, self.now, "op", self.now + timedelta(days=1)
        )
        viewer = Viewer("op", Role.OPERATOR)
        self.each(lambda desk: access_control.issue_token(desk, desk.admit(viewer), made))
        self.each(lambda desk: access_control.revoke_token(desk, desk.admit(viewer), "a"))
        self.each(lambda desk: access_control.tokens(desk, desk.admit(viewer)))

    @rule(
        register=st.sampled_from([NOTES, OTHERS]),
        notes=st.lists(notes, min_size=1, max_size=3),
        versions=st.lists(st.integers(0, 2), min_size=3, max_size=3),
        gone=st.sampled_from([None, "a", "é"]),
        commits=st.booleans(),
    )
    def file_notes(self, register, notes, versions, gone, commits):
        """Records are put over whatever version, taken away and found again before the commit."""

        def file(desk):
            said = []
            with desk.open(exclusive=True) as stores:
                records = stores.records(register)
                for note, version in zip(notes, versions, strict=False):
                    records.put(note, version)
                    said.append(records.all(site=note.site, concerns=note.about))
                if gone is not None:
                    records.remove(gone, records.get(gone).version)
                said.append(records.all(within=DatePeriod(date(2026, 9, 2), date(2026, 9, 4))))
                if commits:
                    stores.commit()
            return said

        # A store may tell a conflict early or late; nothing is saved in either case.
        answers = []
        for desk in self.desks:
            try:
                answers.append(file(desk))
            except Conflict:
                answers.append(Conflict)
            except SroError as error:
                answers.append(str(error))
        if Conflict in answers:
            return
        assert answers[0] == answers[1]

    @rule(ref=refs, file=st.data())
    def two_over_the_same(self, ref, file):
        """Two units of work read one state; both write, and the second gets a conflict."""
        made = [file.draw(files(ref)) for _ in range(2)]

        def race(desk):
            said = []
            with desk.open() as one, desk.open() as two:
                versions = [
                    next((each.version for each in stores.students.all()
                          if each.record.ref == ref), 0)
                    for stores in (one, two)
                ]  # fmt: skip
                for stores, version, own in zip((one, two), versions, made, strict=True):
                    try:
                        stores.students.put(own, version)
                        stores.commit()
                        said.append("saved")
                    except SroError as error:
                        said.append(type(error).__name__)
            return said

        self.each(race)

    @rule(ref=refs, file=st.data())
    def begin_and_leave(self, ref, file):
        made = file.draw(files(ref))

        def leave(desk):
            with desk.open(exclusive=True) as stores:
                found = [each for each in stores.students.all() if each.record.ref == ref]
                stores.students.put(made, found[0].version if found else 0)
                return list(stores.students.all())

        self.each(leave)

    @rule(viewer=viewers)
    def read_the_log(self, viewer):
        self.each(lambda desk: audit_log.entries(desk, desk.admit(viewer), limit=3))
        self.each(lambda desk: audit_log.check(desk, desk.admit(viewer)))

    @invariant()
    def both_hold_the_same(self):
        if not hasattr(self, "desks"):
            return
        states = []
        for desk in self.desks:
            with desk.open() as stores:
                states.append(held(stores))
        assert states[0] == states[1]
        chain = audit_log.check(self.desks[1], self.desks[1].admit(Viewer("a", Role.AUDITOR)))
        assert chain.breaks == ()
        assert isinstance(chain.head, Head)


StoresAgree.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestStoresAgree = pytest.mark.filterwarnings("ignore::ResourceWarning")(StoresAgree.TestCase)
