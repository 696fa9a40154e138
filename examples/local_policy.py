"""Lay a district's own reading over the law, and see whom it changes.

The overlay restates one measure: a further tardy counts from the first minute. It is local
policy and says so; the law below stays as it is.
"""

from datetime import date

from sro_adapters.interchange import read_bundle
from sro_core import classify, lay_over, load_rules

OVERLAY = """
id = "our-district"
title = "Our district (illustrative)"

[[citation]]
key = "memo 7"
title = "Superintendent's memorandum 7, illustrative"
link = "https://example.org/memo-7"
checked = 2026-11-23
standing = "local policy"

[[measure]]
id = "further_days"
says = "a further day absent or tardy at all, without valid excuse"
cites = ["48261", "memo 7"]
from = 2026-07-01
excuse = ["unexcused"]
gap_more_than_minutes = 0
subject_to = "compulsory_age"
"""

law = load_rules("us-ca")
ours = lay_over(law, OVERLAY, file="our-district.toml")
on = date(2026, 11, 20)


def reports_due(rules):
    """Count the reports due to each student."""
    roll = read_bundle("examples/el_cerrito")
    return {
        student.subject.id: len(student.tally.series["reports_due"])
        for student in classify(roll, rules=rules, on=on)
    }


before, after = reports_due(law), reports_due(ours)
for student, number in after.items():
    if number != before[student]:
        print(f"{student}: {before[student]} reports due under the law, {number} under {ours.name}")
