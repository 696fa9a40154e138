"""What cannot be assigned is refused with the reason on every store, also at the same moment."""

import threading
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest

from sro_core import BadValue, Refused, Role, SiteId, Unknown, Viewer
from sro_core.desk import Desk
from sro_core.ids import OfficerId, PostId
from sro_core.officers import Officer, Training
from sro_core.officers.selection import Application, Decision
from sro_core.rotations.assignments import AssignmentKind, AwayFor, Duty, TimeAway
from sro_core.rotations.gate import Override
from sro_core.sites.posts import Post
from sro_core.sites.profile import Headcount, SiteProfile, StaffContact
from sro_core.sites.terms import AgreementTerms
from sro_core.usecases import (
    officer_files,
    public_directory,
    site_registry,
    staffing,
    staffing_review,
)
from sro_core.usecases.staffing import ToAssign, ToEnd
from tests.staffing import HIGH, MIDDLE, ON, ONE, RULES, THREE, TWO, days
from tests.stores import InMemory, InPostgresql, InSqlite

AT = datetime(2026, 11, 20, 8)
HIGH_1, MIDDLE_1 = PostId("HIGH-1"), PostId("MIDDLE-1")


class OnEveryStore:
    """A programme of two posts and three officers, the third without the basic course."""

    @pytest.fixture
    def desk(self, database):
        ids = count(1)
        lock = threading.Lock()

        def new_id():
            with lock:
                return f"id-{next(ids)}"

        made = Desk(database, lambda: AT, RULES, new_id)
        access = self.sergeant(made)
        for site, post in ((HIGH, HIGH_1), (MIDDLE, MIDDLE_1)):
            site_registry.record_profile(made, access, SiteProfile(id=site, name=f"{site} school"))
            since = Post(
                id=post, site=site, period=days("2010-08-01"), mailbox=f"{site}@example.org"
            )
            site_registry.record_post(made, access, since)
        for id in (ONE, TWO, THREE):
            officer = Officer(
                id=id, name=f"Officer {id}", sworn=days("2005-01-01"),
                certificate=date(2006, 1, 1), published=True,
            )  # fmt: skip
            officer_files.record_officer(made, access, officer)
        for id in (ONE, TWO):
            course = Training(
                id=f"{id}:sro_basic", officer=id, course="sro_basic", hours=Decimal(40),
                completed=date(2019, 6, 1),
            )  # fmt: skip
            officer_files.record_training(made, access, course)
        return made

    @staticmethod
    def sergeant(desk, role=Role.SERGEANT, actor="sgt", sites=None):
        return desk.admit(Viewer(actor, role, sites))

    def assign(self, desk, officer=ONE, site=HIGH, start="2022-08-01", end=None, **more):
        asked = ToAssign(officer=officer, site=site, period=days(start, end), **more)
        return staffing.assign(desk, self.sergeant(desk), asked)

    def known(self, desk, on=None):
        found = staffing.assignments(desk, self.sergeant(desk), on=on)
        return [(each.officer, each.post, str(each.period)) for each in found]

    # --- what is refused, and that nothing of it is saved

    def test_an_assignment_that_overlaps_is_refused_with_both_records(self, desk):
        self.assign(desk)
        with pytest.raises(BadValue) as caught:
            self.assign(desk, site=MIDDLE, start="2023-08-01")
        assert "tour of O-01 at MIDDLE-1, 2023-08-01.." in str(caught.value)
        assert "overlaps tour of O-01 at HIGH-1, 2022-08-01.." in str(caught.value)
        with pytest.raises(BadValue, match="overlaps tour of O-01 at HIGH-1"):
            self.assign(desk, TWO, start="2023-08-01")
        assert self.known(desk) == [(ONE, HIGH_1, "2022-08-01..")]

    def test_an_assignment_that_ends_before_it_starts_is_refused(self, desk):
        with pytest.raises(BadValue, match="ends before it starts"):
            self.assign(desk, end="2022-07-31")
        with pytest.raises(BadValue, match="ends before its first day is over"):
            self.assign(desk, end="2022-08-01")
        assert self.known(desk) == []

    def test_an_officer_without_a_required_course_is_refused_with_the_rule(self, desk):
        with pytest.raises(BadValue, match=r"no sro_basic on record.*40 hours.*local policy"):
            self.assign(desk, THREE)
        assert self.known(desk) == []

    def test_the_same_again_is_refused(self, desk):
        self.assign(desk)
        with pytest.raises(BadValue, match="is on record already"):
            self.assign(desk)

    def test_what_arrives_twice_at_the_same_moment_is_saved_once(self, desk):
        ready, outcomes = threading.Barrier(4), []

        def try_it(officer):
            ready.wait()
            try:
                self.assign(desk, officer)
            except BadValue as refused:
                outcomes.append(str(refused))
            else:
                outcomes.append("")

        officers = (ONE, ONE, TWO, TWO)
        threads = [threading.Thread(target=try_it, args=(each,)) for each in officers]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert sorted(map(bool, outcomes)) == [False, True, True, True]
        assert all("on record already" in each or "overlaps" in each for each in outcomes if each)
        assert len(self.known(desk)) == 1

    def test_who_is_unknown_or_where_nothing_is_authorised(self, desk):
        with pytest.raises(Unknown, match="O-99"):
            self.assign(desk, OfficerId("O-99"))
        with pytest.raises(BadValue, match="no post is authorised there on 2010-07-31"):
            self.assign(desk, start="2010-07-31")
        with pytest.raises(BadValue, match="authorise one first"):
            self.assign(desk, site=SiteId("NOWHERE"))

    def test_a_dry_run_saves_nothing(self, desk):
        asked = ToAssign(officer=ONE, site=HIGH, period=days("2022-08-01"))
        done = staffing.assign(desk, self.sergeant(desk), asked, save=False)
        assert [each.code for each in done.warned] == ["training_missing", "agreement_missing"]
        assert self.known(desk) == []

    # --- overrides, ends, cover

    def override(self, desk, role=Role.SERGEANT, **more):
        told = {
            "id": "V", "officer": THREE, "post": HIGH_1, "code": "training_missing",
            "rule": "basic_sro_course", "approver": "?", "role": role, "reason": "in January",
            "period": days("2026-11-20", "2027-02-01"),
        }  # fmt: skip
        access = self.sergeant(desk, role)
        return staffing.override(desk, access, Override(**{**told, **more}))

    def test_an_override_has_whoever_is_at_the_desk_as_approver(self, desk):
        done = self.override(desk)
        assert (done.approver, done.role) == ("sgt", Role.SERGEANT)
        assigned = self.assign(desk, THREE, start="2026-12-01")
        assert [each.code for each in assigned.overridden] == ["training_missing"]
        with pytest.raises(BadValue, match="on record already"):
            self.override(desk)

    def test_the_rule_says_who_overrides(self, desk):
        with pytest.raises(BadValue, match="role operator does not approve"):
            self.override(desk, Role.OPERATOR)
        with pytest.raises(Refused):
            self.override(desk, Role.ADMINISTRATOR)
        with pytest.raises(BadValue, match="training_missing"):
            self.assign(desk, THREE, start="2026-12-01")

    def test_an_expired_override_opens_nothing(self, desk):
        self.override(desk, period=days("2026-09-01", "2026-11-20"))
        with pytest.raises(BadValue, match="training_missing"):
            self.assign(desk, THREE, start="2026-11-20")

    def test_a_tour_ends_and_the_next_begins(self, desk):
        self.assign(desk)
        told = ToEnd(officer=ONE, end=date(2026, 8, 1), went_to=Duty.PATROL)
        assert staffing.end(desk, self.sergeant(desk), told).went_to is Duty.PATROL
        with pytest.raises(Unknown, match="tour to end"):
            staffing.end(desk, self.sergeant(desk), told)
        self.assign(desk, TWO, start="2026-08-01")
        assert self.known(desk, ON) == [(TWO, HIGH_1, "2026-08-01..")]
        with pytest.raises(BadValue, match="break_short"):
            self.assign(desk, ONE, MIDDLE, "2026-09-01")

    def test_a_bound_is_told_exactly_later(self, desk):
        self.assign(desk)
        about = ToEnd(officer=ONE, end=date(2026, 8, 1), went_to=Duty.LEFT, bound=True)
        assert staffing.end(desk, self.sergeant(desk), about).end_is_bound
        exact = ToEnd(officer=ONE, end=date(2025, 8, 1), went_to=Duty.LEFT)
        done = staffing.end(desk, self.sergeant(desk), exact)
        assert (done.end_is_bound, done.period.end) == (False, date(2025, 8, 1))

    def test_cover_while_an_officer_is_away(self, desk):
        self.assign(desk)
        self.assign(desk, TWO, MIDDLE)
        cover = {"officer": TWO, "start": "2026-11-24", "end": "2026-11-25"}
        with pytest.raises(BadValue, match="who is not away"):
            self.assign(desk, **cover, kind=AssignmentKind.COVER)
        away = TimeAway(
            id="T", officer=ONE, period=days("2026-11-24", "2026-11-25"), reason=AwayFor.COURT
        )
        staffing.record_away(desk, self.sergeant(desk), away)
        done = self.assign(desk, **cover, kind=AssignmentKind.COVER)
        assert done.assignment.post == HIGH_1

    # --- selection

    def test_an_officer_applies_for_themselves_and_a_person_decides(self, desk):
        access = self.sergeant(desk)
        with pytest.raises(BadValue, match="13 days"):
            officer_files.post_notice(desk, access, HIGH_1, days("2026-11-02", "2026-11-15"))
        notice = officer_files.post_notice(desk, access, HIGH_1, days("2026-11-02", "2026-11-16"))
        told = {"notice": notice.id, "on": date(2026, 11, 3), "reason": "to teach"}
        one = self.sergeant(desk, Role.OFFICER, "O-01")
        officer_files.apply(desk, one, Application(id="A-1", officer=ONE, **told))
        with pytest.raises(Refused, match="nobody else"):
            officer_files.apply(desk, one, Application(id="A-2", officer=TWO, **told))
        officer_files.apply(desk, access, Application(id="A-2", officer=TWO, **told))
        (seen,) = officer_files.selections(desk, one)
        assert [each.officer for each in seen.applications] == [ONE]
        early = Decision(date(2026, 11, 15), "sgt", selected=True, grounds="knows the site")
        with pytest.raises(BadValue, match="posted until 2026-11-15"):
            officer_files.decide(desk, access, "A-1", early)
        decision = Decision(date(2026, 11, 16), "sgt", selected=True, grounds="knows the site")
        with pytest.raises(Refused):
            officer_files.decide(desk, one, "A-1", decision)
        assert officer_files.decide(desk, access, "A-1", decision).decision == decision
        with pytest.raises(Refused, match="nobody else"):
            officer_files.withdraw(desk, one, "A-2", date(2026, 11, 17))
        due = staffing_review.due(desk, access, on=ON)
        assert "decide about 1 application for HIGH-1" in [each.what for each in due]
        assert officer_files.withdraw(desk, access, "A-2", date(2026, 11, 17)).withdrawn

    def test_a_file_is_opened_by_the_officer_and_whoever_leads_and_is_on_the_log(self, desk):
        self.assign(desk)
        own = self.sergeant(desk, Role.OFFICER, "O-01")
        found = officer_files.file_of(desk, own, ONE, on=ON)
        assert [each.course for each in found.trainings] == ["sro_basic"]
        assert {each.code for each in found.findings} >= {"rotation_possible", "training_missing"}
        with pytest.raises(Refused, match="nobody else"):
            officer_files.file_of(desk, own, TWO, on=ON)
        with pytest.raises(Refused):
            officer_files.file_of(desk, self.sergeant(desk, Role.DISTRICT), ONE, on=ON)
        with desk.open() as stores:
            acts = [each.act for each in stores.audit.about("O-01")]
        assert "read an officer's file" in acts

    # --- sites, and what is made of it all

    def test_a_post_is_not_cut_below_who_serves_there(self, desk):
        self.assign(desk)
        access = self.sergeant(desk)
        cut = Post(id=HIGH_1, site=HIGH, period=days("2023-08-01"))
        with pytest.raises(BadValue, match="tour of O-01 at HIGH-1"):
            site_registry.record_post(desk, access, cut)
        longer = Post(id=HIGH_1, site=HIGH, period=days("2009-08-01"))
        site_registry.record_post(desk, access, longer)
        asked = [date(2009, 7, 31), date(2009, 8, 1), date(2010, 8, 1)]
        counts = [site_registry.count_posts(desk, access, on=each) for each in asked]
        assert counts == [{}, {HIGH: 1}, {HIGH: 1, MIDDLE: 1}]

    def test_terms_do_not_overlap_and_staff_follow_one_another(self, desk):
        access = self.sergeant(desk)
        terms = AgreementTerms(id="T-1", site=HIGH, period=days("2024-07-01", "2027-07-01"))
        site_registry.record_terms(desk, access, terms)
        again = AgreementTerms(id="T-2", site=HIGH, period=days("2027-06-30"))
        with pytest.raises(BadValue, match="overlaps that of T-1"):
            site_registry.record_terms(desk, access, again)
        for name, start in (("A", "2020-07-01"), ("B", "2026-07-01")):
            contact = StaffContact(name=name, role="principal", period=days(start))
            site_registry.record_staff(desk, access, HIGH, contact)
        found = site_registry.record_headcount(desk, access, HIGH, Headcount(2026, 1350, 66))
        assert [each.name for each in found.record.staff_on(date(2026, 6, 30))] == ["A"]
        assert [each.name for each in found.record.staff_on(date(2026, 7, 1))] == ["B"]

    def test_a_contact_before_during_and_after_a_rotation(self, desk):
        self.assign(desk, end="2026-08-08")
        self.assign(desk, TWO, start="2026-08-01", handover=date(2026, 8, 8))
        public = self.sergeant(desk, Role.PUBLIC, "anybody")
        told = {
            on: [
                (each.mailbox, each.officers)
                for each in public_directory.contacts(desk, public, on=on, site=HIGH)
            ]
            for on in (date(2026, 7, 31), date(2026, 8, 1), date(2026, 8, 8))
        }
        box = "HIGH@example.org"
        assert list(told.values()) == [
            [(box, ("Officer O-01",))],
            [(box, ("Officer O-01", "Officer O-02"))],
            [(box, ("Officer O-02",))],
        ]

    def test_a_school_sees_its_own_site_and_no_personnel_fact(self, desk):
        self.assign(desk)
        self.assign(desk, TWO, MIDDLE)
        school = self.sergeant(desk, Role.ADMINISTRATOR, "p", frozenset({HIGH}))
        found = staffing_review.review(desk, school, on=ON)
        assert {each.subject.site for each in found} == {HIGH}
        assert "training_missing" not in {each.code for each in found}
        served = staffing_review.terms_served(desk, school, on=ON)
        assert [(each.officer, each.words) for each in served] == [(ONE, "4 years 3 months")]
        with pytest.raises(Refused):
            staffing_review.review(desk, school, on=ON, site=MIDDLE)
        with pytest.raises(Refused):
            self.assign_as(desk, school)

    def assign_as(self, desk, access):
        asked = ToAssign(officer=TWO, site=HIGH, period=days("2027-08-01"))
        return staffing.assign(desk, access, asked)

    def test_who_serves_where_on_any_date(self, desk):
        self.assign(desk, end="2026-08-01")
        self.assign(desk, TWO, start="2026-08-01")
        for on, officer in ((date(2026, 7, 31), ONE), (date(2026, 8, 1), TWO)):
            with desk.open() as stores:
                work = type("W", (), {"stores": stores})
                assert staffing_review.officers_at(work, on) == {HIGH: frozenset({officer})}
        assert self.known(desk, date(2022, 8, 1) - timedelta(days=1)) == []


class TestInMemory(InMemory, OnEveryStore):
    pass


class TestInSqlite(InSqlite, OnEveryStore):
    pass


class TestInPostgresql(InPostgresql, OnEveryStore):
    pass
