"""Explain every student of a bundle: the first lines a user writes."""

from datetime import date

from sro_adapters.interchange import read_bundle
from sro_core import classify, load_rules

roll = read_bundle("examples/el_cerrito")
for student in classify(roll, rules=load_rules("us-ca"), on=date(2026, 11, 20)):
    print(student.explain())
