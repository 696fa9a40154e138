"""What the programme knows of its sites: profiles, posts by date, terms of agreements."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http import problems
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import MAYBE_WORDS, WORDS, body, member, path, query
from sro_adapters.http.operations import Nothing, Operation
from sro_adapters.http.problems import Fault
from sro_adapters.wire.site_forms import PostForm, ProfileForm, TermsForm
from sro_core.ids import PostId, SiteId
from sro_core.periods import ONE_DAY, DatePeriod
from sro_core.privacy import Permission
from sro_core.sites.posts import Post
from sro_core.sites.profile import Address, Grades, Headcount, Level, SiteProfile, with_headcount
from sro_core.sites.terms import AgreementTerms
from sro_core.usecases import site_registry

SITE = "the district's own id of the site"
_NUMBER = {"pattern": r"^[0-9]{1,12}(\.[0-9]{1,4})?$"}
_SHARE = {"pattern": r"^(100|[0-9]{1,2}(\.[0-9]{1,4})?)$"}
_GRADE = r"(P|TK|K|[1-9]|1[0-2])"
_GRADES = {"pattern": rf"^{_GRADE}(-{_GRADE})?$"}
_MAILBOX = {"maxLength": 254, "pattern": r"^([!-?A-~]+@[!-?A-~]+)?$"}
_COUNT = {"minimum": 0, "maximum": 1_000_000}
_YEAR = {"minimum": 1900, "maximum": 9000}


@attrs.frozen
class OfSite:
    """Ask for one site."""

    site: SiteId = path(SITE, example="HIGH")


@attrs.frozen
class OfDate:
    """Ask for posts."""

    on: date | None = query("only those authorised on this date", example="2005-11-01")


@attrs.frozen
class NewHeadcount:
    """How many people a school year has at a site."""

    year: int = member("by its first half", facets=_YEAR, example=2026)
    students: int = member("how many", facets=_COUNT, example=1350)
    staff: int | None = member("how many", default=None, facets=_COUNT)


@attrs.frozen
class NewProfile:
    """What is recorded of a site; what is left out stays as it is on record."""

    name: str = member("as the public knows it", facets=WORDS, example="Example High")
    grades: str | None = member("lowest to highest", default=None, facets=_GRADES, example="9-12")
    level: Level | None = member("what most requirements see", default=None)
    street: str = member("of the address", default="", facets=MAYBE_WORDS)
    city: str = member("of the address", default="", facets=MAYBE_WORDS)
    zip: str = member("of the address", default="", facets=MAYBE_WORDS)
    phone: str | None = member("public", default=None, facets=MAYBE_WORDS)
    cds: str | None = member("the state's id", default=None, facets={"pattern": r"^[0-9]{14}$"})
    nces: str | None = member("the nation's id", default=None, facets={"pattern": r"^[0-9]{12}$"})
    headcounts: tuple[NewHeadcount, ...] = member("by school year", default=())


@attrs.frozen
class ToRecord:
    """Ask to record a site's profile."""

    site: SiteId = path(SITE, example="HIGH")
    profile: NewProfile = body("what is known")


@attrs.frozen
class NewPost:
    """An authorised post."""

    site: str = member(SITE, facets=WORDS, example="HIGH")
    from_: date = member("authorised since", example="2005-11-01")
    until: date | None = member("the last day", default=None)
    title: str = member("public", default="School resource officer", facets=WORDS)
    mailbox: str = member("of the post; public", default="", facets=_MAILBOX)
    phone: str = member("of the post; public", default="", facets=MAYBE_WORDS)
    authority: str = member("who authorised it", default="", facets=MAYBE_WORDS)


@attrs.frozen
class ToAuthorise:
    """Ask to record a post."""

    post: PostId = path("the id of the post", example="HIGH-1")
    record: NewPost = body("where and since when")


@attrs.frozen
class NewTerms:
    """The terms of an agreement."""

    from_: date = member("the first day of the term", example="2026-07-01")
    until: date | None = member("the last day", default=None, example="2029-06-30")
    signed: date | None = member("the day of the last signature", default=None)
    district_share: str | None = member(
        "per cent of the cost that the district bears", default=None, facets=_SHARE, example="50"
    )
    amount: str | None = member("dollars in the term", default=None, facets=_NUMBER)
    duties: tuple[str, ...] = member("what officers do", default=(), facets=WORDS)
    parts: tuple[str, ...] = member("ids of the parts that the text has", default=(), facets=WORDS)
    text: str = member("where the signed text is kept", default="", facets=MAYBE_WORDS)


@attrs.frozen
class ToAgree:
    """Ask to record terms."""

    site: SiteId = path(SITE, example="HIGH")
    terms: NewTerms = body("what was agreed")


@attrs.frozen
class Profiles:
    """The profiles of the sites that you answer for, by id."""

    items: tuple[ProfileForm, ...]


@attrs.frozen
class Posts:
    """Authorised posts, by id."""

    items: tuple[PostForm, ...]


@attrs.frozen
class AllTerms:
    """The terms of agreements, by first day."""

    items: tuple[TermsForm, ...]


def every(call: Call, _: Nothing) -> Answer:
    """Give profiles."""
    found = site_registry.profiles(call.desk, call.access)
    return Answer({"items": [wire.show(each.record, call.access) for each in found]})


def one(call: Call, asked: OfSite) -> Answer:
    """Give one profile."""
    found = site_registry.profile(call.desk, call.access, asked.site)
    return Answer(wire.show(found.record, call.access))


def record(call: Call, asked: ToRecord) -> Answer:
    """Record a profile."""
    told = asked.profile
    given: dict[str, Any] = {
        "name": told.name,
        "grades": Grades.read(told.grades) if told.grades else None,
        "level": told.level,
        "phone": told.phone,
        "cds": told.cds,
        "nces": told.nces,
        "address": Address(told.street, told.city, told.zip) if told.street else None,
    }

    def amend(old: SiteProfile | None) -> SiteProfile:
        made = old or SiteProfile(id=asked.site, name=told.name)
        made = attrs.evolve(made, **{key: each for key, each in given.items() if each is not None})
        for each in told.headcounts:
            made = with_headcount(made, Headcount(each.year, each.students, each.staff))
        return made

    stored = site_registry.amend_profile(call.desk, call.access, asked.site, amend)
    return Answer(wire.show(stored.record, call.access))


def posts(call: Call, asked: OfDate) -> Answer:
    """Give posts."""
    found = site_registry.posts(call.desk, call.access, on=asked.on)
    return Answer({"items": [wire.show(each.record, call.access) for each in found]})


def authorise(call: Call, asked: ToAuthorise) -> Answer:
    """Record a post."""
    told = asked.record
    made = Post(
        id=asked.post,
        site=SiteId(told.site),
        period=_days(told.from_, told.until),
        title=told.title,
        mailbox=told.mailbox,
        phone=told.phone,
        authority=told.authority,
    )
    stored = site_registry.record_post(call.desk, call.access, made)
    return Answer(wire.show(stored.record, call.access))


def _days(start: date, last: date | None) -> DatePeriod:
    if last is not None and last < start:
        raise problems.invalid([Fault("it ends before it starts", "/until")])
    return DatePeriod(start, None if last is None else last + ONE_DAY)


def terms(call: Call, _: Nothing) -> Answer:
    """Give terms."""
    found = site_registry.terms(call.desk, call.access)
    return Answer({"items": [wire.show(each.record, call.access) for each in found]})


def agree(call: Call, asked: ToAgree) -> Answer:
    """Record terms."""
    told = asked.terms
    made = AgreementTerms(
        id=f"{asked.site}:{told.from_}",
        site=asked.site,
        period=_days(told.from_, told.until),
        signed=told.signed,
        district_share=Decimal(told.district_share) if told.district_share else None,
        amount=Decimal(told.amount) if told.amount else None,
        duties=told.duties,
        parts=frozenset(told.parts),
        text=told.text,
    )
    stored = site_registry.record_terms(call.desk, call.access, made)
    return Answer(wire.show(stored.record, call.access))


OPERATIONS: tuple[Operation[Call, Any], ...] = (
    Operation(
        id="profiles",
        method="GET",
        path="/api/profiles",
        says="List what the programme knows of its sites",
        does=every,
        asks=Nothing,
        gives=Profiles,
        permission=Permission.READ_STAFFING,
        tagged=True,
    ),
    Operation(
        id="profile",
        method="GET",
        path="/api/profiles/{site}",
        says="Tell what the programme knows of one site",
        does=one,
        asks=OfSite,
        gives=ProfileForm,
        permission=Permission.READ_STAFFING,
        tagged=True,
    ),
    Operation(
        id="record_profile",
        method="PUT",
        path="/api/profiles/{site}",
        says="Record what is known of a site; what is left out stays",
        does=record,
        asks=ToRecord,
        gives=ProfileForm,
        permission=Permission.KEEP_SITES,
    ),
    Operation(
        id="posts",
        method="GET",
        path="/api/posts",
        says="List authorised posts; any date since the first one can be asked",
        does=posts,
        asks=OfDate,
        gives=Posts,
        permission=Permission.READ_STAFFING,
        tagged=True,
    ),
    Operation(
        id="record_post",
        method="PUT",
        path="/api/posts/{post}",
        says="Record an authorised post; one of the same id is replaced",
        does=authorise,
        asks=ToAuthorise,
        gives=PostForm,
        permission=Permission.KEEP_SITES,
    ),
    Operation(
        id="terms",
        method="GET",
        path="/api/terms",
        says="List the terms of agreements",
        does=terms,
        asks=Nothing,
        gives=AllTerms,
        permission=Permission.READ_STAFFING,
        tagged=True,
    ),
    Operation(
        id="record_terms",
        method="PUT",
        path="/api/sites/{site}/terms",
        says="Record the terms of a site's agreement; one of the same first day is replaced",
        does=agree,
        asks=ToAgree,
        gives=TermsForm,
        permission=Permission.KEEP_SITES,
    ),
)
