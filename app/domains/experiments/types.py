"""What tests look like to those who ask."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Experiment:
    """A test; `share` in percent of the visitors that get B."""

    id: UUID
    code: str
    name: str
    channel_id: UUID
    share: int
    status: str
    started_at: datetime | None
    stopped_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Running:
    """A test that runs on the channel of a sale."""

    id: UUID
    code: str
    share: int


@dataclass(frozen=True, slots=True)
class Group:
    """What became of a variant's visitors: those who ordered, and the sum and sum of squares of what each spent.

    Amounts in minor units; who did not order spent 0.
    """

    visitors: int
    buyers: int
    spent: int
    squares: int

    @property
    def rate(self) -> float:
        """Orders a visitor."""
        return self.buyers / self.visitors if self.visitors else 0.0

    @property
    def mean(self) -> float:
        """Minor units a visitor."""
        return self.spent / self.visitors if self.visitors else 0.0


@dataclass(frozen=True, slots=True)
class Difference:
    """How much B lies above A, and the bounds within which it does with 95 % confidence."""

    value: float
    low: float
    high: float

    @property
    def proven(self) -> bool:
        """Whether the bounds leave out that there is no difference."""
        return self.low > 0 or self.high < 0
