"""The registers of staffing keep their contract on every store."""

from datetime import date
from decimal import Decimal

import attrs

from sro_adapters.testing import RegisterContract
from sro_core import DatePeriod, Role, SiteId
from sro_core.ids import OfficerId, PostId
from sro_core.officers import Badge, Expiry, Officer, Training
from sro_core.officers.officer import OFFICERS
from sro_core.officers.selection import (
    APPLICATIONS,
    NOTICES,
    Application,
    Decision,
    VacancyNotice,
)
from sro_core.officers.training import TRAININGS
from sro_core.rotations.assignments import (
    ASSIGNMENTS,
    TIMES_AWAY,
    Assignment,
    AssignmentKind,
    AwayFor,
    Duty,
    TimeAway,
)
from sro_core.rotations.gate import OVERRIDES, Override
from sro_core.sites.posts import POSTS, Post
from sro_core.sites.profile import (
    PROFILES,
    Address,
    Grades,
    Headcount,
    Level,
    SiteProfile,
    SiteStatus,
    StaffContact,
)
from sro_core.sites.terms import TERMS, AgreementTerms
from tests.stores import InMemory, InPostgresql, InSqlite

DAY, NEXT = date(2026, 11, 20), date(2027, 11, 20)
SPAN = DatePeriod(DAY, NEXT)
SITE, OFFICER = SiteId("0042"), OfficerId("O-01")


class Officers(RegisterContract[Officer]):
    register = OFFICERS

    def plain(self, id):
        return Officer(id=id, name="A", sworn=DatePeriod(DAY, None))

    def full(self, id):
        badges = (Badge("007", SPAN), Badge("8", DatePeriod(NEXT, None)))
        return attrs.evolve(
            self.plain(id), certificate=DAY, badges=badges, published=True, email="a@example.org"
        )

    def changed(self, record, mark):
        return attrs.evolve(record, name=mark)


class Trainings(RegisterContract[Training]):
    register = TRAININGS

    def plain(self, id):
        return Training(id=id, officer=OFFICER, course="c", hours=Decimal("0.5"), completed=DAY)

    def full(self, id):
        return attrs.evolve(
            self.plain(id),
            provider="Ω",
            title="t",
            expiry=Expiry.ON,
            expires=NEXT,
            topics=frozenset({"a", "b"}),
            evidence="drawer 3",
        )

    def changed(self, record, mark):
        return attrs.evolve(record, title=mark)


class Notices(RegisterContract[VacancyNotice]):
    register = NOTICES

    def plain(self, id):
        return VacancyNotice(id=id, post=PostId("P"), site=SITE, period=SPAN)

    def full(self, id):
        return attrs.evolve(self.plain(id), criteria="teaches")

    def changed(self, record, mark):
        return attrs.evolve(record, criteria=mark)


class Applications(RegisterContract[Application]):
    register = APPLICATIONS

    def plain(self, id):
        return Application(id=id, notice="N", officer=OFFICER, on=DAY, reason="r")

    def full(self, id):
        return attrs.evolve(
            self.plain(id),
            prefers=(SITE,),
            decision=Decision(NEXT, "s", selected=False, grounds="g"),
        )

    def changed(self, record, mark):
        return attrs.evolve(record, reason=mark)


class Profiles(RegisterContract[SiteProfile]):
    register = PROFILES

    def plain(self, id):
        return SiteProfile(id=id, name="High")

    def full(self, id):
        return attrs.evolve(
            self.plain(id),
            cds="07617960732941",
            nces="063255005022",
            status=SiteStatus.MERGED,
            opened=DAY,
            closed=NEXT,
            grades=Grades("7", "8"),
            level=Level.SECONDARY,
            levels={"fire_drill": Level.INTERMEDIATE},
            address=Address("s", "c", "00123"),
            phone="1",
            headcounts=(Headcount(2025, 0), Headcount(2026, 9, 1)),
            staff=(StaffContact(name="n", role="principal", period=SPAN),),
            source="s",
            stated=DAY,
        )

    def changed(self, record, mark):
        return attrs.evolve(record, phone=mark)


class Posts(RegisterContract[Post]):
    register = POSTS

    def plain(self, id):
        return Post(id=id, site=SITE, period=DatePeriod(DAY, None))

    def full(self, id):
        return attrs.evolve(
            self.plain(id),
            period=SPAN,
            title="t",
            mailbox="a@example.org",
            phone="1",
            authority="x",
        )

    def changed(self, record, mark):
        return attrs.evolve(record, title=mark)


class Terms(RegisterContract[AgreementTerms]):
    register = TERMS

    def plain(self, id):
        return AgreementTerms(id=id, site=SITE, period=DatePeriod(DAY, None))

    def full(self, id):
        return attrs.evolve(
            self.plain(id),
            period=SPAN,
            signed=DAY,
            district_share=Decimal("50.5"),
            amount=Decimal("100000.00"),
            duties=("a", "b"),
            parts=frozenset({"purpose", "roles"}),
            text="drawer",
        )

    def changed(self, record, mark):
        return attrs.evolve(record, text=mark)


class Assignments(RegisterContract[Assignment]):
    register = ASSIGNMENTS

    def plain(self, id):
        return Assignment(
            id=id, officer=OFFICER, post=PostId("P"), site=SITE, period=DatePeriod(DAY, None)
        )

    def full(self, id):
        return attrs.evolve(
            self.plain(id),
            period=SPAN,
            kind=AssignmentKind.COVER,
            shared=True,
            handover=date(2026, 12, 1),
            start_is_bound=True,
            end_is_bound=True,
            went_to=Duty.PATROL,
            because="b",
        )

    def changed(self, record, mark):
        return attrs.evolve(record, because=mark)


class TimesAway(RegisterContract[TimeAway]):
    register = TIMES_AWAY

    def plain(self, id):
        return TimeAway(id=id, officer=OFFICER, period=SPAN, reason=AwayFor.COURT)

    def full(self, id):
        return attrs.evolve(self.plain(id), reason=AwayFor.OTHER)

    def changed(self, record, mark):
        return attrs.evolve(record, officer=OfficerId(mark))


class Overrides(RegisterContract[Override]):
    register = OVERRIDES

    def plain(self, id):
        return Override(
            id=id,
            officer=OFFICER,
            post=PostId("P"),
            code="training_missing",
            rule="basic_sro_course",
            approver="a",
            role=Role.SERGEANT,
            reason="r",
            period=SPAN,
        )

    def full(self, id):
        return attrs.evolve(self.plain(id), reason="Ω")

    def changed(self, record, mark):
        return attrs.evolve(record, reason=mark)


CONTRACTS = (
    Officers, Trainings, Notices, Applications, Profiles, Posts, Terms, Assignments, TimesAway,
    Overrides,
)  # fmt: skip
for contract in CONTRACTS:
    for store in (InMemory, InSqlite, InPostgresql):
        name = f"Test{contract.__name__}{store.__name__}"
        globals()[name] = type(name, (store, contract), {"__module__": __name__})
