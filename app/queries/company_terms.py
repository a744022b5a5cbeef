"""What a shop has for one company alone: price lists that name it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from app.core.db import run

LISTS = text(
    """
    select l.code, l.name, l.status from price_list l
    where exists (
        select from jsonb_array_elements(l.conditions) c
        where c ->> 0 = 'company' and exists (
            select from jsonb_array_elements_text(c -> 1) v where lower(trim(v)) = :code))
    order by lower(l.name), l.id limit 20
    """
)


@dataclass(frozen=True, slots=True)
class CompanyTerms:
    """`lists` as (code, name, status)."""

    lists: list[Any]


def terms(code: str) -> CompanyTerms:
    """What names the company of a code."""
    return CompanyTerms(list(run(LISTS, {"code": code})))
