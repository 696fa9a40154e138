"""How a form says which field of a record each of its keys comes from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

OF, MAKE = "of", "make"


def of(field: str, make: Callable[[Any], Any] | None = None) -> Any:
    """Say which field of the record a key comes from, and how it is made of the record."""
    return attrs.field(metadata={OF: field, MAKE: make})
