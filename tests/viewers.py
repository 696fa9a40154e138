"""Somebody who asks on the pilot's date, under the shipped rules, and what they may."""

from datetime import date

from sro_core import Access, Agreement, DatePeriod, SiteId, Viewer, load_rules

RULES = load_rules("us-ca")
FIRST = date(2010, 1, 1)
"""The first day of the rules of who may do what."""
ON = date(2026, 11, 20)
HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
OUTREACH = "truancy outreach"
TERM = DatePeriod(date(2026, 7, 1), date(2027, 7, 1))


def agreed(site=HIGH, period=TERM, purposes=(OUTREACH,), school_official=True):
    return Agreement(site, period, school_official, frozenset(purposes))


def access(role, sites=None, purpose="", *, on=ON, agreements=(), rules=RULES):
    viewer = Viewer("somebody", role, None if sites is None else frozenset(sites), purpose)
    return Access.of(viewer, rules, on=on, agreements=agreements)


def may(found, permission, site=None):
    return not found.why_not(permission, site)
