"""The group of all commands, and the one place where an error becomes an exit status."""

from __future__ import annotations

from typing import Any

import click

from sro_adapters.cli.attendance import classify, due, explain, unverified
from sro_adapters.cli.demo import demo
from sro_adapters.cli.exports import check, generate
from sro_adapters.cli.hours import hours
from sro_adapters.cli.law import rules
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


for command in (check, classify, demo, due, explain, generate, hours, rules, unverified):
    program.add_command(command)
