"""A planning problem is refused with every fault at once, each with its path."""

import copy
import json

import pytest

from sro_adapters.planning.documents import problem_document
from sro_adapters.planning.reading import problem_of, read_problem
from sro_core.errors import BadValue
from sro_core.rotations.problem import BadProblem, TourLimits, Years

GOOD = {
    "years": [2026, 2029],
    "tenure": {"minimum": 2, "maximum": 4, "break": 2},
    "stagger_share": "0.4",
    "sites": [{"id": "HIGH", "district": "D", "posts": 1}],
    "officers": [{"id": "O-01", "available": [[2026, 2036]]}],
}


def told(document):
    """The faults of a document, path and words."""
    with pytest.raises(BadProblem) as refused:
        problem_of(document)
    return {str(fault).partition(": ")[0]: str(fault) for fault in refused.value.faults}


def test_what_may_be_left_out_is_empty():
    problem = problem_of(GOOD)
    assert (problem.current, problem.published, problem.pinned, problem.forbidden) == ((),) * 4
    assert problem.officers[0].preferences == {}


def test_a_share_is_exact_whether_text_or_number():
    text = json.dumps(GOOD)
    as_number = text.replace('"0.4"', "0.4")
    assert read_problem(text) == read_problem(as_number)
    assert read_problem(text.replace('"0.4"', "0.1")).starts_allowed("D", 2027) == 1


def test_the_share_is_rounded_up_without_rounding_errors():
    document = {**GOOD, "stagger_share": "0.07"}
    document["sites"] = [{"id": "HIGH", "district": "D", "posts": 100}]
    assert problem_of(document).starts_allowed("D", 2027) == 7


def test_posts_can_differ_in_single_years():
    document = copy.deepcopy(GOOD)
    document["sites"][0]["posts_by_year"] = {"2028": 3}
    problem = problem_of(document)
    assert [problem.sites[0].posts_in(year) for year in problem.years] == [1, 1, 3, 1]
    assert problem_of(problem_document(problem)) == problem


def test_every_fault_is_told_at_once_with_its_path():
    found = told({
        "years": [2029, 2026],
        "tenure": {"minimum": 2, "maximum": 4, "brake": 2},
        "stagger_share": "much",
        "sites": [{"id": "HIGH", "district": "D", "posts": "1"}],
        "officers": [
            {"id": "O-01", "available": [[2026, 2036], [2026]], "preferences": {"HIGH": 1.5}},
            {"id": "O-01", "available": []},
        ],
        "current": [{"officer": "O-09", "site": "HIGH", "since": 2025}],
        "pinned": [{"officer": "O-01", "site": "LOW", "from": 2028, "to": 2027}, 7],
        "frozen": [],
    })  # fmt: skip
    assert set(found) >= {
        "years", "tenure", "stagger_share", "sites[0].posts", "officers[0].available[1]",
        "officers[0].preferences", "current[0].officer", "pinned[0]", "pinned[1]", "the whole",
    }  # fmt: skip
    assert "'frozen'" in found["the whole"]


def test_a_reference_to_a_record_that_is_faulty_itself_is_not_told_again():
    document = copy.deepcopy(GOOD)
    document["sites"][0]["posts"] = -1
    document["current"] = [{"officer": "O-01", "site": "HIGH", "since": 2025}]
    assert set(told(document)) == {"sites[0]"}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"sites": [*GOOD["sites"], *GOOD["sites"]]}, "sites[1].id"),
        ({"officers": [*GOOD["officers"], *GOOD["officers"]]}, "officers[1].id"),
        ({"current": [{"officer": "O-01", "site": "LOW", "since": 2025}]}, "current[0].site"),
        ({"current": [{"officer": "O-01", "site": "HIGH", "since": 2027}]}, "current[0].since"),
        (
            {"pinned": [{"officer": "O-02", "site": "HIGH", "from": 2026, "to": 2026}]},
            "pinned[0].officer",
        ),
        (
            {"forbidden": [{"officer": "O-01", "site": "LOW", "from": 2026, "to": 2026}]},
            "forbidden[0].site",
        ),
        ({"stagger_share": "1.1"}, "stagger_share"),
        ({"years": [1, 2026]}, "years"),
        ({"tenure": {"minimum": 1, "maximum": 1000, "break": 0}}, "tenure"),
    ],
)
def test_what_does_not_hold_together_is_told(change, path):
    assert path in told({**GOOD, **change})


def test_one_officer_serves_at_one_site_when_the_plan_begins():
    twice = [{"officer": "O-01", "site": "HIGH", "since": year} for year in (2024, 2025)]
    assert set(told({**GOOD, "current": twice})) == {"current[1].officer"}


def test_the_published_plan_may_name_who_has_left():
    gone = [{"officer": "O-99", "site": "OLD", "from": 2025, "to": 2027}]
    problem = problem_of({**GOOD, "published": gone})
    assert problem.promised == {("O-99", "OLD", 2026), ("O-99", "OLD", 2027)}


@pytest.mark.parametrize("text", ["", "[", "[]", "7", '{"years": NaN}', '{"years": 1, "years": 2}'])
def test_what_is_no_such_json_is_refused(text):
    with pytest.raises(BadProblem):
        read_problem(text)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Years(2027, 2026),
        lambda: TourLimits(minimum=0, maximum=4, between=2),
        lambda: TourLimits(minimum=3, maximum=2, between=2),
        lambda: TourLimits(minimum=2, maximum=4, between=-1),
    ],
)
def test_a_record_cannot_be_built_wrong(make):
    with pytest.raises(BadValue):
        make()
