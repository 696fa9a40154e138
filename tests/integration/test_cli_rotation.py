"""`sro rotation`: a problem in, a plan out, checked and explained; faults told with their paths."""

import json
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest
from click.testing import CliRunner

from sro_adapters import wire
from sro_adapters.cli.program import program
from sro_adapters.planning.documents import problem_document
from sro_adapters.synthetic.departments import department
from tests.pages import ROOT

EXAMPLE = ROOT / "examples" / "rotation.json"


def rotation(*args, stdin=None):
    return CliRunner().invoke(program, ["rotation", *map(str, args)], input=stdin)


@pytest.mark.parametrize("planner", ["default", "highs"])
def test_a_plan_as_json_has_the_keys_that_are_promised(planner):
    ran = rotation("plan", EXAMPLE, "--json", "--planner", planner)
    assert (ran.exit_code, ran.stderr) == (0, "")
    plan = json.loads(ran.stdout)
    assert list(plan) == ["status", "levels", "tours", "vacant", "planner"]
    assert plan["status"] == "proven"
    assert [(each["name"], each["value"], each["bound"]) for each in plan["levels"]] == [
        ("vacant", 1, 1), ("broken_tenure", 0, 0), ("changes", 0, 0), ("stagger", 0, 0),
        ("preference", 4, 4),
    ]  # fmt: skip
    assert plan["tours"][0] == {"officer": "O-01", "site": "HIGH", "from": 2024, "to": 2027}
    (vacancy,) = plan["vacant"]
    assert (vacancy["site"], vacancy["year"], vacancy["posts"]) == ("HIGH", 2028, 1)
    assert sum(each["officers"] for each in vacancy["because"][:-1]) == 4
    assert all(each["code"] and each["text"] for each in vacancy["because"] + vacancy["cures"])


def test_the_same_problem_gives_the_same_bytes():
    first, second = (rotation("plan", EXAMPLE, "--json").stdout for _ in range(2))
    assert first == second


def test_the_problem_may_come_from_standard_input():
    ran = rotation("plan", "-", "--json", stdin=EXAMPLE.read_text("utf-8"))
    assert json.loads(ran.stdout)["status"] == "proven"


def test_faults_are_told_with_their_paths_and_exit_status_1(tmp_path):
    document = json.loads(EXAMPLE.read_text("utf-8"))
    document["current"][0]["site"] = "NOWHERE"
    document["officers"][1]["available"] = [[2030, 2029]]
    (tmp_path / "problem.json").write_text(json.dumps(document), "utf-8")
    ran = rotation("plan", tmp_path / "problem.json", "--json")
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "current[0].site: 'NOWHERE' is no site" in ran.stderr
    assert "officers[1].available[0]: years 2030 to 2029" in ran.stderr


def test_pins_that_cannot_stand_are_an_answer(tmp_path):
    document = json.loads(EXAMPLE.read_text("utf-8"))
    document["pinned"].append({"officer": "O-02", "site": "HIGH", "from": 2027, "to": 2027})
    (tmp_path / "problem.json").write_text(json.dumps(document), "utf-8")
    ran = rotation("plan", tmp_path / "problem.json", "--json")
    plan = json.loads(ran.stdout)
    assert (ran.exit_code, plan["status"], plan["tours"]) == (0, "infeasible", [])
    assert plan["conflicts"] == ["O-02 is pinned to HIGH and to MIDDLE in 2027"]


def test_a_plan_passes_the_check_and_a_changed_one_does_not(tmp_path):
    plan = json.loads(rotation("plan", EXAMPLE, "--json").stdout)
    (tmp_path / "plan.json").write_text(json.dumps(plan), "utf-8")
    ran = rotation("check", EXAMPLE, tmp_path / "plan.json")
    assert (ran.exit_code, ran.stdout[:22]) == (0, "the plan check passed:")
    plan["tours"][-1]["to"] += 1
    plan["levels"][0]["value"] += 1
    (tmp_path / "plan.json").write_text(json.dumps(plan), "utf-8")
    ran = rotation("check", EXAMPLE, tmp_path / "plan.json")
    assert ran.exit_code == 1
    assert "it leaves the planned years" in ran.stdout
    assert "vacant is stated as 2 and comes to 1" in ran.stdout


def test_the_timeline_is_a_picture_with_title_and_description(tmp_path):
    rotation("plan", EXAMPLE, "--svg", tmp_path / "plan.svg")
    drawn = ET.parse(tmp_path / "plan.svg").getroot()
    words = {each.tag.rpartition("}")[2] for each in drawn}
    assert {"title", "desc", "rect", "text"} <= words
    shown = "".join(drawn.itertext())
    assert "O-04 at HIGH, 2029 to 2030, new tour" in shown
    assert "vacant" in shown
    assert "script" not in words


def test_who_else_could_hold_a_post_is_ranked_and_who_could_not_is_told_why():
    asked = ("alternatives", EXAMPLE, "--site", "HIGH", "--year", "2029")
    first = json.loads(rotation(*asked, "--json").stdout.splitlines()[0])
    assert (first["officer"], first["costs"]["vacant"], first["why_not"]) == ("O-01", 1, [])
    ran = rotation(*asked, "--officer", "O-03")
    assert "O-03 at HIGH in 2029: not possible" in ran.stdout
    ran = rotation(*asked, "--officer", "O-33")
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "no officer of the problem 'O-33'" in ran.stderr


# Says when the planner begins, so that nobody has to guess how long a loaded machine takes to it.
ANNOUNCED = """
import sys
from sro_adapters.cli import main, rotation

def announced(*args, solve=rotation.solve, **rest):
    print("at work", file=sys.stderr, flush=True)
    return solve(*args, **rest)

rotation.solve = announced
main()
"""


def test_ctrl_c_gives_the_best_plan_so_far_with_its_gap():
    problem = wire.to_json(problem_document(department(sites=30, officers=110, seed=2)))
    command = [
        sys.executable, "-c", ANNOUNCED, "rotation", "plan", "-",
        "--json", "--planner", "default", "--steps", "100000000",
    ]  # fmt: skip
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as running:
        running.stdin.write(problem)
        running.stdin.close()
        running.stdin = None
        assert running.stderr.readline() == "at work\n"
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=300)
    assert (running.returncode, err) == (0, "")
    plan = json.loads(out)
    assert plan["status"] == "feasible"
    assert all(level["bound"] <= level["value"] for level in plan["levels"])


def test_a_budget_of_steps_gives_the_same_bytes(tmp_path):
    problem = department(sites=8, officers=20, seed=1)
    (tmp_path / "problem.json").write_text(wire.to_json(problem_document(problem)), "utf-8")
    asked = ("plan", tmp_path / "problem.json", "--json", "--planner", "default", "--steps", "200")
    first, second = (rotation(*asked).stdout for _ in range(2))
    assert first == second
