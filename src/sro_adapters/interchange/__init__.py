"""Interchange: what school systems export, read strictly; what calendars and letters need.

`read_bundle` gives a roll or refuses with every problem, `check` says what is wrong, and
`write_bundle` writes a roll down.
"""

from sro_adapters.interchange.problems import InputRefused, Problem, Report, Severity
from sro_adapters.interchange.reading import Checked, check, read_bundle
from sro_adapters.interchange.writing import write_bundle

__all__ = [
    "Checked",
    "InputRefused",
    "Problem",
    "Report",
    "Severity",
    "check",
    "read_bundle",
    "write_bundle",
]
