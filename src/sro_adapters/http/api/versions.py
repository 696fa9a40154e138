"""Which version of a record a client says that it has read."""

from __future__ import annotations

from sro_adapters.http.calls import Call
from sro_core.errors import Conflict

_DIGITS = 10  # no version is longer


def read(call: Call, what: str) -> int | None:
    """Give the version that the client has read, None where any will do.

    Raises:
        Conflict: it names none that was ever given for the record.
    """
    if call.any_tag:
        return None
    for tag in call.tags:
        version, _, rest = tag.partition("-")
        if rest and version.isascii() and version.isdigit() and len(version) < _DIGITS:
            return int(version)
    raise Conflict(what)
