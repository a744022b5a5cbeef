"""Merchants steer what the shop's search finds; kept pages become new with it."""

from collections.abc import Iterable
from uuid import UUID

from app.core import jobs
from app.domains.search import rebuilding
from app.domains.search import service as search
from app.domains.search.models import SearchRule
from app.domains.search.types import Rule
from app.flows.refresh_pages import refresh_pages


def save_rule(rule: Rule, *, rule_id: UUID | None = None, active: bool = True) -> SearchRule:
    """Keep a rule. Raises Invalid, UnknownRule."""
    refresh_pages()
    return search.save_rule(rule, rule_id=rule_id, active=active)


def remove_rule(rule_id: UUID) -> None:
    """Take a rule away. Raises UnknownRule."""
    refresh_pages()
    search.remove_rule(rule_id)


def add_synonym(words: Iterable[str], *, one_way: bool) -> None:
    """Let words find one another. Raises Invalid."""
    refresh_pages()
    search.add_synonym(words, one_way=one_way)


def remove_synonym(synonym_id: UUID) -> None:
    """Take a group of words away. Raises UnknownSynonym."""
    refresh_pages()
    search.remove_synonym(synonym_id)


def fill_anew() -> None:
    """Have a worker fill the search anew. Raises Conflict while it goes on."""
    rebuilding.announce()
    jobs.enqueue("search.fill")
