"""The `galleria` command: `python -m app.cli COMMAND …`, through bin/galleria for an installation."""

import sys
from collections.abc import Sequence
from functools import partial

from app.cli import conformance, console, database, shop, tenant
from app.cli.console import Answer
from app.config import ConfigError
from app.core.errors import AppError, Invalid
from app.local.binaries import PostgresError

GROUPS = (tenant, database, shop, conformance)


def main(arguments: Sequence[str]) -> int:
    """Run one command. Answers go to standard output, refusals to standard error; the exit code."""
    parser = console.parser()
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for group in GROUPS:
        group.declare(commands)
    options = parser.parse_args(arguments)
    try:
        run = options.run if options.standalone else partial(console.connected, options.run)
        answer: Answer = run(options)
    except Invalid as error:
        return console.fail([error.message, *(f"  {name}: {words}" for name, words in error.fields.items())])
    except (AppError, ConfigError, PostgresError, FileNotFoundError) as error:
        return console.fail([str(error)])
    except console.DatabaseAway as error:
        return console.fail([f"The database does not answer: {error}"])
    answer.show(as_json=options.json)
    return answer.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
