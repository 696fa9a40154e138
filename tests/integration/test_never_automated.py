"""What is never automated is done by a named person: every command and route is walked.

Whoever runs or watches the system (operator, auditor, the public) runs all of them, and a program
with a token of each role asks for every route; afterwards nothing has been reported, held back,
released, delivered, referred, told to the police, asked, decided about a contact, sealed or
unsealed.
"""

import attrs
import pytest

from sro_adapters import access_tokens
from sro_core import Access, BadRules, Permission, Refused, Role, Viewer, lay_over
from sro_core.contacts.contact import CONTACTS
from sro_core.permissions import DECISIONS
from sro_core.privacy import SYSTEM
from sro_core.truancy.letters import BATCHES, LETTERS
from sro_core.truancy.questions import ASKED
from sro_core.truancy.referrals import OFFICER_REFERRALS, REFERRALS
from sro_core.truancy.step_log import STEPS
from sro_core.usecases import access_control
from tests.integration import test_permission_matrix as matrix
from tests.integration.test_permission_matrix import (
    BY_ROLE,
    ON_THE_MACHINE,
    STAFF,
    TABLE,
    Case,
    as_run,
    ask,
    requested,
    run,
)
from tests.permission_world import HIGH, NOW, ON, PURPOSE, RULES

world, app, in_memory = matrix.world, matrix.app, matrix.in_memory  # its fixtures
REGISTERS = (STEPS, ASKED, LETTERS, BATCHES, REFERRALS, OFFICER_REFERRALS, CONTACTS)
"""Where what is decided about a student is filed."""
ROLES = sorted(SYSTEM)
NEVER = {
    "releasing a letter": {
        Permission.HOLD_LETTER,
        Permission.RELEASE_LETTERS,
        Permission.RECORD_DELIVERY,
    },
    "making a report": {Permission.TAKE_STEP},
    "referral": {
        Permission.OPEN_REFERRAL,
        Permission.HANDLE_REFERRALS,
        Permission.REFER_OUTSIDE,
        Permission.TELL_POLICE,
    },
    "detention, citation, diversion": {Permission.RECORD_CONTACT},
    "matching persons": {Permission.CHECK_STUDENT},
    "sealing and unsealing": {Permission.DECIDE_RECORD},
    "the questions asked first": {Permission.ASK_FIRST},
}


def decided(world):
    """Every record of what somebody decided, the imported steps of a log apart."""
    with world.database() as stores:
        return [
            each.record
            for register in REGISTERS
            for each in stores.records(register).all()
            if not getattr(each.record, "source", "")
        ]


@pytest.mark.parametrize("act", NEVER)
def test_each_act_of_the_list_is_a_decision(act):
    assert NEVER[act] <= DECISIONS


def test_there_is_no_decision_that_the_list_does_not_name():
    assert frozenset().union(*NEVER.values()) == DECISIONS


@pytest.mark.parametrize("role", ROLES)
def test_no_command_lets_the_system_decide(role, world, in_memory):
    world.set_back("no agreement")
    before = decided(world)
    assert len(before) > 10
    case = Case(Viewer(f"the {role}", role, None, PURPOSE), HIGH, agreement=False)
    for name in BY_ROLE:
        world.set_back("no agreement")
        outcome, said = run(as_run(name, TABLE[name], world, case))
        after = decided(world)
        assert [each for each in after if each not in before] == [], f"{name}: {said}"
        if TABLE[name].get("may") in set(DECISIONS):
            assert outcome == "refused", f"{name}: {said}"


@pytest.mark.parametrize("role", ROLES)
def test_no_route_lets_the_system_decide(role, world, app):
    world.set_back("no agreement")
    before = decided(world)
    for name in STAFF:
        token = world.tokens["no agreement", role, None]
        asked = requested(name, TABLE[name], world, HIGH)
        world.set_back("no agreement")
        outcome, said = ask(app, asked, Authorization=f"Bearer {token}", Purpose=PURPOSE)
        after = decided(world)
        assert [each for each in after if each not in before] == [], f"{name}: {said}"
        if TABLE[name].get("may") in set(DECISIONS):
            assert outcome == "refused", f"{name}: {said}"


@pytest.mark.parametrize("role", list(Role))
def test_no_route_lets_a_program_decide_in_anybodys_part(role, world, app):
    world.set_back("agreement")
    program = Viewer("records system", role, None, program=True)
    made, token = access_tokens.mint(program, at=NOW, days=30, by="test")
    access_control.issue_token(world.desk, world.access(), made)
    world.keep("a program's")
    before, refused = decided(world), 0
    for name in STAFF:
        asked = requested(name, TABLE[name], world, HIGH)
        world.set_back("a program's")
        outcome, said = ask(app, asked, Authorization=f"Bearer {token}", Purpose=PURPOSE)
        after = decided(world)
        assert [each for each in after if each not in before] == [], f"{name}: {said}"
        if TABLE[name].get("may") in set(DECISIONS):
            assert outcome == "refused", f"{name}: {said}"
            refused += 1
    assert refused >= len(DECISIONS)


def test_every_decision_is_reached_by_a_command_or_a_route_that_was_walked():
    reached = {TABLE[name].get("may") for name in (*BY_ROLE, *STAFF)}
    assert set(map(str, DECISIONS)) <= reached
    assert not {TABLE[name].get("may") for name in ON_THE_MACHINE} & set(map(str, DECISIONS))


@pytest.mark.parametrize("permission", sorted(DECISIONS))
@pytest.mark.parametrize("role", list(Role))
def test_nobody_without_a_name_decides(permission, role):
    nobody = Access.of(Viewer(" \t", role, None, PURPOSE), RULES, on=ON)
    with pytest.raises(Refused):
        nobody.require(permission)


@pytest.mark.parametrize("permission", sorted(DECISIONS))
@pytest.mark.parametrize("role", list(Role))
def test_a_program_decides_nothing_and_a_person_of_the_part_does(permission, role):
    program = Access.of(Viewer("sis", role, None, PURPOSE, program=True), RULES, on=ON)
    person = attrs.evolve(program, viewer=attrs.evolve(program.viewer, program=False))
    assert program.why_not(permission) == "a named person decides this, and sis is a program"
    assert "program" not in person.why_not(permission)
    assert program.why_not(Permission.READ_DIRECTORY) == person.why_not(Permission.READ_DIRECTORY)


GRANT = """
id = "ours"
title = "Ours"

[[permission]]
id = "let_it"
says = "the system may"
cites = ["local: access"]
from = 2026-07-01
permission = "{permission}"
roles = ["{role}"]
"""


@pytest.mark.parametrize("permission", sorted(DECISIONS))
@pytest.mark.parametrize("role", ROLES)
def test_no_overlay_lets_the_system_decide(permission, role):
    with pytest.raises(BadRules, match=r"a named person decides this|name roles of the police"):
        lay_over(RULES, GRANT.format(permission=permission, role=role), file="ours.toml")


def test_whoever_decided_is_on_every_record(world):
    world.set_back("no agreement")
    for each in decided(world):
        by = [getattr(each, name) for name in ("by", "officer") if hasattr(each, name)]
        for field in attrs.fields(type(each)):
            value = getattr(each, field.name)
            if isinstance(value, tuple):
                by += [one.by for one in value if hasattr(one, "by")]
        letters = type(each).__name__ == "Letter"  # its batch says who, until it is delivered
        assert letters or (by and all(str(one).strip() for one in by)), each
