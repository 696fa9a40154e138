"""Every command: what it prints where, its exit status, and who gets to see what."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sro_adapters.cli.program import program
from sro_adapters.synthetic import generate, write_faulty_export
from tests.bundles import marks, pack, small, write

ON = ("--on", "2026-11-20")
READING = ("classify", "unverified", "due")


def sro(*args):
    """Run a command in this process; an unexpected exception fails the test."""
    ran = CliRunner().invoke(program, [str(each) for each in args], prog_name="sro")
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return ran


def done(*args):
    """Run a command that must succeed, and give what it printed to standard output."""
    ran = sro(*args)
    assert ran.exit_code == 0, ran.stderr
    return ran.stdout


def lines(*args):
    """Run a command with --json and give its objects."""
    return [json.loads(line) for line in done(*args, "--json").splitlines()]


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli") / "district"
    generate(folder, students=60, seed=2)
    return folder


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli") / "faulty"
    write_faulty_export(folder, seed=1)
    return folder


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """Four students whose ids sort otherwise as numbers, of two sites, without birth dates."""
    ids = {"10": "HIGH", "9": "HIGH", "007": "MIDDLE", "é": "HIGH", "left": "HIGH"}
    last = {"left": "2026-09-15"}
    files = small(
        users="sourcedId,role\n" + "".join(f"{id},student\n" for id in ids),
        enrollments="sourcedId,schoolSourcedId,userSourcedId,role,beginDate,endDate\n"
        + "".join(f"E{id},{at},{id},student,,{last.get(id, '')}\n" for id, at in ids.items()),
        attendance=marks(
            *(f"10 2026-09-{day} absent UNX" for day in ("01", "02", "03")),
            *(f"007,MIDDLE,,2026-09-{day},daily,absent,UNX," for day in ("01", "02", "03")),
            "007,MIDDLE,,2026-09-08,daily,absent,UNV,",
            "9 2026-09-01 absent UNX",
            "9 2026-09-02 absent UNX",
            "9 2026-09-10 absent UNV",
            "9 2026-09-09 absent UNV",
            "10 2026-09-04 absent UNV",
            "é 2026-09-03 absent UNV",
        ),
    )
    return write(files, tmp_path_factory.mktemp("cli") / "odd")


# --- the group


def test_the_version_is_that_of_the_package():
    assert done("--version") == "sro, version 0.1.0\n"


@pytest.mark.parametrize("name", sorted(program.commands))
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_has_help_with_a_sentence_for_each_option(name, flag):
    said = done(name, flag)
    command = program.commands[name]
    assert said.startswith(f"Usage: sro {name} ")
    assert command.help
    for option in command.params:
        if option.param_type_name == "option" and not option.hidden:
            assert option.opts[0] in said
            assert option.help or option.show_default, option.name


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("nonsense",),
        ("--nonsense",),
        *((name,) for name in ("check", "disclose", "expunge", "generate", "hours", "import")),
        *((name,) for name in ("explain", "identity", "record", "disclosures", "audit", "db")),
        ("token", "new"),
        ("token", "new", "sis"),
        ("agreement", "record", "HIGH"),
        ("db", "backup"),
        ("import", ".", "--scope-from", "2026-09-01"),
        ("import", ".", "--scope-site", "HIGH"),
        ("serve", "--port", "0"),
        *((name, ".", "--on", day) for name in READING for day in ("2026-13-01", "x", "", "today")),
        *((name, ".", "--as", who) for name in READING for who in ("", "Clerk", "nobody:HIGH")),
        ("due", ".", "--who", "nobody"),
        ("rules", "--kind", "nonsense"),
        ("rules", "--on", "soon"),
        ("generate", ".", "--students", "0"),
        ("generate", ".", "--seed", "x"),
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_is_status_2_on_standard_error(args):
    ran = sro(*args)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith("Usage: sro")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("classify", "{district}", "--rules", "us-zz"), "us-zz"),
        (("rules", "--rules", "us-zz"), "us-zz"),
        (("rules", "--overlay", "{tmp}/none.toml"), "none.toml"),
        (("explain", "S-99999", "{district}", *ON), "no student 'S-99999' on record"),
        (("explain", "s-00001", "{district}", *ON), "no student 's-00001' on record"),
        *(((name, "{tmp}/none", *ON), "none") for name in ("classify", "due", "unverified")),
        *(((name, "{faulty}", *ON), "nothing of it was used") for name in READING),
        (("classify", "{district}", "--map", "{tmp}/none.toml"), "none.toml"),
        (("generate", "{tmp}/new", "--on", "2026-08-17"), "2026-08-24 is the first date"),
    ],
)
def test_a_request_at_fault_is_status_1_with_its_sentence_on_standard_error(
    args, said, district, faulty, tmp_path
):
    places = {"district": district, "faulty": faulty, "tmp": tmp_path}
    ran = sro(*(each.format(**places) for each in args))
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


def test_an_input_that_is_refused_lists_its_errors_with_file_line_and_column(faulty):
    said = sro("classify", faulty).stderr.splitlines()
    assert said[0] == f"sro: {faulty}: 4 error(s); nothing of it was used:"
    places = [line.split(": ")[0].strip() for line in said[1:]]
    assert len(places) == 4
    assert all(place.startswith("attendance.csv:") for place in places)
    assert "error bad_date Attendance_date='2026-02-30'" in "\n".join(said)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_the_calendar_is_answered(district, day):
    ran = CliRunner().invoke(program, ["classify", str(district), "--on", day])
    assert ran.exception is None or isinstance(ran.exception, SystemExit)


def test_a_time_zone_that_is_not_one_is_told(district):
    ran = CliRunner().invoke(program, ["classify", str(district)], env={"SRO_ZONE": "Mars"})
    assert isinstance(ran.exception, SystemExit)
    assert ran.exit_code in (1, 2)
    assert "Mars" in ran.stderr


@pytest.mark.parametrize("name", ["generate", "demo"])
def test_a_folder_that_cannot_be_made_is_told(name, tmp_path):
    (tmp_path / "file").write_text("in the way", "utf-8")
    ran = CliRunner().invoke(program, [name, str(tmp_path / "file" / "folder")])
    assert isinstance(ran.exception, SystemExit)
    assert ran.exit_code in (1, 2)
    assert "folder" in ran.stderr


# --- warnings


@pytest.mark.parametrize("name", READING)
def test_warnings_go_to_standard_error_and_do_not_refuse(name, district):
    ran = sro(name, district, *ON)
    assert ran.exit_code == 0
    assert "warning not_a_school_day" in ran.stderr
    assert "warning" not in ran.stdout


def test_of_many_warnings_the_first_are_told_and_the_rest_counted(tmp_path):
    rows = [f"S-1 2026-09-{day:02} absent ZZ{day}" for day in range(1, 31)]
    folder = write(small(attendance=marks(*rows)), tmp_path)
    said = sro("classify", folder, *ON).stderr.splitlines()
    told = len(sro("check", folder).stdout.splitlines()) - 2  # its first and its last line
    assert len(said) == 21
    assert said[-1] == f"and {told - 20} more; `sro check` lists them"


def test_an_input_without_warnings_leaves_standard_error_empty(odd):
    for name in READING:
        assert sro(name, odd, *ON).stderr == ""


# --- classify

CLASSIFIED = [
    "student_id", "site", "as_of", "policy", "subject", "counts", "series", "reports",
    "findings",
    "unresolved", "set_aside", "readings", "would_change", "data_through", "refused",
]  # fmt: skip
COUNTS = {
    "full_days_unexcused", "occasions", "unresolved_days", "school_days_enrolled",
    "weekdays_absent", "weekdays_enrolled",
}  # fmt: skip
FINDING = {
    "code",
    "outcome",
    "since",
    "missing",
    "says",
    "measured",
    "citations",
    "counted",
    "evidence",
}
CITATION = {"title", "section", "link", "standing"}


def test_classify_prints_one_object_a_student_with_the_documented_keys(district):
    found = lines("classify", district, *ON)
    assert len(found) == 60
    for each in found:
        assert list(each) == CLASSIFIED
        assert set(each["counts"]) == COUNTS
        assert list(each["reports"]) == ["due", "made", "ungrounded"]
        for dates in each["reports"].values():
            assert dates == sorted(dates)
        for finding in each["findings"]:
            assert set(finding) == FINDING
            assert finding["outcome"] in ("met", "pending")
            assert (finding["since"] is None) == (
                finding["outcome"] == "pending" or "%" in finding["measured"]
            )
            assert finding["missing"] == list(dict.fromkeys(finding["missing"]))
            assert finding["evidence"] == sorted(finding["evidence"])
            assert finding["citations"]
            assert all(set(cited) == CITATION for cited in finding["citations"])
        codes = [finding["code"] for finding in each["findings"]]
        assert len(codes) == len(set(codes))
        assert set(codes) <= {
            "truant", "habitual_truant", "chronic_truant", "chronic_absentee"
        }  # fmt: skip
        assert each["subject"] in (True, False, "assumed")
        assert (each["as_of"], each["data_through"]) == ("2026-11-20", "2026-11-20")
    every = {
        key: [row for each in found for row in each[key]]
        for key in ("unresolved", "set_aside", "would_change")
    }
    assert all(set(row) == {"date", "reason", "would_change"} for row in every["unresolved"])
    assert all(set(row) == {"date", "reason"} for row in every["set_aside"])
    assert all(set(row) == {"change", "then"} for row in every["would_change"])
    assert all(every.values())


def test_classify_is_ordered_by_id_as_text_and_prints_ids_unchanged(odd):
    found = lines("classify", odd, *ON)
    assert [each["student_id"] for each in found] == ["007", "10", "9", "left", "é"]
    table = done("classify", odd, *ON).splitlines()
    assert [line.split()[0] for line in table[1:-1]] == ["007", "10"]


def test_leavers_are_listed_for_the_rest_of_their_school_year_and_no_longer(odd):
    for day, listed in (("2026-09-15", True), ("2027-06-30", True), ("2027-07-01", False)):
        found = lines("classify", odd, "--on", day)
        assert ("left" in {each["student_id"] for each in found}) == listed


@pytest.mark.parametrize("day", ["2026-08-16", "2027-07-01", "2019-10-01"])
def test_where_nobody_is_enrolled_it_says_so_and_json_is_empty(odd, day):
    assert "0 students" in done("classify", odd, "--on", day).splitlines()[-1]
    assert lines("classify", odd, "--on", day) == []
    assert "0 unverified absences" in done("unverified", odd, "--on", day)
    assert "0 items" in done("due", odd, "--on", day)


def test_classify_ends_with_the_numbers_of_each_status(district):
    table = done("classify", district, *ON).splitlines()
    found = lines("classify", district, *ON)
    assert table[0].split("  ")[0] == "student"
    rows = [(each["student_id"], f["code"]) for each in found for f in each["findings"]]
    assert [(line.split()[0], line.split()[2]) for line in table[1:-1]] == rows
    truants = sum(code == "truant" for _, code in rows)
    assert table[-1].startswith("60 students on 2026-11-20 under us-ca@2011-01-01: ")
    assert f"{truants} truant met" in table[-1]


def test_a_zip_gives_the_same_as_its_folder(odd, tmp_path):
    files = {path.name: path.read_bytes() for path in odd.iterdir()}
    packed = pack(files, tmp_path / "odd.zip")
    for name in READING:
        assert done(name, packed, *ON, "--json") == done(name, odd, *ON, "--json")


# --- explain


def test_explain_says_status_deciding_day_counts_and_what_would_change_it(odd):
    said = done("explain", "10", odd, *ON)
    assert said.startswith("10 at HIGH on 2026-11-20, rules us-ca@2011-01-01")
    assert "truant: met since 2026-09-03: three occasions in one school year" in said
    assert "3 occasions (3 needed in one school year)" in said
    assert "California Education Code section 48260(a)" in said
    assert "what would change this:" in said


def test_explain_with_lists_adds_days_and_readings(odd):
    plain, full = done("explain", "10", odd, *ON), done("explain", "10", odd, *ON, "--lists")
    assert len(full.splitlines()) > len(plain.splitlines())
    assert "occasions: gap = longest_single" in full
    assert "read with: gap_more_than_minutes = 30, gap = longest_single" in plain


def test_explain_as_json_is_the_line_of_classify(district):
    every = {each["student_id"]: each for each in lines("classify", district, *ON)}
    for student in ("S-00001", "S-00040"):
        assert lines("explain", student, district, *ON) == [every[student]]


def test_explain_says_that_a_student_had_no_school_day_yet(odd):
    said = done("explain", "9", odd, "--on", "2026-08-16")
    assert said == "9 has no enrolled school day in the school year to 2026-08-16\n"


def test_explain_as_json_prints_json_or_nothing(odd):
    printed = done("explain", "9", odd, "--on", "2026-08-16", "--json")
    assert all(isinstance(json.loads(line), dict) for line in printed.splitlines())


# --- unverified


def test_unverified_puts_first_what_would_change_a_status_then_the_oldest(odd):
    found = lines("unverified", odd, *ON)
    assert all(
        set(each) == {"student_id", "site", "date", "reason", "would_change"} for each in found
    )
    shown = [(each["date"], each["student_id"]) for each in found]
    telling = ["no status changes" not in each["would_change"] for each in found]
    assert telling == sorted(telling, reverse=True)
    split = telling.index(False)
    assert shown[:split] == sorted(shown[:split])
    assert shown[split:] == sorted(shown[split:])
    assert ("2026-09-09", "9") in shown[:split]
    assert ("2026-09-03", "é") in shown[split:]
    assert len(shown) == 5


def test_unverified_ends_with_its_numbers_and_holds_all_the_open_days_of_classify(district):
    found = lines("unverified", district, *ON)
    open_days = [
        (day["date"], each["student_id"])
        for each in lines("classify", district, *ON)
        for day in each["unresolved"]
    ]
    assert sorted((each["date"], each["student_id"]) for each in found) == sorted(open_days)
    telling = sum("no status changes" not in each["would_change"] for each in found)
    last = done("unverified", district, *ON).splitlines()[-1]
    assert last == f"{len(found)} unverified absences, {telling} of which would change a status"


# --- due

DUE = [
    "kind", "what", "concerns", "site", "who", "force", "due", "overdue_days", "codes", "citations",
]  # fmt: skip


def test_due_prints_one_object_an_item_with_the_documented_keys(district):
    found = lines("due", district, *ON)
    assert found
    for each in found:
        assert list(each) == DUE
        assert each["kind"] == "truancy"
        assert each["force"] in ("must", "may")
        assert each["citations"]
        assert all(set(cited) == CITATION for cited in each["citations"])
        assert each["due"] is not None or each["overdue_days"] == 0
    keys = [(each["concerns"], each["who"], each["what"], each["due"]) for each in found]
    assert len(keys) == len(set(keys))
    order = [(each["force"] == "may", each["due"] or "9999", each["concerns"]) for each in found]
    assert order == sorted(order)


def test_due_can_be_narrowed_to_one_role_and_one_site(district):
    every = lines("due", district, *ON)
    for role in ("clerk", "administrator"):
        own = [each for each in every if each["who"] == role]
        assert own
        assert lines("due", district, *ON, "--who", role) == own
    assert lines("due", district, *ON, "--who", "officer") == []
    for site in ("HIGH", "MIDDLE"):
        here = [each for each in every if each["site"] == site]
        assert here
        assert lines("due", district, *ON, "--site", site) == here


def test_the_table_of_due_has_a_line_an_item(district):
    table = done("due", district, *ON).splitlines()
    assert len(table) == len(lines("due", district, *ON)) + 2
    assert table[0].split() == ["due", "days", "overdue", "force", "who", "concerns", "what"]


def test_for_students_of_unknown_age_nothing_leaves_the_school(odd):
    found = lines("due", odd, *ON)
    assert {each["subject"] for each in lines("classify", odd, *ON)} == {"assumed"}
    assert [each["concerns"] for each in found] == ["007", "10"]
    for each in found:
        assert (each["who"], each["force"], each["due"]) == ("clerk", "must", None)
        assert "nothing leaves the school" in each["what"]


def test_percentages_reach_the_due_list_from_twenty_enrolled_days_on(tmp_path):
    """`classify` shows them before that."""
    files = small(
        users="sourcedId,role\nS-1,student\n",
        enrollments="sourcedId,schoolSourcedId,userSourcedId,role,beginDate,endDate\n"
        "E-1,HIGH,S-1,student,,\n",
        demographics="sourcedId,birthDate\nS-1,2012-03-04\n",
        attendance=marks("S-1 2026-08-17 absent ILL", "S-1 2026-08-18 absent ILL"),
    )
    folder = write(files, tmp_path)
    for day, enrolled, listed in (("2026-09-10", 19, False), ("2026-09-11", 20, True)):
        (student,) = lines("classify", folder, "--on", day)
        assert student["counts"]["weekdays_enrolled"] == enrolled
        assert [each["code"] for each in student["findings"]] == ["chronic_absentee"]
        codes = [code for each in lines("due", folder, "--on", day) for code in each["codes"]]
        assert codes == (["chronic_absentee"] if listed else [])


# --- who sees what


@pytest.mark.parametrize("name", READING)
@pytest.mark.parametrize("who", ["officer:O-01", "officer", "sergeant", "records"])
def test_police_are_refused_with_the_reason_and_get_nothing_else(name, who, odd):
    ran = sro(name, odd, *ON, "--as", who)
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "34 CFR 99.31(a)(1)" in ran.stderr
    assert "ask the school" in ran.stderr
    assert who.partition(":")[2] in ran.stderr


def test_police_are_refused_one_student_too(odd):
    ran = sro("explain", "10", odd, *ON, "--as", "officer:O-01")
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "ask the school" in ran.stderr


@pytest.mark.parametrize("which", ["district", "faulty"])
def test_police_do_not_get_the_problems_of_the_schools_export_either(which, request):
    folder = request.getfixturevalue(which)
    ran = sro("classify", folder, *ON, "--as", "officer:O-01")
    assert ran.exit_code == 1
    assert "ask the school" in ran.stderr
    for secret in ("S-99999", "S-00001", "attendance.csv", "2026-09"):
        assert secret not in ran.stderr


@pytest.mark.parametrize("who", ["public", "auditor"])
def test_others_are_refused_too(who, odd):
    ran = sro("classify", odd, *ON, "--as", who)
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "may not review attendance" in ran.stderr


@pytest.mark.parametrize("role", ["clerk", "administrator", "district", "operator"])
@pytest.mark.parametrize("name", READING)
def test_somebody_of_one_site_sees_that_site_only(name, role, district):
    every = lines(name, district, *ON, "--as", role)
    own = [each for each in every if each["site"] == "HIGH"]
    assert 0 < len(own) < len(every)
    assert lines(name, district, *ON, "--as", f"{role}:HIGH") == own


def test_a_student_of_another_site_is_refused(odd):
    assert sro("explain", "10", odd, *ON, "--as", "clerk:HIGH").exit_code == 0
    ran = sro("explain", "007", odd, *ON, "--as", "clerk:HIGH")
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "another site" in ran.stderr


# --- rules and overlays

OVERLAY = """
id = "our-district"
title = "Made-up district"

[[citation]]
key = "BP"
title = "Made-up board policy"
link = "https://example.org/bp"
checked = 2026-11-01
standing = "local policy"

[[criterion]]
id = "truant"
says = "two occasions in one school year"
cites = ["BP"]
from = 2026-07-01
series = "occasions"
at_least = 2
"""


@pytest.fixture
def overlay(tmp_path):
    path = tmp_path / "our.toml"
    path.write_text(OVERLAY, "utf-8")
    return path


def codes(*args):
    return {each["student_id"]: [f["code"] for f in each["findings"]] for each in lines(*args)}


def test_an_overlay_is_laid_over_the_law(odd, overlay):
    found = lines("classify", odd, *ON, "--overlay", overlay)
    assert {each["policy"] for each in found} == {"us-ca+our-district@2026-07-01"}
    (nine,) = [each for each in found if each["student_id"] == "9"]
    assert [each["code"] for each in nine["findings"]] == ["truant"]
    assert nine["findings"][0]["citations"][0]["standing"] == "local policy"
    assert codes("classify", odd, *ON)["9"] == []
    assert "two occasions in one school year" in done(
        "explain", "9", odd, *ON, "--overlay", overlay
    )


def test_a_wrong_overlay_is_told_with_file_and_line(odd, overlay):
    overlay.write_text(OVERLAY.replace("at_least = 2", "at_most = 2"), "utf-8")
    ran = sro("classify", odd, *ON, "--overlay", overlay)
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "our.toml:12: [[criterion]] at_most" in ran.stderr


@pytest.mark.parametrize("book", ["us-tx", "us-wa"])
def test_another_states_rules_bring_their_own_names(book, district):
    found = lines("classify", district, *ON, "--rules", book)
    assert len(found) == 60
    for each in found:
        assert list(each) == CLASSIFIED
        assert each["policy"].startswith(f"{book}@")
        assert {f["code"] for f in each["findings"]}.isdisjoint({"habitual_truant"})
    assert any(each["findings"] for each in found)
    assert set(found[0]["counts"]) != COUNTS
    assert done("due", district, *ON, "--rules", book)
    assert done("explain", "S-00001", district, *ON, "--rules", book)


def test_rules_are_listed_with_source_and_standing():
    said = done("rules", *ON)
    assert "criterion truant (must, 2010-01-01..): three occasions in one school year" in said
    assert "California Education Code section 48260(a) (read in the source" in said
    assert "read here as: " in said
    assert said.splitlines()[-1].endswith(" rules of us-ca in force on 2026-11-20")


def test_rules_as_json_have_the_same_rules(overlay):
    found = lines("rules", *ON)
    keys = {"kind", "id", "says", "force", "from", "until", "citations", "readings", "value"}
    assert all(set(each) == keys for each in found)
    assert done("rules", *ON).splitlines()[-1].startswith(f"{len(found)} rules ")
    kinds = {each["kind"] for each in found}
    for kind in kinds:
        own = [each for each in found if each["kind"] == kind]
        assert lines("rules", *ON, "--kind", kind) == own
    (truant,) = [
        each for each in lines("rules", *ON, "--overlay", overlay) if each["id"] == "truant"
    ]
    assert truant["value"]["at_least"] == 2


def test_before_a_rule_existed_nothing_is_in_force():
    assert done("rules", "--on", "1990-01-01") == "0 rules of us-ca in force on 1990-01-01\n"
    assert lines("rules", "--on", "1990-01-01") == []


# --- check


def test_check_is_status_1_on_errors_and_prints_them(faulty):
    ran = sro("check", faulty)
    assert (ran.exit_code, ran.stderr) == (1, "")
    printed = ran.stdout.splitlines()
    assert printed[0] == f"{faulty}: OneRoster CSV"
    assert printed[-1].startswith("4 errors, ")
    assert printed[-1].endswith("nothing of it can be used")
    assert sum(": error " in line for line in printed) == 4


def test_check_is_status_0_on_warnings_alone(district):
    ran = sro("check", district)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ": warning " in ran.stdout
    assert "0 errors, " in ran.stdout.splitlines()[-1]
    assert "60 students, 2 sites" in ran.stdout.splitlines()[-1]


def test_check_of_a_clean_input_says_what_it_holds(odd):
    last = done("check", odd).splitlines()[-1]
    assert last == "0 errors, 0 warnings; 5 students, 2 sites, 13 attendance rows, 0 acts"


@pytest.mark.parametrize("which", ["district", "faulty"])
def test_check_as_json_is_one_object_with_every_problem(which, request):
    ran = sro("check", request.getfixturevalue(which), "--json")
    found = json.loads(ran.stdout)
    assert list(found) == [
        "name", "form", "errors", "warnings", "counts", "unlisted", "read", "problems",
        "proposed_map",
    ]  # fmt: skip
    assert ran.exit_code == (1 if found["errors"] else 0)
    assert len(found["problems"]) == found["errors"] + found["warnings"]
    assert sum(found["counts"].values()) == len(found["problems"])
    problem = {"severity", "code", "file", "line", "column", "value", "says", "hint"}
    assert all(set(each) == problem for each in found["problems"])
    assert bool(found["read"]) == (not found["errors"])


def test_check_of_nothing_that_can_be_read_is_status_1(tmp_path):
    (tmp_path / "notes.txt").write_text("nothing", "utf-8")
    ran = sro("check", tmp_path)
    assert ran.exit_code == 1
    assert "nothing of it can be used" in ran.stdout


def test_check_writes_the_original_rows_with_their_problems(faulty, tmp_path):
    ran = sro("check", faulty, "--rows", tmp_path / "rows")
    assert ran.exit_code == 1
    written = tmp_path / "rows" / "attendance.csv"
    assert ran.stderr == f"wrote {written}\n"
    marked = written.read_text("utf-8-sig").splitlines()
    original = (faulty / "attendance.csv").read_text("utf-8").splitlines()
    assert len(marked) == len(original)
    assert all(one.startswith(other) for one, other in zip(marked, original, strict=True))
    assert marked[1].startswith(f"{original[1]},error bad_date: Attendance_date: ")


def test_problems_show_values_as_they_stand_in_the_file(faulty):
    (twice,) = [line for line in sro("check", faulty).stdout.splitlines() if "present_and" in line]
    assert " Attendance_status='present': " in twice


# --- generate


def contents(folder):
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def test_generating_twice_gives_the_same_bytes(tmp_path):
    for name in ("one", "other"):
        said = done("generate", tmp_path / name, "--students", 40, "--seed", 5)
    assert contents(tmp_path / "one") == contents(tmp_path / "other")
    rows = len((tmp_path / "one" / "attendance.csv").read_text("utf-8").splitlines()) - 1
    assert said == (
        f"{tmp_path / 'other'}: synthetic; 2 sites, 40 students, 4 staff, "
        f"{rows} attendance rows; truth as of 2026-11-20\n"
    )
    done("generate", tmp_path / "third", "--students", 40, "--seed", 6)
    assert contents(tmp_path / "one") != contents(tmp_path / "third")


def test_generate_takes_the_date_of_the_truth(tmp_path):
    done("generate", tmp_path, "--students", 3, "--on", "2025-10-10")
    assert "2025-10-10" in (tmp_path / "truth.csv").read_text("utf-8")
