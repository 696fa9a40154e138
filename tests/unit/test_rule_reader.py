"""A rule file is read strictly: what is wrong is told with file, line and key, all at once."""

from datetime import date

import pytest

from sro_core import BadRules, Force, lay_over, load_rules
from sro_core.citations import Standing
from sro_core.jurisdictions import KINDS
from sro_core.periods import DatePeriod
from sro_core.rules import read_rules
from sro_core.truancy.attendance import Excuse
from sro_core.truancy.criteria import Criterion
from sro_core.truancy.measures import Measure

CITATION = """\
[[citation]]
key = "EC 1"
title = "Education Code section 1"
link = "https://example.org/1"
checked = 2026-11-23
standing = "read in the source"

"""
AT = CITATION.count("\n") + 1  # the line of the table that follows
MEASURE = """\
[[measure]]
id = "days"
says = "a day absent"
cites = ["EC 1"]
from = 2010-01-01
excuse = ["unexcused"]
"""
CRITERION = """\
[[criterion]]
id = "truant"
says = "three days"
cites = ["EC 1"]
from = 2010-01-01
series = "days"
at_least = 3
"""
MONTH = '{ kind = "months" }'


def read(text, **more):
    return read_rules(text, file="a.toml", kinds=KINDS, **more)


def problems(text, **more):
    """Give the problems of a text as (line, table, key, what it says)."""
    with pytest.raises(BadRules) as caught:
        read(text, **more)
    assert {each.file for each in caught.value.problems} == {"a.toml"}
    return [(each.line, each.table, each.key, each.says) for each in caught.value.problems]


def only(text, **more):
    """Give the one problem of a text."""
    (found,) = problems(text, **more)
    return found


def without(key, text=MEASURE):
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(key))


def changed(key, value, text=MEASURE):
    return without(f"{key} =", text) + f"{key} = {value}\n"


# ------------------------------------------------------------------ what is accepted


def test_a_rule_carries_what_its_table_says():
    (rule,) = read(
        CITATION + MEASURE + 'force = "may"\nreading = ["so"]\nuntil = 2020-01-01\n'
    ).rules
    assert (rule.id, rule.says, rule.force, rule.readings) == (
        "days",
        "a day absent",
        Force.MAY,
        ("so",),
    )
    assert rule.effective == DatePeriod(date(2010, 1, 1), date(2020, 1, 1))
    assert rule.value == Measure(frozenset({Excuse.UNEXCUSED}))


def test_a_rule_must_be_followed_unless_it_says_may():
    assert read(CITATION + MEASURE).rules[0].force is Force.MUST


def test_a_rule_knows_the_line_of_its_table():
    rules = read(CITATION + MEASURE + "\n" + CRITERION).rules
    assert [rule.source for rule in rules] == [f"a.toml:{AT}", f"a.toml:{AT + 7}"]


def test_rules_of_different_kinds_stay_in_the_order_of_the_file():
    later = MEASURE.replace("days", "more")
    ids = [rule.id for rule in read(CITATION + MEASURE + CRITERION + later).rules]
    assert ids == ["days", "truant", "more"]


def test_a_citation_carries_where_and_how_it_was_read():
    (rule,) = read(CITATION + MEASURE).rules
    (cited,) = rule.citations
    assert (cited.key, cited.link) == ("EC 1", "https://example.org/1")
    assert (cited.checked, cited.standing) == (date(2026, 11, 23), Standing.READ)


def test_a_file_may_cite_what_was_read_before():
    before = read(CITATION).citations
    assert read(MEASURE, citations=before).rules[0].citations == (before["EC 1"],)


def test_the_head_of_a_file_names_the_book():
    head = read('id = "us-zz"\ntitle = "Nowhere"\nfiles = ["b.toml"]\n')
    assert (head.id, head.title, head.files) == ("us-zz", "Nowhere", ("b.toml",))


def test_two_rules_of_one_id_may_follow_each_other():
    first = MEASURE + "until = 2020-01-01\n"
    second = MEASURE.replace("2010", "2020")
    assert len(read(CITATION + first + second).rules) == 2


def test_two_rules_of_different_kinds_may_have_one_id():
    assert len(read(CITATION + MEASURE + CRITERION.replace("truant", "days")).rules) == 2


# ------------------------------------------------------------------ what is refused


def test_text_that_is_not_toml_is_refused():
    line, table, key, says = only("[[measure]\n")
    assert (line, table, key) == (1, "", "")
    assert says.startswith("not TOML:")


@pytest.mark.parametrize("key", ["id", "says", "from", "cites"])
def test_a_rule_without_its_common_keys_is_refused(key):
    line, table, named, says = only(CITATION + without(key))
    assert (line, table, named) == (AT, "measure", key)
    assert "missing" in says


def test_a_rule_that_cites_nothing_is_refused():
    assert only(CITATION + changed("cites", "[]"))[2:] == (
        "cites",
        "missing; a rule must say where it is written",
    )


@pytest.mark.parametrize(
    ("key", "value"), [("id", "5"), ("says", '""'), ("id", '""'), ("from", '"2010-01-01"')]
)
def test_a_common_key_of_a_loose_type_is_refused(key, value):
    assert only(CITATION + changed(key, value))[:3] == (AT, "measure", key)


def test_an_unknown_citation_is_refused_by_name():
    line, table, key, says = only(CITATION + changed("cites", '["EC 1", "EC 9"]'))
    assert (line, table, key) == (AT, "measure", "cites")
    assert "'EC 9'" in says


def test_an_unknown_key_is_refused_and_the_known_ones_are_listed():
    line, table, key, says = only(CITATION + MEASURE + "gap_over = 30\n")
    assert (line, table, key) == (AT, "measure", "gap_over")
    assert "never approximated" in says
    assert "gap_more_than_minutes" in says


def test_a_missing_setting_of_the_kind_is_refused():
    assert only(CITATION + without("excuse"))[2:] == ("excuse", "missing")


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("gap_more_than_minutes", '"30"', "expected a whole number, found '30'"),
        ("gap_more_than_minutes", "30.0", "expected a whole number, found 30.0"),
        ("gap_more_than_minutes", "true", "expected a whole number, found True"),
        ("full_day", '"yes"', "expected true or false, found 'yes'"),
        ("full_day", "1", "expected true or false, found 1"),
        ("subject_to", "6", "expected text, found 6"),
        ("excuse", '"unexcused"', "expected a list, found 'unexcused'"),
        ("gap", '"longest"', "'longest' is none of: longest_single, sum_of_day"),
        ("gap", "1", "1 is none of: longest_single, sum_of_day"),
        ("excuse", '["unexcused", "late"]', "'late' is none of: excused, unexcused, unknown"),
    ],
)
def test_a_loose_type_or_an_unknown_choice_is_refused(key, value, expected):
    text = CITATION + changed(key, value)
    assert only(text) == (AT, "measure", key, expected)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("gap_more_than_minutes = 30\ngap_more_than_percent_of_day = 50\n", "two limits"),
        ("full_day = false\n", "counts nothing"),
    ],
)
def test_a_measure_that_makes_no_sense_is_refused(lines, why):
    line, table, _, says = only(CITATION + MEASURE + lines)
    assert (line, table) == (AT, "measure")
    assert why in says


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (without("at_least", CRITERION), "exactly one of at_least"),
        (CRITERION + 'at_least_percent = 10\nof = "school_days_enrolled"\n', "exactly one of"),
        (CRITERION + 'of = "school_days_enrolled"\n', "belong together"),
        (changed("at_least_percent", "10", without("at_least", CRITERION)), "belong together"),
        (CRITERION + "minimum_expected_days = 31\n", "goes with a percentage"),
        (CRITERION + 'needs = ["sarb_review"]\n', "needs and needs_since belong together"),
        (CRITERION + 'any_of = ["a"]\n', "exactly one of"),
        (without("series", CRITERION), "name a series"),
        (changed("at_least", "-1", CRITERION), "at_least starts at 1"),
        (
            without("at_least", CRITERION)
            + 'at_least_percent = 101\nof = "school_days_enrolled"\n',
            "1 to 100",
        ),
        (
            without("at_least", CRITERION)
            + 'at_least_percent = 10\nof = "school_days_enrolled"\n'
            + 'window = { kind = "weeks", length = 4 }\n',
            "school year only",
        ),
    ],
)
def test_a_criterion_that_the_engine_cannot_do_is_refused_in_words(text, why):
    line, table, _, says = only(CITATION + text)
    assert (line, table) == (AT, "criterion")
    assert why in says


@pytest.mark.parametrize(
    "text",
    [
        changed("at_least", "0", CRITERION),
        without("at_least", CRITERION) + 'at_least_percent = 0\nof = "school_days_enrolled"\n',
    ],
)
def test_a_criterion_of_nothing_is_refused(text):
    assert only(CITATION + text)[:2] == (AT, "criterion")


@pytest.mark.parametrize(
    "window", [MONTH, '{ kind = "school_year", length = 2 }', '{ kind = "weeks", length = 0 }']
)
def test_a_window_with_a_length_it_cannot_have_is_refused(window):
    line, table, key, says = only(CITATION + CRITERION + f"window = {window}\n")
    assert (line, table, key) == (AT, "criterion", "window")
    assert "months and weeks need one" in says


def test_an_unknown_key_inside_a_setting_is_named_with_its_path():
    text = CITATION + CRITERION + 'window = { kind = "weeks", length = 4, open = true }\n'
    assert only(text)[2] == "window.open"


@pytest.mark.parametrize(("key", "value"), [("force", '"shall"'), ("reading", '"so"')])
def test_a_wrong_force_or_reading_is_refused(key, value):
    line, table, _, _ = only(CITATION + MEASURE + f"{key} = {value}\n")
    assert (line, table) == (AT, "measure")


@pytest.mark.parametrize(("key", "value"), [("force", '"shall"'), ("reading", '"so"')])
def test_a_wrong_force_or_reading_is_named(key, value):
    assert only(CITATION + MEASURE + f"{key} = {value}\n")[2] == key


def test_a_rule_that_ends_before_it_starts_is_refused():
    line, table, _, says = only(CITATION + MEASURE + "until = 2009-12-31\n")
    assert (line, table) == (AT, "measure")
    assert "ends before it starts" in says


def test_twin_rules_on_one_date_are_refused():
    line, _, key, says = only(CITATION + MEASURE + MEASURE)
    assert (line, key) == (AT + 6, "id")
    assert "'days' stands twice on one date" in says


def test_twin_rules_that_share_one_day_are_refused():
    text = MEASURE + "until = 2020-01-02\n" + MEASURE.replace("2010", "2020")
    assert only(CITATION + text)[2] == "id"


def test_single_brackets_are_refused_with_advice():
    line, table, _, says = only(CITATION + MEASURE.replace("[[measure]]", "[measure]"))
    assert table == "measure"
    assert "write [[measure]] with double brackets" in says
    assert line >= 1


def test_an_unknown_kind_of_rule_is_refused():
    _, _, key, says = only(CITATION + MEASURE.replace("[[measure]]", "[[mesure]]"))
    assert key == "mesure"
    assert "never approximated" in says


def test_an_unknown_kind_of_rule_is_told_with_its_line():
    assert only(CITATION + MEASURE.replace("[[measure]]", "[[mesure]]"))[0] == AT


@pytest.mark.parametrize("key", ["key", "title", "link", "checked", "standing"])
def test_a_citation_lacks_nothing(key):
    found = problems(without(key, CITATION))
    assert (1, "citation", key, "missing") in found


def test_a_citation_of_unknown_standing_is_refused():
    text = CITATION.replace("read in the source", "heard of")
    assert only(text)[:3] == (1, "citation", "standing")


def test_two_citations_of_one_key_are_refused():
    line, table, key, _ = only(CITATION + CITATION)
    assert (line, table, key) == (AT, "citation", "key")


def test_every_problem_of_a_file_is_told_at_once():
    text = (
        CITATION
        + changed("gap", '"x"')
        + without("from", CRITERION).replace("EC 1", "EC 9")
        + changed("excuse", '["late"]').replace('"days"', "5")
    )
    told = [(line, table, key) for line, table, key, _ in problems(text)]
    assert told == [
        (AT, "measure", "gap"),
        (AT + 7, "criterion", "cites"),
        (AT + 7, "criterion", "from"),
        (AT + 13, "measure", "id"),
        (AT + 13, "measure", "excuse"),
    ]


def test_of_a_file_with_a_problem_nothing_is_used():
    with pytest.raises(BadRules):
        read(CITATION + MEASURE + CRITERION + without("id"))


# ------------------------------------------------------------------ nothing is dropped


@pytest.mark.parametrize(
    "text",
    [
        "  " + MEASURE,
        MEASURE.replace("[[measure]]", '[["measure"]]'),
        "  " + MEASURE + MEASURE.replace("days", "more"),
    ],
)
def test_a_rule_is_read_or_refused_but_never_dropped(text):
    try:
        rules = read(CITATION + text).rules
    except BadRules:
        return
    assert len(rules) == text.count("measure")


def test_rules_written_as_an_inline_list_are_read_or_refused():
    inline = 'measure = [{ id = "days", says = "s", cites = ["EC 1"], from = 2010-01-01 }]\n'
    with pytest.raises(BadRules):
        read(inline + CITATION)


@pytest.mark.parametrize(
    "text",
    [
        CITATION + changed("cites", "5"),
        CITATION + changed("cites", '[["EC 1"]]'),
        CITATION + MEASURE + 'until = "2020-01-01"\n',
        CITATION + MEASURE + "until = 2020-01-01T00:00:00\n",
        CITATION + MEASURE.replace('"a day absent"', '"""\n[[measure]]\n"""') + "days = 1\n",
        "citation = 5\n",
    ],
)
def test_a_loose_type_is_told_and_does_not_break_the_reader(text):
    with pytest.raises(BadRules):
        read(text)


def test_a_time_is_no_date_to_begin_on():
    assert only(CITATION + changed("from", "2010-01-01T00:00:00"))[2] == "from"


def test_cites_as_text_is_refused_as_no_list():
    assert "list" in only(CITATION.replace("EC 1", "E") + changed("cites", '"E"'))[3]


# ------------------------------------------------------------------ references, checked in a book

CALIFORNIA = load_rules("us-ca")
OWN = CRITERION.replace("EC 1", "48262").replace("truant", "often").replace("2010", "2026")


def laid_over(text):
    with pytest.raises(BadRules) as caught:
        lay_over(CALIFORNIA, text, file="city.toml")
    return caught.value.problems


def test_a_dangling_reference_is_told_with_file_line_and_key():
    (problem,) = laid_over("# our own\n\n" + OWN)
    assert (problem.file, problem.line, problem.key) == ("city.toml", 3, "series")
    assert "'days'" in problem.says


def test_a_dangling_reference_names_the_table():
    (problem,) = laid_over(OWN)
    assert problem.table == "criterion"


def test_a_dangling_reference_is_told_once():
    assert len(laid_over(OWN.replace("2026", "2012"))) == 1


def test_a_reference_to_a_rule_that_stands_later_is_refused():
    later = MEASURE.replace("EC 1", "48262")
    (problem,) = laid_over(OWN + later)
    assert (problem.line, problem.key) == (1, "series")


def test_a_reference_to_a_rule_of_the_wrong_kind_is_refused():
    (problem,) = laid_over(OWN.replace("days", "truant"))
    assert problem.key == "series"


def test_a_reference_to_a_rule_that_is_not_yet_in_force_is_refused():
    early = MEASURE.replace("EC 1", "48262").replace("2010", "2027")
    problems = laid_over(early + OWN)
    assert {each.key for each in problems} == {"series"}
    assert "2026-01-01" in problems[0].says


def test_a_reference_to_a_rule_that_has_ended_is_refused():
    ended = MEASURE.replace("EC 1", "48262") + "until = 2026-06-01\n"
    problems = laid_over(ended + OWN)
    assert "2026-06-01" in problems[0].says


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("pending_on", '"nothing"'),
        ("subject_to", '"nobody"'),
        ("needs_since", '"reports_due"'),
    ],
)
def test_every_reference_of_a_criterion_is_checked(key, value):
    text = OWN.replace("days", "occasions") + f"{key} = {value}\n"
    if key == "needs_since":
        text += 'needs = ["sarb_review"]\n'
    assert {each.key for each in laid_over(text)} == {key}


def test_a_part_that_is_not_in_the_book_is_refused():
    text = without("at_least", without("series", OWN)) + 'any_of = ["truant", "nothing"]\n'
    assert {each.key for each in laid_over(text)} == {"any_of"}


def test_rules_of_different_kinds_with_one_id_can_both_be_referred_to():
    duty = (
        '[[duty]]\nid = "{}"\nsays = "do"\ncites = ["48262"]\nfrom = 2026-01-01\n'
        'after = "truant"\nwho = "clerk"\n'
    )
    book = lay_over(CALIFORNIA, duty.format("truant") + duty.format("more"), file="city.toml")
    assert book.id == "city.toml"


@pytest.mark.parametrize("after", ["chronic_absentee", "habitual_truant"])
def test_a_repeat_after_what_the_engine_cannot_date_is_refused(after):
    text = (
        '[[repeat]]\nid = "again"\nsays = "s"\ncites = ["48262"]\nfrom = 2026-01-01\n'
        f'after = "{after}"\nmeasure = "occasions"\n'
    )
    assert laid_over(text)


def test_an_overlay_that_names_further_files_is_refused():
    assert laid_over('id = "city"\nfiles = ["more.toml"]\n')


def test_a_criterion_is_an_ordinary_value_too():
    assert Criterion(series="days", at_least=3).at_least == 3


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (MEASURE + "gap_more_than_minutes = -1\n", "below 0"),
        (MEASURE + "gap_more_than_percent_of_day = 150\n", "0 to 99"),
        (
            changed("at_least_percent", "10", without("at_least", CRITERION))
            + 'of = "school_days_enrolled"\nminimum_expected_days = -1\n',
            "below 0",
        ),
        (
            (
                '[[ages]]\nid = "a"\nsays = "s"\ncites = ["EC 1"]\nfrom = 2010-01-01\n'
                "low = 18\nbelow = 6\n"
            ),
            "nobody",
        ),
        (
            (
                '[[listed_from]]\nid = "l"\nsays = "s"\ncites = ["EC 1"]\nfrom = 2010-01-01\n'
                "enrolled_days = -5\n"
            ),
            "below 0",
        ),
    ],
)
def test_a_number_that_nothing_could_be_is_refused(text, why):
    assert why in only(CITATION + text)[3]
