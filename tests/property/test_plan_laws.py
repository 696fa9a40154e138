"""Laws of plans: the public part holds nothing else, a difference leads from one to the other."""

from datetime import date

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sro_core import BadValue
from sro_core.privacy import Sensitivity
from sro_core.safety.plan_acts import PlanAct
from sro_core.safety.plan_differences import Change, differences, line_changes
from sro_core.safety.plan_rules import PlanStep
from sro_core.safety.plans import SECTIONS
from sro_core.safety.public_plan import PublicPlan, public_plan
from tests.strategies_safety import lines, plans

SECRET = "\u2620zugriff\u2620"


def adopted(plan):
    return PlanAct(
        id="a", site=plan.site, year=plan.year, edition=plan.edition, step=PlanStep.ADOPTED,
        on=date(2026, 9, 1), by="board",
    )  # fmt: skip


@given(plans(secret=SECRET))
def test_the_public_part_holds_nothing_that_is_not_public(plan):
    public = public_plan(plan, (adopted(plan),))
    assert SECRET not in repr(public)
    assert public.sections == plan.public


@given(plans(secret=SECRET))
def test_nothing_but_public_sections_fits_into_it(plan):
    public = public_plan(plan, (adopted(plan),))
    for section in (*plan.staff, *plan.tactical):
        with pytest.raises(BadValue, match="only public sections fit here") as refused:
            attrs.evolve(public, sections=(*public.sections, section))
        assert SECRET not in str(refused.value)


def test_it_has_no_field_that_could_carry_anything_else():
    fields = {each.name: str(each.type) for each in attrs.fields(PublicPlan)}
    assert fields.pop("sections") == "tuple[PublicSection, ...]"
    assert set(fields.values()) <= {"SiteId", "int", "date", "date | None"}


@given(plans())
def test_a_plan_that_was_not_adopted_has_no_public_part(plan):
    assert public_plan(plan, ()) is None


@given(lines, lines)
def test_the_lines_of_a_difference_give_both_texts(before, after):
    found = line_changes(before, after)
    old = [each.line for each in found if each.change is not Change.ADDED]
    new = [each.line for each in found if each.change is not Change.REMOVED]
    assert (old, new) == (before.splitlines(), after.splitlines())


@given(plans(), plans())
def test_a_difference_names_the_sections_that_differ_and_no_other(before, after):
    named = {each.section for each in differences(before, after)}
    ids = {each.id for each in (*before.sections, *after.sections)}
    assert named == {id for id in ids if before.finds(id) != after.finds(id)}


@given(plans(), plans())
def test_a_difference_is_as_closed_as_the_more_closed_side(before, after):
    order = list(SECTIONS)
    for each in differences(before, after):
        sides = [side.finds(each.section) for side in (before, after)]
        kinds = [side.sensitivity for side in sides if side is not None]
        assert each.sensitivity is max(kinds, key=order.index)


@given(plans(), st.sampled_from(list(SECTIONS)))
def test_a_section_stands_in_the_plan_once_wherever_it_is_moved(plan, openness):
    for section in plan.sections:
        moved = SECTIONS[openness](
            **{each.name: getattr(section, each.name) for each in attrs.fields(type(section))}
        )
        changed = plan.with_section(moved)
        assert changed.section(section.id) == moved
        assert len(changed.sections) == len(plan.sections)
        assert changed.without_section(section.id).finds(section.id) is None


@given(plans(secret=SECRET))
def test_what_is_no_secret_carries_none(plan):
    for section in (*plan.public, *plan.staff):
        assert SECRET not in repr(section)
    for section in plan.tactical:
        assert section.sensitivity is Sensitivity.TACTICAL
