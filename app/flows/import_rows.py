"""Loads a table row by row, some hundred rows a unit of work, each row done or refused for itself.

A dry run is the real run, rolled back. A load that was cut off goes on where its last kept chunk ended.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from typing import Any

from app.core.db import unit_of_work
from app.core.errors import AppError
from app.core.faults import fault
from app.core.i18n import Told
from app.domains.catalog.types import Problem
from app.flows.import_report import MOST_PROBLEMS, MOST_ROWS_SHOWN, kept_problem, problem_of
from app.flows.stock_table import StockRow, StockTable

CHUNK = 500
Watch = Callable[[int, int, "RowReport | None"], None]


@dataclass(slots=True)
class RowReport:
    """What became of a table's rows: `details` say row by row what changed (before, after), the first few hundred."""

    rows: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[Problem] = field(default_factory=list)
    unlisted_errors: int = 0
    details: list[dict[str, Any]] = field(default_factory=list)
    readable: bool = True

    def add(self, part: "RowReport") -> None:
        """What a chunk brought."""
        self.rows, self.changed = self.rows + part.rows, self.changed + part.changed
        self.unchanged += part.unchanged
        self.errors.extend(part.errors)
        self.details.extend(part.details[: MOST_ROWS_SHOWN - len(self.details)])

    def note(self, detail: dict[str, Any] | None) -> None:
        """Count a row that was taken; None: it says what is there already."""
        self.rows += 1
        if detail is None:
            self.unchanged += 1
            return
        self.changed += 1
        self.details.append(detail)

    def refuse(self, row: int, words: str, column: str = "") -> None:
        """Count a row that was left out."""
        self.rows += 1
        self.errors.append(Problem(row, column, words))

    def answer(self) -> dict[str, Any]:
        """For programs."""
        return {
            "rows": self.rows, "changed": self.changed, "unchanged": self.unchanged,
            "errors": [asdict(problem) for problem in self.errors], "details": self.details,
        }  # fmt: skip

    def kept(self) -> dict[str, Any]:
        """The report as a run keeps it, its errors cut; `error_count` says how many there were."""
        return {
            "rows": self.rows, "changed": self.changed, "unchanged": self.unchanged, "details": self.details,
            "errors": [kept_problem(problem) for problem in self.errors[:MOST_PROBLEMS]], "warnings": [],
            "error_count": len(self.errors) + self.unlisted_errors, "warning_count": 0,
        }  # fmt: skip

    @classmethod
    def of_kept(cls, kept: Mapping[str, Any]) -> "RowReport":
        """The report that `kept` was made of, as far as it tells."""
        errors = [problem_of(each) for each in kept["errors"]]
        return cls(
            rows=kept["rows"], changed=kept["changed"], unchanged=kept["unchanged"], errors=errors,
            unlisted_errors=kept["error_count"] - len(errors), details=list(kept["details"]),
        )  # fmt: skip


class _DryRun(Exception):
    """Ends a unit without keeping its changes."""


@dataclass(frozen=True, slots=True)
class How:
    """How a table is loaded; `start` is where an earlier load came to, as `watch` heard."""

    dry_run: bool = False
    watch: Watch | None = None
    start: tuple[int, RowReport] | None = None


class RowLoader:
    """Loads a table's rows; `take` says what a chunk does, `pass_by` looks at what an earlier try loaded."""

    def __init__(self, table: StockTable, how: How) -> None:
        self.table, self.how = table, how
        self.done, self.report = how.start or (0, RowReport())

    def take(self, chunk: Sequence[StockRow], report: RowReport) -> None:
        """Do a chunk's rows, noting what became of each."""
        raise NotImplementedError

    def pass_by(self, chunk: Sequence[StockRow]) -> None:
        """Rows that are loaded already."""

    def run(self) -> RowReport:
        """Load all; returns the report, with what was wrong with the file itself."""
        self.report.readable = self.table.readable
        rows = iter(self.table.rows)
        for chunk in _chunks(islice(rows, self.done)):
            with unit_of_work():
                self.pass_by(chunk)
        for chunk in _chunks(rows):
            self._load(chunk)
        broken = self.table.problems
        self.report.rows += len(broken) if self.table.readable else 0
        self.report.errors = sorted([*broken, *self.report.errors], key=lambda problem: problem.row)
        return self.report

    def _load(self, chunk: Sequence[StockRow]) -> None:
        attempt, watch = RowReport(), self.how.watch
        with suppress(_DryRun), unit_of_work():
            self.take(chunk, attempt)
            if watch is not None and not self.how.dry_run:
                whole = replace(self.report, errors=[*self.report.errors], details=[*self.report.details])
                whole.add(attempt)
                watch(self.done + len(chunk), self.table.total, whole)
            fault("import.chunk_loaded")
            if self.how.dry_run:
                raise _DryRun
        self.report.add(attempt)
        self.done += len(chunk)
        if watch is not None and self.how.dry_run:
            watch(self.done, self.table.total, None)
        fault("import.chunk_kept")


def _chunks(rows: Iterable[StockRow]) -> Iterator[list[StockRow]]:
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def words_of(error: AppError) -> str:
    """What a refusal says, to be said in other languages later where it has no facts in it."""
    fields = getattr(error, "fields", {})
    words = next(iter(fields.values()), error.message)
    return words if isinstance(words, Told) else Told.of(words, {})
