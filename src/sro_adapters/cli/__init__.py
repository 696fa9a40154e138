"""The command ``sro``: what a clerk, a sergeant or a script asks, and what it prints.

Exit status: 0 done, 1 the input or the request is at fault (said on standard error), 2 the
command line itself. Results go to standard output, everything else to standard error.
"""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line; without the extra ``cli`` say how to get it."""
    try:
        from sro_adapters.cli.program import program
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in ("click", "cattrs", "orjson"):
            raise
        needed = f"the command sro needs {missing.name}"
        sys.exit(f'{needed}: pip install "sro-core[cli]"')
    program()
