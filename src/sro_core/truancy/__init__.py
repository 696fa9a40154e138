"""Truancy: from attendance records and dated rules to statuses that explain themselves.

`attendance` and `steps_taken` are the records, `roll` is what a source hands over, `policy`
and `consequences` are the kinds of rule, `counting` makes series of dates, `classify` makes
findings, `what_if` what one change would make of them, `explanation` puts it into words.
Statuses rest on California Education Code sections 48200 and 48260 to 48263.6 and 60901, and
on the books of other states; this is not legal advice.
"""
