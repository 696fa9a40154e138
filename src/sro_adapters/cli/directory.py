"""``sro directory``: whom the public reaches for a site."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from sro_adapters import compose, wire
from sro_adapters.cli.options import Counter, counter_options, json_option, on_option, today
from sro_adapters.cli.showing import print_records
from sro_core.ids import SiteId
from sro_core.usecases import public_directory


@click.command()
@click.option("--site", help="Only this site.")
@click.option("--vcard", is_flag=True, help="As vCards 3.0, for an address book.")
@on_option
@counter_options
@json_option
def directory(
    site: str | None, vcard: bool, on: date | None, as_json: bool, zone: str, **asked: Any
) -> None:
    """List the public contact of each site on a date; it follows the post, not the officer."""
    counter = Counter.of(zone=zone, **asked)
    found = public_directory.contacts(
        counter.desk, counter.access, on=on or today(zone), site=SiteId(site) if site else None
    )
    if vcard:
        with compose.needs("exchange"):
            from sro_adapters.interchange.vcards import vcards

            click.echo(vcards(found), nl=False)
        return
    shown = [wire.show(each, counter.access) for each in found]
    columns = {"site": "site", "name": "name", "address": "address", "officer": "officers",
               "mailbox": "mailbox", "phone": "phone"}  # fmt: skip
    print_records(shown, columns, as_json=as_json)
