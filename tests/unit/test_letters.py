"""Letters: their words by date and language, their evidence sealed, batches in order."""

from datetime import date, datetime

import attrs
import pytest

from sro_core import BadValue, Role, Roll, classify
from sro_core.truancy.letters import Batch, BatchState, Order, compose
from sro_core.truancy.marks import Mark
from sro_core.truancy.questions import LETTER, Asked, unasked
from sro_core.truancy.step_log import StepLog
from sro_core.truancy.steps import Ladders, standing
from sro_core.truancy.wording import wording
from tests.field import CALENDARS, DAYS, HIGH, LAW, ON, own_rules, student

AT = datetime(2026, 11, 20, 8, 30)
SPANISH = """
[[translation]]
id = "own_letter_es"
says = "the district's own letter, in Spanish"
cites = ["local: letters"]
from = 2026-07-01
letter = "own_letter"
language = "es"
translator = "the district's translation office"
sentences = [{ item = "own_support", text = "Nos gustaría ayudar." }]
frame.title = "Ausencias"
frame.greeting = "Estimada familia de {student}:"
frame.opening = "Extrañamos a {student}."
frame.dates_heading = "Días"
frame.closing = "Llámenos."
"""


def stand(file, rules=LAW):
    log = StepLog(file)
    one = next(classify(Roll([log.joined], CALENDARS), rules=rules, on=ON))
    return standing(one, log, Ladders.of(rules, ON))


def a_letter(file=None, step="first_notice", rules=LAW, language="en"):
    order = Order(id="L-1", batch="B-1", step=step, made_on=ON, language=language)
    return compose(stand(file or student("S-1", 3), rules), order, rules)


def words(classified, made, letter="first_notice", rules=LAW, language="en"):
    return wording(rules, letter, classified=classified, made=made, language=language)


def test_the_text_follows_the_date_of_the_classification_not_that_of_the_letter():
    before, after = date(2025, 6, 30), date(2025, 7, 1)
    assert words(before, before).items == words(before, after).items
    assert words(before, after).items != words(after, after).items


@pytest.mark.parametrize(("made", "there"), [(date(2018, 12, 31), True), (date(2019, 1, 1), False)])
def test_what_was_repealed_since_the_classification_is_left_out(made, there):
    found = words(date(2018, 12, 3), made)
    assert ("driving_licence_warning" in [each.item for each in found.items]) is there
    assert found.left_out == (() if there else ("driving_licence_warning",))


def test_a_letter_that_no_rule_has_on_that_day_is_not_made():
    with pytest.raises(BadValue, match="no rule in force on 2010-10-18"):
        words(date(2010, 10, 18), ON)


@pytest.mark.parametrize("made", [date(2025, 12, 31), date(2026, 1, 1)])
def test_a_translation_that_names_what_is_repealed_is_refused_from_that_day(made):
    sentences = ", ".join(
        f'{{ item = "{each.item}", text = "…" }}' for each in words(date(2025, 12, 1), made).items
    )
    rules = own_rules(
        more=SPANISH.replace("Llámenos.", "Código Penal 270.1.")
        .replace("from = 2026-07-01", "from = 2025-07-01\nuntil = 2026-01-01")
        .replace('"own_letter"', '"first_notice"')
        .replace('{ item = "own_support", text = "Nos gustaría ayudar." }', sentences)
    )
    if made < date(2026, 1, 1):
        assert words(date(2025, 12, 1), made, rules=rules, language="es").language == "es"
    else:
        with pytest.raises(BadValue, match=r"names 270\.1, which is repealed"):
            words(date(2025, 12, 1), made, rules=rules, language="es")


def test_a_family_reads_its_language_where_the_district_had_it_translated():
    rules = own_rules(more=SPANISH)
    found = words(ON, ON, "own_letter", rules, "es")
    assert (found.language, found.translator) == ("es", "the district's translation office")
    assert [each.text for each in found.items] == ["Nos gustaría ayudar."]


@pytest.mark.parametrize(
    ("more", "language"),
    [(SPANISH, "vi"), ("", "es"), (SPANISH.replace('own_support"', 'other"'), "es")],
)
def test_without_a_whole_translation_the_letter_is_in_english_and_says_so(more, language):
    found = words(ON, ON, "own_letter", own_rules(more=more), language)
    assert (found.language, found.wanted) == ("en", language)
    assert found.items[0].text == "We would like to help."


@pytest.mark.parametrize("born", [None, date(2008, 1, 1)])
def test_nobody_gets_one_whose_age_is_not_known_or_past(born):
    with pytest.raises(BadValue, match="nothing leaves the school"):
        a_letter(student("S-1", 9, born=born))


def test_nobody_gets_one_that_is_not_due():
    with pytest.raises(BadValue, match="no ground yet"):
        a_letter(student("S-1", 2))


def test_a_step_without_a_letter_sends_none():
    with pytest.raises(BadValue, match="sends no letter"):
        a_letter(step="report_1")


def test_a_letter_freezes_what_it_rests_on():
    letter = a_letter(student("S-1", 4))
    kept = letter.evidence
    assert kept.since == DAYS[2]
    assert kept.dates == tuple(DAYS[:4])
    assert kept.counts["occasions"] == 4
    assert "48260.5" in " ".join(kept.citations)
    assert "first_notice: met" in kept.explanation
    assert letter.wording.template == f"first_notice@{DAYS[2]}:en"
    assert letter.intact


def one_byte_each(value):  # noqa: C901, PLR0912 - one branch a type
    """Every copy of a value with one part changed, however deep."""
    if attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            for changed in one_byte_each(getattr(value, field.name)):
                yield attrs.evolve(value, **{field.name: changed})
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, date):
        yield value.replace(year=value.year - 1)
    elif isinstance(value, str) and type(value) is str:
        yield value + "."
        if value:
            yield value[:-1]
            yield chr(ord(value[0]) ^ 1) + value[1:]
    elif isinstance(value, tuple):
        yield (*value, "more")
        for place, part in enumerate(value):
            yield (*value[:place], *value[place + 1 :])
            for changed in one_byte_each(part):
                yield (*value[:place], changed, *value[place + 1 :])
    elif isinstance(value, dict):
        for key, part in value.items():
            yield {each: one for each, one in value.items() if each != key}
            for changed in one_byte_each(part):
                yield {**value, key: changed}
    elif value is None:
        yield date(2026, 1, 1)


@pytest.mark.parametrize("part", ["evidence", "wording"])
def test_the_seal_fails_after_any_changed_byte(part):
    letter = a_letter(student("S-1", 4))
    forged = [
        attrs.evolve(letter, **{part: changed}) for changed in one_byte_each(getattr(letter, part))
    ]
    assert len(forged) > 40
    assert [each for each in forged if each.intact] == []


@pytest.mark.parametrize("field", ["id", "batch", "student", "site", "step", "letter", "seal"])
def test_the_seal_fails_for_another_letter(field):
    letter = a_letter()
    assert not attrs.evolve(letter, **{field: getattr(letter, field) + "x"}).intact
    assert not attrs.evolve(letter, made_on=date(2026, 11, 19)).intact


def mark(what, by="a.principal"):
    return Mark(what=what, by=by, role=Role.ADMINISTRATOR, at=AT)


def batch(*states):
    return Batch(id="B", site=HIGH, step="first_notice", made_on=ON, log=tuple(map(mark, states)))


@pytest.mark.parametrize("place", range(4))
def test_a_batch_goes_one_way_and_skips_nothing(place):
    states = list(BatchState)
    made = batch(*states[: place + 1])
    for wanted in BatchState:
        if states.index(wanted) == place + 1:
            assert made.marked(mark(wanted)).state is wanted
        else:
            with pytest.raises(BadValue, match="next is"):
                made.marked(mark(wanted))


def test_nobody_unnamed_marks_anything():
    with pytest.raises(BadValue, match="nobody is named"):
        mark(BatchState.RELEASED, by=" ")


def test_questions_are_asked_anew_each_school_year():
    every = [each.id for each in unasked(LAW, [], before=LETTER, on=ON)]
    assert every == ["disability_plan", "housing", "language", "transport", "safety_at_home"]
    asked = [
        Asked(id=str(n), student="S-1", site=HIGH, question="language", on=on, by="c", at=AT)
        for n, on in enumerate([date(2026, 6, 30), date(2026, 7, 1)])
    ]
    assert "language" in [each.id for each in unasked(LAW, asked[:1], before=LETTER, on=ON)]
    assert "language" not in [each.id for each in unasked(LAW, asked[1:], before=LETTER, on=ON)]


def test_there_is_no_place_for_an_answer():
    assert {each.name for each in attrs.fields(Asked)} == {
        "id", "student", "site", "question", "on", "by", "at",
    }  # fmt: skip
