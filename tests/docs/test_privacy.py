"""docs/privacy.md shows the permissions that are shipped."""

import re
from datetime import date

from sro_core import Access, Agreement, DatePeriod, Permission, Role, SiteId, Viewer, load_rules
from tests.pages import ROOT

ON, HIGH = date(2026, 11, 20), SiteId("HIGH")
RULES = load_rules("us-ca")
AGREED = (Agreement(HIGH, DatePeriod(ON, None), True, frozenset({"outreach"})),)
TEXT = (ROOT / "docs" / "privacy.md").read_text("utf-8")


def cell(permission, role):
    """What a role needs for a permission, as the page words it."""
    for said, purpose, agreements in (
        ("yes", "", ()), ("purpose", "outreach", ()), ("agreement", "outreach", AGREED),
    ):  # fmt: skip
        viewer = Viewer("somebody", role, None, purpose)
        access = Access.of(viewer, RULES, on=ON, agreements=agreements)
        if not access.why_not(permission, HIGH):
            return "own" if access.why_not(permission, HIGH, officer="somebody else") else said
    return ""


def test_the_table_of_roles_is_what_the_rules_say():
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in re.findall(r"^\|.*\|$", TEXT, re.MULTILINE)
    ]
    (start,) = [n for n, line in enumerate(lines) if line[0] == "may"]
    assert lines[start][1:] == list(Role)
    told = {line[0]: line[1:] for line in lines[start + 2 : start + 2 + len(Permission)]}
    assert told == {
        permission: [cell(permission, role) for role in Role] for permission in Permission
    }
