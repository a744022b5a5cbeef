"""`ledger`: orders, shipments and counts change the counters, each with its rows."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.conformance.alternatives import together
from app.conformance.cases import Case
from app.conformance.kinds import ledger_steps
from app.conformance.kinds.books import Books, begin, rules_for, summed
from app.conformance.kinds.ledger_given import ZERO, Given
from app.conformance.policies import stock_rules_of
from app.conformance.shelf import Shelf, settle_rules

SHIPPED = ("ship", "sale", "pickup")
States = Mapping[tuple[str, str], Mapping[str, Decimal]]
COUNTERS = ("on_hand", "quantity", "allocated", "available")


def run(case: Case, number: int) -> dict[str, Any]:
    """Begin as the case begins, take its steps, and read the books."""
    given = Given.read(case.given)
    rules = rules_for(given, stock_rules_of(case))
    settle_rules([rules])
    if given.alternatives is None:
        return _play(given, Shelf(str(number)), given.steps, case.expect, lends=rules.send_for_others)
    each = [
        _play(given, Shelf(f"{number}X{at}"), [step], case.expect, lends=rules.send_for_others)
        for at, step in enumerate(given.alternatives)
    ]
    return together(case.expect, each)


def _play(
    given: Given, shelf: Shelf, steps: Sequence[Any], expect: Mapping[str, Any], *, lends: bool
) -> dict[str, Any]:
    books = Books(shelf, given, given.openings(), lends=lends)
    begin(books)
    begun, states = shelf.last_entry(), list[States]()
    for step in steps:
        ledger_steps.take(books, step)
        states += [books.states()] if "states" in expect else []
    moved = [(kind, units) for kind, units in shelf.entries(after=begun) if units]
    wanted = expect.get("states")
    return {
        **_places(books),
        **_sums(books, expect),
        "preordered": summed(books.states().values())["allocated"],
        "movements": _movements(expect.get("movements"), moved),
        "line_qty": sum(books.lines.get("a", ()), ZERO),
        "cart_lines": len(books.lines.get("a", ())),
        "sold": books.sold,
        "error": _error(books, expect),
        "states": [
            _shaped(given, state, wanted[at] if isinstance(wanted, list) and at < len(wanted) else {})
            for at, state in enumerate(states)
        ],
    }


def _error(books: Books, expect: Mapping[str, Any]) -> str | list[str | None] | None:
    """The last refusal, or, where a list is asked for, what each step was told."""
    if isinstance(expect.get("error"), list) and books.given.alternatives is None:
        return books.errors
    return next((error for error in reversed(books.errors) if error), None)


def _places(books: Books) -> dict[str, Any]:
    """The counters by name of the location, or of the product where the case has several."""
    states = books.states()
    if books.given.by_product:
        return dict(_shaped(books.given, states, {}))
    return {
        place: summed(state for (_article, at), state in states.items() if at == place) for place in books.places
    }  # fmt: skip


def _sums(books: Books, expect: Mapping[str, Any]) -> dict[str, Any]:
    """Counters over all places: of all articles, or by article where the case asks so."""
    found: dict[str, dict[str, Decimal | None]] = {}
    at = dict.fromkeys(books.places, ZERO)
    for article in books.openings:
        answer = books.shelf.read(article)
        states = [books.state(article, place) for place in books.places]
        found[article] = {**summed(states), "available": answer.available}
        at = {
            name: units + answer.by_location.get(books.shelf.code(name), ZERO) for name, units in at.items()
        }
    sums: dict[str, Any] = {"available_at": at}
    for name in COUNTERS:
        each = {article: counters[name] for article, counters in found.items()}
        units = [one for one in each.values() if one is not None]
        whole = sum(units, ZERO) if units else None
        sums[name] = each if isinstance(expect.get(name), Mapping) else whole
    return sums


def _shaped(given: Given, states: States, wanted: Any) -> Any:
    """The counters in the form in which the case gives them."""
    if given.by_product:
        return {
            product: {
                place: [state[word] for word in given.words]
                if isinstance(given.start[product][place], list)
                else state
                for (article, place), state in states.items()
                if article == product
            }
            for product in given.start
        }
    by_place = {place: state for (_article, place), state in states.items()}
    if isinstance(wanted, list):
        names = [str(each.get("loc")) for each in wanted if isinstance(each, Mapping)]
        order = names if all(name in by_place for name in names) and names else list(by_place)
        return [{"loc": name, **by_place[name]} for name in order]
    return {**by_place, **summed(states.values())}


def _movements(wanted: Any, moved: Sequence[tuple[str, Decimal]]) -> list[Any]:
    """What on hand changed by, entry by entry: as signed numbers, or with what each was, as the case asks."""
    if not any(isinstance(each, Mapping) for each in wanted or ()):
        return [units for _kind, units in moved]
    return [{"type": "sale" if kind in SHIPPED else "cancellation", "qty": units} for kind, units in moved]
