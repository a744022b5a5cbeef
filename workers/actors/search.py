"""The search's upkeep: counts what was sought, and knows the words on sale exactly."""

from app.core.db import unit_of_work
from app.domains.search import service as search
from app.flows import learn_words
from app.outbound.search import service as searching
from workers.middleware import tenant_actor

LONGEST_MS = 3_600_000


@tenant_actor("search.count", max_retries=1)
def count() -> None:
    """Fold what was noted since the last time."""
    while True:
        with unit_of_work():
            if not search.fold_notes():
                return


@tenant_actor("search.learn", unit=True, max_retries=1)
def learn() -> None:
    """Know exactly the words of what is on sale now."""
    learn_words.learn_all()


@tenant_actor("search.fill", max_retries=0, time_limit_ms=LONGEST_MS)
def fill() -> None:
    """Fill the search anew; `search_rebuild` says how far it is."""
    searching.rebuild()
