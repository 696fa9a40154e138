"""The programme that the permission matrix is driven on, and what its table's braces stand for.

Two sites with a student each, whose birth date, names and free text are *planted*: text that
nobody may see to whom its kind is not open at its site. The whole of it is in memory and is set
back after each run. An area adds what its examples need to `PREPARED`, in two or three lines.
"""

import io
import itertools
import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import attrs

from sro_adapters import access_tokens
from sro_adapters.interchange.writing import write_bundle
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
    SchoolYear,
    Sensitivity,
    Session,
    SiteId,
    StepTaken,
    Student,
    StudentFile,
    StudentRef,
    Viewer,
    load_rules,
)
from sro_core.contacts.contact import Disposition, Place
from sro_core.contacts.custody import Custody
from sro_core.contacts.stop_data import StopData
from sro_core.desk import Desk
from sro_core.feeds import Feed, Reader
from sro_core.officers import Officer, Training
from sro_core.officers.selection import Application
from sro_core.police_records import Category
from sro_core.rotations.assignments import Duty
from sro_core.safety.activities import HandedTo, State
from sro_core.safety.corrective_actions import CorrectiveAction
from sro_core.safety.drill_rules import DrillKind
from sro_core.safety.drills import Drill, DrillStatus
from sro_core.safety.incidents import INCIDENTS, Person
from sro_core.safety.incidents import Place as IncidentPlace
from sro_core.safety.plan_rules import PlanStep
from sro_core.safety.plans import SECTIONS, Attachment, Contributor
from sro_core.sites.posts import Post
from sro_core.sites.profile import SiteProfile, StaffContact
from sro_core.truancy.field_check import Asked
from sro_core.truancy.roll import Statement
from sro_core.truancy.sweeps import Team, Zone
from sro_core.usecases import (
    access_control,
    activity_log,
    calendar_feeds,
    contact_records,
    field_checks,
    field_work,
    incident_log,
    incident_records,
    officer_files,
    safety_drills,
    safety_plans,
    site_registry,
    staffing,
    student_records,
    submissions,
    sweeping,
    yearly_reports,
)
from sro_core.usecases.activity_log import Told
from sro_core.usecases.incident_log import ToldIncident
from tests import field_world

ON = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 30)
HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
SITES = (HIGH, MIDDLE)
OFFICERS = {HIGH: "O-01", MIDDLE: "O-02"}
"""The first one is who asks as an officer."""
YEAR = DatePeriod(date(2026, 8, 17), date(2027, 6, 5))
RULES = load_rules("us-ca")
PURPOSE = "truancy outreach"
"""What the agreement of HIGH, where there is one, opens records for."""
AGREED = Agreement(HIGH, YEAR, True, frozenset({PURPOSE}))


@attrs.frozen
class Plant:
    """Text put into a record: of which kind of information, and whose."""

    text: str
    kind: Sensitivity
    site: SiteId
    officer: str | None = None


@attrs.define
class World:
    """The programme in memory.

    Attributes:
        folder: for files that a command reads.
        database: the stores; `set_back` gives them the state that was kept.
        plants: what was planted.
        tokens: the text of a token, by state, role and sites.
        feeds: the secret address of a calendar feed, by site.
    """

    folder: Path
    database: MemoryDatabase = attrs.field(factory=MemoryDatabase)
    plants: list[Plant] = attrs.field(factory=list)
    tokens: dict = attrs.field(factory=dict)
    feeds: dict = attrs.field(factory=dict)
    _ids: itertools.count = attrs.field(factory=lambda: itertools.count(1))
    _places: dict = attrs.field(factory=dict)
    _kept: dict = attrs.field(factory=dict)

    @property
    def desk(self):
        """A desk whose clock stands still."""
        return Desk(self.database, lambda: NOW, RULES, lambda: f"id-{next(self._ids)}")

    def access(self, role=Role.OPERATOR, purpose="to prepare"):
        """The access of somebody who answers for the whole district."""
        return self.desk.admit(Viewer(f"the {role}", role, None, purpose))

    def plant(self, kind, site, officer=None):
        """Give text for a field that is of a kind, in a record of a site or an officer's file."""
        text = f"planted-{kind}-{site}-{len(self.plants)}"
        self.plants.append(Plant(text, Sensitivity(kind), site, officer))
        return text

    def place(self, name, site):
        """Give what braces stand for, of a site; it is made once."""
        if (name, site) not in self._places:
            self._places[name, site] = PREPARED[name](self, site)
        return self._places[name, site]

    def keep(self, name):
        """Keep the state under a name."""
        self._kept[name] = self.database._state

    def set_back(self, name):
        """Go back to a state that was kept."""
        self.database._state = self._kept[name]


BORN = {HIGH: date(2011, 2, 3), MIDDLE: date(2012, 4, 5)}


def student_file(world, site):
    """A student with a status, an open day and an act on record, all of it planted."""
    ref = StudentRef(f"S-{site}-1")
    days = (date(2026, 9, 1), date(2026, 9, 8), date(2026, 10, 5))
    rows = [AttendanceEvent(ref, site, on, excuse=Excuse.UNEXCUSED, code="UNX") for on in days]
    rows.append(AttendanceEvent(ref, site, date(2026, 11, 3)))
    means = world.plant(Sensitivity.JUVENILE, site)
    act = StepTaken(ref, Action.TRUANCY_NOTICE, date(2026, 10, 6), site, means)
    born = BORN[site]
    world.plants.append(Plant(born.isoformat(), Sensitivity.JUVENILE, site))
    return StudentFile(Student(ref, born), (Enrollment(site, YEAR),), tuple(rows), (act,))


def calendar(site):
    """The school year of a site, with bells."""
    bells = {day: (BellTime(time(8, 30), time(15, 30)),) for day in range(5)}
    return SchoolCalendar(
        site, (Session("2026-27", YEAR),), {date(2026, 11, 26): "Thanksgiving"}, bells=bells
    )


def roll_of(files):
    """A roll of the sites of these files."""
    return Roll(
        tuple(files.values()),
        {site: calendar(site) for site in files},
        {site: SchoolSite(site, f"{site.title()} School", "D") for site in files},
        dict.fromkeys(files, date(2026, 11, 3)),
        Statement(YEAR, whole=False),
    )


def build(folder):
    """Make the programme, with what every area prepared, and keep it with and without agreement."""
    world = World(folder)
    files = {site: student_file(world, site) for site in SITES}
    people = [
        Identity(
            files[site].ref, world.plant(Sensitivity.JUVENILE, site),
            family_name=world.plant(Sensitivity.JUVENILE, site),
            guardians=(Guardian(world.plant(Sensitivity.JUVENILE, site)),),
        )
        for site in SITES
    ]  # fmt: skip
    submissions.submit(
        world.desk, world.access(), submissions.Submission(roll_of(files), identities=people), on=ON
    )
    for site, file in files.items():
        asked = student_records.Request(
            "Probation", world.plant(Sensitivity.JUVENILE, site), "attendance", given=False
        )
        student_records.record_disclosure(world.desk, world.access(), file.ref, asked)
        purpose = world.plant(Sensitivity.JUVENILE, site)
        opener = world.access(purpose=purpose)
        student_records.open_identity(world.desk, opener, file.ref)
    for name in PREPARED:
        for site in SITES:
            world.place(name, site)
    world.keep("no agreement")
    access_control.record_agreement(world.desk, world.access(), AGREED)
    world.keep("agreement")
    return world


def let_in(world, viewers):
    """Make a token for each viewer, in both states."""
    for name in ("no agreement", "agreement"):
        world.set_back(name)
        for viewer in viewers:
            made, text = access_tokens.mint(viewer, at=NOW, days=30, by="test")
            access_control.issue_token(world.desk, world.access(), made)
            world.tokens[name, viewer.role, viewer.sites] = text
        world.keep(name)


# ---------------------------------------------------------------- what braces stand for
#
# A function of the world and a site gives the text: it makes the record through a use case, as
# `world.access()` (the operator), with `world.plant(kind, site)` in fields that are not for
# everybody, and gives its id.


def an_export(world, site):
    """A bundle of one site, as the world has it."""
    folder = world.folder / f"export-{site}"
    with world.database() as stores:
        file = stores.students.get(StudentRef(f"S-{site}-1")).record
    write_bundle(roll_of({site: file}), folder)
    return str(folder)


def a_zip(world, site):
    """The bytes of the same as a zip."""
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for path in sorted(Path(world.place("export", site)).iterdir()):
            archive.write(path, path.name)
    return packed.getvalue()


def a_token(world, site):
    """The id of a token."""
    speaks = Viewer("sis", Role.CLERK, frozenset({site}))
    made, _ = access_tokens.mint(speaks, at=NOW, days=30, by="test")
    access_control.issue_token(world.desk, world.access(), made)
    return made.id


def a_feed(world, site):
    """The id of a calendar feed of a site."""
    id, digest, text = access_tokens.fresh("feed")
    world.feeds[site] = text
    made = Feed(
        id=id, digest=digest, reader=Reader.SCHOOL, name="office", role=Role.ADMINISTRATOR,
        site=site, made=NOW, by="test", expires=NOW + timedelta(days=30),
    )  # fmt: skip
    calendar_feeds.give(world.desk, world.access(), made)
    return id


def closures_file(world, site):
    """A file of closed days."""
    path = world.folder / f"closures-{site}.ics"
    lines = ("BEGIN:VCALENDAR", "BEGIN:VEVENT", "DTSTART;VALUE=DATE:20261127", "END:VEVENT",
             "END:VCALENDAR", "")  # fmt: skip
    path.write_bytes("\r\n".join(lines).encode())
    return str(path)


def an_activity(officer, kind="presentation", *, draft=False):
    """An activity of an officer; one that is no draft was returned once, and submitted again."""

    def prepared(world, site):
        to = HandedTo.COUNSELLOR if kind == "parent_contact" else None
        told = Told(kind=kind, site=site, minutes=20, on=ON, officer=officer, to=to,
                    note=world.plant("staff", site))  # fmt: skip
        one = activity_log.log(world.desk, world.access(), told, draft=draft)
        if not draft:
            why = world.plant("personnel", site, officer)
            activity_log.review(world.desk, world.access(), one.id, State.RETURNED, because=why)
            activity_log.submit(world.desk, world.access(), one.id)
        return one.id

    return prepared


def a_plan(world, site):
    """The plan of a site in its second edition, with text of every kind in it."""
    desk, access = world.desk, world.access()
    shared = " ".join(f"word{n}" for n in range(60))

    def put(new):
        safety_plans.write_section(desk, access, site, new.id, lambda _: new, year=2026)

    safety_plans.begin(desk, access, site, year=2026)
    for kind, section in SECTIONS.items():
        planted = {
            name: world.plant(kind, site)
            for name in ("title", "owner", "evidence", "hazard", "text")
            if kind is not Sensitivity.PUBLIC
        }
        told = {"title": "Gates", "text": ""} | planted
        told["text"] = f"{told['text']} {shared}"
        file = Attachment(world.plant(kind, site), world.plant(kind, site), "a" * 64)
        new = section(id=f"{kind}-part", attachments=(file,), **told)
        put(new)
    safety_plans.record_step(desk, access, site, PlanStep.ADOPTED, year=2026, on=ON)
    for kind, section in SECTIONS.items():
        new = section(id=f"{kind}-part", title="Gates", text=f"{world.plant(kind, site)} {shared}")
        put(new)
    who = Contributor("principal", world.plant(Sensitivity.STAFF, site))
    safety_plans.name_contributor(desk, access, site, who, year=2026)
    return "staff-part"


def a_drill(status=DrillStatus.DRAFT, *, kind=DrillKind.FIRE, ago=0):
    """A way to make a drill of a site, finished or not, some days ago; its id is what is given."""

    def made(world, site):
        desk, access = world.desk, world.access()
        drill = Drill(
            id=f"{kind}-{status}-{ago}-{site}".replace(" ", "-"), site=site, kind=kind,
            on=ON - timedelta(days=ago), starts=time(10), leader="principal",
            observations=world.plant(Sensitivity.STAFF, site),
            weaknesses=world.plant(Sensitivity.TACTICAL, site),
        )  # fmt: skip
        safety_drills.record(desk, access, drill)
        if status is DrillStatus.FINISHED:
            safety_drills.finish(desk, access, drill.id)
        return drill.id

    return made


def an_action(kind):
    """A way to note what a drill showed; its id is what is given."""

    def made(world, site):
        new = CorrectiveAction(
            id=f"action-{kind}-{site}", site=site, drill=world.place("held", site),
            on=ON - timedelta(days=2), what=world.plant(kind, site), owner="custodian",
            sensitivity=kind,
        )  # fmt: skip
        safety_drills.note_action(world.desk, world.access(), new.drill, lambda _: new)
        return new.id

    return made


@attrs.frozen
class Staffed:
    """The ids of what is on record of staffing at a site."""

    post: str
    second: str
    serving: str
    free: str
    notice: str
    own: str
    waiting: str


def staffed(world, site):
    """Two posts, one of them filled; notices and applications; personnel facts planted."""
    if ("staffed", site) not in world._places:
        world._places["staffed", site] = _staffed(world, site)
    return world._places["staffed", site]


def _staffed(world, site):
    desk, access = world.desk, world.access()
    plant = world.plant(Sensitivity.STAFF, site)
    since = DatePeriod(date(2015, 7, 1), None)
    staff = (StaffContact(name=plant, role="principal"),)
    site_registry.record_profile(desk, access, SiteProfile(id=site, name=site, staff=staff))
    for n in (1, 2):
        post = Post(id=f"{site}-{n}", site=site, period=since, mailbox=f"{n}@example.org")
        site_registry.record_post(desk, access, post)
    serving, free = f"O-{site}", f"F-{site}"
    for id in (serving, free, OFFICERS[site]):
        record = Officer(id=id, name=f"Officer {id}", sworn=since, certificate=date(2015, 7, 1))
        officer_files.record_officer(desk, access, record)
    for id in (serving, free, OFFICERS[site]):
        title = world.plant(Sensitivity.PERSONNEL, site, id) if id == OFFICERS[site] else ""
        course = Training(
            id=f"{id}:sro_basic", officer=id, course="sro_basic", hours=Decimal(40),
            completed=date(2024, 6, 1), title=title,
        )  # fmt: skip
        officer_files.record_training(desk, access, course)
    period = DatePeriod(date(2024, 8, 1), None)
    staffing.assign(desk, access, staffing.ToAssign(officer=serving, site=site, period=period))
    gone = staffing.ToAssign(officer=free, site=site, period=DatePeriod(date(2024, 8, 1), None))
    staffing.assign(desk, access, gone)
    because = world.plant(Sensitivity.PERSONNEL, site, free)
    ended = staffing.ToEnd(officer=free, end=date(2024, 9, 1), went_to=Duty.PATROL, because=because)
    staffing.end(desk, access, ended)
    notices = []
    for first, last in ((9, 30), (10, 30), (1, 19)):
        days = DatePeriod(date(2026, 11, first), date(2026, 11, last))
        notices.append(officer_files.post_notice(desk, access, f"{site}-2", days).id)
    applications = []
    for notice, id in ((notices[1], OFFICERS[site]), (notices[1], serving), (notices[2], serving)):
        told = world.plant(Sensitivity.PERSONNEL, site, id) if id == serving else "to teach"
        day = date(2026, 11, 12)
        made = Application(id=f"{notice}:{id}", notice=notice, officer=id, on=day, reason=told)
        applications.append(officer_files.apply(desk, access, made).id)
    return Staffed(
        post=f"{site}-1", second=f"{site}-2", serving=serving, free=free,
        notice=notices[0], own=applications[0], waiting=applications[2],
    )  # fmt: skip


def a_state_directory(world, site):
    """A file of a state's directory with one school."""
    path = world.folder / f"directory-{site}.csv"
    path.write_text(
        "CDSCode,NCESDist,NCESSchool,StatusType,School,Street,City,Zip,Phone,OpenDate,ClosedDate,"
        "SOC,GSoffered,LastUpDate\n"
        "00000000000001,0000001,00001,Active,School,1 Street,Town,00001,1,07/01/1980,No Data,"
        "66,9-12,09/17/2025\n"
    )
    return str(path)


def who(world, site):
    """The identity of the student of a site."""
    with world.database() as stores:
        return stores.identities.get(StudentRef(f"S-{site}-1")).record


def a_contact(act=None):
    """A contact of O-01 at a site in which its student was met; ``act`` goes on with it."""

    def make(world, site):
        access = world.access(Role.SERGEANT)
        opening = field_work.Opening(
            place=Place("plaza", "Sampleton"), seen=("bags",), site=site, officer=OFFICERS[HIGH]
        )
        id = field_work.open_contact(world.desk, access, opening).id
        met = who(world, site)
        asked = Asked(met.given_name, met.family_name, BORN[site])
        field_checks.check_student(world.desk, access, id, asked)
        if act is not None:
            act(world, id)
        return id

    return make


def held(world, id):
    """Close a contact in which somebody was held."""
    result = field_work.Result(
        dispositions=frozenset({Disposition.COUNSELED}),
        custody=Custody(NOW),
        stop=StopData(reason=5, assignment=8),
    )
    field_work.close_contact(world.desk, world.access(Role.SERGEANT), id, result)


def decided(world, id):
    """Decide what category of record it is."""
    held(world, id)
    contact_records.give_category(world.desk, world.access(Role.RECORDS), id, Category.OUTSIDE)


def sealed(world, id):
    """Seal the record."""
    decided(world, id)
    contact_records.seal(world.desk, world.access(Role.RECORDS), id, basis="827.95")


def a_sweep(*acts):
    """A sweep on the day, with what was done with it."""

    def make(world, site):
        plan = sweeping.SweepPlan(
            on=ON, start=time(9), end=time(11), zones=(Zone("north", ("plaza",)),),
            teams=(Team("A", "north", (OFFICERS[HIGH],)),),
        )  # fmt: skip
        id = sweeping.plan(world.desk, world.access(Role.SERGEANT), plan).sweep.id
        for act in acts:
            act(world.desk, world.access(Role.SERGEANT), id)
        return id

    return make


def a_sweep_plan(world, site):
    """The file of a plan."""
    path = world.folder / f"sweep-{site}.toml"
    path.write_text(
        "on = 2026-12-04\nstart = 09:00:00\nend = 11:00:00\n"
        '[[zone]]\nname = "north"\nplaces = ["plaza"]\n'
        '[[team]]\nname = "A"\nzone = "north"\nofficers = ["O-01"]\n'
    )
    return str(path)


def a_rotation_plan(world, site):
    """A file with a plan to publish."""
    path = world.folder / f"plan-{site}.json"
    tour = {"officer": staffed(world, site).serving, "site": site, "from": 2026, "to": 2027}
    path.write_text(json.dumps({"tours": [tour]}))
    return str(path)


def an_incident(world, site):
    """The number of an incident within a site; what is said of its person is the police's."""
    ref = f"{len(world.plants)}-planted-{site}"
    world.plants.append(Plant(ref, Sensitivity.JUVENILE_POLICE, site))
    told = ToldIncident(
        number=f"26-{site}", site=site, place=IncidentPlace.WITHIN, at=NOW, offenses=("13B",),
        persons=(Person(ref=ref, student=True, referred=True),),
    )  # fmt: skip
    return incident_log.record(world.desk, world.access(), told).id


def the_pseudonym(world, site):
    """The pseudonym of who was involved in the incident of a site."""
    with world.database() as stores:
        (person,) = stores.records(INCIDENTS).get(world.place("incident", site)).record.persons
    return person.ref


def a_person(*acts):
    """The number of an incident and the pseudonym of who was involved, after what was decided."""

    def place(world, site):
        if person_sealed in acts:  # nobody sees it any more, so it is no plant
            ref = f"7-sealed-{site}"
        else:
            ref = f"{len(world.plants)}-planted-{site}"
            world.plants.append(Plant(ref, Sensitivity.JUVENILE_POLICE, site))
        told = ToldIncident(
            number=f"26-{len(acts)}-{site}", site=site, place=IncidentPlace.WITHIN,
            at=NOW, offenses=("13B",), persons=(Person(ref=ref), Person(ref="P-999")),
        )  # fmt: skip
        id = incident_log.record(world.desk, world.access(), told).id
        for act in acts:
            act(world.desk, world.access(Role.RECORDS), id, ref)
        return f"{id} {ref}"

    return place


def person_decided(desk, access, id, ref):
    """A person has recorded the category."""
    incident_records.give_category(desk, access, id, ref, Category.RELEASED)


def person_sealed(desk, access, id, ref):
    """A person has sealed it."""
    incident_records.seal(desk, access, id, ref, basis="section 827.95")


def a_csv_of_incidents(world, site):
    """An export of one incident within a site, and its map."""
    csv, mapped = (world.folder / f"incidents-{site}.{kind}" for kind in ("csv", "toml"))
    csv.write_text(f"n,d,t,s,p,o\n26-9,2026-11-19,10:15,{site},within the site,13B\n")
    names = zip("ndtspo", ("number", "date", "time", "site", "place", "offense"), strict=True)
    mapped.write_text("[columns]\n" + "".join(f'{ours} = "{own}"\n' for own, ours in names))
    return str(csv), str(mapped)


def a_list_of_codes(world, site):
    """A list of offenses of one line, as the FBI has it."""
    path = world.folder / f"codes-{site}.csv"
    path.write_text("OFFENSE_CODE,OFFENSE_NAME,OFFENSE_CATEGORY_NAME\n13B,Simple Assault,Assault\n")
    return str(path)


def a_report(world, _):
    """The school year of a report that was published."""
    year = SchoolYear(2024)
    if not yearly_reports.published(world.desk, world.access()):
        yearly_reports.publish(world.desk, world.access(), year)
    return str(year)


PREPARED = {
    "on": lambda world, site: str(ON),
    "site": lambda world, site: site,
    "student": lambda world, site: f"S-{site}-1",
    "officer": lambda world, site: OFFICERS[site],
    "folder": lambda world, site: str(world.folder),
    "export": an_export,
    "zip": a_zip,
    "token": a_token,
    # ------------------------------------------------ staffing
    "post": lambda world, site: staffed(world, site).post,
    "second_post": lambda world, site: staffed(world, site).second,
    "serving": lambda world, site: staffed(world, site).serving,
    "free": lambda world, site: staffed(world, site).free,
    "assignment": lambda world, site: f"O-{site}:{site}-1:2024-08-01",
    "application": lambda world, site: staffed(world, site).waiting,
    "notice": lambda world, site: staffed(world, site).notice,
    "own_application": lambda world, site: staffed(world, site).own,
    "waiting": lambda world, site: staffed(world, site).waiting,
    "state_directory": a_state_directory,
    "rotation_plan": a_rotation_plan,
    # ------------------------------------------------ steps, letters, referrals
    **field_world.PREPARED,
    # ------------------------------------------------ contacts, order, sweeps
    "given": lambda world, site: who(world, site).given_name,
    "family": lambda world, site: who(world, site).family_name,
    "born": lambda world, site: str(BORN[site]),
    "contact": a_contact(),
    "contact_held": a_contact(held),
    "contact_decided": a_contact(decided),
    "contact_sealed": a_contact(sealed),
    "sweep": a_sweep(),
    "sweep_open": a_sweep(sweeping.open_sweep),
    "sweep_closed": a_sweep(sweeping.open_sweep, sweeping.close_sweep),
    "sweep_done": a_sweep(sweeping.open_sweep, sweeping.close_sweep, sweeping.debrief),
    "sweep_plan": a_sweep_plan,
    # ------------------------------------------------ plans, drills
    "section": a_plan,
    "drill": a_drill(),
    "assailant": a_drill(kind=DrillKind.ASSAILANT),
    "held": a_drill(DrillStatus.FINISHED, ago=2),
    "later": a_drill(DrillStatus.FINISHED, ago=1),
    "action": an_action(Sensitivity.STAFF),
    "tactical_action": an_action(Sensitivity.TACTICAL),
    # ------------------------------------------------ activities, incidents
    "activity": an_activity("O-01", "parent_contact"),
    "activity_draft": an_activity("O-01", draft=True),
    "incident": an_incident,
    "pseudonym": the_pseudonym,
    "person": a_person(),
    "person_decided": a_person(person_decided),
    "person_sealed": a_person(person_decided, person_sealed),
    "begins": lambda world, site: "2026",
    "incident_csv": lambda world, site: a_csv_of_incidents(world, site)[0],
    "incident_map": lambda world, site: a_csv_of_incidents(world, site)[1],
    "codes": a_list_of_codes,
    "activity_of_o_01": an_activity("O-01", "parent_contact"),
    # ------------------------------------------------ due list, reports
    "feed": a_feed,
    "address": lambda world, site: world.place("feed", site) and f"{world.feeds[site]}.ics",
    "ics": closures_file,
    "year": a_report,
}
