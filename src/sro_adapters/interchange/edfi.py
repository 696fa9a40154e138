"""Read a folder of Ed-Fi XML interchanges."""

from __future__ import annotations

from sro_adapters.interchange.problems import Report
from sro_adapters.interchange.sources import Source
from sro_core.truancy.roll import Roll


def found_in(source: Source) -> bool:
    """Tell whether a file is an Ed-Fi interchange of student attendance."""
    return bool(source.files) and False


def read_edfi(source: Source, report: Report) -> Roll:
    """Read a folder of Ed-Fi XML."""
    raise NotImplementedError
