"""Steps, letters and referrals through the command line, on a database, from draft to delivery."""

import json
import shlex

import attrs
import pytest

from sro_adapters.interchange.writing import write_bundle
from sro_core import Excuse
from tests.field import DAYS, HIGH, ON, roll, student
from tests.pages import run

FILES = (student("S-1", 5), student("S-2", 3), student("S-3", 3, born=None))
EARLIER = f"--on {ON}"


def export(folder, *files):
    """Write an export of these students, whose data reaches as far as their rows."""
    through = {HIGH: max(row.on for file in files for row in file.events)}
    write_bundle(attrs.evolve(roll(*files), data_through=through), folder)


@pytest.fixture
def sro(tmp_path, monkeypatch):
    """Run a command line on a database that holds three students."""
    monkeypatch.setenv("SRO_DATABASE_URL", f"sqlite:///{tmp_path / 'sro.db'}")
    export(tmp_path / "export", *FILES)

    def ask(line, *, fails=False):
        ran = run(f"sro {line}")
        assert (ran.exit_code == 1) is fails, ran.stdout + ran.stderr
        return ran.stderr if fails else ran.stdout

    ask(f"import {tmp_path / 'export'}")
    return ask


def json_of(text):
    return [json.loads(line) for line in text.splitlines()]


def steps_of(sro, student="S-1"):
    (found,) = json_of(sro(f"steps show {student} {EARLIER} --json"))
    return {each["step"]: each for each in found["steps"]}


def test_a_step_is_taken_shown_and_taken_back(sro):
    assert steps_of(sro)["report_1"]["state"] == "due"
    said = sro(f"steps take S-1 report_1 --on {DAYS[2]} --as clerk:HIGH")
    key = said.split()[-1]
    assert steps_of(sro)["report_1"]["taken"] == str(DAYS[2])
    assert "is withdrawn, by" in sro(f"steps withdraw S-1 {key} --because mistake --as clerk")
    assert steps_of(sro)["report_1"]["state"] == "due"


def test_the_operator_decides_nothing_and_is_told_whom_to_ask(sro):
    said = sro(f"steps take S-1 report_1 {EARLIER}", fails=True)
    assert "a named person of the school or the police decides this" in said


def test_an_import_prints_what_it_took_the_ground_of(sro, tmp_path):
    sro(f"steps take S-1 report_1 --on {DAYS[2]} --as clerk")
    file = FILES[0]
    late = tuple(
        attrs.evolve(each, excuse=Excuse.EXCUSED, code="ill") if each.on > DAYS[1] else each
        for each in file.events
    )
    export(tmp_path / "second", attrs.evolve(file, events=late), *FILES[1:])
    said = sro(f"import {tmp_path / 'second'} {EARLIER}")
    assert f"S-1: report_1 of {DAYS[2]} lost its ground" in said
    (lost,) = json_of(sro(f"steps lost {EARLIER} --json"))
    assert lost["known"]["dates"] == [str(DAYS[2])]
    sro(f"steps uphold S-1 {lost['key']} --because 'the excuse is in doubt' --as administrator")
    assert sro(f"steps lost {EARLIER} --json") == ""


LOG = """\
Perm ID,Letter,Sent,By
S-1,Truancy Letter 1,9/15/2026,mail
S-1,Home visit,9/16/2026,Ms. Doe
"""
MAP = """\
dates = "month/day/year"
[columns]
Student_id = "Perm ID"
Step = "Letter"
Date = "Sent"
Means = "By"
[steps]
"Truancy Letter 1" = "truancy_notice"
"Home visit" = "other"
"""


def log_files(folder, log=LOG, mapping=MAP):
    (folder / "log.csv").write_text(log, "utf-8")
    (folder / "map.toml").write_text(mapping, "utf-8")
    return f"steps import {folder / 'log.csv'} --map {folder / 'map.toml'}"


def test_a_schools_own_log_is_taken_in_by_a_map_and_again_changes_nothing(sro, tmp_path):
    line = log_files(tmp_path)
    assert sro(f"{line} --dry-run") == "2 steps would be entered, 0 on record already\n"
    assert sro(line) == "2 steps entered, 0 on record already\n"
    assert sro(line) == "0 steps entered, 2 on record already\n"
    assert steps_of(sro)["first_notice"]["taken"] == "2026-09-15"


def test_of_a_log_every_problem_is_told_with_its_line(sro, tmp_path):
    log = (
        LOG + "S-9,Home visit,9/17/2026,x\nS-2,Smoke signal,9/17/2026,x\n,Home visit,13/45/2026,x\n"
    )
    said = sro(log_files(tmp_path, log), fails=True)
    for told in (
        "log.csv:4: error unknown_student",
        "log.csv:5: error unknown_step",
        "log.csv:6: error blank_cell Perm ID=''",
        "log.csv:6: error bad_date Sent='13/45/2026'",
        "4 errors; nothing was entered",
    ):
        assert told in said
    assert steps_of(sro)["first_notice"]["state"] == "due"


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ("[columns]\nPupil = 'x'\n", "no column Pupil of ours"),
        ("[columns]\nStep = 'x'\n", "which column is Student_id, Date"),
        ("dates = 'roman'\n", "dates are one of"),
        ("[rows]\n", "no such key: rows"),
        ("steps = 3\n", r"[steps] holds names"),
        ("not toml", "cannot be read"),
    ],
)
def test_a_map_that_cannot_be_used_is_refused_in_words(sro, tmp_path, mapping, says):
    assert says in sro(log_files(tmp_path, mapping=mapping), fails=True)


def test_a_letter_goes_from_the_draft_to_the_family(sro, tmp_path):
    assert "S-3 gets none: the age is not known" in sro(
        f"letters draft first_notice --site HIGH {EARLIER} --as clerk:HIGH --language S-2=es"
    )
    (batch,) = json_of(sro("letters list --json"))
    assert (batch["state"], batch["log"][0]["role"]) == ("draft", "clerk")
    id = batch["id"]
    shown = json_of(sro(f"letters show {id} --json"))[0]["letters"]
    assert [(each["student_id"], each["wanted"]) for each in shown] == [("S-1", ""), ("S-2", "es")]
    sro(f"letters review {id} --as administrator:HIGH")
    said = sro(f"letters release {id} --as administrator:HIGH", fails=True)
    assert "S-1: disability_plan, housing, language, transport, safety_at_home" in said
    folder = tmp_path / "letters"
    assert "release it first" in sro(f"letters print {id} {folder} --purpose post", fails=True)
    for each in ("S-1", "S-2"):
        sro(f"steps asked {each} {EARLIER} --as clerk:HIGH")
    sro(f"letters release {id} --as administrator:HIGH")
    assert sro(f"letters print {id} {folder} --purpose post").startswith("2 letters written")
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    sro(f"letters print {id} {folder} --purpose post")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    assert b"2026-09-07" in first[f"{shown[0]['id']}.html"]
    for each in shown:
        sro(f"letters deliver {each['id']} print {EARLIER} --as clerk:HIGH")
    assert "delivered" in sro("letters list")
    assert steps_of(sro)["first_notice"]["taken"] == str(ON)


def test_a_letter_is_printed_as_pdf_with_the_extra(sro, tmp_path):
    pytest.importorskip("weasyprint")
    sro(f"letters draft first_notice --site HIGH {EARLIER} --as clerk")
    (batch,) = json_of(sro("letters list --json"))
    for each in ("S-1", "S-2"):
        sro(f"steps asked {each} {EARLIER} --as clerk")
    sro(f"letters review {batch['id']} --as district")
    sro(f"letters release {batch['id']} --as district")
    sro(f"letters print {batch['id']} {tmp_path / 'out'} --pdf --purpose post")
    pdfs = list((tmp_path / "out").glob("*.pdf"))
    assert len(pdfs) == 2
    assert pdfs[0].read_bytes().startswith(b"%PDF")


def test_a_referral_goes_from_the_officer_to_the_school_and_back(sro):
    open_ = "referrals open --site HIGH --student S-1 --reason 'met twice' --contact 2026-11-18"
    id = sro(f"{open_} {EARLIER} --as officer:O-01").split()[1]
    (inbox,) = json_of(sro("referrals inbox --as administrator:HIGH --json"))
    assert (inbox["id"], inbox["by"], inbox["contacts"]) == (id, "O-01", ["2026-11-18"])
    sro(f"referrals mark {id} acknowledged --as administrator:HIGH")
    sro(f"referrals mark {id} answered --because 'a plan was made' --as administrator:HIGH")
    (mine,) = json_of(sro("referrals mine --as officer:O-01 --json"))
    assert mine["stage"] == "answered"
    assert "a plan" not in json.dumps(mine)
    agreed = "--as officer:O-01 --purpose outreach"
    assert "school record" in sro(f"referrals answer {id} {agreed}", fails=True)
    sro("agreement record HIGH --from 2026-07-01 --school-official --for outreach")
    assert sro(f"referrals answer {id} {agreed}") == "a plan was made\n"


def test_the_school_refers_outside_and_tells_the_police_by_name(sro):
    body = "--body SARB --address 'Main St' --reason truancy --support mentor"
    line = f"referrals outside S-1 to_review_board {body} {EARLIER} --purpose referral"
    assert "not asked yet" in sro(f"{line} --as administrator", fails=True)
    sro(f"steps asked S-1 {EARLIER} --as clerk")
    assert "it needs habitual_truant" in sro(f"{line} --as administrator", fails=True)
    told = f"--agency Police --reason 'a knife' {EARLIER} --purpose safety --as district"
    said = sro(f"referrals police HIGH reportable_act --tell act 'a knife was shown' '' {told}")
    assert "to the Police: act, by" in said
    assert "handed back to the administration of HIGH" in sro(
        f"referrals police HIGH school_rules {told}"
    )


def test_the_record_of_a_student_and_its_expunging_cover_all_of_it(sro):
    sro(f"steps take S-1 report_1 --on {DAYS[2]} --as clerk")
    sro(f"steps asked S-1 language {EARLIER} --as clerk")
    sro(f"letters draft first_notice --site HIGH {EARLIER} --as clerk")
    sro(f"referrals open --site HIGH --student S-1 --reason met {EARLIER} --as officer:O-01")
    held = json_of(sro("record S-1 --json --purpose request"))[0]
    assert sorted(each["what"] for each in held["filed"]) == [
        "letter", "question asked", "referral", "step",
    ]  # fmt: skip
    assert "report_1" in sro("record S-1 --purpose request")
    said = sro("expunge S-1 --because order --purpose request --yes")
    assert "4 filed records" in said
    assert sro("referrals inbox --json") == ""
    assert sro("audit verify")


def test_usage_of_a_language_is_checked(sro):
    ran = run(shlex.join(["sro", "letters", "draft", "x", "--site", "HIGH", "--language", "S-1"]))
    assert ran.exit_code == 2
