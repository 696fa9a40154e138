"""The group of all commands, and the one place where an error becomes an exit status."""

from __future__ import annotations

from typing import Any

import click

from sro_adapters.cli.activity import activity
from sro_adapters.cli.admission import agreement, token
from sro_adapters.cli.assigning import assign
from sro_adapters.cli.attendance import classify, explain, unverified
from sro_adapters.cli.audit_log import audit
from sro_adapters.cli.calendars import calendar
from sro_adapters.cli.contact import contact
from sro_adapters.cli.database import db
from sro_adapters.cli.demo import demo
from sro_adapters.cli.directory import directory
from sro_adapters.cli.drills import drills
from sro_adapters.cli.due import due, today
from sro_adapters.cli.exports import check, generate
from sro_adapters.cli.feeds import feeds
from sro_adapters.cli.hours import hours
from sro_adapters.cli.imports import import_
from sro_adapters.cli.incident_records import incident
from sro_adapters.cli.law import rules
from sro_adapters.cli.letters import letters
from sro_adapters.cli.officers import officers
from sro_adapters.cli.order import order
from sro_adapters.cli.plans import plans
from sro_adapters.cli.records import disclose, disclosures, expunge, identity, record
from sro_adapters.cli.referrals import referrals
from sro_adapters.cli.reports import report
from sro_adapters.cli.rotation_status import rotation
from sro_adapters.cli.serving import serve
from sro_adapters.cli.sites import sites
from sro_adapters.cli.steps import steps
from sro_adapters.cli.sweep import sweep
from sro_core.errors import SroError


class Program(click.Group):
    """Turn every error of the library into its sentence and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # whoever read the output has had enough; click ends quietly
        except (SroError, OSError) as error:
            click.echo(f"sro: {error}", err=True)
            ctx.exit(1)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sro-core")
def program() -> None:
    """Run a school resource officer programme: records in, findings out.

    What the rules say is data, dated and cited; it is not legal advice. A person decides.
    """


for command in (
    activity, agreement, assign, audit, calendar, check, classify, contact, db, demo, directory,
    disclose, disclosures, drills, due, explain, expunge, feeds, generate, hours, identity,
    import_, incident, letters, officers, order, plans, record, referrals, report, rotation,
    rules, serve, sites, steps, sweep, today, token, unverified,
):  # fmt: skip
    program.add_command(command)
