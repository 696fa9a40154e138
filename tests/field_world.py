"""What the permission matrix needs of steps, letters and referrals, planted in its programme."""

from datetime import date

import attrs

from sro_core import Role, Sensitivity, StudentRef, Viewer
from sro_core.truancy.letters import BATCHES, LETTERS, BatchState
from sro_core.truancy.marks import Mark
from sro_core.truancy.referrals import Stage
from sro_core.truancy.step_log import EntryKind
from sro_core.usecases import (
    attendance_steps,
    family_letters,
    officer_referrals,
    referral_inbox,
)

ON = date(2026, 11, 20)
CLERK, ADMINISTRATOR = Role.CLERK, Role.ADMINISTRATOR


def _ref(site):
    return StudentRef(f"S-{site}-1")


def asked_student(world, site):
    """The student, about whom every question was asked."""
    every = attendance_steps.questions_on(world.desk.rules, ON)
    attendance_steps.ask(world.desk, world.access(CLERK), _ref(site), every, on=ON)
    return _ref(site)


def step(world, site):
    """The key of a step that was taken."""
    means = world.plant(Sensitivity.JUVENILE, site)
    access = world.access(CLERK)
    taken = attendance_steps.take(world.desk, access, _ref(site), "report_1", on=ON, means=means)
    return taken.id


def step_log(world, site):
    """A file with a school's own log."""
    path = world.folder / f"log-{site}.csv"
    path.write_text(f"Student_id,Step,Date\n{_ref(site)},other,2026-11-19\n", "utf-8")
    return str(path)


def draft(world, site):
    """A batch in draft; the notice on record is taken back first, so that one is due."""
    world.place("asked_student", site)
    act = "truancy_notice@2026-10-06"
    attendance_steps.settle(
        world.desk, world.access(CLERK), _ref(site), act,
        kind=EntryKind.WITHDRAWN, because=world.plant(Sensitivity.JUVENILE, site),
    )  # fmt: skip
    made = family_letters.draft(world.desk, world.access(CLERK), "first_notice", site=site, on=ON)
    (letter,) = made.letters
    told = attrs.evolve(letter.evidence, explanation=world.plant(Sensitivity.JUVENILE, site))
    with world.database(exclusive=True) as stores:
        stored = stores.records(LETTERS).get(letter.id)
        planted = attrs.evolve(stored.record, evidence=told).sealed()
        stores.records(LETTERS).put(planted, stored.version)
        stores.commit()
    return made.batch.id


def _copy(world, site, name, *states):
    """A batch like the one in draft, brought further."""
    id = f"{name}-{site}"
    with world.database(exclusive=True) as stores:
        batch = stores.records(BATCHES).get(world.place("draft", site)).record
        letter = next(
            each.record for each in stores.records(LETTERS).all(site=site)
            if each.record.batch == batch.id
        )  # fmt: skip
        marks = tuple(
            Mark(what=each, by="a.principal", role=ADMINISTRATOR, at=world.desk.clock())
            for each in states
        )
        stores.records(BATCHES).put(attrs.evolve(batch, id=id, log=(*batch.log, *marks)), 0)
        own = attrs.evolve(letter, id=f"letter-{id}", batch=id).sealed()
        stores.records(LETTERS).put(own, 0)
        stores.commit()
    return id


def reviewed(world, site):
    """A reviewed batch."""
    return _copy(world, site, "reviewed", BatchState.REVIEWED)


def released(world, site):
    """A released batch."""
    return _copy(world, site, "released", BatchState.REVIEWED, BatchState.RELEASED)


def drafted_letter(world, site):
    """A letter in draft."""
    return f"letter-{_copy(world, site, 'second')}"


def _referred(world, site, officer, *, answered):
    access = world.desk.admit(Viewer(officer, Role.OFFICER, None, "to prepare"))
    made = officer_referrals.open_referral(
        world.desk, access, site, reason="met twice", on=ON, student=_ref(site)
    )
    principal = world.access(ADMINISTRATOR)
    if answered:
        referral_inbox.advance(world.desk, principal, made.id, Stage.ACKNOWLEDGED)
        said = world.plant(Sensitivity.JUVENILE, site)
        referral_inbox.advance(world.desk, principal, made.id, Stage.ANSWERED, because=said)
    return made.id


PREPARED = {
    "asked_student": asked_student,
    "step": step,
    "step_log": step_log,
    "draft": draft,
    "reviewed": reviewed,
    "released": released,
    "drafted_letter": drafted_letter,
    "released_letter": lambda world, site: f"letter-{world.place('released', site)}",
    "batch": lambda world, site: world.place("draft", site),
    "letter": lambda world, site: world.place("drafted_letter", site),
    "referral": lambda world, site: _referred(world, site, "O-01", answered=False),
    "answered": lambda world, site: _referred(world, site, "O-01", answered=True),
}
