"""Runs the cases of a file one after the other and says of each how it went."""

import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.conformance import judge
from app.conformance.cases import Case, Unfit
from app.conformance.kinds import KINDS
from app.conformance.policies import rules_of
from app.conformance.shelf import settle_rules

Verdict = Literal["PASS", "FAIL", "SKIP"]


@dataclass(frozen=True, slots=True)
class Line:
    """How one case went; `words` say why it failed or was skipped."""

    verdict: Verdict
    case: str
    words: str = ""

    def __str__(self) -> str:
        return f"{self.verdict} {self.case}" + (f": {self.words}" if self.words else "")


def run(cases: Sequence[Case]) -> Iterator[Line]:
    """A line for each case, in the file's order, in the bound scratch shop."""
    for number, case in enumerate(cases, 1):
        try:
            yield _run(case, number)
        except Unfit as unfit:
            yield Line("SKIP", case.id, str(unfit))
        except Exception as error:  # noqa: BLE001  a case that breaks the engine is a failed case; the rest go on
            place = traceback.extract_tb(error.__traceback__)[-1]
            yield Line("FAIL", case.id, f"{type(error).__name__}: {error} ({place.name}:{place.lineno})")


def _run(case: Case, number: int) -> Line:
    if case.unknown:
        raise Unfit(case.unknown[0])
    if case.kind not in KINDS:
        raise Unfit(f"kind {case.kind}")
    settle_rules(rules_of(case))
    got = KINDS[case.kind](case, number)
    wrong = judge.differences(case.expect, got)
    return Line("FAIL", case.id, "; ".join(wrong)) if wrong else Line("PASS", case.id)


def counts(lines: Sequence[Line]) -> dict[str, int]:
    """How many `passed`, `failed`, were `skipped`."""
    words = {"passed": "PASS", "failed": "FAIL", "skipped": "SKIP"}
    return {word: sum(line.verdict == verdict for line in lines) for word, verdict in words.items()}


def summary(counted: Mapping[str, int]) -> str:
    """`N passed, N failed, N skipped`."""
    return ", ".join(f"{number} {word}" for word, number in counted.items())
