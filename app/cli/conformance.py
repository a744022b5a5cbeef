"""`galleria conformance FILE`: other systems' facts, replayed through this one. Needs no installation."""

import argparse
from pathlib import Path
from typing import Any

from app.cli.console import Answer, command
from app.conformance import runner
from app.conformance.cases import Unreadable, read
from app.conformance.scratch import open_scratch
from app.core.errors import Invalid


def declare(commands: Any) -> None:
    """Add the command to the parser."""
    made = command(commands, "conformance", _replay, "replay a case file through the real engine")
    made.add_argument("file", type=Path)
    made.set_defaults(standalone=True)


def _replay(options: argparse.Namespace) -> Answer:
    try:
        cases = read(options.file)
    except Unreadable as error:
        raise Invalid(str(error)) from error
    lines = []
    with open_scratch():
        for line in runner.run(cases):
            lines.append(line)
            if not options.json:
                print(line, flush=True)
    counts = runner.counts(lines)
    facts = {
        **counts,
        "cases": [{"id": line.case, "verdict": line.verdict, "words": line.words} for line in lines],
    }
    return Answer(facts, [runner.summary(counts)], 1 if counts["failed"] else 0)
