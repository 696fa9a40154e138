"""What a request may hold: exactly what its schema says, nothing coerced, nothing guessed."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any, NewType

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from sro_adapters.http import parameters
from sro_adapters.http.api.attendance import InWords, Students
from sro_adapters.http.api.imports import ToImport
from sro_adapters.http.api.sites import NewAgreement, ToAgree
from sro_adapters.http.api.students import NewDisclosure, ToDisclose
from sro_adapters.http.conversion import JSON as BODY
from sro_adapters.http.conversion import TEXT, Unfit
from sro_adapters.http.cursors import read as read_cursor
from sro_adapters.http.cursors import written
from sro_adapters.http.problems import Fault, Problem
from sro_adapters.http.schemas import Schemas
from sro_adapters.wire.forms import FORMS
from sro_core import Role, SiteId

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
DATES = st.dates(date(1890, 1, 1), date(3010, 1, 1)).map(str)
WORDS = st.text(max_size=6) | st.sampled_from(["", " ", "a\nb", "hearing", "\u2028", "\x85"])


def near(fields):
    """Objects that are nearly right: some fields left out, some of another kind, some more."""
    values = {name: good | JSON for name, good in fields.items()}
    return st.fixed_dictionaries(
        {}, optional={**values, "from_": JSON, "colour": JSON}
    ) | st.fixed_dictionaries(fields)


def validator(kind):
    schemas = Schemas()
    schema = {**schemas.of(kind), "components": {"schemas": schemas.named}}
    return Draft202012Validator(schema, format_checker=FormatChecker())


def pointers(kind, path, value):
    """Where the reader finds a body wrong; none where it takes it."""
    try:
        parameters.read(kind, path, {}, lambda: value)
    except Problem as problem:
        return {each["pointer"] for each in problem.members["errors"]}
    return set()


AGREEMENT, DISCLOSURE = validator(NewAgreement), validator(NewDisclosure)


@given(
    near(
        {
            "from": DATES,
            "until": DATES | st.none(),
            "school_official": st.booleans(),
            "purposes": st.lists(WORDS, max_size=3),
        }
    )
)
@example({"from": "2026-07-01", "school_official": True})
@example({"from": "20260701", "school_official": True})
def test_an_agreement_is_read_where_its_schema_allows_it(value):
    wrong = pointers(ToAgree, {"site": "HIGH"}, value)
    assert (wrong == set()) == AGREEMENT.is_valid(value)


@given(
    near({"to": WORDS, "interest": WORDS, "what": WORDS, "given": st.booleans(), "basis": WORDS})
)
def test_a_disclosure_is_read_where_its_schema_allows_it(value):
    wrong = pointers(ToDisclose, {"student": "S-1"}, value)
    assert (wrong == set()) == DISCLOSURE.is_valid(value)


@given(JSON)
def test_a_body_of_any_shape_is_a_problem_and_never_an_error(value):
    assert pointers(ToAgree, {"site": "HIGH"}, value)


def faults(kind, path=None, **query):
    try:
        parameters.read(kind, path or {}, query)
    except Problem as problem:
        return {each["parameter"]: each["detail"] for each in problem.members["errors"]}
    return {}


def test_parameters_become_values():
    query = {"on": ["2026-11-20"], "site": ["HIGH"], "limit": ["007"]}
    asked = parameters.read(Students, {}, query)
    assert asked == Students(date(2026, 11, 20), SiteId("HIGH"), None, None, 7)
    sites = parameters.read(ToImport, {}, {"scope_sites": ["A", "B"]}).scope_sites
    assert sites == ("A", "B")


@pytest.mark.parametrize("text", ["1", "True", "yes", "", "on", "true ", "TRUE"])
def test_only_true_and_false_are_truth(text):
    path = {"student": "S-1"}
    assert parameters.read(InWords, path, {"lists": ["true"]}).lists is True
    assert parameters.read(InWords, path, {"lists": ["false"]}).lists is False
    assert faults(InWords, path, lists=[text]) == {"lists": "it must be true or false"}


@pytest.mark.parametrize("text", ["-1", "1.0", "+1", "1_0", "٣", "1e3", " 1", "9" * 10, "", "0x1"])
def test_only_digits_are_a_number(text):
    assert set(faults(Students, limit=[text])) == {"limit"}


@pytest.mark.parametrize(
    "text", ["20261120", "2026-W47-5", "2026-11-2", "1899-12-31", "3000-01-01", "2026-11-20T00:00",
             "\uff12026-11-20", "", "today", "2026-02-30"],
)  # fmt: skip
def test_only_whole_dates_are_dates(text):
    assert set(faults(Students, on=[text])) == {"on"}


@pytest.mark.parametrize("text", ["", "a\x00", "a\n", "a" * 257])
def test_an_id_is_text_of_some_length_without_control_characters(text):
    assert set(faults(Students, site=[text])) == {"site"}
    assert set(faults(InWords, {"student": text})) == {"student"}


def test_a_path_cannot_be_given_in_the_query():
    assert "student" in faults(Students, student=["S-1"])
    path, twice = {"student": "S-1"}, {"student": ["S-2"]}
    assert parameters.read(InWords, path, twice).student == "S-1"


@given(
    st.dictionaries(st.sampled_from(["on", "site", "limit", "cursor", "x"]), st.lists(st.text()))
)
def test_any_query_is_read_or_told_as_a_problem(query):
    given_ = {name: texts for name, texts in query.items() if texts}
    faults(Students, **given_)


def test_a_subclass_of_text_is_not_taken_for_text():
    """cattrs alone would let any text pass for an enumeration that is text too."""
    assert TEXT.structure("clerk", Role) is Role.CLERK
    with pytest.raises(Unfit):
        TEXT.structure("mayor", Role)


@pytest.mark.parametrize("kind", [float, dict, list, set, bytes])
def test_a_type_without_a_strict_way_cannot_be_declared(kind):
    with pytest.raises((TypeError, Unfit)):
        TEXT.structure("1", kind)


def test_a_fault_says_where_it_is():
    assert Fault("x", "/to").plain() == {"pointer": "/to", "detail": "x"}
    assert Fault("x", "").plain() == {"pointer": "", "detail": "x"}


# ---------------------------------------------------------------- schemas


class Plain(Enum):
    ONE = "one"


class Text(StrEnum):
    TWO = "two"


Ref = NewType("Ref", str)


@attrs.frozen
class Inner:
    """Something inside.

    More about it.
    """

    at: datetime
    again: tuple["Inner", ...] = ()


@pytest.mark.parametrize(
    ("kind", "schema"),
    [
        (str, {"type": "string"}),
        (bool, {"type": "boolean"}),
        (int, {"type": "integer"}),
        (date, {"type": "string", "format": "date"}),
        (Ref, {"type": "string"}),
        (Plain, {"type": "string", "enum": ["one"]}),
        (Text, {"type": "string", "enum": ["two"]}),
        (Any, {}),
        (int | None, {"anyOf": [{"type": "integer"}, {"type": "null"}]}),
        (bool | Text, {"anyOf": [{"type": "boolean"}, {"type": "string", "enum": ["two"]}]}),
        (tuple[Ref, ...], {"type": "array", "items": {"type": "string"}}),
        (Mapping[str, int], {"type": "object", "additionalProperties": {"type": "integer"}}),
        (Mapping[str, Any], {"type": "object"}),
        (Inner, {"$ref": "#/components/schemas/Inner"}),
    ],
)
def test_each_kind_of_type_has_its_schema(kind, schema):
    assert Schemas().of(kind) == schema


def test_a_class_stands_once_by_its_name_with_all_its_keys():
    schemas = Schemas()
    schemas.of(tuple[Inner, ...])
    assert list(schemas.named) == ["Inner"]
    made = schemas.named["Inner"]
    assert made["description"] == "Something inside."
    assert (made["required"], made["additionalProperties"]) == (["at", "again"], False)
    assert made["properties"]["again"]["items"] == {"$ref": "#/components/schemas/Inner"}


def test_two_classes_of_one_name_are_refused():
    schemas = Schemas()
    schemas.of(Inner)
    with pytest.raises(TypeError, match="two classes are named Inner"):
        schemas.of(attrs.make_class("Inner", {"x": attrs.field(type=int)}))


@pytest.mark.parametrize("kind", [complex, bytes, tuple[int, str], set[str], object()])
def test_a_type_without_a_schema_is_refused(kind):
    with pytest.raises(TypeError, match="no schema is known"):
        Schemas().of(kind)


def test_every_key_of_a_form_may_be_withheld():
    for form in FORMS.values():
        schemas = Schemas()
        made = schemas.named[schemas.of(form)["$ref"].rpartition("/")[2]]
        assert made["required"] == []
        assert made["properties"]["withheld"]["type"] == "object"


def test_the_key_of_a_body_is_the_one_that_is_sent():
    schemas = Schemas()
    schemas.of(NewAgreement)
    made = schemas.named["NewAgreement"]
    assert made["required"] == ["from", "school_official"]
    assert list(made["properties"]) == ["from", "school_official", "until", "purposes"]


# ---------------------------------------------------------------- cursors

POSITIONS = st.lists(st.text() | st.integers() | st.booleans(), max_size=4).map(tuple)
QUERY = {"on": "2026-11-20"}


@given(POSITIONS)
def test_a_cursor_is_read_back_as_it_was_written(position):
    text = written(position, "due", QUERY)
    assert text.replace("-", "").replace("_", "").isalnum()
    assert read_cursor(text, [type(each) for each in position], "due", QUERY) == position


@given(position=POSITIONS, data=st.data())
def test_a_cursor_with_another_letter_is_none(position, data):
    text = written(position, "due", QUERY)
    at = data.draw(st.integers(0, len(text) - 2))
    letter = data.draw(st.sampled_from("ABCabc019-_").filter(lambda each: each != text[at]))
    with pytest.raises(Problem):
        read_cursor(text[:at] + letter + text[at + 1 :], [*map(type, position)], "due", QUERY)


@given(st.text() | st.binary().map(lambda raw: raw.hex()))
def test_other_text_is_no_cursor(text):
    with pytest.raises(Problem):
        read_cursor(text, (str,), "due", QUERY)


def test_a_whole_number_may_be_written_with_a_point_in_json():
    """JSON has one kind of number, and so has its schema."""
    whole = BODY.get_structure_hook(int)
    assert (whole(45.0, int), type(whole(45.0, int))) == (45, int)
    for wrong in (45.5, float("inf"), "45", True):
        with pytest.raises(Unfit):
            whole(wrong, int)
