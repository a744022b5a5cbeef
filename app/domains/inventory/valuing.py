"""Pure rules of what stock is worth: moving average and FIFO layers. Quantities in thousandths, amounts in minor units."""

from dataclasses import dataclass, field
from datetime import date

from app.core.money import round_div


@dataclass(slots=True)
class Layer:
    """What is left of one arrival; `source`: its ledger row, `came`: how many there were."""

    source: int
    came: int
    quantity: int
    value: int


@dataclass(frozen=True, slots=True)
class Amounts:
    """An amount by both methods."""

    average: int = 0
    fifo: int = 0

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(self.average + other.average, self.fifo + other.fifo)

    def __neg__(self) -> "Amounts":
        return Amounts(-self.average, -self.fifo)

    def part(self, quantity: int, of: int) -> "Amounts":
        """The share of so many out of `of`, half up; all of it when nothing is left."""
        if quantity >= of:
            return self
        return Amounts(round_div(self.average * quantity, of), round_div(self.fifo * quantity, of))


@dataclass(slots=True)
class Worth:
    """What lies at one level is worth, and the arrivals it is made of, oldest first."""

    quantity: int = 0
    average: int = 0
    month: date | None = None
    folded_to: int = 0
    layers: list[Layer] = field(default_factory=list)

    @property
    def fifo(self) -> int:
        return sum(layer.value for layer in self.layers)

    @property
    def amounts(self) -> Amounts:
        return Amounts(self.average, self.fifo)

    def arrive(self, source: int, quantity: int, cost: Amounts) -> Amounts:
        """So many more, which cost so much together; answers by how much the level is worth more.

        What was said to be below zero has left already: that part of what comes is worth nothing here.
        """
        stays = max(0, quantity + min(0, self.quantity))
        kept = cost.part(stays, quantity)
        self.quantity += quantity
        self.average += kept.average
        if stays:
            self.layers.append(Layer(source, quantity, stays, kept.fifo))
        return kept

    def leave(self, quantity: int) -> Amounts:
        """So many fewer, the oldest first; answers what they were worth: nothing, below zero."""
        there = max(0, self.quantity)
        going = min(quantity, there)
        self.quantity -= quantity
        if not going:
            return Amounts()
        average = Amounts(self.average).part(going, there).average
        self.average -= average
        return Amounts(average, self._use(going))

    def _use(self, quantity: int) -> int:
        taken, used = 0, 0
        for layer in self.layers:
            if not quantity:
                break
            part = min(quantity, layer.quantity)
            value = Amounts(fifo=layer.value).part(part, layer.quantity).fifo
            layer.quantity, layer.value = layer.quantity - part, layer.value - value
            taken, quantity = taken + value, quantity - part
            used += not layer.quantity
        del self.layers[:used]
        return taken

    def revalue(self, source: int, came: int, amount: int) -> Amounts:
        """An arrival cost so much more (or less): the share of what still lies there; never below nothing."""
        layer = next((each for each in self.layers if each.source == source), None)
        fifo = 0
        if layer is not None:
            fifo = max(-layer.value, round_div(amount * layer.quantity, layer.came))
            layer.value += fifo
        average = (
            max(-self.average, round_div(amount * max(0, min(self.quantity, came)), came)) if came else 0
        )
        self.average += average
        return Amounts(average, fifo)
