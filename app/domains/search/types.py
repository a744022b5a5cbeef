"""What a tenant's search knows, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Boost:
    """Everything of a brand, or of a category, counts `factor` times as much."""

    kind: str
    value: str
    factor: float


@dataclass(frozen=True, slots=True)
class Rule:
    """What a merchant wants to be seen on an occasion: words sought or a category shown."""

    id: UUID
    words: str
    match: str
    category_id: UUID | None
    pins: tuple[UUID, ...] = ()
    buries: tuple[UUID, ...] = ()
    boosts: tuple[Boost, ...] = ()
    redirect: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """A tenant's synonyms (folded words to what they find besides) and rules; kept until `version` rises."""

    version: int = 0
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()

    def rule_for(self, folded: str) -> Rule | None:
        """The rule of a query, in folded words: an exact one goes before one that it contains."""
        mine = [rule for rule in self.rules if rule.words]
        exact = next((rule for rule in mine if rule.words == folded), None)
        padded = f" {folded} "
        return exact or next((r for r in mine if r.match == "contains" and f" {r.words} " in padded), None)

    def rule_of(self, category_id: UUID) -> Rule | None:
        """The rule of a category's page."""
        return next((rule for rule in self.rules if rule.category_id == category_id), None)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a query: any of `forms` will do; a `phrase` keeps its order; `without` must not appear."""

    forms: tuple[str, ...]
    phrase: bool = False
    without: bool = False
