"""HiGHS as it is used here: silent, repeatable, and asked to stop when time is up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import highspy

CALLS = highspy.cb.HighsCallbackType


class Interrupted(Exception):  # not a failure of the library, never leaves it
    """Time was up; the first argument is the best choice of whole tours found by then, or None."""


class _Quiet(highspy.Highs):
    """Be silent from the start: made as it is, the solver greets on standard output."""

    def enableCallbacks(self) -> None:  # noqa: N802 # the library's name
        """Be silent before the first thing that could be printed."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def quiet() -> Any:
    """Give a solver that prints nothing and gives the same answer each time."""
    highs: Any = _Quiet()  # type: ignore[no-untyped-call]
    highs.setOptionValue("random_seed", 1)
    highs.setOptionValue("threads", 1)
    return highs


def listen(highs: Any, stop: Callable[[], bool]) -> None:
    """Have a solver ask whether time is up."""

    def ask(_kind: Any, _message: str, _out: Any, into: Any, _data: Any) -> None:
        if stop():
            into.user_interrupt = True

    highs.setCallback(ask, None)
    for kind in (CALLS.kCallbackMipInterrupt, CALLS.kCallbackSimplexInterrupt):
        highs.startCallback(kind)
