"""The one way a document is hashed, so that a changed byte of it shows."""

from __future__ import annotations

import hashlib
import json


def digest(document: object) -> str:
    """Give the SHA-256 of plain data as hexadecimal digits.

    Args:
        document: text, whole numbers, truth values, None, and lists and mappings of them.

    >>> digest(["2026-11-20"])[:12]
    'ba65b4f2bad6'
    """
    return hashlib.sha256(json.dumps(document, ensure_ascii=True).encode()).hexdigest()
