"""One request that was let in, as a view sees it, and the answer a view gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import IO, Any, Protocol, TypeVar
from urllib.parse import urlencode

import attrs

from sro_adapters import wire
from sro_adapters.http import cursors
from sro_adapters.http.cursors import Position
from sro_adapters.http.settings import Settings
from sro_core.desk import Desk
from sro_core.errors import Conflict
from sro_core.permissions import Access
from sro_core.privacy import Viewer

T = TypeVar("T")
_DIGITS = 10
"""No version has as many."""


@attrs.frozen
class Answer:
    """Hold what a view gives.

    Attributes:
        document: plain data, to be written as JSON.
        version: of the record it shows, which its ETag begins with.
        tag: the whole ETag where it is not of the document.
        next: where the list goes on, or empty.
    """

    document: Any
    version: int | None = None
    tag: str = ""
    next: str = ""


class Paged(Protocol):
    """What every list asks for."""

    @property
    def cursor(self) -> str | None:
        """Where it goes on."""

    @property
    def limit(self) -> int | None:
        """How many items."""


@attrs.frozen
class Call:
    """Hold a request that was let in.

    Attributes:
        desk: the stores and rules.
        viewer: who asks.
        settings: of the app.
        operation: the name of what is asked.
        path: the address asked, without the query, as a client has it.
        tags: the strong ETags that the client says with If-Match it has read.
        any_tag: it says that any state will do.
        body: gives the body as it streams in.
    """

    desk: Desk
    viewer: Viewer
    settings: Settings
    operation: str
    path: str
    tags: tuple[str, ...]
    any_tag: bool
    body: Callable[[], IO[bytes]]

    @cached_property
    def access(self) -> Access:
        """What the viewer may do and see today."""
        return self.desk.admit(self.viewer)

    @property
    def today(self) -> date:
        """The date at the sites."""
        return self.desk.clock().date()

    def version(self, record: str) -> int | None:
        """Give the version of a record that the client has read; its ETag begins with it.

        Args:
            record: what it is called, should it be no such version.

        Returns:
            The version, or None where any state will do.

        Raises:
            Conflict: it has read nothing that an ETag of a record begins with.
        """
        if self.any_tag:
            return None
        for tag in self.tags:
            version, _, rest = tag.partition("-")
            if rest and version.isascii() and version.isdigit() and len(version) < _DIGITS:
                return int(version)
        raise Conflict(record)

    def page(self, asked: Paged, kinds: Sequence[type], **query: object) -> Page:
        """Give the page that is asked for.

        Args:
            asked: the parameters.
            kinds: the types of the sort key of the list.
            query: what else is asked of the list; None is left out.
        """
        told = {name: str(value) for name, value in query.items() if value is not None}
        after = None
        if asked.cursor is not None:
            after = cursors.read(asked.cursor, kinds, self.operation, told)
        limit = min(asked.limit or self.settings.page_size, self.settings.page_limit)
        return Page(self, told, limit, after)


@attrs.frozen
class Page:
    """Hold which part of a list is asked for.

    Attributes:
        call: the request.
        query: what is asked of the list.
        limit: items at most.
        after: the sort key of the item before the first, or None.
    """

    call: Call
    query: Mapping[str, str]
    limit: int
    after: Position | None

    def cut(
        self, every: Sequence[T], key: Callable[[T], Position]
    ) -> tuple[Sequence[T], Position | None]:
        """Cut the page out of a sorted list that is there as a whole.

        Args:
            every: the list.
            key: the sort key of an item; the position has it, and how many equal ones went before.

        Returns:
            The items, and the position of the last where the list goes on.
        """
        found = list(every)
        if self.after is not None:
            *last, given = self.after
            equal = [each for each in every if key(each) == tuple(last)]
            found = equal[int(given) :] + [each for each in every if key(each) > tuple(last)]
        shown, left = found[: self.limit], found[self.limit :]
        if not left:
            return shown, None
        at = key(shown[-1])
        seen = [key(each) for each in every].count(at) - [key(each) for each in left].count(at)
        return shown, (*at, seen)

    def answer(self, items: list[Any], last: Sequence[str | int] | None, **facts: object) -> Answer:
        """Give the page with its items.

        Args:
            items: as plain data.
            last: the sort key of the last item where the list goes on, else None.
            facts: further keys of the document.
        """
        following = ""
        if last is not None:
            cursor = cursors.written(last, self.call.operation, self.query)
            asked = {**self.query, "limit": str(self.limit), "cursor": cursor}
            following = f"{self.call.path}?{urlencode(asked)}"
        return Answer({**facts, "items": items, "next": following or None}, next=following)


def written(document: Any) -> bytes:
    """Write a document as JSON."""
    return wire.to_json(document).encode()
