"""Measure a findings request of the staff app against a bare Flask view that does the same work.

Both look the token up, read the same records, judge the student, commit one audit row and answer
with the same JSON, on one store. Both run in turn in one process; the minimum of each is taken, so
the ratio is worth more than either figure. Run it with ``make bench`` or
``python benchmarks/http_findings.py``.
"""

from __future__ import annotations

import argparse
import gc
import logging
import secrets
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.test import Client

from sro_adapters import access_tokens, wire
from sro_adapters.http import create_app
from sro_adapters.interchange import read_bundle
from sro_adapters.memory import MemoryDatabase
from sro_adapters.sql import open_database
from sro_adapters.synthetic import generate
from sro_core import Access, AuditEntry, Role, Roll, StudentRef, Viewer, classify, load_rules
from sro_core.audit import Matter
from sro_core.desk import Desk
from sro_core.ids import DistrictId
from sro_core.ports import OpenStores
from sro_core.usecases import access_control, submissions
from sro_core.usecases.submissions import Submission

ON = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 9, 30)
RULES = load_rules("us-ca")


def bare(open_stores: OpenStores) -> Flask:
    """Make the least Flask app that answers the request.

    It checks no permission, and reads the sites once where the app reads them twice: to admit,
    and to judge.
    """
    app = Flask("bare")

    @app.get("/api/students/<student>/findings")
    def findings(student: str) -> Response:
        on = date.fromisoformat(request.args["on"])
        shown = request.headers["Authorization"].removeprefix("Bearer ")
        purpose = request.headers.get("Purpose", "")
        with open_stores() as stores:
            token = access_tokens.recognise(stores, shown)
            if token is None:
                return Response(status=401)
            sites = {id: each.record for id, each in stores.sites.all().items()}
            agreed = [each for record in sites.values() for each in record.agreements]
            viewer = token.record.viewer(purpose)
            access = Access.of(viewer, RULES, on=AT.date(), agreements=agreed)
            file = stores.students.get(StudentRef(student)).record
            roll = Roll(
                [file],
                {id: each.calendar for id, each in sites.items()},
                {id: each.site for id, each in sites.items()},
                {id: each.data_through for id, each in sites.items() if each.data_through},
            )
            one = next(classify(roll, rules=RULES, on=on))
            answer = wire.to_json(wire.show(one, access))
        with open_stores(exclusive=True) as stores:
            matter = Matter(student, purpose, (("as of", str(on)),), secrets.token_hex(16))
            entry = AuditEntry.after(
                stores.audit.head(),
                at=AT,
                actor=token.record.actor,
                role=token.record.role,
                act="review attendance",
                site=file.site_on(on) or "",
                matter=matter,
            )
            stores.audit.add(entry)
            stores.commit()
        return Response(answer, content_type="application/json")

    return app


def timed(run: Callable[[], None]) -> float:
    """Give the seconds of one run, the collector run before and held during it."""
    gc.collect()
    gc.disable()
    start = time.perf_counter()
    run()
    seconds = time.perf_counter() - start
    gc.enable()
    return seconds


def asking(app: Flask, paths: list[str], headers: dict[str, str]) -> Callable[[], None]:
    """Make a run: one request for each path."""
    client = Client(app)

    def run() -> None:
        for path in paths:
            answer = client.get(path, headers=headers)
            if answer.status_code != 200:
                raise SystemExit(f"{path}: {answer.status} {answer.text}")

    return run


def stores_in(folder: Path, kind: str) -> OpenStores:
    """Give an empty store."""
    if kind == "memory":
        return MemoryDatabase()
    return open_database(f"sqlite:///{folder}/bench.db", create=True).district(DistrictId("bench"))


def main() -> None:
    """Make the district, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=500)
    parser.add_argument("--requests", type=int, default=50)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--store", choices=("sqlite", "memory"), default="sqlite")
    asked = parser.parse_args()
    logging.getLogger("sro.http").addHandler(logging.NullHandler())
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder, "bundle"), students=asked.students, seed=3, on=ON)
        roll = read_bundle(Path(folder, "bundle"))
        files = list(roll.files)
        open_stores = stores_in(Path(folder), asked.store)
        desk = Desk(open_stores, lambda: AT, RULES, lambda: secrets.token_hex(16))
        operator = desk.admit(Viewer("bench", Role.OPERATOR, purpose="bench"))
        submissions.submit(desk, operator, Submission(roll), on=ON)
        token, text = access_tokens.mint(Viewer("bench", Role.CLERK), at=AT, days=1, by="bench")
        access_control.issue_token(desk, operator, token)
        headers = {"Authorization": f"Bearer {text}", "Purpose": "bench"}
        refs = [each.ref for each in files if each.site_on(ON)][: asked.requests]
        paths = [f"/api/students/{ref}/findings?on={ON}" for ref in refs]
        apps = {"bare view": bare(open_stores), "staff app": create_app(desk)}
        runs = {name: asking(app, paths, headers) for name, app in apps.items()}
        first = [Client(app).get(paths[0], headers=headers).data for app in apps.values()]
        if first[0] != first[1]:
            raise SystemExit("the two do not answer the same")
        best = dict.fromkeys(runs, float("inf"))
        for _ in range(asked.runs):
            for name, run in runs.items():
                best[name] = min(best[name], timed(run))
    print(f"{len(paths)} requests a run, {asked.runs} runs, {asked.store} store")
    for name, seconds in best.items():
        print(f"{name}    {seconds / len(paths) * 1000:7.2f} ms a request")
    print(f"ratio        {best['staff app'] / best['bare view']:7.2f}")


if __name__ == "__main__":
    main()
