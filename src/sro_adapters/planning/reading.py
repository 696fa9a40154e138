"""Read planning problems and plans from JSON, strictly: docs/rotations.md has the form.

Every fault of a document is told at once, each with its path: what is no JSON of this form, and
what does not hold together, in one list.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, cast, get_args, get_origin

import attrs
from cattrs import (
    AttributeValidationNote,
    BaseValidationError,
    ClassValidationError,
    Converter,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn, override

from sro_core.ids import DistrictId, OfficerId, SiteId
from sro_core.rotations.plan import (
    Because,
    Cure,
    Level,
    LevelName,
    Plan,
    PostYear,
    Status,
    Vacancy,
)
from sro_core.rotations.problem import (
    BadProblem,
    Candidate,
    Exclusion,
    Fault,
    Incumbent,
    Post,
    Problem,
    Tour,
    TourLimits,
    Years,
)

KEYS = {
    Candidate: {},
    Exclusion: {},
    Incumbent: {},
    Post: {"changed": "posts_by_year"},
    Tour: {"first": "from", "last": "to"},
    TourLimits: {"between": "break"},
    Plan: {},
    Level: {},
    Vacancy: {},
    Because: {},
    PostYear: {},
    Cure: {"first": "from", "last": "to"},
}
"""Where a key of a document differs from the record's field."""
FIELDS = {
    "sites": Post,
    "officers": Candidate,
    "current": Incumbent,
    "published": Tour,
    "pinned": Tour,
    "forbidden": Tour,
}
NEEDED = ("years", "tenure", "stagger_share", "sites", "officers")


class _Unfit(ValueError):
    """A value is not what stands there; says what is expected."""


def _whole(value: Any, _: Any) -> int:
    if type(value) is not int:
        raise _Unfit("it must be a whole number")
    return value


def _text(value: Any, _: Any) -> str:
    if type(value) is not str or not value:
        raise _Unfit("it must be text, and not empty")
    return value


def _share(value: Any, _: Any) -> Decimal:
    try:
        if type(value) in (str, int, Decimal):
            return Decimal(value)
    except ArithmeticError:
        pass
    raise _Unfit('it must be a decimal number, written as "0.4"')


def _years(value: Any, _: Any) -> Years:
    if type(value) is not list or [type(each) for each in value] != [int, int]:
        raise _Unfit("it must be a list of two years, first and last")
    return Years(*value)


def _by_year(value: Any, _: Any) -> dict[int, int]:
    if type(value) is not dict or not all(key.isdecimal() for key in value):
        raise _Unfit('it must be an object with years as keys, such as {"2028": 2}')
    return {int(key): _whole(each, int) for key, each in value.items()}


def _costs(value: Any, _: Any) -> dict[str, int]:
    if type(value) is not dict or not all(type(each) is int for each in value.values()):
        raise _Unfit("it must be an object of sites with a whole number each, the cost per year")
    return dict(value)


def _list_hook(kind: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    (item, _) = get_args(kind)
    one = converter.get_structure_hook(item)

    def hook(value: Any, _: Any) -> tuple[Any, ...]:
        if type(value) is not list:
            raise _Unfit("it must be a list")
        made, wrong = [], []
        for n, each in enumerate(value):
            try:
                made.append(one(each, item))
            except Exception as error:  # noqa: BLE001 # all are told, in one group
                error.__notes__ = [IterableValidationNote("in a list", n, item)]
                wrong.append(error)
        if wrong:
            raise IterableValidationError("a list", wrong, kind)
        return tuple(made)

    return hook


def _object_hook(kind: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    renamed: Any = {name: override(rename=key) for name, key in KEYS[kind].items()}
    hook = make_dict_structure_fn(
        kind,
        converter,
        _cattrs_forbid_extra_keys=True,
        _cattrs_detailed_validation=True,
        **renamed,
    )

    def strict(value: Any, _: Any) -> Any:
        if type(value) is not dict:
            raise _Unfit("it must be an object")
        return hook(value, kind)

    return strict


def _choice(value: Any, kind: Any) -> Any:
    for each in kind:
        if type(value) is str and each.value == value:
            return each
    raise _Unfit(f"it must be one of: {', '.join(each.value for each in kind)}")


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _made() -> Converter:
    converter = Converter(detailed_validation=True, forbid_extra_keys=True)
    texts = (str, OfficerId, SiteId, DistrictId)
    converter.register_structure_hook_func(lambda kind: kind in texts, _text)
    converter.register_structure_hook(int, _whole)
    converter.register_structure_hook(Status, _choice)
    converter.register_structure_hook(LevelName, _choice)
    for maybe in (OfficerId | None, SiteId | None):
        converter.register_structure_hook(maybe, _text)
    converter.register_structure_hook(Decimal, _share)
    converter.register_structure_hook(Years, _years)
    converter.register_structure_hook_func(lambda kind: kind == Mapping[int, int], _by_year)
    converter.register_structure_hook_func(lambda kind: kind == Mapping[SiteId, int], _costs)
    converter.register_structure_hook_factory(_is_tuple, lambda kind: _list_hook(kind, converter))
    converter.register_structure_hook_factory(
        lambda kind: kind in KEYS, lambda kind: _object_hook(kind, converter)
    )
    return converter


_in = _made()


def read_problem(text: str | bytes) -> Problem:
    """Read a problem.

    Raises:
        BadProblem: with every fault of the document.
    """
    return problem_of(_loaded(text, "problem"))


def read_plan(text: str | bytes) -> Plan:
    """Read a plan, such as one changed by hand; the plan check tells what it is worth.

    Raises:
        BadProblem: with every fault of the document.
    """
    wrong: list[Fault] = []
    plan = _try(wrong, (), _loaded(text, "plan"), Plan)
    if plan is None:
        raise BadProblem(tuple(wrong), "plan")
    return cast("Plan", plan)


def _loaded(text: str | bytes, what: str) -> Any:
    twice: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        twice.extend(name for n, name in enumerate(names) if name in names[:n])
        return dict(pairs)

    def no_number(name: str) -> Any:
        raise ValueError(f"{name} is no number")

    try:
        document = json.loads(
            text, parse_float=Decimal, parse_constant=no_number, object_pairs_hook=once
        )
    except (ValueError, RecursionError) as error:
        raise BadProblem((Fault((), f"it is no JSON: {error}"),), what) from error
    if twice:
        says = "each key stands once in an object; these stand twice: "
        raise BadProblem((Fault((), says + ", ".join(dict.fromkeys(twice))),), what)
    return document


def problem_of(document: Any) -> Problem:
    """Turn a document that was read from JSON into a problem; see `read_problem`."""
    if type(document) is not dict:
        raise BadProblem((Fault((), "it must be an object"),))
    wrong = [
        Fault((), f"there is no key {key!r} here; there are: {', '.join(KNOWN)}")
        for key in document
        if key not in KNOWN and key not in NEEDED
    ]
    wrong += [Fault((key,), "it is missing") for key in NEEDED if key not in document]
    years = _try(wrong, ("years",), document.get("years"), Years) or Years(2000, 2000)
    limits = _try(wrong, ("tenure",), document.get("tenure"), TourLimits) or _ANY
    share = _try(wrong, ("stagger_share",), document.get("stagger_share"), Decimal)
    made: dict[str, list[Any]] = {}
    places: dict[str, list[int]] = {}
    for name, kind in FIELDS.items():
        made[name], places[name] = [], []
        entries = document.get(name, [])
        if type(entries) is not list:
            wrong.append(Fault((name,), "it must be a list"))
            continue
        for n, entry in enumerate(entries):
            one = _try(wrong, (name, n), entry, kind)
            if one is not None:
                made[name].append(one)
                places[name].append(n)
    try:
        problem = Problem(
            years=years, limits=limits, stagger_share=Decimal(0) if share is None else share,
            **{name: tuple(each) for name, each in made.items()},
        )  # fmt: skip
    except BadProblem as found:
        bare = {_id(each) for name in ("sites", "officers") for each in _entries(document, name)}
        more = (each for each in found.faults if not _excused(each, wrong, bare))
        wrong += [Fault(_as_given(each.path, places), each.says) for each in more]
    if wrong:
        raise BadProblem(tuple(wrong))
    return problem


KNOWN = ("years", "tenure", "stagger_share", *FIELDS)
_ANY = TourLimits(minimum=1, maximum=1, between=0)


def _entries(document: Mapping[str, Any], name: str) -> list[Any]:
    entries = document.get(name)
    return entries if type(entries) is list else []


def _id(entry: Any) -> str:
    return str(entry.get("id")) if type(entry) is dict else ""


def _try(wrong: list[Fault], path: tuple[str | int, ...], value: Any, kind: Any) -> Any:
    """Make a record, or note what is wrong with it and give None."""
    if value is None and path and path[0] in NEEDED and len(path) == 1:
        if not any(fault.path == path for fault in wrong):
            wrong.append(Fault(path, "it is missing"))
        return None
    try:
        return _in.structure(value, kind)
    except Exception as error:  # noqa: BLE001 # whatever it is, it is told with its path
        wrong += _told(error, path)
        return None


def _told(error: Exception, path: tuple[str | int, ...]) -> Iterator[Fault]:
    """Give each fault of an error with its path."""
    if isinstance(error, ForbiddenExtraKeysError):
        known = ", ".join(sorted(_keys_of(error.cl)))
        for key in sorted(error.extra_fields):
            yield Fault(path, f"there is no key {key!r} here; there are: {known}")
        return
    if not isinstance(error, BaseValidationError):
        missing = isinstance(error, KeyError)
        yield Fault(path, f"the key {error} is missing" if missing else str(error))
        return
    for inner in error.exceptions:
        step: tuple[str | int, ...] = ()
        for note in getattr(inner, "__notes__", ()):
            if isinstance(note, AttributeValidationNote):
                name = _key_of(error, note.name)
                step = () if isinstance(inner, KeyError) else (name,)
            elif isinstance(note, IterableValidationNote):
                step = (note.index,)
        yield from _told(inner, (*path, *step))


def _keys_of(kind: Any) -> list[str]:
    return [KEYS[kind].get(field.name, field.name) for field in attrs.fields(kind)]


def _key_of(error: BaseValidationError, name: str) -> str:
    kind = error.cl if isinstance(error, ClassValidationError) else None
    return KEYS[kind].get(name, name) if kind in KEYS else name


def _excused(fault: Fault, wrong: Sequence[Fault], bare: set[str]) -> bool:
    """Tell whether a fault only follows from another: a reference to a record that is faulty."""
    if fault.path[0] in {each.path[0] for each in wrong if len(each.path) == 1}:
        return True
    if fault.path[-1] == "since" and any(each.path[:1] == ("years",) for each in wrong):
        return True
    return any(f"{each!r} is no " in fault.says for each in bare if each)


def _as_given(
    path: tuple[str | int, ...], places: Mapping[str, Sequence[int]]
) -> tuple[str | int, ...]:
    """Give a path with the place that an entry has in the document."""
    if len(path) > 1 and isinstance(path[1], int):
        return (path[0], places[str(path[0])][path[1]], *path[2:])
    return path
