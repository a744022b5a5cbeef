"""The search engine as the shop sees it. PostgreSQL answers itself; another engine is set by whoever wires a process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol
from uuid import UUID

from app.domains.search.types import Part, Rule

Way = Literal["all", "beginnings", "any"]


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for: `parts` in one of three ways, and what is chosen from each facet.

    `code` is a SKU or barcode typed whole; `options` are "Size=Large" by axis; `steps` the bounds of price ranges;
    `after` the sort key and id that the page begins behind.
    """

    way: Way
    parts: tuple[Part, ...]
    code: str = ""
    category: UUID | None = None
    brands: tuple[str, ...] = ()
    rooms: tuple[UUID, ...] = ()
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cheapest: int | None = None
    dearest: int | None = None
    in_stock: bool = False
    order: str = "relevance"
    rule: Rule | None = None
    facets: bool = False
    steps: Sequence[int] = ()
    limit: int = 24
    after: tuple[str, UUID] | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found, best first: ids with their sort keys, the number of all, and counts by facet.

    Counts: `brand` and `options` by value, `category` by id, `price` by the number of its range.
    """

    found: tuple[tuple[UUID, str], ...]
    total: int
    counts: Mapping[str, Sequence[tuple[str, int]]]


class SearchAway(Exception):
    """The engine does not answer, or not in time; PostgreSQL can. `reason` is a word to count by."""

    def __init__(self, message: str, reason: str = "failed") -> None:
        super().__init__(message)
        self.reason = reason


class SearchEngine(Protocol):
    """Answers for the bound tenant, asked outside of every transaction. Raises SearchAway."""

    def find(self, ask: Ask) -> Hits: ...


_engine: SearchEngine | None = None


def set_engine(engine: SearchEngine | None) -> None:
    """Choose who answers searches by words; None is PostgreSQL."""
    global _engine
    _engine = engine


def engine() -> SearchEngine | None:
    """Who answers searches by words, if not PostgreSQL."""
    return _engine
