"""A small programme behind the HTTP front, for tests: two sites, some students, every role.

Made-up people only. The desk's clock stands still, ids come in order, and the store is any that
`sro_core.ports` allows; memory where nothing else is given.
"""

import io
import itertools
from datetime import date, datetime, time
from zipfile import ZipFile, ZipInfo

import attrs

from sro_adapters import access_tokens
from sro_adapters.http import Settings, create_app
from sro_adapters.memory import MemoryDatabase
from sro_core import (
    Action,
    Agreement,
    AttendanceEvent,
    BellTime,
    DatePeriod,
    Enrollment,
    Excuse,
    Guardian,
    Identity,
    Role,
    Roll,
    SchoolCalendar,
    SchoolSite,
    Session,
    SiteId,
    StepTaken,
    Student,
    StudentFile,
    StudentRef,
    Viewer,
    load_rules,
)
from sro_core.desk import Desk
from sro_core.periods import ONE_DAY
from sro_core.truancy.roll import Statement
from sro_core.usecases import access_control, submissions

ON = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 30)
HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
YEAR = DatePeriod(date(2026, 8, 17), date(2027, 6, 5))
RULES = load_rules("us-ca")
UNEXCUSED, UNKNOWN = Excuse.UNEXCUSED, Excuse.UNKNOWN
PURPOSE = "truancy outreach"
EXAMPLE = "S-00001"
"""The student of the examples in the OpenAPI document: at HIGH, and a truant."""


def file(ref, site=HIGH, *, days=(), open_days=(), acts=(), spells=None):
    """A student with unexcused full days absent, open ones, and acts on record."""
    student = StudentRef(ref)
    return StudentFile(
        Student(student, date(2012, 3, 4)),
        (Enrollment(site, YEAR),) if spells is None else spells,
        tuple(
            AttendanceEvent(student, site, date.fromisoformat(f"2026-{on}"), excuse=excuse)
            for excuse, every in ((UNEXCUSED, days), (UNKNOWN, open_days))
            for on in every
        ),
        tuple(StepTaken(student, Action(name), date.fromisoformat(f"2026-{on}"))
              for name, on in acts),
    )  # fmt: skip


DAYS = ("09-01", "09-08", "10-05", "10-06")
FILES = (
    file(EXAMPLE, days=DAYS),
    file("S-00002", days=DAYS[:2], open_days=("11-03", "11-04")),
    file("S-00003"),
    file("S-00004", MIDDLE, days=DAYS[:3]),
    file("S/00005", days=DAYS, acts=(("truancy_report", "10-05"),)),
    file("S-gone", spells=(Enrollment(HIGH, DatePeriod(date(2024, 8, 1), date(2025, 6, 1))),)),
)
IDENTITIES = (
    Identity(StudentRef(EXAMPLE), "Xochitl", family_name="Testperson", email="xochitl@test.example",
             guardians=(Guardian("Ana", "Testperson", phone="+1 555 0100"),)),
)  # fmt: skip
NAMES = ("Xochitl", "Testperson", "xochitl@test.example", "555 0100")


def roll(files=FILES):
    """The files with the calendars of both sites."""
    year = Session("2026-27", YEAR)
    bells = {day: (BellTime(time(8, 30), time(15, 30)),) for day in range(5)}
    return Roll(
        files,
        {
            site: SchoolCalendar(site, (year,), {date(2026, 11, 26): "Thanksgiving"}, bells=bells)
            for site in (HIGH, MIDDLE)
        },
        {site: SchoolSite(site, f"{site.title()} School") for site in (HIGH, MIDDLE)},
        {HIGH: ON, MIDDLE: ON},
        Statement(YEAR),
    )


def desk_on(database=None):
    """A desk whose clock stands still, on an empty store."""
    numbers = itertools.count(1)
    opened = MemoryDatabase() if database is None else database
    return Desk(opened, lambda: NOW, RULES, lambda: f"salt-{next(numbers)}")


@attrs.frozen(repr=False)
class Served:
    """A desk with the programme in it, the staff app on it, and a token for whoever asks."""

    desk: Desk
    app: object
    tokens: dict = attrs.field(factory=dict)

    def token(self, role=Role.OPERATOR, *sites, days=30):
        """A token of a role, for all sites or these."""
        key = (role, sites, days)
        if key not in self.tokens:
            viewer = Viewer(f"{role} system", Role(role), frozenset(sites) or None)
            made, text = access_tokens.mint(viewer, at=self.desk.clock(), days=days, by="test")
            access_control.issue_token(self.desk, operator(self.desk), made)
            self.tokens[key] = (made, text)
        return self.tokens[key][1]

    def headers(self, role=Role.OPERATOR, *sites, purpose=PURPOSE):
        """What a request of the role sends."""
        return {"Authorization": f"Bearer {self.token(role, *sites)}", "Purpose": purpose}

    def ask(
        self, path, role=Role.OPERATOR, *sites,
        method="GET", purpose=PURPOSE, headers=None, **rest,
    ):  # fmt: skip
        """The answer to a request of the role."""
        sent = self.headers(role, *sites, purpose=purpose) | (headers or {})
        return self.app.test_client().open(path, method=method, headers=sent, **rest)

    def acts(self):
        """What the audit log says was done, in order."""
        with self.desk.open() as stores:
            return [entry.act for entry in stores.audit.all()]


def operator(desk):
    """The access of the operator."""
    return desk.admit(Viewer("op", Role.OPERATOR, purpose="test"))


def serve(database=None, *, settings=None, reader=None, files=FILES):
    """The programme, served."""
    desk = desk_on(database)
    submission = submissions.Submission(roll(files), identities=IDENTITIES)
    submissions.submit(desk, operator(desk), submission, on=ON)
    return Served(desk, create_app(desk, settings=settings or Settings(), reader=reader))


def agree(desk, site=HIGH, purpose=PURPOSE):
    """Let officers read records at a site."""
    term = DatePeriod(date(2026, 7, 1), date(2027, 6, 30) + ONE_DAY)
    agreement = Agreement(site, term, True, frozenset({purpose}))
    access_control.record_agreement(desk, operator(desk), agreement)


def zipped(files):
    """The bytes of a zip that holds these files, the same each time."""
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(ZipInfo(name), text)  # with its date of 1980, not the hour
    return packed.getvalue()
