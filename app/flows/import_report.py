"""What became of a file of products: the answer of an import, and how a run keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from app.core.i18n import Told, spoken
from app.domains.catalog.types import PlannedProduct, Problem

MOST_ROWS_SHOWN = 500
MOST_PROBLEMS = 1000
COUNTS = ("products", "variants", "created", "updated", "unchanged", "uncounted")
Outcome = Literal["created", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class LoadedProduct:
    """What became of one product: `changes` names the fields that the file changed."""

    row: int
    key: str
    title: str
    outcome: Outcome
    changes: tuple[str, ...] = ()


@dataclass(slots=True)
class ImportReport:
    """The answer of an import (CONTRACT). `readable` is False when the file is not of the format at all;
    `refused` when a strict run found errors and loaded nothing; `uncounted` new variants come without an inventory
    tracker, so they can always be sold until somebody sets a quantity."""

    products: int = 0
    variants: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    uncounted: int = 0
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    readable: bool = True
    refused: bool = False
    dry_run: bool = False
    details: list[LoadedProduct] = field(default_factory=list)
    unlisted_errors: int = 0
    unlisted_warnings: int = 0

    def answer(self) -> dict[str, Any]:
        """The contract's shape, JSON-native."""
        return {name: getattr(self, name) for name in COUNTS} | {
            "errors": [asdict(problem) for problem in self.errors],
            "warnings": [asdict(problem) for problem in self.warnings],
        }

    def note(self, plan: PlannedProduct, outcome: Outcome, changes: Sequence[str] = ()) -> None:
        """Count a product."""
        self.products += 1
        self.variants += len(plan.variants)
        self.uncounted += sum(variant.created and not variant.form.tracked for variant in plan.variants)
        setattr(self, outcome, getattr(self, outcome) + 1)
        if len(self.details) < MOST_ROWS_SHOWN and outcome != "unchanged":
            form = plan.form
            self.details.append(LoadedProduct(form.row, form.key, form.title, outcome, tuple(changes)))

    def add(self, part: "ImportReport") -> None:
        """What a chunk brought."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(part, name))
        self.warnings.extend(part.warnings)
        self.details.extend(part.details[: MOST_ROWS_SHOWN - len(self.details)])

    def kept(self) -> dict[str, Any]:
        """The report as a run keeps it, its lists cut; `error_count` and `warning_count` say how many there were."""
        return {name: getattr(self, name) for name in COUNTS} | {
            "errors": [kept_problem(problem) for problem in self.errors[:MOST_PROBLEMS]],
            "warnings": [kept_problem(problem) for problem in self.warnings[:MOST_PROBLEMS]],
            "error_count": len(self.errors) + self.unlisted_errors,
            "warning_count": len(self.warnings) + self.unlisted_warnings,
            "details": [asdict(row) for row in self.details],
        }

    @classmethod
    def of_kept(cls, kept: Mapping[str, Any]) -> "ImportReport":
        """The report that `kept` was made of, as far as it tells."""
        errors, warnings = ([problem_of(each) for each in kept[name]] for name in ("errors", "warnings"))
        return cls(
            **{name: kept[name] for name in COUNTS},
            errors=errors,
            warnings=warnings,
            unlisted_errors=kept["error_count"] - len(errors),
            unlisted_warnings=kept["warning_count"] - len(warnings),
            details=[LoadedProduct(**{**row, "changes": tuple(row["changes"])}) for row in kept["details"]],
        )


def kept_problem(problem: Problem) -> dict[str, Any]:
    """A problem to keep, with the words that it is said in other languages by."""
    message = problem.message
    words = {"words": message.words, "facts": message.facts} if isinstance(message, Told) else {}
    return asdict(problem) | words


def problem_of(kept: Mapping[str, Any]) -> Problem:
    """The problem that `kept_problem` kept."""
    message = Told.of(kept["words"], kept["facts"]) if "words" in kept else kept["message"]
    return Problem(kept["row"], kept["field"], message)


def in_words(kept: Mapping[str, Any]) -> str:
    """A kept problem's message in the current language."""
    return spoken(kept["words"], kept["facts"]) if "words" in kept else str(kept["message"])
